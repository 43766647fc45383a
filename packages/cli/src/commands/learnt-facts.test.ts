import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../core/plan/index.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import { beginFolder, type BegunFolder } from "./__fixtures__/begun-folder.ts";
import { runPlan } from "./plan.ts";

let place: BegunFolder;
beforeEach(async () => {
  place = await beginFolder(30);
  writeFileSync(
    join(place.folder, "next.yaml"),
    readFileSync(join(place.folder, "job.yaml"), "utf8")
      .replace(/^name: .*$/m, "name: next")
      .replace(/^route: .*$/m, "")
      .concat("\nroute: { objective: quality }\n"),
  );
});
afterEach(() => place.close());

/** Answers to the gold that a vendor has of the job that began, the first of them rightly. */
const answerGold = (vendor: string, right: number): Promise<number> =>
  place.withStore(async ({ database: db }: SqliteStore) => {
    const gold = db.all(
      "SELECT s.slot, s.seq, k.answer FROM slots s JOIN known_answers k ON k.job = s.job AND k.seq = s.seq WHERE s.vendor = ? AND s.purpose = 'gold' ORDER BY s.slot",
      vendor,
    );
    for (const [at, row] of gold.entries())
      db.run(
        "INSERT INTO judgments (vendor, judgment, job, seq, slot, attempt, counted, late, valid, answer, at) VALUES (?, ?, ?, ?, ?, 0, 1, 0, 1, ?, 1)",
        vendor,
        `j${at}`,
        place.job,
        row["seq"] as number,
        row["slot"] as number,
        at < right ? (row["answer"] as string) : '"wrong"',
      );
    return gold.length;
  });

const plan = async (): Promise<Plan> => {
  await runPlan({ ...place.json, job: "next.yaml" }, place.context());
  return JSON.parse(place.printed()) as Plan;
};
const lineOf = ({ vendors }: Plan, vendor: string): Plan["vendors"][number] | undefined => vendors.find((line) => line.vendor === vendor);

describe("a first plan after another job", () => {
  it("goes by what vendors were right about there, hashes it, shows it, and leaves it out where the config says so", async () => {
    const before = await plan();
    expect(before.vendors.map(({ accuracy }) => accuracy)).toEqual(before.vendors.map(() => undefined));
    const seen = await answerGold("scale", 2);
    expect(seen).toBeGreaterThan(2);
    const after = await plan();
    const prior = { seen: 20, right: 16 };
    expect(lineOf(after, "scale")?.accuracy).toEqual({
      expected: expect.closeTo((prior.right + 2) / (prior.seen + seen), 5),
      right: 2,
      seen,
      jobs: 1,
    });
    expect(lineOf(after, "surge")?.accuracy).toBeUndefined();
    expect(after.inputs.vendors).not.toBe(before.inputs.vendors);
    expect(await plan()).toEqual(after);
    await runPlan({ ...place.text, job: "next.yaml" }, place.context());
    expect(place.printed()).toMatch(new RegExp(`accuracy 0\\.\\d\\d from ${seen} gold answers in 1 job`));

    const config = join(place.folder, "tranche.config.yaml");
    const written = readFileSync(config, "utf8");
    writeFileSync(config, written.replace("adapter: scale", "adapter: scale\n    quality: { history: false }"));
    expect((await plan()).inputs.vendors).toBe(before.inputs.vendors);
    // A job of another kind, and one that does not go by accuracy, has nothing to learn from it.
    writeFileSync(config, written);
    await place.withStore(async ({ database: db }) =>
      db.run("UPDATE jobs SET job_json = json_set(job_json, '$.task.shape.kind', 'rating')"),
    );
    expect(await plan()).toEqual(before);
  });
});
