import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { nearest } from "@tranche/sdk";
import type { ProblemList } from "./problem-list.ts";
import { type ReadRows, type ReadRowsOptions, type Row, rowsAtATime } from "./rows.ts";

interface Parsed {
  readonly record: readonly string[];
  /** `lines`: lines read up to the end of this record. */
  readonly info: { readonly lines: number };
}

/** CSV with a header row: commas, double quotes, line breaks inside quotes. All values are text. */
export const readCsvRows: ReadRows = async function* (options) {
  const { problems, isBad } = options;
  let header: readonly string[] | undefined;
  let rows: Row[] = [];
  let lastLine = 0;
  try {
    for await (const { record, info } of parsed(options.blocks)) {
      // Empty lines before a record are counted with it; a line break inside quotes is part of it.
      const line = info.lines - breaksIn(record);
      lastLine = info.lines;
      if (isBad(line)) continue;
      if (header === undefined) {
        header = record.map((name) => name.trim());
        if (!isUsable(header, options)) return;
        continue;
      }
      if (record.length !== header.length) {
        problems.add({ line, message: `has ${record.length} values, the header has ${header.length} columns` });
        continue;
      }
      rows.push({ line, record: recordOf(header, record) });
      if (rows.length === rowsAtATime) {
        yield rows;
        rows = [];
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    reportCsvError(error, { problems, lastLine });
  }
  if (rows.length > 0) yield rows;
};

const largestRecord = 16 * 1024 * 1024;

const parsed = (blocks: ReadRowsOptions["blocks"]): AsyncIterable<Parsed> => {
  const parser = parse({
    info: true,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: largestRecord,
  });
  const text = Readable.from(textOf(blocks));
  text.on("error", (error) => parser.destroy(error));
  return text.pipe(parser) as AsyncIterable<Parsed>;
};

const textOf = async function* (blocks: ReadRowsOptions["blocks"]): AsyncGenerator<string> {
  for await (const { text } of blocks) yield text;
};

const breaksIn = (record: readonly string[]): number => {
  let breaks = 0;
  for (const value of record) for (let at = value.indexOf("\n"); at !== -1; at = value.indexOf("\n", at + 1)) breaks += 1;
  return breaks;
};

const recordOf = (header: readonly string[], values: readonly string[]): Readonly<Record<string, unknown>> => {
  const record = Object.create(null) as Record<string, unknown>;
  for (let index = 0; index < header.length; index++) record[header[index] ?? ""] = values[index];
  return record;
};

const isUsable = (header: readonly string[], { columns, problems }: ReadRowsOptions): boolean => {
  const before = problems.total;
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) problems.add({ line: 1, message: `column "${twice}" is there twice` });
  for (const { name, because } of columns) {
    if (header.includes(name)) continue;
    const meant = nearest(name, header);
    const only = header.length === 1 ? (header[0] ?? "") : "";
    const hint = /[;\t|]/.test(only)
      ? "columns are separated by commas"
      : meant === undefined
        ? `there are ${header.map((column) => `"${column}"`).join(", ")}`
        : `did you mean "${meant}"?`;
    problems.add({ line: 1, message: `there is no column "${name}" (${because})`, hint });
  }
  return problems.total === before;
};

const reportCsvError = (error: CsvError, { problems, lastLine }: { readonly problems: ProblemList; readonly lastLine: number }): void => {
  const { lines } = error as { readonly lines?: unknown };
  const line = typeof lines === "number" ? lines : lastLine + 1;
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return problems.add({
        line,
        message: "a quote that opens here is never closed",
        hint: 'a quote inside a value is written twice: ""',
      });
    case "CSV_INVALID_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return problems.add({
        line,
        message: "has a quote in the middle of a value",
        hint: 'put the value in quotes and write the quote twice: ""',
      });
    case "CSV_MAX_RECORD_SIZE":
      return problems.add({ line, message: "this row is longer than 16 MB" });
    default:
      return problems.add({ line, message: "cannot be read as CSV" });
  }
};
