import { printable } from "./mask-secrets.ts";
import type { Problem } from "./problem.ts";

export interface RenderProblemsOptions {
  readonly color: boolean;
  /** What follows the count, as in `nothing was sent`. Without it no count is printed. */
  readonly closing?: string;
}

/** Writes problems for a person: place and sentence, the lines of the file with the spot marked, the way out. Ends with a line break. */
export const renderProblems = (problems: readonly Problem[], { color, closing }: RenderProblemsOptions): string => {
  const paint = color ? painted : plain;
  const lines = problems.flatMap((problem) => [heading(problem, paint), ...frame(problem, paint)]);
  const count = problems.reduce((sum, { standsFor = 1 }) => sum + standsFor, 0);
  if (closing !== undefined) lines.push(`${count.toLocaleString("en-US")} problem${count === 1 ? "" : "s"}; ${closing}`);
  return `${lines.join("\n")}\n`;
};

interface Paint {
  readonly place: (text: string) => string;
  readonly mark: (text: string) => string;
  readonly quiet: (text: string) => string;
}

const ansi =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;
const plain: Paint = { place: (text) => text, mark: (text) => text, quiet: (text) => text };
const painted: Paint = { place: ansi(1), mark: ansi(31), quiet: ansi(2) };

const heading = (problem: Problem, paint: Paint): string => {
  const { file, line, column } = problem;
  const place = [file, line, file === undefined ? undefined : column].filter((part) => part !== undefined).join(":");
  const text = printable(sentence(problem));
  return place === "" ? text : `${paint.place(printable(place))}  ${text}`;
};

/** The message with its field in front, unless it names the field itself. */
const sentence = ({ path, message }: Problem): string => {
  if (path === undefined || message.includes(path)) return message;
  return /^(must|is|has|holds|needs) /.test(message) ? `${path} ${message}` : `${path}: ${message}`;
};

/** Characters of a line that are shown; a longer one is cut around the spot. */
const window = 120;

const frame = ({ line, column, excerpt, hint }: Problem, paint: Paint): readonly string[] => {
  if (excerpt === undefined || line === undefined || column === undefined) return hint === undefined ? [] : [`  ${printable(hint)}`];
  const width = Math.max(2, String(line).length);
  const start = column > window - 20 ? column - 40 : 1;
  const cut = (text: string): string => printable(text.slice(start - 1, start - 1 + window));
  const shown = excerpt.lines.map((text, index) => {
    const number = line - excerpt.lines.length + 1 + index;
    const last = index === excerpt.lines.length - 1;
    return `${last ? paint.mark("  >") : "   "} ${paint.quiet(`${String(number).padStart(width)} |`)} ${cut(text)}`.trimEnd();
  });
  const marks = "^".repeat(Math.max(1, Math.min(excerpt.length, window - (column - start))));
  const under = `${" ".repeat(width + 4)} ${paint.quiet("|")} ${" ".repeat(column - start)}${paint.mark(marks)}${hint === undefined ? "" : ` ${printable(hint)}`}`;
  return [...shown, under];
};
