import { readFileSync } from "node:fs";
import { parseCsv } from "./csv.ts";

/** One item of the items file: its id and every text in it. */
export interface KnownItem {
  readonly id: string;
  readonly label: string | undefined;
}

/** A row of recorded answers: what a real worker once said about an item, and how long after taking it on. */
export interface RecordedAnswer {
  readonly id: string;
  readonly vendor?: string;
  readonly worker: string;
  readonly label: string;
  /** From the moment the unit was taken on to its answer, in simulated seconds. */
  readonly seconds?: number;
}

/** Tells which item a worker has in front of them, from nothing but the content received. */
export interface TruthIndex {
  /** Number of items of the items file. */
  readonly items: number;
  readonly find: (pieces: readonly string[]) => KnownItem | undefined;
}

export type Rows = string | Iterable<Readonly<Record<string, unknown>>>;

/** Reads `.jsonl`, `.json` (an array) or `.csv`, or takes the rows as they are. Throws where the file cannot be read. */
export const readRows = (rows: Rows): Iterable<Readonly<Record<string, unknown>>> => {
  if (typeof rows !== "string") return rows;
  const text = readFileSync(rows, "utf8");
  if (rows.endsWith(".csv")) return parseCsv(text);
  if (rows.endsWith(".json")) return JSON.parse(text) as Readonly<Record<string, unknown>>[];
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
};

const normalise = (text: string): string => text.replace(/\s+/gu, " ").trim();

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  "#x27": "'",
  nbsp: " ",
  "#x2F": "/",
};
const unescapeHtml = (text: string): string =>
  text.replace(/<[^>]{1,80}>/gu, " ").replace(/&(amp|lt|gt|quot|#39|#x27|nbsp|#x2F);/gu, (whole, name: string) => entities[name] ?? whole);

/** The texts a decorated piece may consist of: itself, without markup, its paragraphs, its lines, each without a leading label. */
function* readings(piece: string): Generator<string> {
  yield piece;
  const plain = unescapeHtml(piece);
  yield plain;
  for (const separator of ["\n\n", "\n"]) {
    for (const source of [piece, plain]) {
      if (!source.includes(separator)) continue;
      const parts = source.split(separator);
      for (let i = 1; i < Math.min(parts.length, 4); i++) yield parts.slice(i).join(separator);
      yield* parts;
    }
  }
  const afterLabel = /^[\s*#_>]*[\w .-]{1,40}[*_]*:[*_]*\s+(.+)$/su.exec(plain);
  if (afterLabel?.[1] !== undefined) yield afterLabel[1];
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "number" || typeof value === "boolean") yield String(value);
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* textsOf(inner);
}

/** Indexes every text of every item. An item is found where the pieces, taken together, leave exactly one candidate label. */
export const indexTruth = (source: { readonly items?: Rows; readonly truth?: Rows }): TruthIndex => {
  const labels = new Map<string, string>();
  if (source.truth !== undefined) for (const row of readRows(source.truth)) labels.set(String(row["id"]), String(row["label"]));
  const known: KnownItem[] = [];
  const byText = new Map<string, number | number[]>();
  if (source.items !== undefined) {
    for (const row of readRows(source.items)) {
      const id = String(row["id"]);
      const place = known.length;
      const inline = row["label"];
      known.push({ id, label: labels.get(id) ?? (typeof inline === "string" ? inline : undefined) });
      for (const [name, value] of Object.entries(row)) {
        if (name === "id" || name === "label") continue;
        for (const text of textsOf(value)) {
          const key = normalise(text);
          if (key === "") continue;
          const held = byText.get(key);
          if (held === undefined) byText.set(key, place);
          else if (typeof held === "number") {
            if (held !== place) byText.set(key, [held, place]);
          } else if (held.at(-1) !== place) held.push(place);
        }
      }
    }
  }
  const placesOf = (piece: string): readonly number[] | undefined => {
    for (const reading of readings(piece)) {
      const held = byText.get(normalise(reading));
      if (held !== undefined) return typeof held === "number" ? [held] : held;
    }
    return undefined;
  };
  return {
    items: known.length,
    find: (pieces) => {
      if (known.length === 0) return undefined;
      let candidates: readonly number[] | undefined;
      for (const piece of pieces) {
        const places = placesOf(piece);
        if (places === undefined) continue;
        if (candidates === undefined) candidates = places;
        else {
          const narrowed: readonly number[] = candidates.filter((place) => places.includes(place));
          if (narrowed.length > 0) candidates = narrowed;
        }
        if (candidates.length === 1) break;
      }
      if (candidates === undefined) return undefined;
      const first = known[candidates[0]!]!;
      return candidates.every((place) => known[place]!.label === first.label) ? first : undefined;
    },
  };
};

/** Recorded answers by item and vendor; each take gives the next one, and the last again when they run out. */
export interface RecordedAnswers {
  readonly take: (item: string, vendor: string) => RecordedAnswer | undefined;
}

export const indexRecordedAnswers = (rows: Rows | undefined): RecordedAnswers => {
  const held = new Map<string, { readonly answers: RecordedAnswer[]; next: number }>();
  const keyOf = (item: string, vendor: string): string => `${vendor}\u0000${item}`;
  if (rows !== undefined) {
    for (const row of readRows(rows)) {
      const vendor = row["vendor"] === undefined || row["vendor"] === "" ? "" : String(row["vendor"]);
      const seconds = Number(row["seconds"]);
      const answer: RecordedAnswer = {
        id: String(row["id"]),
        vendor,
        worker: String(row["worker"] ?? "recorded"),
        label: String(row["label"]),
        ...(row["seconds"] !== undefined && row["seconds"] !== "" && Number.isFinite(seconds) ? { seconds } : {}),
      };
      const key = keyOf(answer.id, vendor);
      const list = held.get(key);
      if (list === undefined) held.set(key, { answers: [answer], next: 0 });
      else list.answers.push(answer);
    }
  }
  return {
    take: (item, vendor) => {
      const list = held.get(keyOf(item, vendor)) ?? held.get(keyOf(item, ""));
      if (list === undefined) return undefined;
      const answer = list.answers[Math.min(list.next, list.answers.length - 1)];
      list.next++;
      return answer;
    },
  };
};
