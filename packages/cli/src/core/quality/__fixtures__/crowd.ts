import { streamOf } from "../numeric/seeded.ts";
import type { AnswerRow } from "./truth-sets.ts";

/** How one simulated worker answers. */
export interface Persona {
  readonly name: string;
  readonly vendor?: string;
  /** The label given to an item whose right label is `truth`; `next` draws from [0, 1). */
  readonly answer: (truth: number, next: () => number, item: number) => number;
}

/** Right with this chance, else any other label. */
export const careful = (name: string, accuracy: number, classes: number, vendor?: string): Persona => ({
  name,
  ...(vendor === undefined ? {} : { vendor }),
  answer: (truth, next) => (next() < accuracy ? truth : (truth + 1 + Math.floor(next() * (classes - 1))) % classes),
});

export interface CrowdOptions {
  readonly items: number;
  readonly classes: number;
  readonly seed: number;
  /** How many of the people answer each item; all of them by default. */
  readonly each?: number;
  readonly truthOf?: (item: number, next: () => number) => number;
}

/** Rows of a simulated crowd, item by item, and the truth behind them. */
export const crowdRows = (
  people: readonly Persona[],
  { items, classes, seed, each = people.length, truthOf = (_, next) => Math.floor(next() * classes) }: CrowdOptions,
): { readonly rows: readonly AnswerRow[]; readonly truth: ReadonlyMap<string, string> } => {
  const next = streamOf(seed);
  const rows: AnswerRow[] = [];
  const truth = new Map<string, string>();
  for (let item = 0; item < items; item += 1) {
    const right = truthOf(item, next);
    truth.set(`i${item}`, `c${right}`);
    const start = Math.floor(next() * people.length);
    for (let turn = 0; turn < each; turn += 1) {
      const person = people[(start + turn) % people.length]!;
      rows.push([`i${item}`, person.name, `c${person.answer(right, next, item)}`, person.vendor ?? ""]);
    }
  }
  return { rows, truth };
};

/** A vendor's people in a simulated world. */
export interface SimulatedVendor {
  readonly people: number;
  /** Mean accuracy of its people, each within ten points of it. */
  readonly accuracy: number;
  /** Share of items that all its people take for the same wrong class, as one reading of the guidelines makes them. */
  readonly shared: number;
  /** Answers it gives to each item. */
  readonly each: number;
}

export interface SimulatedWorld {
  readonly classes: number;
  readonly items: number;
  /** Share of items of the first class; even shares where absent. */
  readonly first?: number;
  readonly vendors: readonly SimulatedVendor[];
}

/** Answers of vendors whose people share mistakes, and the truth behind them. */
export const vendorWorld = (
  { classes, items, first, vendors }: SimulatedWorld,
  seed: number,
): { readonly rows: readonly AnswerRow[]; readonly truth: ReadonlyMap<string, string>; readonly accuracy: readonly number[] } => {
  const next = streamOf(seed);
  const other = (of: number): number => (of + 1 + Math.floor(next() * (classes - 1))) % classes;
  const staff = vendors.map(({ people, accuracy }) => Array.from({ length: people }, () => Math.min(0.98, accuracy + (next() - 0.5) * 0.2)));
  const rows: AnswerRow[] = [];
  const truth = new Map<string, string>();
  const right = vendors.map(() => 0);
  for (let item = 0; item < items; item += 1) {
    const known = first === undefined ? Math.floor(next() * classes) : next() < first ? 0 : other(0);
    truth.set(`i${item}`, `c${known}`);
    vendors.forEach(({ people, shared, each }, vendor) => {
      const believed = next() < shared ? other(known) : known;
      const start = Math.floor(next() * people);
      for (let turn = 0; turn < each; turn += 1) {
        const person = (start + turn) % people;
        const given = next() < staff[vendor]![person]! ? believed : other(believed);
        if (given === known) right[vendor]! += 1;
        rows.push([`i${item}`, `v${vendor}p${person}`, `c${given}`, `v${vendor}`]);
      }
    });
  }
  return { rows, truth, accuracy: right.map((count, vendor) => count / (items * vendors[vendor]!.each)) };
};
