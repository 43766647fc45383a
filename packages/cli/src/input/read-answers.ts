import { nearest } from "@tranche/sdk";
import { cellReader } from "./csv-cells.ts";
import { growingColumn, nameTable } from "./growing-column.ts";
import type { NamedFile } from "./load-job.ts";
import { UserError } from "./problem.ts";
import { createProblemList, type ProblemList } from "./problem-list.ts";
import { readBlocks } from "./read-blocks.ts";

/** A file of answers as columns of numbers, and the names behind the numbers in the order they first came up. */
export interface AnswersFile {
  readonly rows: number;
  readonly item: Int32Array;
  /** Of each row; a worker is known by vendor and name. Rows without a worker are their vendor's. */
  readonly worker: Int32Array;
  readonly label: Int32Array;
  readonly items: readonly string[];
  readonly workers: readonly { readonly vendor: number; readonly name: string }[];
  readonly labels: readonly string[];
  readonly vendors: readonly string[];
  /** Seconds the answer took, where there is a column of that name; NaN where a cell is empty. */
  readonly seconds?: Float64Array;
  /** Whether the file says which vendor an answer is of. */
  readonly hasVendors: boolean;
}

export interface ReadAnswersOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with the rows read so far. */
  readonly onRows?: (rows: number) => void;
}

/** What a column is called by people; the first name is the one of the documents. */
const columnNames = {
  task: ["task", "item", "id"],
  worker: ["worker", "annotator", "rater"],
  label: ["label", "answer", "output"],
  vendor: ["vendor"],
  seconds: ["seconds", "duration"],
} as const;

type ColumnName = keyof typeof columnNames;
type Columns = Readonly<Record<ColumnName, number>>;

/** Reads `task,worker,label` and, where they are there, `vendor` and `seconds`, in any order and beside other columns. Throws a UserError with every line that is wrong. */
export const readAnswers = async ({ path, shownAs }: NamedFile, { signal, onRows }: ReadAnswersOptions = {}): Promise<AnswersFile> => {
  const problems = createProblemList(shownAs);
  const names = { items: nameTable(), workers: nameTable(), labels: nameTable(), vendors: nameTable() };
  const columns = { item: growingColumn(), worker: growingColumn(), label: growingColumn() };
  const workers: { vendor: number; name: string }[] = [];
  const seconds: number[] = [];
  let header: Columns | undefined;
  let width = 0;
  let rows = 0;
  const take = (cells: readonly string[], line: number): void => {
    if (header === undefined) {
      header = headerOf(cells, problems);
      width = cells.length;
      return;
    }
    if (problems.total > 0 && header.task === -1) return;
    if (cells.length !== width) return problems.add({ line, message: `has ${cells.length} values, the header has ${width} columns` });
    const task = cells[header.task] ?? "";
    const label = cells[header.label] ?? "";
    if (task === "" || label === "") return problems.add({ line, message: `${task === "" ? "task" : "label"} is empty` });
    const vendor = header.vendor === -1 ? "" : (cells[header.vendor] ?? "");
    const name = header.worker === -1 ? "" : (cells[header.worker] ?? "");
    if (name === "" && vendor === "")
      return problems.add({ line, message: "worker is empty", hint: "without a vendor nobody gave this answer" });
    const vendorNumber = names.vendors.numberOf(vendor);
    const worker = names.workers.numberOf(vendor === "" ? name : `${vendor}\u0000${name}`);
    if (worker === workers.length) workers.push({ vendor: vendorNumber, name });
    columns.item.push(names.items.numberOf(task));
    columns.worker.push(worker);
    columns.label.push(names.labels.numberOf(label));
    if (header.seconds !== -1) {
      const cell = cells[header.seconds] ?? "";
      const took = cell === "" ? Number.NaN : Number(cell);
      if (cell !== "" && !(took >= 0))
        return problems.add({ line, message: `seconds is ${JSON.stringify(cell)}, which is no number from 0 up` });
      seconds.push(took);
    }
    rows += 1;
  };
  const reader = cellReader(take, problems);
  const onBadLine = (line: number): void => problems.add({ line, message: "is not UTF-8" });
  for await (const { text } of readBlocks({
    source: { from: "file", path },
    shownAs,
    onBadLine,
    ...(signal === undefined ? {} : { signal }),
  })) {
    reader.read(text);
    onRows?.(rows);
    if (header !== undefined && header.task === -1) break;
  }
  reader.end();
  problems.throwIfAny();
  if (rows === 0)
    throw new UserError(2, [
      { file: shownAs, message: "there are no answers in it", hint: "the first line names the columns: task,worker,label" },
    ]);
  return {
    rows,
    item: columns.item.values(),
    worker: columns.worker.values(),
    label: columns.label.values(),
    items: names.items.names,
    workers,
    labels: names.labels.names,
    vendors: names.vendors.names,
    ...(seconds.length === 0 ? {} : { seconds: Float64Array.from(seconds) }),
    hasVendors: header !== undefined && header.vendor !== -1,
  };
};

const headerOf = (cells: readonly string[], problems: ProblemList): Columns => {
  const found = cells.map((cell) => cell.trim());
  const indexOf = (names: readonly string[]): number => found.findIndex((cell) => names.includes(cell.toLowerCase()));
  const columns = {
    task: indexOf(columnNames.task),
    worker: indexOf(columnNames.worker),
    label: indexOf(columnNames.label),
    vendor: indexOf(columnNames.vendor),
    seconds: indexOf(columnNames.seconds),
  };
  const needed: readonly ColumnName[] = columns.vendor === -1 ? ["task", "worker", "label"] : ["task", "label"];
  for (const name of needed) {
    if (columns[name] !== -1) continue;
    const meant = nearest(name, found);
    const only = found.length === 1 ? (found[0] ?? "") : "";
    const hint = /[;\t|]/.test(only)
      ? "columns are separated by commas"
      : meant === undefined
        ? `there are ${found.map((column) => `"${column}"`).join(", ")}; it takes task,worker,label and, if you have it, vendor`
        : `did you mean "${meant}"?`;
    problems.add({ line: 1, message: `there is no column "${name}"`, hint });
  }
  return problems.total > 0 ? { ...columns, task: -1 } : columns;
};
