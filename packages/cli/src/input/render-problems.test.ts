import { describe, expect, it } from "vitest";
import type { Problem } from "./problem.ts";
import { renderProblems } from "./render-problems.ts";

const share: Problem = {
  file: "job.yaml",
  line: 14,
  column: 13,
  path: "policy.maxShare",
  message: "policy.maxShare must be between 0 and 1, got 40",
  hint: "did you mean 0.4?",
  excerpt: { lines: ["policy:", "  maxShare: 40"], length: 2 },
};
const field: Problem = { file: "items.jsonl", line: 219, path: "text", message: 'field "text" is missing (task.show lists it)' };

describe("problems as a person reads them", () => {
  it("show the place, the line and the way out", () => {
    expect(renderProblems([share, field], { color: false, closing: "nothing was sent" })).toBe(`\
job.yaml:14:13  policy.maxShare must be between 0 and 1, got 40
    13 | policy:
  > 14 |   maxShare: 40
       |             ^^ did you mean 0.4?
items.jsonl:219  field "text" is missing (task.show lists it)
2 problems; nothing was sent
`);
  });

  it("put the hint on a line of its own where there is nothing to mark, and count only where asked to", () => {
    expect(renderProblems([{ message: "there is no config", hint: "tranche init writes one" }], { color: false })).toBe(
      "there is no config\n  tranche init writes one\n",
    );
    expect(renderProblems([field], { color: false, closing: "nothing was sent" })).toContain("1 problem; nothing was sent");
  });

  it("are counted whole where only the first of them are shown", () => {
    const rest: Problem = { file: "items.jsonl", message: "and 1462 more like these", standsFor: 1_462 };
    expect(renderProblems([field, rest], { color: false, closing: "nothing was sent" })).toContain("1,463 problems; nothing was sent");
  });

  it("name the field where the message does not", () => {
    const said = (path: string, message: string): string => renderProblems([{ path, message }], { color: false }).trim();
    expect(said("--port", "must be a whole number")).toBe("--port must be a whole number");
    expect(said("vendors[0]", "there is no such vendor")).toBe("vendors[0]: there is no such vendor");
    expect(said("items", "the items are empty")).toBe("the items are empty");
  });

  it("cut a long line around the spot", () => {
    const text = `${"a".repeat(500)}HERE${"b".repeat(500)}`;
    const rendered = renderProblems([{ ...share, column: 501, excerpt: { lines: [text], length: 4 } }], { color: false }).split("\n");
    expect(rendered[1]).toContain("HERE");
    expect((rendered[1] ?? "").length).toBeLessThan(140);
    expect(rendered[2]?.indexOf("^^^^")).toBe(rendered[1]?.indexOf("HERE"));
  });

  it("let no text take over the terminal", () => {
    const rendered = renderProblems([{ file: "a\u001b[2J.yaml", message: "bad \u001b]0;x\u0007 \u202e word", hint: "\r\nwiped" }], {
      color: false,
    });
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it("are coloured only when asked to", () => {
    expect(renderProblems([share], { color: true })).toContain("\u001b[31m^^\u001b[0m");
    expect(renderProblems([share], { color: false })).not.toContain("\u001b");
  });
});
