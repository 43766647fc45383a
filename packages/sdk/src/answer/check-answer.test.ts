import { describe, expect, it } from "vitest";
import { checkAnswer } from "./check-answer.ts";
import type { TaskShape } from "./task.ts";

const classification: TaskShape = { kind: "classification", options: ["ham", "spam"] };
const rating: TaskShape = { kind: "rating", min: 1, max: 5, step: 0.5 };
const comparison: TaskShape = { kind: "comparison", between: ["x", "y"], strength: 3, tie: true };
const side: TaskShape = { kind: "comparison", between: ["x", "y"], strength: 1, tie: false };
const spans: TaskShape = { kind: "spans", labels: ["PER"], field: "text" };
const boxes: TaskShape = { kind: "boxes", labels: ["car"], field: "url" };
const box = { left: 0, top: 1.5, width: 3, height: 4, label: "car" };

describe("an answer is held against the declared shape", () => {
  it.each<[TaskShape, unknown, unknown]>([
    [classification, "ham", "ham"],
    [rating, 2.5, 2.5],
    [{ kind: "text", maxLength: 3 }, "abc", "abc"],
    [{ kind: "text" }, "", ""],
    [comparison, { choice: "a", strength: 3, more: 1 }, { choice: "a", strength: 3 }],
    [comparison, { choice: "tie", strength: 2 }, { choice: "tie" }],
    [side, { choice: "b", strength: 9 }, { choice: "b" }],
    [spans, { spans: [] }, { spans: [] }],
    [spans, { spans: [{ start: 0, end: 3, label: "PER", text: "Ann" }] }, { spans: [{ start: 0, end: 3, label: "PER" }] }],
    [boxes, { boxes: [] }, { boxes: [] }],
    [boxes, { boxes: [{ ...box, uuid: "u" }] }, { boxes: [box] }],
  ])("%j takes %j", (shape, value, answer) => {
    expect(checkAnswer(shape, value)).toEqual({ ok: true, answer });
  });

  it.each<[TaskShape, unknown]>([
    [classification, "eggs"],
    [classification, undefined],
    [classification, ["ham"]],
    [rating, 2.25],
    [rating, 6],
    [rating, "3"],
    [rating, Number.NaN],
    [{ kind: "text", maxLength: 3 }, "abcd"],
    [{ kind: "text" }, 7],
    [comparison, { choice: "c", strength: 1 }],
    [comparison, { choice: "a" }],
    [comparison, { choice: "a", strength: 4 }],
    [side, { choice: "tie" }],
    [side, null],
    [spans, []],
    [spans, { spans: [null] }],
    [spans, { spans: [{ start: 3, end: 3, label: "PER" }] }],
    [spans, { spans: [{ start: -1, end: 3, label: "PER" }] }],
    [spans, { spans: [{ start: 0.5, end: 3, label: "PER" }] }],
    [spans, { spans: [{ start: 0, end: 3, label: "LOC" }] }],
    [boxes, { boxes: "none" }],
    [boxes, { boxes: [{ ...box, label: "bus" }] }],
    [boxes, { boxes: [{ ...box, width: 0 }] }],
    [boxes, { boxes: [{ ...box, left: -1 }] }],
    [boxes, { boxes: [{ ...box, height: "4" }] }],
  ])("%j refuses %j, in words", (shape, value) => {
    expect(checkAnswer(shape, value)).toEqual({ ok: false, why: expect.stringMatching(/\w/) });
  });
});
