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
