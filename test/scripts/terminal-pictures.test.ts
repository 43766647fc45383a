import { describe, expect, it } from "vitest";
import { Terminal, textOf } from "../../scripts/screenshots/terminal.ts";
import { terminalSvg } from "../../scripts/screenshots/terminal-svg.ts";

const screen = (...writes: readonly string[]): Terminal => {
  const terminal = new Terminal();
  for (const text of writes) terminal.write(text);
  return terminal;
};
const words = (terminal: Terminal): readonly string[] => terminal.rows().map(textOf);

describe("the terminal of the pictures", () => {
  it("keeps what was written, row by row", () => expect(words(screen("a\nb", "c\n"))).toEqual(["a", "bc"]));

  it("forgets a panel that is drawn again", () => {
    const eraseTwoLines = "\u001b[2K\u001b[1A\u001b[2K\u001b[G";
    expect(words(screen("head\n", "old panel\n", eraseTwoLines, "new\n"))).toEqual(["head", "new", ""]);
    expect(words(screen("1\n22\n333\n", "\u001b[2A\u001b[J", "2"))).toEqual(["1", "2"]);
    expect(words(screen("abc\r\u001b[2Cx\u001b[?25l"))).toEqual(["abx"]);
  });

  it("knows colours, and where they end", () => {
    const [row = []] = screen("\u001b[1mA\u001b[22m\u001b[31mB\u001b[39mC\u001b[2mD\u001b[0mE").rows();
    expect(row.map(({ bold, dim, colour }) => [bold, dim, colour])).toEqual([
      [true, false, undefined],
      [false, false, "red"],
      [false, false, undefined],
      [false, true, undefined],
      [false, false, undefined],
    ]);
  });

  it("does not guess", () => expect(() => screen("\u001b[5S")).toThrow("5S"));
});

describe("a picture of a terminal", () => {
  const svg = terminalSvg({ title: 'a "b" <c>', columns: 20, rows: screen("  x  <1>   \u001b[32mok\u001b[39m\n██░ 3").rows() });

  it("escapes what is written in it", () => {
    expect(svg).toContain(`<title id="title">a &quot;b&quot; &lt;c&gt;</title>`);
    expect(svg).toContain(">&lt;1&gt;</text>");
  });

  it("stretches every run of letters to its cells", () => {
    expect(svg).toContain(`<text x="33.6" y="48.3" textLength="7.8" lengthAdjust="spacingAndGlyphs" fill="#d7dde4">x</text>`);
    expect(svg).toContain(`fill="#6fcf97">ok</text>`);
  });

  it("draws bars as bars", () => {
    expect(svg).toMatch(/<rect x="18" y="[\d.]+" width="15.6" height="14" fill="#d7dde4"\/>/);
    expect(svg).toMatch(/<rect x="33.6" y="[\d.]+" width="7.8" height="14" fill="#d7dde4" opacity="0.22"\/>/);
  });
});
