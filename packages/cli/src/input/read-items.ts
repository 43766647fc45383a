import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Job, Json } from "@tranche/sdk";
import { type CompactSet, createCompactSet } from "./compact-set.ts";
import { readCsvRows } from "./csv-rows.ts";
import { type ItemShape, readItemRow } from "./item-row.ts";
import { readJsonRows } from "./json-rows.ts";
import type { LoadedJob } from "./load-job.ts";
import { UserError } from "./problem.ts";
import { createProblemList, type ProblemList } from "./problem-list.ts";
import { type LineSource, readBlocks } from "./read-blocks.ts";
import type { Row } from "./rows.ts";

/** One thing to label, as the items file has it. */
export interface ReadItem {
  /** Place among the items, from 0. */
  readonly seq: number;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly id: string;
  /** The visible fields and nothing else, in the order of `task.show`. */
  readonly fields: Readonly<Record<string, Json>>;
  readonly group?: string;
  /** The visible fields as canonical JSON. */
  readonly content: string;
  /** SHA-256 of `content`, 32 bytes. */
  readonly fingerprint: Uint8Array;
  /** Size of `content` in UTF-8. */
  readonly bytes: number;
  /** `seq` of the first item with the same visible content: this one is not sent, it shares that one's answer. */
  readonly duplicateOf?: number;
}

/** What has been read so far. */
export interface ItemTotals {
  readonly items: number;
  /** Items whose visible content an earlier one has. */
  readonly duplicates: number;
  /** Items whose visible fields are all empty text. */
  readonly blank: number;
  readonly bytes: number;
}

/** Items in batches of up to 1,000. Throws a UserError at the end where any line was wrong: nothing may be sent before that. */
export interface ItemReading extends AsyncIterable<readonly ReadItem[]> {
  /** Final once the reading is over. */
  readonly totals: ItemTotals;
}

export interface ReadItemsOptions {
  /** A `.jsonl`, `.ndjson` or `.csv` file, or `-` for JSON Lines from `stdin`. */
  readonly path: string;
  readonly stdin?: Readable;
  /** How problems name the file; default: its path. */
  readonly shownAs?: string;
  readonly show: readonly string[];
  /** Fields of `show` of which only a token leaves. */
  readonly redact?: ReadonlySet<string>;
  /** Field that names the group, where the job has groups. */
  readonly groupBy?: string;
  readonly signal?: AbortSignal;
}

/** Reads the items of a job; see {@link readItems}. */
export const openItems = (
  loaded: LoadedJob,
  { stdin, signal }: { readonly stdin?: Readable; readonly signal?: AbortSignal },
): ItemReading => {
  const { job, items } = loaded;
  return readItems({
    ...(items === "stdin" ? { path: "-" } : items),
    ...(stdin === undefined ? {} : { stdin }),
    show: job.task.show,
    redact: redactedFields(job),
    ...(job.groups?.by === undefined ? {} : { groupBy: job.groups.by }),
    ...(signal === undefined ? {} : { signal }),
  });
};

/** The visible fields of which only a token leaves. */
export const redactedFields = ({ task, policy }: Pick<Job, "task" | "policy">): ReadonlySet<string> =>
  new Set(task.show.filter((name) => policy.fields?.[name] === "redact"));

/**
 * Reads items as a stream: each can be read once, or again from a file by iterating again. Memory stays flat but for two compact
 * sets, some 10 bytes an item each, and what they keep in a temporary file. Once a line is wrong no more items come, only the rest of what is wrong.
 */
export const readItems = (options: ReadItemsOptions): ItemReading => {
  const totals = { items: 0, duplicates: 0, blank: 0, bytes: 0 };
  return { totals, [Symbol.asyncIterator]: () => items(options, totals) };
};

/** While it is being made. */
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const items = async function* (options: ReadItemsOptions, totals: Mutable<ItemTotals>): AsyncGenerator<readonly ReadItem[]> {
  Object.assign(totals, { items: 0, duplicates: 0, blank: 0, bytes: 0 });
  const shownAs = options.shownAs ?? (options.path === "-" ? "stdin" : options.path);
  const problems = createProblemList(shownAs);
  const ids = createCompactSet();
  const contents = createCompactSet();
  try {
    const finish = createItemFinisher({ shape: options, totals, problems, ids, contents });
    for await (const rows of rowsOf(options, { shownAs, problems })) {
      const batch = finish(rows);
      if (problems.total === 0) yield batch;
    }
  } finally {
    ids.close();
    contents.close();
  }
  problems.throwIfAny();
  if (totals.items === 0) throw new UserError(2, [{ file: shownAs, message: "there are no items in it" }]);
};

const rowsOf = (
  options: ReadItemsOptions,
  { shownAs, problems }: { readonly shownAs: string; readonly problems: ProblemList },
): AsyncGenerator<readonly Row[]> => {
  const bad = new Set<number>();
  const blocks = readBlocks({
    source: sourceOf(options),
    shownAs,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onBadLine: (line) => {
      bad.add(line);
      problems.add({ line, message: "is not UTF-8" });
    },
  });
  const columns = [
    { name: "id", because: "every item needs one" },
    ...options.show.map((name) => ({ name, because: "task.show lists it" })),
    ...(options.groupBy === undefined ? [] : [{ name: options.groupBy, because: "groups.by names it" }]),
  ];
  const read = /\.csv$/i.test(options.path) ? readCsvRows : readJsonRows;
  return read({ blocks, problems, isBad: (line) => bad.has(line), columns });
};

const sourceOf = ({ path, stdin }: ReadItemsOptions): LineSource => {
  if (path !== "-") return { from: "file", path };
  if (stdin === undefined) throw new UserError(2, [{ message: "items come from stdin, and there is none", hint: "name a file in items" }]);
  return { from: "stream", stream: stdin };
};

interface FinisherParts {
  readonly shape: ItemShape;
  readonly totals: Mutable<ItemTotals>;
  readonly problems: ProblemList;
  readonly ids: CompactSet;
  readonly contents: CompactSet;
}

const digestBytes = 32;

/** Turns rows into items: checks, fingerprints, finds repeats. Works on one batch's memory at a time. */
const createItemFinisher = ({ shape, totals, problems, ids, contents }: FinisherParts): ((rows: readonly Row[]) => readonly ReadItem[]) => {
  const canonical = createCanonical(shape.show);
  const idDigest = Buffer.from(new ArrayBuffer(digestBytes));
  const idWords = new Uint32Array(idDigest.buffer);
  return (rows) => {
    const prints = Buffer.from(new ArrayBuffer(rows.length * digestBytes));
    const printWords = new Uint32Array(prints.buffer);
    const batch: ReadItem[] = [];
    for (const row of rows) {
      const read = readItemRow(row, shape, problems);
      if (read === undefined) continue;
      const { id, fields, group } = read;
      idDigest.write(hash("sha256", id, "binary"), 0, "latin1");
      const firstLine = ids.add(idWords, 0, row.line);
      if (firstLine !== undefined) {
        problems.add({ line: row.line, path: "id", message: `id ${JSON.stringify(id)} was used in line ${firstLine} already` });
        continue;
      }
      const content = canonical(fields);
      const at = batch.length * digestBytes;
      prints.write(hash("sha256", content, "binary"), at, "latin1");
      const seq = totals.items;
      const bytes = Buffer.byteLength(content);
      const item: Mutable<ReadItem> = {
        seq,
        line: row.line,
        id,
        fields,
        content,
        fingerprint: new Uint8Array(prints.buffer, at, digestBytes),
        bytes,
      };
      if (group !== undefined) item.group = group;
      const duplicateOf = contents.add(printWords, at / 4, seq);
      if (duplicateOf !== undefined) {
        item.duplicateOf = duplicateOf;
        totals.duplicates += 1;
      }
      totals.items += 1;
      totals.bytes += bytes;
      if (read.isBlank) totals.blank += 1;
      batch.push(item);
    }
    return batch;
  };
};

/** Canonical JSON of the visible fields: sorted names, exact strings. The names are written once. */
const createCanonical = (show: readonly string[]): ((fields: Readonly<Record<string, Json>>) => string) => {
  const parts = show.toSorted().map((name, index) => ({ name, before: `${index === 0 ? "{" : ","}${JSON.stringify(name)}:` }));
  return (fields) => {
    let text = "";
    for (const { name, before } of parts) text += before + JSON.stringify(fields[name]);
    return `${text}}`;
  };
};
