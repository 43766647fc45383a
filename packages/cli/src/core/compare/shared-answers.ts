import type { AnswerTable } from "./answer-table.ts";
import type { Clustered } from "./clusters.ts";

/** Two vendors on the items both answered. */
export interface PairTable {
  readonly items: number;
  /** Sum over the items of how often their answers are equal (0 to 1 each). */
  readonly agreeing: number;
  /** Of those with a right answer. */
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
  /** Where the difference in the share right, first minus second, comes from. */
  readonly difference: Clustered;
}

/** What the items that several vendors answered say. */
export interface SharedAnswers {
  /** The pair of the vendors with these indices, the lower one first. */
  readonly pair: (a: number, b: number) => PairTable;
  /** One vendor against all others: each of its items that anyone else answered counts 1, shared evenly over the others. */
  readonly withOthers: (vendor: number) => { readonly items: number; readonly agreeing: number };
}

/**
 * Reads every shared item once, for all pairs. Only answers that could be used count. Several judgments of one vendor on one item share the
 * item's weight of 1, so that an item judged often does not speak louder.
 */
export const sharedAnswers = (table: AnswerTable): SharedAnswers => {
  const pairs = new Map<number, PairSums>();
  const others = table.vendors.map(() => ({ items: 0, agreeing: 0 }));
  const size = table.vendors.length;
  for (let item = 0; item < table.items; item += 1) {
    const voices = voicesOf(table, item);
    if (voices.length < 2) continue;
    for (const voice of voices) {
      const own = others[voice.vendor];
      if (own === undefined) continue;
      own.items += 1;
      let sum = 0;
      for (const other of voices) if (other !== voice) sum += agreement(table, voice, other);
      own.agreeing += sum / (voices.length - 1);
    }
    for (const [index, a] of voices.entries())
      for (const b of voices.slice(index + 1)) {
        const key = a.vendor * size + b.vendor;
        const known = pairs.get(key) ?? newPair();
        pairs.set(key, known);
        addItem(known, { table, a, b, known: table.known[item] ?? -1 });
      }
  }
  return {
    pair: (a, b) => finished(pairs.get(a * size + b) ?? newPair()),
    withOthers: (vendor) => others[vendor] ?? { items: 0, agreeing: 0 },
  };
};

/** The usable judgments of one vendor on one item: rows from `from` up to, and not including, `to`. */
interface Voice {
  readonly vendor: number;
  readonly rows: readonly number[];
}

const voicesOf = ({ start, vendor, accepted }: AnswerTable, item: number): readonly Voice[] => {
  const voices: { readonly vendor: number; readonly rows: number[] }[] = [];
  const end = start[item + 1] ?? 0;
  const from = start[item] ?? 0;
  if (end - from < 2) return voices;
  for (let row = from; row < end; row += 1) {
    if (accepted[row] !== 1) continue;
    const last = voices.at(-1);
    if (last?.vendor === vendor[row]) last?.rows.push(row);
    else voices.push({ vendor: vendor[row] ?? 0, rows: [row] });
  }
  return voices;
};

const agreement = ({ answer }: AnswerTable, a: Voice, b: Voice): number => {
  let equal = 0;
  for (const x of a.rows) for (const y of b.rows) if (answer[x] === answer[y]) equal += 1;
  return equal / (a.rows.length * b.rows.length);
};

/** Sums of the judgments of one worker, or of all single ones: of what is right, and of the weights. */
interface Weighed {
  right: number;
  weight: number;
}

interface SideSums {
  readonly workers: Map<number, Weighed>;
  /** Judgments of workers without a name, one entry each: the weight, below zero where it is wrong. */
  readonly loose: number[];
  /** Of the squares of the weights. */
  readonly squares: Weighed;
  count: number;
}

interface PairSums {
  items: number;
  agreeing: number;
  bothRight: number;
  onlyA: number;
  onlyB: number;
  neither: number;
  /** How many items have which difference in the share right. */
  readonly differences: Map<number, number>;
  readonly sides: readonly [SideSums, SideSums];
}

const newSide = (): SideSums => ({ workers: new Map(), loose: [], squares: { right: 0, weight: 0 }, count: 0 });
const newPair = (): PairSums => ({
  items: 0,
  agreeing: 0,
  bothRight: 0,
  onlyA: 0,
  onlyB: 0,
  neither: 0,
  differences: new Map(),
  sides: [newSide(), newSide()],
});

interface SharedItem {
  readonly table: AnswerTable;
  readonly a: Voice;
  readonly b: Voice;
  readonly known: number;
}

const addItem = (sums: PairSums, { table, a, b, known }: SharedItem): void => {
  sums.items += 1;
  sums.agreeing += agreement(table, a, b);
  if (known < 0) return;
  const rightA = addSide(sums.sides[0], { table, voice: a, known });
  const rightB = addSide(sums.sides[1], { table, voice: b, known });
  sums.bothRight += rightA * rightB;
  sums.onlyA += rightA * (1 - rightB);
  sums.onlyB += (1 - rightA) * rightB;
  sums.neither += (1 - rightA) * (1 - rightB);
  sums.differences.set(rightA - rightB, (sums.differences.get(rightA - rightB) ?? 0) + 1);
};

/** Adds a vendor's judgments of an item; the answer is the share of them that is right. */
const addSide = (
  side: SideSums,
  { table, voice, known }: { readonly table: AnswerTable; readonly voice: Voice; readonly known: number },
): number => {
  const weight = 1 / voice.rows.length;
  let right = 0;
  for (const row of voice.rows) {
    const isRight = table.answer[row] === known;
    if (isRight) right += weight;
    side.count += 1;
    side.squares.weight += weight * weight;
    if (isRight) side.squares.right += weight * weight;
    const name = table.worker[row] ?? -1;
    if (name < 0) {
      side.loose.push(isRight ? weight : -weight);
      continue;
    }
    const worker = side.workers.get(name) ?? { right: 0, weight: 0 };
    side.workers.set(name, worker);
    worker.weight += weight;
    if (isRight) worker.right += weight;
  }
  return right;
};

const finished = (sums: PairSums): PairTable => {
  const { items, agreeing, bothRight, onlyA, onlyB, neither, differences, sides } = sums;
  const known = bothRight + onlyA + onlyB + neither;
  const table = { items, agreeing, bothRight, onlyA, onlyB, neither };
  if (known === 0) return { ...table, difference: { items: [], workers: [], cells: { squares: 0, count: 0 } } };
  const mean = (onlyA - onlyB) / known;
  const rates = [(bothRight + onlyA) / known, (bothRight + onlyB) / known] as const;
  const workers = sides.map((side, index) => workerParts(side, rates[index] ?? 0, index === 0 ? known : -known));
  return {
    ...table,
    difference: {
      items: [...differences].flatMap(([value, count]) => Array.from({ length: count }, () => (value - mean) / known)),
      workers,
      cells: {
        squares: sides.reduce((sum, side, index) => sum + cellSquares(side, rates[index] ?? 0), 0) / (known * known),
        count: sides[0].count + sides[1].count,
      },
    },
  };
};

const workerParts = (side: SideSums, rate: number, over: number): readonly number[] => [
  ...[...side.workers.values()].map(({ right, weight }) => (right - rate * weight) / over),
  ...side.loose.map((weight) => (weight > 0 ? weight * (1 - rate) : weight * rate) / over),
];

const cellSquares = ({ squares: { right, weight } }: SideSums, rate: number): number => right - 2 * rate * right + rate * rate * weight;
