import type { PricePiece } from "../budget/order-price.ts";
import type { Candidate } from "./eligibility.ts";
import type { Entry, ProgramBuilder } from "./program-builder.ts";

/** What so many slots at a candidate come to. Micros. */
export const priceAt = (
  { lowMicros, highMicros, pieces }: Candidate,
  slots: number,
): { readonly lowMicros: number; readonly highMicros: number } => {
  if (pieces === undefined || slots === 0) return { lowMicros: slots * lowMicros, highMicros: slots * highMicros };
  const piece = pieces.find(({ to }) => slots <= to) ?? pieces.at(-1);
  const total = (line: PricePiece["low"] | undefined): number => (line === undefined ? 0 : line.fixedMicros + slots * line.eachMicros);
  return { lowMicros: total(piece?.low), highMicros: total(piece?.high) };
};

/** Every amount of a candidate's price that a program may have to add up, for finding a unit that divides them all. */
export const amountsOf = ({ lowMicros, highMicros, pieces }: Candidate, end: "low" | "high"): readonly number[] =>
  pieces === undefined
    ? [end === "low" ? lowMicros : highMicros]
    : pieces.flatMap((piece) => [Math.abs(piece[end].fixedMicros), piece[end].eachMicros]);

/** What every column of a program costs, in micros. */
export const priceCosts = (
  { candidates }: { readonly candidates: readonly Candidate[] },
  {
    cells,
    pieces,
  }: {
    readonly cells: readonly { readonly column: number; readonly candidate: number; readonly weight: number }[];
    readonly pieces: readonly PieceColumns[];
  },
  end: "low" | "high",
): readonly (readonly [column: number, micros: number])[] => [
  ...cells.flatMap(({ column, candidate, weight }) => {
    const self = candidates[candidate];
    return self === undefined || self.pieces !== undefined
      ? []
      : [[column, weight * (end === "low" ? self.lowMicros : self.highMicros)] as const];
  }),
  ...pieces.flatMap(({ used, slots, piece }) => [[used, piece[end].fixedMicros] as const, [slots, piece[end].eachMicros] as const]),
];

/** The rows that let a candidate's slots lie on one piece of its price. */
export interface PieceRows {
  /** Slots given, less slots on pieces: 0. */
  readonly link: number;
  /** Pieces in use: at most one. */
  readonly one: number;
  readonly perPiece: readonly { readonly piece: PricePiece; readonly atMost: number; readonly atLeast: number }[];
}

/** One piece in the program: whether it is in use, a whole number, and how many slots are on it. */
export interface PieceColumns {
  readonly candidate: number;
  readonly piece: PricePiece;
  readonly used: number;
  readonly slots: number;
}

export const pieceRows = (builder: ProgramBuilder, candidates: readonly Candidate[]): ReadonlyMap<number, PieceRows> =>
  new Map(
    candidates.flatMap(({ pieces }, candidate) => {
      if (pieces === undefined) return [];
      const rows: PieceRows = {
        link: builder.row(0, 0),
        one: builder.row(0, 1),
        perPiece: pieces.map((piece) => ({ piece, atMost: builder.row(-Infinity, 0), atLeast: builder.row(0, Infinity) })),
      };
      return [[candidate, rows] as const];
    }),
  );

/** The columns of the pieces. `budget` tells what an amount of the high prices uses up. */
export const pieceColumns = (
  builder: ProgramBuilder,
  rows: ReadonlyMap<number, PieceRows>,
  budget: (micros: number) => readonly Entry[],
): readonly PieceColumns[] =>
  [...rows].flatMap(([candidate, { link, one, perPiece }]) =>
    perPiece.map(({ piece, atMost, atLeast }) => ({
      candidate,
      piece,
      used: builder.column({
        lower: 0,
        upper: 1,
        integer: true,
        entries: [[one, 1], [atMost, -piece.to], [atLeast, -piece.from], ...budget(piece.high.fixedMicros)],
      }),
      slots: builder.column({
        lower: 0,
        upper: piece.to,
        entries: [[link, -1], [atMost, 1], [atLeast, 1], ...budget(piece.high.eachMicros)],
      }),
    })),
  );
