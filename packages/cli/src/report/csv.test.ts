import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";

describe("csvLine", () => {
  it.each([
    [["a", 1, true, null, undefined, ""], "a,1,true,,,\r\n"],
    [['say "hi"', "a,b", "two\nlines", " space"], '"say ""hi""","a,b","two\nlines"," space"\r\n'],
    [["=1+2", "+49", "-5", "@x", "\tx", "  =1", "\uff1d1"], "'=1+2,'+49,'-5,'@x,'\tx,'  =1,'\uff1d1\r\n"],
    [[-5, -0.5], "-5,-0.5\r\n"],
    [["a=b", "1-2", "x@y"], "a=b,1-2,x@y\r\n"],
  ])("%j", (cells, line) => expect(csvLine(cells)).toBe(line));

  it("comes back as it went, but for the apostrophe before what a spreadsheet would run", () => {
    const cell = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("=1", '"', ",", "\r\n", "-x", "\t", '=HYPERLINK("http://x","y")'),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
        const [row] = parse(csvLine(cells), { relaxQuotes: false });
        expect(row?.map((text, index) => (text === `'${cells[index] ?? ""}` ? cells[index] : text))).toEqual(cells);
        for (const text of row ?? []) expect(/^[\s\u0000]*[=+\-@]/.test(text)).toBe(false);
      }),
    );
  });
});
