import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnswerRow, rowsByItem, tableOfRows } from "../__fixtures__/truth-sets.ts";
import { inferByData } from "./auto.ts";
import { dawidSkene } from "./dawid-skene.ts";
import { mace } from "./mace.ts";
import { labelMethods, runMethod } from "./methods.ts";
import { oneCoin } from "./one-coin.ts";

/** Small crowds of two vendors with unequal people: some always right, some always wrong, some stubborn; symmetric cases are common among them. */
const crowds = fc
  .record({
    items: fc.integer({ min: 1, max: 8 }),
    workers: fc.integer({ min: 1, max: 6 }),
    classes: fc.integer({ min: 2, max: 3 }),
    answers: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 40 }),
    gold: fc.array(fc.option(fc.nat(), { nil: undefined, freq: 4 }), { maxLength: 8 }),
  })
  .map(({ items, workers, classes, answers, gold }) => ({
    classes,
    rows: answers.map(([item, worker, label]): AnswerRow => {
      const who = worker % workers;
      return [`i${item % items}`, `w${who}`, `c${label % classes}`, who % 2 === 0 ? "x" : "y"];
    }),
    gold: new Map<string, string>(
      gold.flatMap((label, item) => (label === undefined ? [] : [[`i${item}`, `c${label % classes}`] as const])),
    ),
  }));

const renamed = (rows: readonly AnswerRow[], shuffle: readonly number[]): readonly AnswerRow[] => {
  const key = (name: string): string => `${shuffle[Number(name.slice(1)) % shuffle.length]}~${name}`;
  const vendors = new Map([
    ["x", "zeta"],
    ["y", "alpha"],
  ]);
  return rows
    .map((row, index) => ({ row, at: Math.imul(index + 1, 2654435761) ^ (shuffle[index % shuffle.length] ?? 0) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ row: [item, worker, label, vendor] }) => [key(item), key(worker), label, vendors.get(vendor ?? "") ?? ""]);
};

describe("labels from answers", () => {
  it.each([...labelMethods, "auto"] as const)(
    "%s: rows in another order and other names change no figure, not even its last bit",
    (method) => {
      fc.assert(
        fc.property(crowds, fc.array(fc.nat(), { minLength: 5, maxLength: 9 }), ({ rows, gold }, shuffle) => {
          const other = renamed(rows, shuffle);
          const key = (name: string): string => `${shuffle[Number(name.slice(1)) % shuffle.length]}~${name}`;
          const otherGold = new Map([...gold].map(([item, label]) => [key(item), label]));
          const infer = (set: ReturnType<typeof tableOfRows>): Float64Array =>
            method === "auto" ? inferByData(set.table).inference.posterior : runMethod(method, set.table).posterior;
          const [before, after] = [tableOfRows(rows, { gold }), tableOfRows(other, { gold: otherGold })];
          const [a, b] = [rowsByItem(before, infer(before)), rowsByItem(after, infer(after))];
          for (const [item, row] of a) expect(b.get(key(item))).toEqual(row);
        }),
        { numRuns: method === "glad" || method === "mace" ? 40 : 100 },
      );
    },
  );

  it("and that check would notice: draws by a worker's number instead of by what the worker answered change figures", () => {
    const broken = fc.check(
      fc.property(crowds, fc.array(fc.nat(), { minLength: 5, maxLength: 9 }), ({ rows }, shuffle) => {
        const infer = (set: ReturnType<typeof tableOfRows>): ReadonlyMap<string, readonly number[]> =>
          rowsByItem(set, mace({ ...set.table, workerColour: Uint32Array.from(set.table.workerAt) }, { restarts: 2 }).posterior);
        const key = (name: string): string => `${shuffle[Number(name.slice(1)) % shuffle.length]}~${name}`;
        const after = infer(tableOfRows(renamed(rows, shuffle)));
        for (const [item, row] of infer(tableOfRows(rows))) expect(after.get(key(item))).toEqual(row);
      }),
    );
    expect(broken.failed).toBe(true);
  });

  it.each(labelMethods)("%s: shares of every item add up to 1, and a known answer is never doubted", (method) => {
    fc.assert(
      fc.property(crowds, ({ rows, gold }) => {
        const set = tableOfRows(rows, { gold });
        const posterior = rowsByItem(set, runMethod(method, set.table).posterior);
        for (const [item, row] of posterior) {
          expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
          const known = set.labels.indexOf(gold.get(item) ?? "");
          if (known !== -1) expect(row[known]).toBe(1);
        }
      }),
      { numRuns: method === "glad" || method === "mace" ? 20 : 60 },
    );
  });

  it("the likelihood never falls from one round to the next", () => {
    fc.assert(
      fc.property(crowds, ({ rows, gold }) => {
        const { table } = tableOfRows(rows, { gold });
        for (const run of [
          dawidSkene(table, { tolerance: 0, rounds: 40 }),
          oneCoin(table, { tolerance: 0, rounds: 40 }),
          oneCoin(table, { tolerance: 0, rounds: 40, prior: "estimated" }),
        ])
          run.logLikelihood!.forEach((value, round, all) => {
            if (round > 0) expect(value).toBeGreaterThanOrEqual(all[round - 1]! - 1e-6);
          });
      }),
    );
  });

  it("a worker who repeats an answer is heard once, unless repeats are measurements", () => {
    const rows: AnswerRow[] = [
      ["i", "a", "x"],
      ["i", "a", "x"],
      ["i", "a", "x"],
      ["i", "b", "y"],
      ["i", "c", "y"],
    ];
    const said = (repeats: "once" | "all"): readonly number[] | undefined => {
      const set = tableOfRows(rows, { repeats });
      return rowsByItem(set, runMethod("majority", set.table).posterior).get("i");
    };
    expect(said("once")).toEqual([1 / 3, 2 / 3]);
    expect(said("all")).toEqual([3 / 5, 2 / 5]);
  });
});
