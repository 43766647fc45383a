import type { AnswerTable } from "../answer-table.ts";

/** Values given to units by whoever judged them; units with fewer than two values say nothing about agreement. */
export interface Units {
  readonly count: number;
  /** Values of unit `u` are those from `start[u]` up to `start[u + 1]`. */
  readonly start: Int32Array;
  /** Numbers of levels, from 0. */
  readonly level: Int32Array;
  /** What each level stands for, rising; its own number where levels have no measure. */
  readonly value: Float64Array;
}

/** Units from lists of values; an undefined value is a missing one. */
export const unitsOf = (rows: readonly (readonly (number | undefined)[])[]): Units => {
  const lists = rows.map((row) => row.filter((value) => value !== undefined));
  const value = Float64Array.from(new Set(lists.flat())).sort();
  const levelOf = new Map([...value].map((one, level) => [one, level]));
  const start = new Int32Array(rows.length + 1);
  lists.forEach((list, unit) => {
    start[unit + 1] = start[unit]! + list.length;
  });
  return { count: rows.length, start, level: Int32Array.from(lists.flat(), (one) => levelOf.get(one)!), value };
};

/** The items of a table as units, all answers or those of some workers. */
export const tableUnits = (table: AnswerTable, counts: (worker: number) => boolean = () => true): Units => {
  const start = new Int32Array(table.items + 1);
  const level = new Int32Array(table.label.length);
  let to = 0;
  for (let item = 0; item < table.items; item += 1) {
    for (let at = table.itemStart[item]!; at < table.itemStart[item + 1]!; at += 1)
      if (counts(table.worker[at]!)) level[to++] = table.label[at]!;
    start[item + 1] = to;
  }
  return { count: table.items, start, level: level.slice(0, to), value: Float64Array.from({ length: table.classes }, (_, index) => index) };
};
