import type { OwnerId } from "../plan/plan-inputs.ts";
import type { Measure } from "../exposure/measure-caps.ts";
import type { LinearProgram } from "./linear-program.ts";
import { freshOf, freshToBoth, type PlacementClass, type PlacementProblem } from "./placement.ts";
import { type Entry, type ProgramBuilder, programBuilder } from "./program-builder.ts";
import { amountsOf, type PieceColumns, pieceColumns, type PieceRows, pieceRows } from "./price-rows.ts";
import { scoresOf } from "./score.ts";
import { waysToPlace } from "./ways-to-place.ts";
import { wholeUnits } from "./whole-units.ts";

/** A column that gives slots of one block to one candidate, a unit's items at a time. */
export interface Cell {
  readonly column: number;
  readonly block: number;
  readonly candidate: number;
  /** Items, and so slots, that one of it stands for. */
  readonly weight: number;
  /** Items among them that the owner has not seen before. */
  readonly fresh: number;
}

export interface ModelBlock {
  readonly classIndex: number;
  readonly weight: number;
  /** Owners that see every unit of the block once, however many slots of it they get, and how many new items are in one. */
  readonly exposed: ReadonlyMap<OwnerId, number>;
  /** Whether its one candidate may get several slots of an item. */
  readonly alone: boolean;
  /** A column where the block's size in units is to be found, else the class's units. */
  readonly units: { readonly column: number } | { readonly count: number };
  /** The column of slots that find no place. */
  readonly nowhere: number;
}

/** A placement problem as a linear program, and where everything is in it. Costs are zero. */
export interface PlacementModel {
  readonly program: LinearProgram;
  readonly blocks: readonly ModelBlock[];
  readonly cells: readonly Cell[];
  /** Pieces of the prices that are not so much a slot. */
  readonly pieces: readonly PieceColumns[];
  /** Rows that put a candidate's slots on the pieces of its price. */
  readonly linkRows: readonly number[];
  /** All slots without a place. */
  readonly nowhereRow: number;
  readonly ownerRows: ReadonlyMap<OwnerId, number>;
  /** By candidate. */
  readonly capacityRows: ReadonlyMap<number, number>;
  readonly budgetRow?: number;
  /** Slots per candidate, for routes that fix or order them; by candidate. */
  readonly totalRows: readonly number[];
  /** What the slots count for under an objective that adds up. */
  readonly scoreRow?: number;
  /** Slots over a fixed share, per candidate, and their sum. */
  readonly overColumns: readonly number[];
  readonly overRow: number;
  /** Slots short of the fewest a candidate must get, by candidate, and their sum. Held at 0 unless less than that will do. */
  readonly shortColumns: ReadonlyMap<number, number>;
  readonly shortRow: number;
  /** Rows that keep owners, or vendors, from meeting on one item. */
  readonly apartRows: readonly number[];
  /** Rows that keep an owner from too much of a group; by the class that brought them up. */
  readonly groupRows: ReadonlyMap<number, number>;
  /** Items on top of every owner's cap. Held at 0 unless somebody asks what a higher cap would do. */
  readonly extraCapColumn: number;
  /** The same for what every two owners may see. */
  readonly extraPairColumn: number;
  /** In the order of `pairRooms`. */
  readonly pairRows: readonly number[];
  readonly measureRows: readonly MeasureRow[];
  /** The same for what every owner may see in another measure, in its units. */
  readonly extraMeasureColumns: ReadonlyMap<Measure, number>;
}

interface MeasureRow {
  readonly measure: Measure;
  readonly owner: OwnerId;
  readonly row: number;
}

export interface ModelOptions {
  /** Leaves whole items out instead of slots without a place: for asking how many items fit. */
  readonly fewerItems?: boolean;
  /** Leaves in what no whole unit would fit into, for asking how much wider a cap would have to be. */
  readonly anyCap?: boolean;
}

type Shared = Pick<PlacementModel, "measureRows" | "nowhereRow" | "ownerRows" | "capacityRows" | "totalRows" | "budgetRow" | "scoreRow"> & {
  readonly scores?: readonly number[];
  readonly pairRows: readonly { readonly owners: readonly [OwnerId, OwnerId]; readonly row: number }[];
  readonly leastRows: ReadonlyMap<number, number>;
  readonly priceRows: ReadonlyMap<number, PieceRows>;
  readonly problem: PlacementProblem;
  readonly candidatesOf: ReadonlyMap<OwnerId, readonly number[]>;
  readonly builder: ProgramBuilder;
  readonly budgetUnit: number;
  readonly fewerItems: boolean;
  readonly anyCap: boolean;
  readonly cells: Cell[];
  readonly blocks: ModelBlock[];
  readonly apartRows: number[];
  readonly groupRows: Map<number, number>;
  /** By key of the bound and owner. */
  readonly boundRows: Map<string, number>;
};

/**
 * Builds the program: a column per class, block and candidate; every class's slots are placed or counted as having no place;
 * no owner sees more new items than its room, no vendor takes more than its capacity, the high prices stay within the budget.
 */
export const placementModel = (problem: PlacementProblem, { fewerItems = false, anyCap = false }: ModelOptions = {}): PlacementModel => {
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
  const pairRows = (problem.pairRooms ?? []).map(({ owners, room }) => ({ owners, row: builder.row(-Infinity, room) }));
  const measureRows = (problem.measures ?? []).flatMap(({ measure, rooms: own }) =>
    [...own].map(([owner, room]): MeasureRow => ({ measure, owner, row: builder.row(-Infinity, room) })),
  );
  const budgetUnit = candidates.flatMap((candidate) => amountsOf(candidate, "high")).reduce(greatestCommonDivisor, 0) || 1;
  const budgetRow = budgetMicros === undefined ? undefined : builder.row(-Infinity, Math.max(0, Math.floor(budgetMicros / budgetUnit)));
  const scores = scoresOf(problem);
  const scoreRow = scores === undefined ? undefined : builder.row(-Infinity, Infinity);
  const totalRows =
    problem.route.by === "objective" && problem.route.objective !== "time" ? [] : candidates.map(() => builder.row(-Infinity, Infinity));
  const overRow = builder.row(0, Infinity);
  const leastRows = new Map(
    candidates.flatMap(({ least }, index) => (least === undefined ? [] : [[index, builder.row(least, Infinity)] as const])),
  );
  const shortRow = builder.row(0, Infinity);
  const priceRows = pieceRows(builder, candidates);
  const shared: Shared = {
    problem,
    candidatesOf: Map.groupBy(candidates.keys(), (candidate) => candidates[candidate]?.owner ?? ""),
    builder,
    nowhereRow,
    ownerRows,
    pairRows,
    measureRows,
    capacityRows,
    totalRows,
    leastRows,
    priceRows,
    budgetUnit,
    fewerItems,
    anyCap,
    cells: [],
    blocks: [],
    apartRows: [],
    groupRows: new Map(),
    boundRows: new Map(),
    ...(budgetRow === undefined ? {} : { budgetRow }),
    ...(scoreRow === undefined || scores === undefined ? {} : { scoreRow, scores }),
  };
  for (const [classIndex, itemClass] of classes.entries())
    if (itemClass.units > 0 && itemClass.slotsEach > 0) addClass(shared, classIndex, itemClass);
  const pieces = pieceColumns(builder, priceRows, (micros) =>
    budgetRow === undefined || micros === 0 ? [] : [[budgetRow, micros / budgetUnit]],
  );
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
  const shortColumns = new Map(
    [...leastRows].map(([candidate, row]) => [
      candidate,
      builder.column({
        lower: 0,
        upper: 0,
        entries: [
          [row, 1],
          [shortRow, 1],
        ],
      }),
    ]),
  );
  const extraCapColumn = builder.column({ lower: 0, upper: 0, entries: [...ownerRows.values()].map((row): Entry => [row, -1]) });
  const extraPairColumn = builder.column({ lower: 0, upper: 0, entries: pairRows.map(({ row }): Entry => [row, -1]) });
  const extraMeasureColumns = new Map(
    (problem.measures ?? []).map(({ measure }) => {
      const own = measureRows.filter((one) => one.measure === measure);
      return [measure, builder.column({ lower: 0, upper: 0, entries: own.map(({ row }): Entry => [row, -1]) })];
    }),
  );
  return {
    program: builder.build(),
    blocks: shared.blocks,
    cells: shared.cells,
    pieces,
    linkRows: [...priceRows.values()].map(({ link }) => link),
    nowhereRow,
    ownerRows,
    capacityRows,
    totalRows,
    overColumns,
    overRow,
    shortColumns,
    shortRow,
    apartRows: shared.apartRows,
    groupRows: shared.groupRows,
    extraCapColumn,
    extraPairColumn,
    measureRows,
    extraMeasureColumns,
    pairRows: pairRows.map(({ row }) => row),
    ...(budgetRow === undefined ? {} : { budgetRow }),
    ...(scoreRow === undefined ? {} : { scoreRow }),
  };
};

/** The rows that the cells of an owner join in a block: all of them one row, what each of its slots exposes, what it holds of the groups, and each a row of its own. */
interface Joined {
  readonly row?: number | undefined;
  readonly exposes?: readonly Entry[];
  readonly boundRow?: number | undefined;
  readonly each?: ReadonlyMap<number, number>;
}

const join = (builder: ProgramBuilder, joined: Joined | undefined, candidate: number): void => {
  if (joined === undefined) return;
  const { row, exposes = [], boundRow, each } = joined;
  if (row !== undefined) builder.entry(row, 1);
  for (const [exposed, times] of exposes) builder.entry(exposed, times);
  if (boundRow !== undefined) builder.entry(boundRow, 1);
  const own = each?.get(candidate);
  if (own !== undefined) builder.entry(own, 1);
};

const addClass = (shared: Shared, classIndex: number, itemClass: PlacementClass): void => {
  const { problem, builder, fewerItems } = shared;
  const { units, weight, slotsEach } = itemClass;
  const ways = waysToPlace(problem, itemClass);
  const sized = ways.length > 1 || fewerItems;
  const sizeRow = sized ? builder.row(fewerItems ? 0 : units, units) : undefined;
  for (const way of ways) {
    const fillRow = sized ? builder.row(0, 0) : builder.row(slotsEach * units, slotsEach * units);
    // What one unit of the block stands for, where the block's size is a column.
    const size: Entry[] =
      sizeRow === undefined
        ? []
        : [
            [sizeRow, 1],
            [fillRow, -slotsEach],
          ];
    /** A row `sum of cells ≤ times × units` (or `=`), for cells to join. */
    const limitedBySize = (times: number, rule: "at most" | "exactly" | "at least"): number => {
      const most = sized ? 0 : times * units;
      const row = builder.row(rule === "at most" ? -Infinity : most, rule === "at least" ? Infinity : most);
      if (sized) size.push([row, -times]);
      if (rule === "at most") shared.apartRows.push(row);
      return row;
    };
    const eachAtMostOnce = (own: readonly number[]): ReadonlyMap<number, number> =>
      new Map(own.map((candidate) => [candidate, limitedBySize(1, "at most")]));
    const exposed = new Map<OwnerId, number>();
    const joins = new Map<OwnerId, Joined>();
    for (const [owner, meeting] of way.owners) {
      const all = shared.candidatesOf.get(owner) ?? [];
      const own = all.length === 1 ? all : all.filter((candidate) => way.cells.includes(candidate));
      const fresh = freshOf(itemClass, owner);
      const exposes = exposureEntries(shared, itemClass, owner);
      const boundRow = fresh === 0 ? undefined : boundRowOf(shared, classIndex, owner);
      switch (meeting.meet) {
        case "once":
          joins.set(owner, { row: own.length > 1 || sized ? limitedBySize(1, "at most") : undefined, exposes, boundRow });
          break;
        case "freely":
          if (sized) joins.set(owner, { each: eachAtMostOnce(own) });
          break;
        case "together":
          joins.set(owner, { row: limitedBySize(meeting.vendors, "exactly"), each: eachAtMostOnce(own) });
          size.push(...exposes);
          exposed.set(owner, fresh);
          break;
        case "alone":
          joins.set(owner, { row: limitedBySize(1, "at least") });
          size.push(...exposes);
          if (boundRow !== undefined) size.push([boundRow, 1]);
          if (fresh > 0) exposed.set(owner, fresh);
          break;
        default:
          meeting satisfies never;
      }
    }
    const sizeColumn = sized ? builder.column({ lower: 0, upper: units, entries: size }) : undefined;
    const block = shared.blocks.length;
    for (const candidate of way.cells) {
      const owner = problem.candidates[candidate]?.owner ?? "";
      const fresh = freshOf(itemClass, owner);
      const upper = Math.min(way.perItem * units, wholeUnits(shared, { candidate, itemClass, fresh, perUnit: way.perItem }));
      builder.entry(fillRow, 1);
      loadEntries(shared, candidate, weight);
      join(builder, joins.get(owner), candidate);
      shared.cells.push({ column: builder.column({ lower: 0, upper }), block, candidate, weight, fresh });
    }
    const nowhere = builder.column({
      lower: 0,
      upper: fewerItems ? 0 : slotsEach * units,
      entries: [
        [fillRow, 1],
        [shared.nowhereRow, weight],
      ],
    });
    shared.blocks.push({
      classIndex,
      weight,
      exposed,
      alone: way.perItem > 1,
      units: sizeColumn === undefined ? { count: units } : { column: sizeColumn },
      nowhere,
    });
  }
};

/**
 * What one unit that an owner sees uses up: its own room in every measure, and the room of every two owners it is one of. An item that both of them get
 * counts twice there, so where an item has several judgments the plan keeps further from that cap than it would have to.
 */
const exposureEntries = ({ ownerRows, pairRows, measureRows }: Shared, itemClass: PlacementClass, owner: OwnerId): readonly Entry[] => {
  const fresh = freshOf(itemClass, owner);
  if (fresh === 0) return [];
  const ownerRow = ownerRows.get(owner);
  const own: readonly Entry[] = ownerRow === undefined ? [] : [[ownerRow, fresh]];
  if (pairRows.length === 0 && measureRows.length === 0) return own;
  const pairs = pairRows
    .filter(({ owners }) => owners.includes(owner))
    .map(({ owners, row }): Entry => [row, freshToBoth(itemClass, owners)])
    .filter(([, items]) => items > 0);
  const measured = measureRows
    .filter((one) => one.owner === owner)
    .map(({ measure, row }): Entry => [row, itemClass.adds?.(measure, owner) ?? 0])
    .filter(([, amount]) => amount > 0);
  return [...own, ...pairs, ...measured];
};

/** The row that keeps an owner from too much of the groups of a class; undefined where nothing does. */
const boundRowOf = ({ problem, builder, boundRows, groupRows }: Shared, classIndex: number, owner: OwnerId): number | undefined => {
  const bound = problem.classes[classIndex]?.bound;
  if (bound === undefined) return undefined;
  const name = JSON.stringify([bound.key, owner]);
  const known = boundRows.get(name);
  if (known !== undefined) return known;
  const row = builder.row(-Infinity, bound.mostOf(owner));
  boundRows.set(name, row);
  groupRows.set(row, classIndex);
  return row;
};

/** Notes what the slots of a unit at a candidate use up, whichever class it is of. */
const loadEntries = (
  { problem, builder, capacityRows, budgetRow, totalRows, leastRows, priceRows, budgetUnit, scoreRow, scores }: Shared,
  candidate: number,
  weight: number,
): void => {
  const capacityRow = capacityRows.get(candidate);
  if (capacityRow !== undefined) builder.entry(capacityRow, weight);
  const link = priceRows.get(candidate)?.link;
  if (link !== undefined) builder.entry(link, weight);
  const price = link === undefined ? (problem.candidates[candidate]?.highMicros ?? 0) / budgetUnit : 0;
  if (budgetRow !== undefined && price !== 0) builder.entry(budgetRow, price * weight);
  const totalRow = totalRows[candidate];
  if (totalRow !== undefined) builder.entry(totalRow, weight);
  const score = scores?.[candidate] ?? 0;
  if (scoreRow !== undefined && score > 0) builder.entry(scoreRow, score * weight);
  const leastRow = leastRows.get(candidate);
  if (leastRow !== undefined) builder.entry(leastRow, weight);
};

/** Of two whole numbers; of 0 and a number, the number. */
export const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
