import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../input/index.ts";
import type { CompareDocument, RunDocument } from "../report/index.ts";
import { loggedDecisions } from "../store/sqlite/facts/logged-decisions.ts";
import { beginFolder, type BegunFolder } from "./__fixtures__/begun-folder.ts";
import { type CompareOptions, runCompare } from "./compare.ts";
import { runReconcile } from "./reconcile.ts";
import { runStatus } from "./status.ts";

let place: BegunFolder;
beforeEach(async () => {
  place = await beginFolder(20);
});
afterEach(() => place.close());

let refs = 0;
const answer = (vendor: string): Promise<string> => {
  const ref = `r${(refs += 1)}`;
  return place.send(vendor, { event: "submission-accepted", ref, at: 1 }, { event: "answered", ref });
};

const compared = async (part: Partial<CompareOptions> = {}): Promise<CompareDocument & { readonly code: number }> => {
  const code = await runCompare({ ...place.json, jobs: [], ...part }, place.context());
  return { ...(JSON.parse(place.printed()) as CompareDocument), code };
};

const refusal = async (work: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!UserError.is(error)) throw new Error(`expected a refusal, got ${JSON.stringify(error)}`);
  return error;
};

describe("what an order comes to beside the price of each answer", () => {
  it("is in the cost that vendors are compared by, and in what a job has settled", async () => {
    await answer("scale");
    await answer("scale");
    const terms = { basis: "judgment", micros: 80_000, setupMicros: 5_000_000, tiers: [{ from: 2, micros: 50_000 }] };
    await place.withStore(async ({ database }) =>
      database.run("UPDATE commitments SET terms = ? WHERE vendor = 'scale'", JSON.stringify(terms)),
    );
    const { vendors } = await compared();
    expect(vendors.find(({ vendor }) => vendor === "scale")?.cost).toMatchObject({ total: 5.13, perAnswer: 2.565, overhead: 4.97 });
    expect(await runStatus({ ...place.json, watch: false }, place.context())).toBe(0);
    const { vendors: shown } = JSON.parse(place.printed()) as RunDocument;
    expect(shown.find(({ vendor }) => vendor === "scale")?.cost.settled).toBe(5.13);
  });
});

describe("compare --what-if", () => {
  it("answers from what the plan's lottery dealt, and refuses what it never tried with exit code 5", async () => {
    const dealt = await place.withStore(async ({ database }) => database.all("SELECT drawn FROM slots WHERE drawn IS NOT NULL"));
    for (const { drawn } of dealt) await answer(drawn as string);
    const inside = await compared({ whatIf: "maxShare=0.6" });
    expect(inside.code).toBe(0);
    expect(inside.whatIf).toMatchObject({ policy: "maxShare=0.6", supported: true, because: [] });
    // Gold is bought to measure, under any policy: shares are of the other items.
    const real = new Map(
      await place.withStore(async ({ database }) =>
        database
          .all("SELECT drawn, count(*) AS n FROM slots WHERE purpose = 'real' AND drawn IS NOT NULL GROUP BY drawn")
          .map((row) => [row["drawn"] as string, row["n"] as number] as const),
      ),
    );
    const all = [...real.values()].reduce((sum, n) => sum + n, 0);
    const shares = new Map(inside.whatIf?.shares.map(({ vendor, ...share }) => [vendor, share]));
    expect(shares.get("scale")).toEqual({ was: expect.closeTo((real.get("scale") ?? 0) / all, 9), would: expect.closeTo(0.6, 9) });
    expect(shares.get("surge")).toEqual({ was: expect.closeTo((real.get("surge") ?? 0) / all, 9), would: expect.closeTo(0.4, 9) });
    expect(inside.whatIf?.would?.costPerAnswer?.at).toBeCloseTo(0.08, 9);
    const rarer = [...real].toSorted(([, x], [, y]) => x - y)[0]?.[0] ?? "";
    const more = await compared({ whatIf: `shares.${rarer}=0.9` });
    expect(more.whatIf?.warnings.join()).toContain(
      `${rarer} was seen at ${Math.round(((real.get(rarer) ?? 0) / all) * 100)} % of the work`,
    );
    const outside = await compared({ whatIf: "shares.mercor=0.5" });
    expect(outside).toMatchObject({ code: 5, whatIf: { supported: false, would: null } });
    expect(outside.whatIf?.because).toEqual([
      `mercor had no chance of the items of ${place.job}: nothing is known of what it would have done with them`,
    ]);
    await runCompare({ ...place.text, jobs: [], whatIf: "shares.mercor=0.5" }, place.context());
    expect(place.printed()).toContain("It cannot be told from what was tried:\n  mercor had no chance");
  });

  it("says what is wrong with a question, and that no plan meets a policy", async () => {
    await answer("scale");
    await answer("surge");
    expect(await refusal(compared({ seed: Number.NaN }))).toMatchObject({ exitCode: 2 });
    expect(await refusal(compared({ whatIf: "maxShare=40" }))).toMatchObject({ exitCode: 2 });
    expect(await refusal(compared({ whatIf: "shares.scale=0.2,shares.surge=0.2,shares.mercor=0.2" }))).toMatchObject({ exitCode: 2 });
    const none = await refusal(compared({ whatIf: "maxShare=0.2" }));
    expect(none.exitCode).toBe(3);
    expect(none.problems[0]?.hint).toContain("any one of these would do");
  });

  it("keeps what the lottery decided when work goes elsewhere", async () => {
    await place.send("scale", { event: "submission-accepted", ref: "x", at: 1 }, { event: "returned", ref: "x", why: "no" });
    await place.withStore(async (store) => {
      const slot = store.database.get("SELECT slot FROM attempts")?.["slot"] as number;
      store.database.run("UPDATE slots SET vendor = 'surge', state = 'pending', position = -1 WHERE slot = ?", slot);
    });
    await answer("surge");
    const facts = await place.withStore(async (store) =>
      loggedDecisions(store.database, {
        jobs: [place.job],
        vendors: ["scale", "surge", "mercor"],
        timeScale: 1,
        now: 1e6,
        owners: {},
        scale: "names",
        noCancel: new Set(),
        gold: new Map(),
        truth: new Map(),
      }),
    );
    // The chances are the plan's quotas, and what was dealt adds up to them, stratum by stratum.
    expect(facts.decisions).toHaveLength(facts.strata.reduce((sum, { slots }) => sum + slots, 0));
    for (const { id, slots, chances } of facts.strata)
      for (const [vendor, chance] of Object.entries(chances))
        expect(facts.decisions.filter((one) => one.stratum === id && one.vendor === vendor)).toHaveLength(Math.round(chance * slots));
    const sent = facts.decisions.filter(({ outcome }) => outcome !== undefined);
    // It fell to scale, which gave it back; what surge made of it afterwards was no draw.
    expect(sent).toMatchObject([{ vendor: "scale", outcome: { answered: false } }]);
  });
});

describe("compare", () => {
  it("writes tables for spreadsheets and pages, and job by job where there are several", async () => {
    await answer("scale");
    const csv = join(place.folder, "vendors.csv");
    expect(await runCompare({ ...place.text, jobs: [], format: "csv", out: csv }, place.context())).toBe(0);
    const lines = readFileSync(csv, "utf8").trim().split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^job,at,vendor,slots,answered,/);
    expect(lines[1]).toMatch(/^,,scale,1,1,/);
    await runCompare({ ...place.text, jobs: [], format: "md" }, place.context());
    expect(place.printed()).toContain("| answered | 1 of 1 |");
    await place.withStore(async (store) => {
      const first = await store.readJob(place.job);
      if (first === undefined) throw new Error("the job is gone");
      await store.importJob({ ...first, job: "second", createdAt: 86_400_000 }, (async function* () {})());
    });
    const both = await compared();
    expect(both.jobs).toEqual([place.job, "second"]);
    expect(both.history).toMatchObject([{ job: place.job, vendor: "scale", answered: 1, at: "1970-01-01T00:00:00.001Z" }]);
  });

  it("compares nobody on items that came to a vendor because others had left them unsure", async () => {
    const item = await answer("scale");
    // The same item at another vendor, as the job's own second judgment, and as one that was asked for afterwards.
    const askAgain = async (purpose: string): Promise<CompareDocument> => {
      await place.withStore(async (store) => {
        const lock = await store.lockJob({ job: place.job, holder: "test", now: 1, isAlive: () => false });
        if (!lock.locked) throw new Error("the job is locked");
        await store.addSlots(place.job, lock.fence, [place.ids.indexOf(item)]);
        store.database.run("UPDATE slots SET vendor = 'mercor', position = -1, purpose = ? WHERE vendor IS NULL", purpose);
        await store.unlockJob(place.job, lock.fence);
      });
      await answer("mercor");
      return compared();
    };
    expect((await askAgain("real")).pairs.map(({ matchedItems }) => matchedItems)).toEqual([0, 0, 0]);
    await place.withStore(async ({ database }) => database.run("UPDATE slots SET purpose = 'overlap' WHERE k > 0"));
    const pair = (await compared()).pairs.find(({ a, b }) => a === "scale" && b === "mercor");
    expect(pair?.matchedItems).toBe(1);
  });

  it("counts only what was sent since, judgments too", async () => {
    await answer("scale");
    const all = await compared();
    expect(all.vendors[0]).toMatchObject({ answered: 1, slots: 1 });
    const none = await compared({ since: "1h" });
    expect(none.vendors[0]).toMatchObject({ answered: 0, slots: 0 });
    expect(none.vendors[0]?.throughput.byHourUtc.reduce((sum, n) => sum + n, 0)).toBe(0);
  });
});

describe("reconcile", () => {
  it("holds an invoice against the store: 0 where it is right, 5 where it is not", async () => {
    for (let at = 0; at < 3; at += 1)
      await place.send("scale", { event: "submission-accepted", ref: `t${at}`, at: 1 }, { event: "answered", ref: `t${at}` });
    await place.send("scale", { event: "submission-accepted", ref: "t9", at: 1 }, { event: "withdrawal-agreed", ref: "t9" });
    const invoice = join(place.folder, "november.csv");
    const options = { ...place.json, invoice: "november.csv", vendor: "scale" };
    writeFileSync(invoice, "Task ID,Cost\nt0,0.08\nt1,0.08\nt2,0.08\n");
    expect(await runReconcile(options, place.context())).toBe(0);
    expect(JSON.parse(place.printed())).toMatchObject({ ok: true, agreed: 3, billed: 0.24, expected: 0.24, differences: [] });
    writeFileSync(invoice, "Task ID,Cost\nt0,0.08\nt0,0.08\nt1,0.09\nt9,0.08\n");
    expect(await runReconcile(options, place.context())).toBe(5);
    const { differences } = JSON.parse(place.printed()) as { differences: { kind: string; ref: string; state: string | null }[] };
    expect(differences.map(({ kind, ref, state }) => [kind, ref, state])).toEqual([
      ["billed, not delivered", "t9", "withdrawn"],
      ["billed twice", "t0", null],
      ["wrong price", "t1", null],
      ["delivered, not billed", "t2", "answered"],
    ]);
    expect(await refusal(runReconcile({ ...options, vendor: "scael" }, place.context()))).toMatchObject({ exitCode: 2 });
    expect(await refusal(runReconcile({ ...options, from: "yesterday" }, place.context()))).toMatchObject({ exitCode: 2 });
  });
});
