import { CsvError, parse } from "csv-parse";
import { nearest } from "@tranche/sdk";
import type { ProblemList } from "./problem-list.ts";
import { type ReadRows, type ReadRowsOptions, type Row, rowsAtATime } from "./rows.ts";

/** CSV with a header row: commas, double quotes, line breaks inside quotes. All values are text. */
export const readCsvRows: ReadRows = async function* (options) {
  const { problems, isBad } = options;
  let header: readonly string[] | undefined;
  for await (const records of readRecords(options)) {
    let rows: Row[] = [];
    for (const { line, values } of records) {
      if (isBad(line)) continue;
      if (header === undefined) {
        header = values.map((name) => name.trim());
        if (!isUsable(header, options)) return;
      } else if (values.length !== header.length)
        problems.add({ line, message: `has ${values.length} values, the header has ${header.length} columns` });
      else rows.push({ line, record: recordOf(header, values) });
      if (rows.length === rowsAtATime) {
        yield rows;
        rows = [];
      }
    }
    if (rows.length > 0) yield rows;
  }
};

interface CsvRecord {
  /** Where it starts. */
  readonly line: number;
  readonly values: readonly string[];
}

const largestRecord = 16 * 1024 * 1024;

/** The records of each block. A record that breaks the grammar ends the reading: where the next one starts, nobody can say. */
const readRecords = async function* ({ blocks, problems }: ReadRowsOptions): AsyncGenerator<readonly CsvRecord[]> {
  let records: CsvRecord[] = [];
  let returnsInside = 0;
  let lastLine = 0;
  const parser = parse({
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: largestRecord,
    on_record: (values: readonly string[], { lines }) => {
      // The parser takes a carriage return inside a value for a line of its own.
      returnsInside += countIn(values, "\r");
      lastLine = lines - returnsInside;
      records.push({ line: lastLine - countIn(values, "\n"), values });
      return null;
    },
  });
  // Each write and the end answer with their error; without a listener it would end the process as well.
  parser.on("error", () => {});
  for await (const { text } of blocks) {
    const error = await new Promise<unknown>((done) => void parser.write(text, done));
    yield records;
    records = [];
    if (error) return reportCsvError(error, { problems, line: lastLine + 1 });
  }
  const error = await new Promise<unknown>((done) => void parser.end(done));
  yield records;
  if (error) reportCsvError(error, { problems, line: lastLine + 1 });
};

const countIn = (values: readonly string[], character: string): number => {
  let found = 0;
  for (const value of values) for (let at = value.indexOf(character); at !== -1; at = value.indexOf(character, at + 1)) found += 1;
  return found;
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

const reportCsvError = (error: unknown, { problems, line }: { readonly problems: ProblemList; readonly line: number }): void => {
  if (!(error instanceof CsvError)) throw error;
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return problems.add({
        line,
        message: "a quote opens in this row and is never closed",
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
