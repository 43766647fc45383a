import type { ProblemList } from "./problem-list.ts";

/** One record of a file, and the line it starts at. */
export interface Row {
  readonly line: number;
  readonly record: Readonly<Record<string, unknown>>;
}

/** How many rows are handed on at a time. */
export const rowsAtATime = 1000;

/** A format of files with one record a line or row. A row that cannot be read goes into `problems` and is left out. */
export type ReadRows = (options: ReadRowsOptions) => AsyncGenerator<readonly Row[]>;

export interface ReadRowsOptions {
  readonly blocks: AsyncIterable<{ readonly text: string; readonly firstLine: number }>;
  readonly problems: ProblemList;
  /** Whether a line was already reported and is to be left out. */
  readonly isBad: (line: number) => boolean;
  /** Columns a table must have, each with the reason; JSONL says that line by line. */
  readonly columns: readonly { readonly name: string; readonly because: string }[];
}
