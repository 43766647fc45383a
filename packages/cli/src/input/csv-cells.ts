import type { ProblemList } from "./problem-list.ts";

/** Gets the cells of one record, and the line it starts at. The list is used again for the next record. */
export type TakeCells = (cells: readonly string[], line: number) => void;

export interface CellReader {
  readonly read: (text: string) => void;
  /** Says that nothing more comes; reports a quote that is still open. */
  readonly end: () => void;
}

/**
 * CSV cut into cells as fast as can be: plain lines are split at their commas, only records with a quote are looked at letter by letter. Blocks have to end
 * at a line's end. For files of millions of rows; where rows become records with names, `csv-rows.ts` is the place.
 */
export const cellReader = (take: TakeCells, problems: ProblemList): CellReader => {
  const cells: string[] = [];
  let line = 1;
  /** A record whose quote is still open at the end of its line, and the line it began at. */
  let open: { text: string; line: number } | undefined;

  const plain = (text: string): void => {
    cells.length = 0;
    let from = 0;
    for (let comma = text.indexOf(","); comma !== -1; comma = text.indexOf(",", from)) {
      cells.push(text.slice(from, comma));
      from = comma + 1;
    }
    cells.push(text.slice(from));
  };

  const quoted = (text: string, at: number): boolean => {
    cells.length = 0;
    let from = 0;
    for (;;) {
      if (text[from] !== '"') {
        const comma = text.indexOf(",", from);
        const cell = comma === -1 ? text.slice(from) : text.slice(from, comma);
        if (cell.includes('"')) {
          problems.add({
            line: at,
            message: "has a quote in the middle of a value",
            hint: 'put the value in quotes and write the quote twice: ""',
          });
          return false;
        }
        cells.push(cell);
        if (comma === -1) return true;
        from = comma + 1;
        continue;
      }
      let end = text.indexOf('"', from + 1);
      while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      cells.push(text.slice(from + 1, end).replaceAll('""', '"'));
      if (end + 1 === text.length) return true;
      if (text[end + 1] !== ",") {
        problems.add({ line: at, message: "has something between a closing quote and the next comma" });
        return false;
      }
      from = end + 2;
    }
  };

  const one = (text: string): void => {
    const at = open?.line ?? line;
    line += 1;
    const odd = text.includes('"') && countQuotes(text) % 2 === 1;
    if (open === undefined && !odd) {
      if (text === "") return;
      if (!text.includes('"')) plain(text);
      else if (!quoted(text, at)) return;
      return take(cells, at);
    }
    const whole = open === undefined ? text : `${open.text}\n${text}`;
    const closed = open !== undefined && odd;
    open = closed || whole.length > largestRecord ? undefined : { text: whole, line: at };
    if (closed) {
      if (quoted(whole, at)) take(cells, at);
    } else if (open === undefined) problems.add({ line: at, message: "this row is longer than 16 MB: a quote in it is never closed" });
  };

  return {
    read: (text) => {
      for (let from = 0; from < text.length;) {
        const feed = text.indexOf("\n", from);
        const end = feed === -1 ? text.length : feed;
        one(text.slice(from, text[end - 1] === "\r" && end > from ? end - 1 : end));
        from = end + 1;
      }
    },
    end: () => {
      if (open !== undefined)
        problems.add({
          line: open.line,
          message: "a quote opens in this row and is never closed",
          hint: 'a quote inside a value is written twice: ""',
        });
    },
  };
};

const largestRecord = 16 * 1024 * 1024;

const countQuotes = (text: string): number => {
  let found = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) found += 1;
  return found;
};
