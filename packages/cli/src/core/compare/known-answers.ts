import type { AnswerTable } from "./answer-table.ts";
import type { Clustered } from "./clusters.ts";

/** A vendor's judgments of items whose right answer is known, gold or truth file. */
export interface KnownAnswers {
  readonly right: number;
  readonly seen: number;
  /** Distinct items. */
  readonly items: number;
  /** Where the share right comes from. */
  readonly spread: Clustered;
  /** By the lottery that dealt the items. */
  readonly strata: ReadonlyMap<number, { readonly right: number; readonly seen: number }>;
  /** By worker's name, where the vendor names workers. */
  readonly workers: ReadonlyMap<string, { readonly right: number; readonly seen: number }>;
}

/** Which known answers: gold alone, the truth file alone, or both. */
export type KnownKind = "gold" | "truth" | "both";

/** Scores every vendor of the table, in their order. An answer that could not be used is a wrong one: it was asked for and not given. */
export const knownAnswers = (table: AnswerTable, kind: KnownKind): readonly KnownAnswers[] => {
  const sums = table.vendors.map(() => ({
    right: 0,
    seen: 0,
    workers: new Map<number, Counted>(),
    looseRight: 0,
    looseSeen: 0,
    /** How many items have so many judgments of which so many are right. */
    items: new Map<number, Map<number, number>>(),
    strata: new Map<number, Counted>(),
  }));
  for (let item = 0; item < table.items; item += 1) {
    const known = table.known[item] ?? -1;
    if (known < 0 || (kind !== "both" && (kind === "gold") !== (table.gold[item] === 1))) continue;
    const end = table.start[item + 1] ?? 0;
    for (let row = table.start[item] ?? 0; row < end;) {
      const vendor = table.vendor[row] ?? 0;
      const own = sums[vendor];
      let right = 0;
      let seen = 0;
      for (; row < end && table.vendor[row] === vendor; row += 1) {
        const hit = table.accepted[row] === 1 && table.answer[row] === known ? 1 : 0;
        right += hit;
        seen += 1;
        const name = table.worker[row] ?? -1;
        if (own === undefined) continue;
        if (name < 0) {
          own.looseRight += hit;
          own.looseSeen += 1;
          continue;
        }
        const worker = own.workers.get(name) ?? { right: 0, seen: 0 };
        own.workers.set(name, worker);
        worker.right += hit;
        worker.seen += 1;
      }
      if (own === undefined) continue;
      own.right += right;
      own.seen += seen;
      const dealt = own.strata.get(table.stratum[item] ?? 0) ?? { right: 0, seen: 0 };
      own.strata.set(table.stratum[item] ?? 0, dealt);
      dealt.right += right;
      dealt.seen += seen;
      const bySeen = own.items.get(seen) ?? new Map<number, number>();
      own.items.set(seen, bySeen);
      bySeen.set(right, (bySeen.get(right) ?? 0) + 1);
    }
  }
  return sums.map(({ right, seen, workers, looseRight, looseSeen, items, strata }) => {
    const rate = seen === 0 ? 0 : right / seen;
    const part = (ofRight: number, of: number): number => (ofRight - rate * of) / seen;
    const itemParts = [...items].flatMap(([of, byRight]) =>
      [...byRight].flatMap(([ofRight, count]) => Array.from({ length: count }, () => part(ofRight, of))),
    );
    const workerParts = [
      ...[...workers.values()].map((worker) => part(worker.right, worker.seen)),
      ...Array.from({ length: looseRight }, () => part(1, 1)),
      ...Array.from({ length: looseSeen - looseRight }, () => part(0, 1)),
    ];
    return {
      right,
      seen,
      items: itemParts.length,
      strata,
      spread: {
        items: itemParts,
        workers: [workerParts],
        cells: { squares: seen === 0 ? 0 : (rate * (1 - rate)) / seen, count: seen },
      },
      workers: new Map([...workers].map(([name, worker]) => [table.workers[name] ?? "", worker])),
    };
  });
};

interface Counted {
  right: number;
  seen: number;
}
