import { Socket } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, type PlanInputs, type SolveLinearProgram } from "../../src/core/plan/index.ts";
import { makePlan } from "../../src/engine/planning/make-plan.ts";
import type { SurveyedItem } from "../../src/engine/planning/survey.ts";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

const WORLDS = Number(process.env["TRANCHE_WORLDS"] ?? 1_000);
const solve = await loadHighs();

/** A job to plan, and what earlier jobs of its dataset have shown to whom. */
const questions = fc.record({
  items: fc.integer({ min: 1, max: 60 }),
  slotsPerItem: fc.constantFrom(1, 1, 2),
  maxSharePerMillion: fc.integer({ min: 100_000, max: 1_000_000 }),
  prices: fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 2, maxLength: 5 }),
  /** Item and owner, by number. */
  shown: fc.array(fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 4 })), { maxLength: 40 }),
});
type Question = typeof questions extends fc.Arbitrary<infer T> ? T : never;

const fingerprint = (item: number): Uint8Array => Buffer.from(`f${item}`);

async function* batches(question: Question): AsyncGenerator<readonly SurveyedItem[]> {
  yield Array.from({ length: question.items }, (_, seq) => ({ seq, id: `i${seq}`, fingerprint: fingerprint(seq) }));
}

const storeOf = (question: Question): ReturnType<typeof openSqliteStore> => {
  const store = openSqliteStore(":memory:");
  const db = store.database;
  const once = new Set(question.shown.map(([item, owner]) => `${item} ${owner}`));
  const counts = new Map<string, number>();
  for (const pair of once) {
    const [item = "0", owner = "0"] = pair.split(" ");
    db.run("INSERT OR IGNORE INTO dataset_items VALUES ('set', ?)", fingerprint(Number(item)));
    db.run("INSERT INTO exposure VALUES ('set', ?, ?, 1, 1)", fingerprint(Number(item)), `o${owner}`);
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  for (const [owner, items] of counts) db.run("INSERT INTO exposure_counts VALUES ('set', ?, ?, ?)", `o${owner}`, items, items);
  db.run("INSERT INTO dataset_counts (dataset, items) VALUES ('set', (SELECT count(*) FROM dataset_items))");
  return store;
};

const planOf = (
  question: Question,
  store: ReturnType<typeof openSqliteStore>,
  by: SolveLinearProgram = solve,
): ReturnType<typeof makePlan> =>
  makePlan({
    job: {
      name: "job",
      dataset: "set",
      taskKind: "classification",
      slotsPerItem: question.slotsPerItem,
      independent: "owner",
      maxSharePerMillion: question.maxSharePerMillion,
      route: { by: "objective", objective: "cost" },
      deny: [],
      regions: [],
    },
    vendors: question.prices.map((micros, index): PlanInputs["vendors"][number] => ({
      vendor: `v${index}`,
      owner: `o${index}`,
      controlledBy: [],
      taskKinds: ["classification"],
      regions: [],
      price: { basis: "judgment", micros },
      available: { is: "yes" },
    })),
    currency: "USD",
    hashes: { job: "j", vendors: "v" },
    now: 1_000,
    solve: by,
    store,
    items: batches(question),
  });

describe("planning", () => {
  const connect = Socket.prototype.connect;
  const { fetch } = globalThis;
  beforeAll(() => {
    Socket.prototype.connect = () => {
      throw new Error("planning opened a connection");
    };
    globalThis.fetch = () => {
      throw new Error("planning fetched something");
    };
  });
  afterAll(() => {
    Socket.prototype.connect = connect;
    globalThis.fetch = fetch;
  });

  it(`sends nothing, writes nothing, and makes the same bytes of the same inputs, in ${WORLDS} worlds`, { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        const store = storeOf(question);
        // From here on every write to the store throws.
        store.database.run("PRAGMA query_only = ON");
        const [first, second] = [await planOf(question, store), await planOf(question, store)];
        expect(canonicalJson(second.plan)).toBe(canonicalJson(first.plan));
        await store.close();
      }),
      { numRuns: WORLDS, seed: 42 },
    );
  });

  it("would be caught if a plan hung on anything but its inputs", async () => {
    // Every other plan is made by a solver of another temper: it likes dear vendors.
    let plans = 0;
    const unsteady: SolveLinearProgram = (program) =>
      solve(plans % 2 === 0 ? program : { ...program, cost: program.cost.map((cost) => -cost) });
    const result = await fc.check(
      fc.asyncProperty(questions, async (question) => {
        const store = storeOf(question);
        plans = 0;
        const first = await planOf(question, store, unsteady);
        plans = 1;
        const second = await planOf(question, store, unsteady);
        await store.close();
        expect(canonicalJson(second.plan)).toBe(canonicalJson(first.plan));
      }),
      { numRuns: 200, seed: 42, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });

  it("would be caught if it wrote, or connected", async () => {
    const store = storeOf({ items: 1, slotsPerItem: 1, maxSharePerMillion: 1_000_000, prices: [1, 2], shown: [] });
    store.database.run("PRAGMA query_only = ON");
    await expect(store.giveOrder({ vendor: "v", what: "hold", why: "w", at: 1 })).rejects.toThrow(/readonly|read-only|query_only/i);
    expect(() => new Socket().connect(1)).toThrow("planning opened a connection");
    await store.close();
  });

  it("makes other bytes of other inputs", async () => {
    const question: Question = { items: 20, slotsPerItem: 1, maxSharePerMillion: 500_000, prices: [100, 200, 300], shown: [] };
    const store = storeOf(question);
    const plan = (await planOf(question, store)).plan.hash;
    for (const other of [
      { ...question, items: 21 },
      { ...question, maxSharePerMillion: 400_000 },
      { ...question, prices: [100, 201, 300] },
    ])
      expect((await planOf(other, store)).plan.hash).not.toBe(plan);
    await store.close();
  });
});
