import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { demoItems, demoLabels } from "../../src/commands/demo-items.ts";
import { seededRandom } from "../../src/engine/jitter.ts";
import type { RunDocument } from "../../src/report/index.ts";
import { jsonOf, openPlace, type Place, start, startSandboxProcess, takenOn, tranche, writeJob } from "./processes.ts";

const RUNS = Number(process.env["TRANCHE_KILLED_RUNS"] ?? 20);
const ITEMS = 400;

let place: Place | undefined;
afterEach(async () => {
  await place?.close();
  place = undefined;
});

const counts = (contents: readonly string[]): number => contents.length - new Set(contents).size;

describe(`${RUNS} runs, each killed with SIGKILL at random moments and started again`, () => {
  it.each(Array.from({ length: RUNS }, (_, run) => run))(
    "run %i: complete, nothing taken on twice, one counted answer an item",
    { timeout: 120_000 },
    async (run) => {
      const random = seededRandom(1_000 + run);
      place = openPlace();
      const items = demoItems(ITEMS);
      const file = (name: string, text: string): void => writeFileSync(join((place as Place).folder, name), text);
      file("items.jsonl", items.map(({ id, text }) => `${JSON.stringify({ id, text })}\n`).join(""));
      file("truth.csv", `id,label\n${items.map(({ id, label }) => `${id},${label}\n`).join("")}`);
      await startSandboxProcess(place, ["--speed", "60000", "--seed", String(run + 1), "--items", "items.jsonl", "--truth", "truth.csv"]);
      writeJob(place, { items: "./items.jsonl", maxShare: 0.4, options: demoLabels.join(", ") });

      const kills = 1 + Math.floor(random() * 3);
      for (let kill = 0; kill < kills; kill += 1) {
        const running = start(["run", "job.yaml", "--yes", "--quiet"], place.folder);
        // The first half second is starting up; most of what can go wrong comes after it.
        const timer = setTimeout(() => running.child.kill("SIGKILL"), 300 + random() * 1_500);
        await running.finished;
        clearTimeout(timer);
      }
      const ran = await tranche(["run", "job.yaml", "--yes", "--json", "--quiet"], place.folder);
      const document = jsonOf<RunDocument>(ran);
      expect({ code: ran.code, state: document.state, done: document.items.done }, ran.stderr).toEqual({
        code: 0,
        state: "complete",
        done: ITEMS,
      });

      for (const vendor of ["scale", "surge", "mercor"])
        expect(`${vendor}: ${counts(takenOn(place, vendor))} twice`).toBe(`${vendor}: 0 twice`);
      const all = ["scale", "surge", "mercor"].flatMap((vendor) => takenOn(place as Place, vendor));
      expect(all).toHaveLength(ITEMS);
      const db = new DatabaseSync(join(place.folder, ".tranche", "tranche.db"), { readOnly: true });
      const odd = db
        .prepare(
          "SELECT s.seq, (SELECT count(*) FROM judgments g WHERE g.slot = s.slot AND g.counted = 1) AS counted FROM slots s WHERE counted <> 1",
        )
        .all();
      db.close();
      expect(odd).toEqual([]);
    },
  );
});
