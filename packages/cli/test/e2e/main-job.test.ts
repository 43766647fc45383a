import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { RunDocument } from "../../src/report/index.ts";
import { jsonOf, openPlace, type Place, startSandboxProcess, takenOn, tranche, writeJob } from "./processes.ts";

const data = resolve(import.meta.dirname, "../../../../../shared/data/sms-spam");
const items = join(data, "items.jsonl");
const truth = join(data, "truth.csv");
const here = existsSync(items);
if (!here) process.stderr.write("skipped: the real messages (../shared/data/sms-spam beside the checkout) are not here\n");

let place: Place | undefined;
afterEach(async () => {
  await place?.close();
  place = undefined;
});

const sandbox = async (outage: readonly string[]): Promise<Place> => {
  place = openPlace();
  await startSandboxProcess(place, ["--speed", "40000", "--items", items, "--truth", truth, ...outage]);
  return place;
};

const log = (at: Place, vendor: string): string => readFileSync(join(at.folder, "logs", `${vendor}.jsonl`), "utf8");

/** What two vendors hold cannot be joined by any name: no id, file or job name of ours is in it, and no key of one is known to the other. */
const unlinkable = (at: Place): void => {
  const logs = ["scale", "surge", "mercor"].map((vendor) => log(at, vendor));
  const ours = [/"sms-\d{5}"/, /items\.jsonl/, /job\.yaml/, /tranche-e2e/];
  for (const text of logs) expect(ours.filter((word) => word.test(text))).toEqual([]);
  const names = logs.map((text) => new Set(text.match(/\b[0-9a-v]{32}\b/g)));
  for (const [i, mine] of names.entries()) {
    expect(mine.size).toBeGreaterThan(500);
    for (const theirs of names.slice(i + 1)) expect([...mine].filter((name) => theirs.has(name))).toEqual([]);
  }
};

const distinct = (at: Place, vendor: string): number => new Set(takenOn(at, vendor)).size;

describe.runIf(here)("5,160 real messages, three vendors of three owners", () => {
  it(
    "under maxShare 0.5, one vendor out after a third of its work: every message labelled, no owner above 2,580",
    { timeout: 180_000 },
    async () => {
      const at = await sandbox(["--outage", "surge@860"]);
      writeJob(at, { items, maxShare: 0.5 });
      const ran = await tranche(["run", "job.yaml", "--yes", "--json"], at.folder);
      const run = jsonOf<RunDocument>(ran);
      expect({ code: ran.code, state: run.state, items: run.items }, JSON.stringify(run.failovers)).toMatchObject({
        code: 0,
        state: "complete",
        items: { total: 5_160, done: 5_160, stranded: 0 },
      });
      expect(run.failovers.map(({ from }) => from)).toEqual(["surge"]);
      for (const vendor of ["scale", "surge", "mercor"]) expect(distinct(at, vendor)).toBeLessThanOrEqual(2_580);
      const results = (await tranche(["results"], at.folder)).stdout.trim().split("\n");
      expect(results).toHaveLength(5_160);
      unlinkable(at);
      for (const line of results) expect(JSON.parse(line)).toMatchObject({ status: "done", answer: expect.stringMatching(/^(ham|spam)$/) });
    },
  );

  it(
    "under maxShare 0.4: exit 4, and as many stranded as the contingency of that moment said, each with its reasons",
    { timeout: 180_000 },
    async () => {
      const at = await sandbox(["--outage", "surge@688"]);
      writeJob(at, { items, maxShare: 0.4 });
      const ran = await tranche(["run", "job.yaml", "--yes", "--json"], at.folder);
      const run = jsonOf<RunDocument>(ran);
      expect({ code: ran.code, state: run.state }).toEqual({ code: 4, state: "incomplete" });
      const [failover] = run.failovers;
      expect(failover).toMatchObject({ from: "surge" });
      expect(failover?.stranded).toBe(failover?.predicted);
      expect(run.items.stranded).toBe(failover?.predicted);
      expect(run.stranded).toHaveLength(run.items.stranded);
      for (const { reasons } of run.stranded) expect(reasons.length).toBeGreaterThanOrEqual(3);
      expect(run.wouldPlace.length).toBeGreaterThan(0);
      for (const vendor of ["scale", "surge", "mercor"]) expect(distinct(at, vendor)).toBeLessThanOrEqual(2_064);
      expect(ran.stderr).toMatch(/scale: .*2,064 of 2,064; surge: unreachable; mercor: .*2,064 of 2,064/);
    },
  );
});
