import { type ReadRows, type Row, rowsAtATime } from "./rows.ts";

const noJsonLines = {
  message: 'is not JSON Lines: one JSON object a line, as in {"id": "a-1", …}; a table is read from a .csv file',
  of: "unread rows",
} as const;

/** JSON Lines: an object a line; empty lines are skipped. */
export const readJsonRows: ReadRows = async function* ({ blocks, problems, isBad }) {
  let rows: Row[] = [];
  for await (const { text, firstLine } of blocks) {
    let line = firstLine;
    for (let start = 0; start < text.length; line += 1) {
      const next = text.indexOf("\n", start);
      const end = next === -1 ? text.length : next;
      const written = text.slice(start, end);
      start = end + 1;
      if (written === "" || written === "\r" || isBad(line)) continue;
      const parsed = parse(written);
      if (parsed.ok) {
        rows.push({ line, record: parsed.record });
        if (rows.length === rowsAtATime) {
          yield rows;
          rows = [];
        }
      } else if (written.trim() !== "") {
        problems.add({ line, message: parsed.why, ...(parsed.column === undefined ? {} : { column: parsed.column }) }, noJsonLines);
      }
    }
  }
  if (rows.length > 0) yield rows;
};

type Parsed =
  | { readonly ok: true; readonly record: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly why: string; readonly column?: number };

const parse = (text: string): Parsed => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The parser's own words repeat the item; only what went wrong and where is taken from them.
    const words = String(error);
    if (/end of JSON input|Unterminated/.test(words)) return { ok: false, why: "is not JSON: it ends too early" };
    const position = /position (\d+)/.exec(words)?.[1];
    return { ok: false, why: "is not JSON", ...(position === undefined ? {} : { column: Number(position) + 1 }) };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return { ok: true, record: value as Readonly<Record<string, unknown>> };
  return {
    ok: false,
    why: `is ${Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`}, not an object like { "id": …, … }`,
  };
};
