import { describe, expect, it } from "vitest";
import type { JudgmentFact } from "./facts.ts";
import { answerTable } from "./answer-table.ts";
import { type PairTable, sharedAnswers } from "./shared-answers.ts";

const said = (item: number, vendor: string, answer: string, more: Partial<JudgmentFact> = {}): JudgmentFact => ({
  item,
  vendor,
  answer,
  accepted: true,
  ...more,
});

const vendors = ["a", "b", "c"];
const countsOf = (judgments: readonly JudgmentFact[]): Omit<PairTable, "difference"> => {
  const { difference: _, ...counts } = sharedAnswers(answerTable(judgments, vendors)).pair(0, 1);
  return counts;
};

describe("the table of a pair", () => {
  it("counts only items both answered, and right and wrong only where the right answer is known", () => {
    const counts = countsOf([
      said(1, "a", "x", { goldAnswer: "x" }),
      said(1, "b", "x"),
      said(2, "a", "x", { truthAnswer: "x" }),
      said(2, "b", "y"),
      said(3, "a", "x"),
      said(3, "b", "x"),
      said(4, "a", "x", { goldAnswer: "x" }),
    ]);
    expect(counts).toEqual({ items: 3, agreeing: 2, bothRight: 1, onlyA: 1, onlyB: 0, neither: 0 });
  });

  it("takes the gold answer before the truth file, in whatever order they come", () => {
    const judgments = [said(1, "a", "x", { truthAnswer: "y" }), said(1, "b", "y", { goldAnswer: "x", truthAnswer: "y" })];
    for (const order of [judgments, judgments.toReversed()]) expect(countsOf(order)).toMatchObject({ onlyA: 1, onlyB: 0 });
  });

  it("lets several judgments of one vendor share the weight of the item", () => {
    const counts = countsOf([said(1, "a", "x", { goldAnswer: "x" }), said(1, "a", "y"), said(1, "b", "x")]);
    expect(counts).toEqual({ items: 1, agreeing: 0.5, bothRight: 0.5, onlyA: 0, onlyB: 0.5, neither: 0 });
  });

  it("does not count what was thrown away", () => {
    expect(countsOf([said(1, "a", "x", { accepted: false }), said(1, "b", "x")]).items).toBe(0);
  });
});

describe("agreement with the others", () => {
  it("gives every shared item one voice, however many vendors share it", () => {
    const shared = sharedAnswers(
      answerTable(
        [said(1, "a", "x"), said(1, "b", "x"), said(1, "c", "y"), said(2, "a", "x"), said(2, "b", "x"), said(3, "a", "x")],
        vendors,
      ),
    );
    expect(shared.withOthers(0)).toEqual({ items: 2, agreeing: 1.5 });
  });
});
