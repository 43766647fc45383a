import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { RunDocument } from "../../src/report/index.ts";
import { jsonOf, openPlace, type Place, startSandboxProcess, takenOn, tranche, writeJob } from "./processes.ts";

const ITEMS = 400;
const SHARE = 0.1;

let place: Place | undefined;
afterEach(async () => {
  await place?.close();
  place = undefined;
});

const textOf = (index: number): string => `message ${index} of a takeover`;
const isGold = (index: number): boolean => index % 10 === 2;

// All of a vendor's gold is in its first tranche, and answered before the next: what is lost later has none to go along with it.
const release = "release: { first: 0.1, gate: { goldAccuracy: 0.2, minGold: 40, answered: 1, maxWait: 30d } }";

/** A job of 400 messages with 40 known answers, and surge gone after so many. */
const begin = async (gone: number, maxShare: number): Promise<Place> => {
  place = openPlace();
  const { folder } = place;
  const all = Array.from({ length: ITEMS }, (_, index) => index);
  const items = join(folder, "items.jsonl");
  writeFileSync(items, all.map((index) => `${JSON.stringify({ id: `m-${index}`, text: textOf(index) })}\n`).join(""));
  const labels = all.map((index) => `m-${index},${index % 3 === 0 ? "spam" : "ham"}\n`);
  writeFileSync(join(folder, "truth.csv"), `id,label\n${labels.join("")}`);
  writeFileSync(join(folder, "gold.csv"), `id,label\n${labels.filter((_, index) => isGold(index)).join("")}`);
  await startSandboxProcess(place, [
    "--speed",
    "40000",
    "--items",
    items,
    "--truth",
    join(folder, "truth.csv"),
    "--outage",
    `surge@${gone}`,
  ]);
  writeJob(place, {
    items: "./items.jsonl",
    maxShare,
    extra: `quality: { gold: ./gold.csv, goldShare: ${SHARE}, pilot: 20 }\n${release}\n`,
  });
  return place;
};

/** Of what a vendor took on, by its own log: distinct messages, and gold among them. */
const shownTo = (at: Place, vendor: string): { readonly items: number; readonly gold: number } => {
  const seen = new Set(takenOn(at, vendor).map((content) => Number(/message (\d+) of/.exec(content)?.[1])));
  return { items: seen.size, gold: [...seen].filter(isGold).length };
};

describe("gold for a vendor that takes over, on the wire", () => {
  it("is in proportion to the work it took, of items it had not had, within its cap", { timeout: 60_000 }, async () => {
    const at = await begin(70, 0.6);
    const ran = await tranche(["run", "job.yaml", "--yes", "--json"], at.folder);
    const run = jsonOf<RunDocument>(ran);
    expect({ code: ran.code, state: run.state, done: run.items.done }, ran.stderr.slice(-2_000)).toEqual({
      code: 0,
      state: "complete",
      done: ITEMS,
    });
    const [failover] = run.failovers;
    expect({ from: failover?.from, to: Object.keys(failover?.to ?? {}) }).toEqual({ from: "surge", to: ["mercor"] });
    const { items, gold } = shownTo(at, "mercor");
    // All it has it took over: so many others ask for so much gold, to the nearest judgment.
    expect(gold).toBe(Math.round(((items - gold) * SHARE) / (1 - SHARE)));
    expect(takenOn(at, "mercor")).toHaveLength(items);
    expect(failover?.gold).toEqual([{ vendor: "mercor", lacking: expect.any(Number), added: failover?.gold?.[0]?.lacking, because: null }]);
    expect(failover?.gold?.[0]?.added).toBeGreaterThan(5);
    expect(ran.stderr).toMatch(/\d+ gold judgments added \(mercor \d+\)/);
    for (const vendor of ["scale", "surge", "mercor"]) expect(shownTo(at, vendor).items).toBeLessThanOrEqual(ITEMS * 0.6);
  });

  it("is left out where the cap refuses it, which is said, and nobody is shown more than the cap", { timeout: 60_000 }, async () => {
    const at = await begin(70, 0.4);
    const ran = await tranche(["run", "job.yaml", "--yes", "--json"], at.folder);
    const run = jsonOf<RunDocument>(ran);
    expect({ code: ran.code, from: run.failovers.map(({ from }) => from) }).toEqual({ code: 4, from: ["surge"] });
    expect(run.failovers[0]?.gold).toEqual([
      { vendor: "mercor", lacking: expect.any(Number), added: 0, because: "at its cap, 160 of 160" },
    ]);
    expect(ran.stderr).toMatch(/0 gold judgments added \(mercor 0 of \d+: at its cap, 160 of 160\)/);
    for (const vendor of ["scale", "surge", "mercor"]) expect(shownTo(at, vendor).items).toBeLessThanOrEqual(ITEMS * 0.4);
  });
});
