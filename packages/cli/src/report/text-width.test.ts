import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bar } from "./bar.ts";
import { table, tableWidth } from "./table.ts";
import { cutTo, padTo, printable, textWidth, wrapTo } from "./text-width.ts";

describe("textWidth", () => {
  it.each([
    ["abc", 3],
    ["größe", 5],
    ["e\u0301", 1],
    ["日本語", 6],
    ["한국어", 6],
    ["👍", 2],
    ["👨‍👩‍👧", 2],
    ["❤️", 2],
    ["██░░", 4],
    ["−–…·", 4],
    ["", 0],
  ])("%s takes %i cells", (text, cells) => expect(textWidth(text)).toBe(cells));
});

describe("printable", () => {
  it("takes the teeth out of escape sequences, line breaks and direction overrides", () => {
    expect(printable("a\u001b[31mred\u0007\r\nb\u009bc\u202ed")).toBe("a�[31mred� b�c�d");
    expect(printable("größe 👍 日本")).toBe("größe 👍 日本");
  });

  it("leaves no control character in anything", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(printable(text))).toBe(false);
      }),
    );
  });
});

describe("cutTo, padTo, wrapTo", () => {
  it("cut with a mark, and never through a letter", () => {
    expect(cutTo("support-intent", 8)).toBe("support…");
    expect(cutTo("日本語", 4)).toBe("日…");
    expect(cutTo("abc", 3)).toBe("abc");
    expect(cutTo("abc", 0)).toBe("");
  });

  it("pad by cells, not by letters", () => {
    expect(padTo("日本", 6)).toBe("日本  ");
    expect(padTo("7", 3, "right")).toBe("  7");
  });

  it("wrap between words and keep the first indent", () => {
    expect(wrapTo("  done 2 of 5 · in doubt 3", 14, "  ")).toEqual(["  done 2 of 5", "  · in doubt 3"]);
  });

  it("never exceed the cells", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 }).map(printable);
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (value, cells) => {
        expect(textWidth(cutTo(value, cells))).toBeLessThanOrEqual(cells);
        for (const line of wrapTo(value, cells, " ")) expect(textWidth(line)).toBeLessThanOrEqual(cells);
      }),
    );
  });
});

describe("bar", () => {
  it.each([
    [0, 10, "░░░░░░░░░░"],
    [0.5, 10, "█████░░░░░"],
    [1, 10, "██████████"],
    [0.001, 10, "█░░░░░░░░░"],
    [0.999, 10, "█████████░"],
    [2, 4, "████"],
    [Number.NaN, 4, "░░░░"],
    [0.999, 1, "░"],
    [1, 1, "█"],
    [0.5, 0, ""],
  ])("%f in %i cells: %s", (share, cells, expected) => expect(bar(share, cells)).toBe(expected));
});

describe("table", () => {
  it("aligns by cells, numbers to the right, and leaves nothing at line ends", () => {
    expect(
      table(
        [{ head: "vendor" }, { head: "items", align: "right" }, { head: "why" }],
        [
          ["日本", "2,064", "cheapest"],
          ["mercor", "12"],
        ],
      ),
    ).toEqual(["  vendor  items  why", "  日本    2,064  cheapest", "  mercor     12"]);
  });

  it("has no heading line where there are no headings", () => expect(table([{ head: "" }], [["a"]])).toEqual(["  a"]));

  it("makes cells printable and knows its width", () => {
    const lines = table([{ head: "x" }], [["a\u001b[2Jb\nc"]]);
    expect(lines).toEqual(["  x", "  a�[2Jb c"]);
    expect(tableWidth(lines)).toBe(10);
  });
});
