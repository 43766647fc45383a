import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jsonOf, openPlace, type Place, startSandboxProcess, takenOn, tranche, writeJob } from "./processes.ts";

const ITEMS = 60;

interface Cancelled {
  readonly is: string;
  readonly running: boolean;
  readonly vendors: readonly {
    readonly vendor: string;
    readonly unsent: number;
    readonly open: number;
    readonly givenUp: number;
    readonly withdrawn: number;
    readonly owed: { readonly amount: number };
  }[];
  readonly kept: readonly { readonly item: string; readonly why: string }[];
}
interface Status {
  readonly state: string;
  readonly items: { readonly done: number; readonly stranded: number; readonly total: number };
  readonly slots: { readonly live: number; readonly late: number };
}

interface Left {
  readonly vendors: readonly {
    readonly vendor: string;
    readonly left: readonly { readonly item?: string; readonly is: string; readonly outcome?: string }[];
  }[];
}
const leftAt = (document: Left, vendor: string): Left["vendors"][number]["left"] =>
  document.vendors.find((one) => one.vendor === vendor)?.left ?? [];
/** The last item that was sent to a vendor: the one that is open longest. */
const openItemAt = async (vendor: string): Promise<string> => {
  for (let index = ITEMS - 1; index >= 0; index -= 1) {
    const { stdout } = await tranche(["status", "--item", `i${index}`, "--json"], place.folder);
    const { events } = JSON.parse(stdout) as { events: { vendor: string; what: string }[] };
    if (events.at(-1)?.what === "accepted" && events.at(-1)?.vendor === vendor) return `i${index}`;
  }
  throw new Error(`nothing is open at ${vendor}`);
};

let place: Place;
beforeEach(() => {
  place = openPlace();
});
afterEach(() => place.close());

describe("tranche cancel, on the sandbox", () => {
  it(
    "asks back what vendors hold, says of every item what it did not get, sends nothing more, and keeps late answers",
    { timeout: 60_000 },
    async () => {
      const lines = Array.from({ length: ITEMS }, (_, index) => JSON.stringify({ id: `i${index}`, text: `message ${index}` }));
      writeFileSync(join(place.folder, "items.jsonl"), `${lines.join("\n")}\n`);
      writeJob(place, { items: "./items.jsonl", maxShare: 0.5, extra: "vendors: [scale, surge]\n" });
      await startSandboxProcess(place, ["--speed", "400", "--seed", "5"]);
      const sent = await tranche(["run", "job.yaml", "--yes", "--until", "dispatched", "--quiet"], place.folder);
      expect({ code: sent.code, stderr: sent.stderr }).toEqual({ code: 0, stderr: "" });
      const taken = (): number => ["scale", "surge"].reduce((sum, vendor) => sum + takenOn(place, vendor).length, 0);
      expect(taken()).toBe(ITEMS);

      // What a person gave up and the vendor still holds is found, and taken back once.
      const scaleItem = await openItemAt("scale");
      expect((await tranche(["resolve", scaleItem, "--as", "abandon", "--yes"], place.folder)).code).toBe(0);
      const left = jsonOf<Left>(await tranche(["gc", "--dry-run", "--json"], place.folder));
      expect(leftAt(left, "scale")).toMatchObject([{ item: scaleItem, is: "given-up" }]);
      const swept = jsonOf<Left>(await tranche(["gc", "--json"], place.folder));
      expect(leftAt(swept, "scale").map(({ outcome }) => outcome)).toEqual(["withdrawn"]);
      expect(leftAt(jsonOf<Left>(await tranche(["gc", "--json"], place.folder)), "scale")).toEqual([]);

      const asked = jsonOf<Cancelled>(await tranche(["cancel", "job.yaml", "--dry-run", "--json"], place.folder));
      expect(asked.is).toBe("would-be");
      expect(asked.vendors.reduce((sum, { open }) => sum + open, 0)).toBeGreaterThan(0);
      expect((await tranche(["cancel", "job.yaml"], place.folder)).code).toBe(2);

      const finished = await tranche(["cancel", "job.yaml", "--yes", "--json", "--quiet"], place.folder);
      const cancelled = jsonOf<Cancelled>(finished);
      expect(finished.code).toBe(0);
      expect(cancelled).toMatchObject({ is: "cancelled", running: false });
      const sum = (of: (vendor: Cancelled["vendors"][number]) => number): number =>
        cancelled.vendors.reduce((total, one) => total + of(one), 0);
      expect({ open: sum(({ open }) => open), unsent: sum(({ unsent }) => unsent) }).toEqual({ open: 0, unsent: 0 });
      expect(sum(({ withdrawn }) => withdrawn)).toBeGreaterThan(0);
      expect(cancelled.kept.length).toBe(sum(({ givenUp }) => givenUp));
      for (const { why } of cancelled.kept) expect(why).not.toBe("");

      const again = jsonOf<Cancelled>(await tranche(["cancel", "sms", "--yes", "--json", "--quiet"], place.folder));
      expect(again.is).toBe("cancelled");
      const run = await tranche(["run", "job.yaml", "--yes", "--json", "--quiet"], place.folder);
      const { state, items, slots } = jsonOf<Status>(run);
      expect(run.stderr).toContain("sms was cancelled at ");
      expect({ code: run.code, state, live: slots.live }).toEqual({ code: 4, state: "cancelled", live: 0 });
      expect(items.done + items.stranded).toBe(ITEMS);
      expect(taken()).toBe(ITEMS);
    },
  );
});
