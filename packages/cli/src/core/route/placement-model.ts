import type { OwnerId } from "../plan/plan-inputs.ts";
import type { LinearProgram } from "./linear-program.ts";
import type { PlacementClass, PlacementProblem } from "./placement.ts";
import { type Entry, type ProgramBuilder, programBuilder } from "./program-builder.ts";
import { type Stacking, stackings } from "./stackings.ts";

/** A column that gives slots of one block to one candidate. */
export interface Cell {
  readonly column: number;
  readonly block: number;
  readonly candidate: number;
  /** Slots one unit of the column stands for. */
  readonly weight: number;
  /** Whether the owner has seen these items before. */
  readonly seen: boolean;
}

export interface ModelBlock {
  readonly classIndex: number;
  readonly stacking: Stacking;
  /** A column where the block's size is to be found, else the class's items. */
  readonly items: { readonly column: number } | { readonly count: number };
  /** The column of what finds no place; absent where nothing may be left over. */
  readonly nowhere: number;
  /** Slots a unit stands for: all of an item's where only workers have to differ, else 1. */
  readonly weight: number;
}

/** A placement problem as a linear program, and where everything is in it. Costs are zero. */
export interface PlacementModel {
  readonly program: LinearProgram;
  readonly blocks: readonly ModelBlock[];
  readonly cells: readonly Cell[];
  /** All slots without a place. */
  readonly nowhereRow: number;
  readonly ownerRows: ReadonlyMap<OwnerId, number>;
  /** By candidate. */
  readonly capacityRows: ReadonlyMap<number, number>;
  readonly budgetRow?: number;
  /** Slots per candidate, for routes that fix or order them; by candidate. */
  readonly totalRows: readonly number[];
  /** Slots over a fixed share, per candidate, and their sum. */
  readonly overColumns: readonly number[];
  readonly overRow: number;
  /** Rows that keep owners, or vendors, from meeting on one item. */
  readonly apartRows: readonly number[];
  /** Items on top of every owner's cap. Held at 0 unless somebody asks what a higher cap would do. */
  readonly extraCapColumn: number;
}

export interface ModelOptions {
  /** Leaves whole items out instead of slots without a place: for asking how many items fit. */
  readonly fewerItems?: boolean;
}

type Shared = Pick<PlacementModel, "nowhereRow" | "ownerRows" | "capacityRows" | "totalRows" | "budgetRow"> & {
  readonly problem: PlacementProblem;
  readonly builder: ProgramBuilder;
  readonly budgetUnit: number;
  readonly fewerItems: boolean;
  readonly cells: Cell[];
  readonly blocks: ModelBlock[];
  readonly apartRows: number[];
};

/**
 * Builds the program: a column per class, block and candidate; every class's slots are placed or counted as having no place;
 * no owner sees more new items than its room, no vendor takes more than its capacity, the high prices stay within the budget.
 */
export const placementModel = (problem: PlacementProblem, { fewerItems = false }: ModelOptions = {}): PlacementModel => {
  const builder = programBuilder();
  const { candidates, rooms, classes, budgetMicros } = problem;
  const nowhereRow = builder.row(0, Infinity);
  const ownerRows = new Map<OwnerId, number>();
  const capacityRows = new Map<number, number>();
  for (const { owner } of candidates) {
    const room = rooms.get(owner);
    if (room !== undefined && !ownerRows.has(owner)) ownerRows.set(owner, builder.row(-Infinity, room));
  }
  for (const [index, { capacity }] of candidates.entries())
    if (capacity !== undefined) capacityRows.set(index, builder.row(-Infinity, capacity));
  const budgetUnit = candidates.reduce((unit, { highMicros }) => greatestCommonDivisor(unit, highMicros), 0) || 1;
  const budgetRow = budgetMicros === undefined ? undefined : builder.row(-Infinity, Math.max(0, Math.floor(budgetMicros / budgetUnit)));
  const totalRows = problem.route.by === "objective" ? [] : candidates.map(() => builder.row(-Infinity, Infinity));
  const overRow = builder.row(0, Infinity);
  const shared: Shared = {
    problem,
    builder,
    nowhereRow,
    ownerRows,
    capacityRows,
    totalRows,
    budgetUnit,
    fewerItems,
    cells: [],
    blocks: [],
    apartRows: [],
    ...(budgetRow === undefined ? {} : { budgetRow }),
  };
  for (const [classIndex, itemClass] of classes.entries())
    if (itemClass.items > 0 && itemClass.slotsEach > 0) addClass(shared, classIndex, itemClass);
  const overColumns =
    problem.route.by === "shares"
      ? totalRows.map((row) =>
          builder.column({
            lower: 0,
            upper: 0,
            entries: [
              [row, -1],
              [overRow, 1],
            ],
          }),
        )
      : [];
  const extraCapColumn = builder.column({ lower: 0, upper: 0, entries: [...ownerRows.values()].map((row): Entry => [row, -1]) });
  return {
    program: builder.build(),
    blocks: shared.blocks,
    cells: shared.cells,
    nowhereRow,
    ownerRows,
    capacityRows,
    totalRows,
    overColumns,
    overRow,
    apartRows: shared.apartRows,
    extraCapColumn,
    ...(budgetRow === undefined ? {} : { budgetRow }),
  };
};

const addClass = (shared: Shared, classIndex: number, itemClass: PlacementClass): void => {
  const { problem, builder, fewerItems } = shared;
  // Where only workers have to differ, whole items go to one vendor: splitting an item would expose it twice and gain nothing.
  const weight = problem.independent === "worker" ? itemClass.slotsEach : 1;
  const slots = itemClass.slotsEach / weight;
  const vendorsOfOwner = new Map<OwnerId, number>();
  for (const index of itemClass.cells) {
    const owner = problem.candidates[index]?.owner ?? "";
    vendorsOfOwner.set(owner, (vendorsOfOwner.get(owner) ?? 0) + 1);
  }
  const free = (owner: OwnerId): boolean => problem.independent === "vendor" && itemClass.seenBy.has(owner);
  const ways =
    problem.independent === "vendor"
      ? stackings(slots, new Map([...vendorsOfOwner].filter(([owner]) => !free(owner))))
      : [new Map<string, number>()];
  const sized = ways.length > 1 || fewerItems;
  const sizeRow = sized ? builder.row(fewerItems ? 0 : itemClass.items, itemClass.items) : undefined;
  for (const stacking of ways) {
    const fillRow = sized ? builder.row(0, 0) : builder.row(slots * itemClass.items, slots * itemClass.items);
    const sizeEntries: Entry[] =
      sizeRow === undefined
        ? []
        : [
            [sizeRow, 1],
            [fillRow, -slots],
          ];
    const meetingRows = new Map<OwnerId, number>();
    for (const [owner, vendors] of vendorsOfOwner) {
      const meet = stacking.get(owner);
      if (meet === undefined && (free(owner) || (vendors === 1 && !sized))) continue;
      const row = meet === undefined ? builder.row(-Infinity, sized ? 0 : itemClass.items) : builder.row(0, 0);
      meetingRows.set(owner, row);
      if (meet === undefined) shared.apartRows.push(row);
      if (sized) sizeEntries.push([row, -(meet ?? 1)]);
      const ownerRow = shared.ownerRows.get(owner);
      if (meet !== undefined && ownerRow !== undefined) sizeEntries.push([ownerRow, 1]);
    }
    const cells = itemClass.cells.map((candidate) => {
      const owner = problem.candidates[candidate]?.owner ?? "";
      const entries: Entry[] = [[fillRow, 1]];
      const meetingRow = meetingRows.get(owner);
      if (meetingRow !== undefined) entries.push([meetingRow, 1]);
      if (sized && (meetingRow === undefined || stacking.has(owner))) {
        const row = builder.row(-Infinity, 0);
        shared.apartRows.push(row);
        entries.push([row, 1]);
        sizeEntries.push([row, -1]);
      }
      const seen = itemClass.seenBy.has(owner);
      const ownerRow = seen || stacking.has(owner) ? undefined : shared.ownerRows.get(owner);
      if (ownerRow !== undefined) entries.push([ownerRow, 1]);
      return { candidate, seen, entries: [...entries, ...loadEntries(shared, candidate, weight)] };
    });
    const sizeColumn = sized ? builder.column({ lower: 0, upper: itemClass.items, entries: sizeEntries }) : undefined;
    const block = shared.blocks.length;
    for (const { candidate, seen, entries } of cells)
      shared.cells.push({ column: builder.column({ lower: 0, upper: itemClass.items, entries }), block, candidate, weight, seen });
    const nowhere = builder.column({
      lower: 0,
      upper: fewerItems ? 0 : slots * itemClass.items,
      entries: [
        [fillRow, 1],
        [shared.nowhereRow, weight],
      ],
    });
    shared.blocks.push({
      classIndex,
      stacking,
      items: sizeColumn === undefined ? { count: itemClass.items } : { column: sizeColumn },
      nowhere,
      weight,
    });
  }
};

/** What a slot at a candidate uses up, whichever class it is of. */
const loadEntries = (
  { problem, capacityRows, budgetRow, totalRows, budgetUnit }: Shared,
  candidate: number,
  weight: number,
): readonly Entry[] => {
  const entries: Entry[] = [];
  const capacityRow = capacityRows.get(candidate);
  if (capacityRow !== undefined) entries.push([capacityRow, weight]);
  const price = ((problem.candidates[candidate]?.highMicros ?? 0) / budgetUnit) * weight;
  if (budgetRow !== undefined && price !== 0) entries.push([budgetRow, price]);
  const totalRow = totalRows[candidate];
  if (totalRow !== undefined) entries.push([totalRow, weight]);
  return entries;
};

/** Of two whole numbers; of 0 and a number, the number. */
export const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
