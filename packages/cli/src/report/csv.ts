/** What a cell may hold; undefined and null are empty cells. */
export type CsvCell = string | number | boolean | null | undefined;

/** What makes a spreadsheet run a cell as a formula, full-width signs included (OWASP, "CSV Injection"). */
const formula = /^[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/**
 * One line of RFC 4180, CRLF included. Texts that a spreadsheet would run get a leading apostrophe; numbers
 * stay as they are, negative ones too.
 */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(csvCell).join(",")}\r\n`;

const csvCell = (cell: CsvCell): string => {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
