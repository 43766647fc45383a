import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ExplainDocument } from "../../src/report/documents.ts";
import type { RunDocument } from "../../src/report/index.ts";
import { jsonOf, openPlace, type Place, startSandboxProcess, takenOn, tranche, writeJob } from "./processes.ts";

let place: Place | undefined;
afterEach(async () => {
  await place?.close();
  place = undefined;
});

const vendors = ["scale", "surge", "mercor"];
const groupOf = (item: number): number => item % 30;

/** 150 messages of 30 customers, and vendors of which one is lost for good after a while. */
const open = async (groups: string, outage: readonly string[]): Promise<Place> => {
  place = openPlace();
  const items = Array.from({ length: 150 }, (_, item) => ({
    id: `m${item}`,
    text: `message number ${item}`,
    customer: `c${groupOf(item)}`,
  }));
  writeFileSync(join(place.folder, "items.jsonl"), `${items.map((item) => JSON.stringify(item)).join("\n")}\n`);
  await startSandboxProcess(place, ["--speed", "40000", ...outage]);
  writeJob(place, { items: "./items.jsonl", maxShare: 0.6, extra: `groups: ${groups}\n` });
  return place;
};

/** Items each vendor took on, by the vendors' own logs. */
const seenAt = (at: Place, vendor: string): ReadonlySet<number> =>
  new Set(takenOn(at, vendor).flatMap((content) => [...content.matchAll(/message number (\d+)/g)].map(([, item]) => Number(item))));

describe("a job whose items are in groups, on the sandbox", () => {
  it("gives every group to one vendor, and what is missing of it to one other when that one is lost", { timeout: 120_000 }, async () => {
    const at = await open("{ by: customer, keep: together }", ["--outage", "scale@40"]);
    const explained = jsonOf<ExplainDocument>(await tranche(["explain", "job.yaml", "--item", "m7", "--json"], at.folder));
    const run = jsonOf<RunDocument>(await tranche(["run", "job.yaml", "--yes", "--json"], at.folder));
    expect({ state: run.state, failovers: run.failovers.map(({ from }) => from) }).toEqual({ state: "complete", failovers: ["scale"] });
    const seen = new Map(vendors.map((vendor) => [vendor, seenAt(at, vendor)]));
    for (let group = 0; group < 30; group += 1) {
      const own = Array.from({ length: 5 }, (_, at) => group + 30 * at);
      const with_ = vendors.filter((vendor) => own.some((item) => seen.get(vendor)?.has(item)));
      const after = with_.filter((vendor) => vendor !== "scale");
      expect({ group, after: after.length <= 1, some: with_.length > 0 }).toEqual({ group, after: true, some: true });
      // Where the lost vendor saw nothing of it, one vendor saw all of it.
      if (!with_.includes("scale")) expect(own.every((item) => seen.get(after[0] ?? "")?.has(item))).toBe(true);
    }
    const chosen = explained.vendors.find(({ is }) => is === "chosen")?.vendor ?? "";
    expect([chosen, "scale"]).toContain(vendors.find((vendor) => seen.get(vendor)?.has(7)));
    // Once it runs, the store says whom the group is with: nobody else is at work on it any more.
    const later = jsonOf<ExplainDocument>(await tranche(["explain", "job.yaml", "--item", "m7", "--json"], at.folder));
    expect(later.vendors.filter(({ is }) => is === "holder")).toHaveLength(1);
    // The field that names the group is not shown, and never left.
    for (const vendor of vendors) expect(takenOn(at, vendor).join()).not.toMatch(/"c\d+"|customer/);
  });

  it("shows no owner more of a group than its part, whatever is lost", { timeout: 120_000 }, async () => {
    const at = await open("{ by: customer, keep: apart, atMost: 0.6 }", ["--outage", "scale@40"]);
    const run = jsonOf<RunDocument>(await tranche(["run", "job.yaml", "--yes", "--json"], at.folder));
    expect(run.failovers.map(({ from }) => from)).toEqual(["scale"]);
    for (const vendor of vendors) {
      const seen = seenAt(at, vendor);
      for (let group = 0; group < 30; group += 1) expect([...seen].filter((item) => groupOf(item) === group).length).toBeLessThanOrEqual(3);
    }
    expect(run.items.done + run.items.stranded).toBe(150);
    expect(run.items.done).toBeGreaterThan(100);
  });
});
