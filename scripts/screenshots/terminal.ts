/** How a cell of the screen looks. */
export interface CellStyle {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour?: "red" | "green" | "yellow" | "cyan";
}

export interface Cell extends CellStyle {
  readonly text: string;
}

const plain: CellStyle = { bold: false, dim: false };
const colours: Readonly<Record<number, NonNullable<CellStyle["colour"]>>> = { 31: "red", 32: "green", 33: "yellow", 36: "cyan" };

/**
 * A screen without an end: takes what a program writes to a terminal and knows what would stand there. Understands what this program writes:
 * letters one cell wide, line feeds, colours, and the cursor moves and erasures of a panel that is drawn again and again.
 */
export class Terminal {
  readonly #rows: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #style: CellStyle = plain;

  write(text: string): void {
    for (const [part, parameters, command] of text.matchAll(/\u001b\[([\d;?]*)([A-Za-z])|[\s\S]/gu)) {
      if (command !== undefined) this.#obey(command, parameters ?? "");
      else if (part === "\n") [this.#row, this.#column] = [this.#row + 1, 0];
      else if (part === "\r") this.#column = 0;
      else this.#line(this.#row)[this.#column++] = { ...this.#style, text: part };
    }
  }

  /** Every row so far; cells that nobody wrote are spaces. */
  rows(): readonly (readonly Cell[])[] {
    return this.#rows.map((row) => Array.from(row, (cell) => cell ?? { ...plain, text: " " }));
  }

  #line(row: number): Cell[] {
    while (this.#rows.length <= row) this.#rows.push([]);
    return this.#rows[row] ?? [];
  }

  #obey(command: string, parameters: string): void {
    const [first = 0] = parameters.split(";").map(Number);
    switch (command) {
      case "m":
        for (const code of parameters === "" ? [0] : parameters.split(";").map(Number)) this.#style = styled(this.#style, code);
        return;
      case "A":
        this.#row = Math.max(0, this.#row - (first || 1));
        return;
      case "B":
        this.#row += first || 1;
        return;
      case "C":
        this.#column += first || 1;
        return;
      case "G":
        this.#column = Math.max(0, (first || 1) - 1);
        return;
      case "K":
        this.#line(this.#row).splice(first === 2 ? 0 : this.#column);
        return;
      case "J":
        this.#line(this.#row).splice(this.#column);
        this.#rows.splice(this.#row + 1);
        return;
      case "h":
      case "l":
        return;
      default:
        throw new Error(`an escape sequence nobody has taught this terminal: ${parameters}${command}`);
    }
  }
}

const styled = (style: CellStyle, code: number): CellStyle => {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  const { colour: _, ...rest } = style;
  const colour = colours[code];
  return colour === undefined ? rest : { ...rest, colour };
};

/** The row as text, without what is blank at its end. */
export const textOf = (row: readonly Cell[]): string =>
  row
    .map(({ text }) => text)
    .join("")
    .trimEnd();
