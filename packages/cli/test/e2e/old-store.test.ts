import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jsonOf, openPlace, type Place, startSandboxProcess, takenOn, tranche, writeJob } from "./processes.ts";

let place: Place;
beforeEach(() => {
  place = openPlace();
});
afterEach(() => place.close());

const ITEMS = 40;
const taken = (): number => ["scale", "surge"].reduce((sum, vendor) => sum + takenOn(place, vendor).length, 0);

describe("a store that lost what was sent, on the sandbox", () => {
  it("is refused before anything is sent again, and goes on where a person has what vendors hold written down", async () => {
    const lines = Array.from({ length: ITEMS }, (_, index) => JSON.stringify({ id: `i${index}`, text: `message ${index}` }));
    writeFileSync(join(place.folder, "items.jsonl"), `${lines.join("\n")}\n`);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, extra: "vendors: [scale, surge]\n" });
    await startSandboxProcess(place, ["--speed", "3600", "--seed", "5"]);
    expect((await tranche(["run", "job.yaml", "--yes", "--until", "dispatched", "--quiet"], place.folder)).code).toBe(0);
    expect(taken()).toBe(ITEMS);

    const folder = join(place.folder, ".tranche");
    for (const file of readdirSync(folder)) if (file.startsWith("tranche.db")) rmSync(join(folder, file));
    const refused = await tranche(["run", "job.yaml", "--yes", "--quiet"], place.folder);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toMatch(/(scale|surge) holds at least \d+ judgments of sms that this store knows nothing of/);
    expect(refused.stderr).toContain("--adopt");
    expect(taken()).toBe(ITEMS);

    const adopted = await tranche(["run", "job.yaml", "--yes", "--quiet", "--adopt", "--until", "dispatched", "--json"], place.folder);
    expect(adopted.code).toBe(0);
    const { slots } = jsonOf<{ slots: { live: number; filled: number } }>(adopted);
    expect(slots.live + slots.filled).toBe(ITEMS);
    // Nothing was made twice, and the record says of everything who has seen it.
    expect(taken()).toBe(ITEMS);
    const exposure = jsonOf<{ datasets: { owners: { items: number }[] }[] }>(await tranche(["exposure", "--json"], place.folder));
    expect(exposure.datasets[0]?.owners.reduce((sum, { items }) => sum + items, 0)).toBe(ITEMS);
    expect((await tranche(["audit", "verify"], place.folder)).code).toBe(0);
  });
});
