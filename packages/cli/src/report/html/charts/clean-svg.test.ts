import { describe, expect, it } from "vitest";
import { cleanSvg } from "./clean-svg.ts";

const frame = { id: "turnaround-wide", title: "Cost < time", description: "a & b", className: "wide" };
const clean = (body: string): string =>
  cleanSvg(`<svg width="700" height="300" xmlns="http://www.w3.org/2000/svg" version="1.1" viewBox="0 0 700 300">${body}</svg>`, frame)
    .markup;

describe("cleanSvg", () => {
  it("names and describes the picture, and leaves the library's bookkeeping out", () => {
    expect(clean(`<path d="M0 0L1 1" class="zr0-cls-0" ecmeta_silent="true" pointer-events="visible" stroke="var(--v0)"></path>`)).toBe(
      `<svg class="wide" font-size="12" role="img" aria-labelledby="turnaround-wide-title turnaround-wide-text" width="700" height="300" viewBox="0 0 700 300"><title id="turnaround-wide-title">Cost &lt; time</title><desc id="turnaround-wide-text">a &amp; b</desc><path d="M0 0L1 1" stroke="var(--v0)"></path></svg>`,
    );
  });

  it("keeps the size and weight of letters, and leaves the font to the page", () => {
    expect(clean(`<text style="font-size:10px;font-weight:600;font-family:Comic Sans;" x="1">85 %</text>`)).toContain(
      `<text font-size="10" font-weight="600" x="1">85 %</text>`,
    );
  });

  it("gives ids that depend on the picture alone, however many were drawn before", () => {
    const one = (n: number): string => `<g clip-path="url(#zr${n}-c0)"></g><defs><clipPath id="zr${n}-c0"></clipPath></defs>`;
    expect(clean(one(7))).toBe(clean(one(41)));
    expect(clean(one(7))).toContain(`<g clip-path="url(#turnaround-wide-0)"></g><defs><clipPath id="turnaround-wide-0">`);
  });

  it("drops the style sheet", () => {
    expect(clean(`<style ><![CDATA[\n.zr0-cls-0:hover {\npointer-events:none;\n}\n]]>\n</style>`)).not.toContain("hover");
  });

  it.each([
    ["a script", `<script>alert(1)</script>`],
    ["other markup", `<foreignObject></foreignObject>`],
    ["a picture from elsewhere", `<image href="x.png"></image>`],
    ["a comment", `<!-- x -->`],
    ["a handler", `<path onclick="alert(1)"></path>`],
    ["a link", `<path fill="url(https://example.org/x)"></path>`],
    ["an entity that is not known", `<path fill="&#x6a;"></path>`],
    ["a quote that ends early", `<path fill="a"b"></path>`],
    ["half a tag", `<text>1 < 2</text>`],
  ])("refuses %s", (_, body) => expect(() => clean(body)).toThrow("a picture may not hold"));
});
