import type { Answer, Span, TaskShape } from "@tranche/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JudgedItem, type JudgmentOfItem, methodsFor, settleItems } from "./consensus.ts";

const by = (worker: string, answer: Answer, vendor = "surge"): JudgmentOfItem => ({ vendor, worker, answer });
const settle = (shape: TaskShape, items: readonly JudgedItem[], method: Parameters<typeof settleItems>[1]["method"] = "auto") =>
  settleItems(items, { shape, method, seed: 1 });

const spam: TaskShape = { kind: "classification", options: ["spam", "ham"] };
const stars: TaskShape = { kind: "rating", min: 1, max: 5, step: 0.5 };
const better: TaskShape = { kind: "comparison", between: ["x", "y"], strength: 3, tie: true };
const people: TaskShape = { kind: "spans", labels: ["PER", "LOC"], field: "text" };
const cars: TaskShape = { kind: "boxes", labels: ["car"], field: "url" };

const shapes: readonly (readonly [TaskShape, fc.Arbitrary<Answer>])[] = [
  [spam, fc.constantFrom("spam", "ham")],
  [stars, fc.integer({ min: 2, max: 10 }).map((half) => half / 2)],
  [{ kind: "text" }, fc.constantFrom("blue", "blau", "light blue", "red")],
  [
    better,
    fc.oneof(
      fc.constant({ choice: "tie" as const }),
      fc.record({ choice: fc.constantFrom("a" as const, "b" as const), strength: fc.integer({ min: 1, max: 3 }) }),
    ),
  ],
  [
    people,
    fc
      .array(
        fc
          .record({ start: fc.nat(20), length: fc.integer({ min: 1, max: 8 }), label: fc.constantFrom("PER", "LOC") })
          .map(({ start, length, label }) => ({ start, end: start + length, label })),
        { maxLength: 3 },
      )
      .map((spans) => ({ spans })),
  ],
  [
    cars,
    fc
      .array(
        fc.record({
          left: fc.nat(20),
          top: fc.nat(20),
          width: fc.integer({ min: 1, max: 9 }),
          height: fc.integer({ min: 1, max: 9 }),
          label: fc.constant("car"),
        }),
        { maxLength: 3 },
      )
      .map((boxes) => ({ boxes })),
  ],
];

describe("one answer from several judgments", () => {
  it.each(shapes)("$kind: a lone judgment is the answer and no consensus, none is none, a known answer stands", (shape, answers) => {
    fc.assert(
      fc.property(answers, answers, (only, gold) => {
        const { items } = settle(shape, [{ judgments: [by("w", only)] }, { judgments: [] }, { judgments: [by("w", only)], gold }]);
        expect(items[0]).toEqual({ answer: only, confidence: undefined });
        expect(items[1]).toEqual({ answer: undefined, confidence: undefined });
        expect(items[2]).toEqual({ answer: gold, confidence: 1 });
      }),
      { numRuns: 30 },
    );
  });

  it.each(shapes)("$kind: who agrees with everybody is confirmed, and the order of the judgments does not matter", (shape, answers) => {
    fc.assert(
      fc.property(fc.array(answers, { minLength: 2, maxLength: 5 }), answers, (given, same) => {
        const judgments = given.map((answer, index) => by(`w${index}`, answer));
        const items: readonly JudgedItem[] = [{ judgments }, { judgments: given.map((_, index) => by(`w${index}`, same)) }];
        const straight = settle(shape, items);
        const turned = settle(
          shape,
          items.map((item) => ({ judgments: item.judgments.toReversed() })),
        );
        expect(turned.items).toEqual(straight.items);
        if (shape.kind !== "spans" && shape.kind !== "boxes") expect(straight.items[1]!.answer).toEqual(same);
        for (const { confidence } of straight.items) {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("of tied options the first one of the job is taken", () => {
    expect(settle(spam, [{ judgments: [by("a", "ham"), by("b", "spam")] }]).items).toEqual([{ answer: "spam", confidence: 0.5 }]);
  });

  it("a preference is as strong as the middle one of those who share it", () => {
    const judgments = [
      by("a", { choice: "b", strength: 1 }),
      by("b", { choice: "b", strength: 3 }),
      by("c", { choice: "b", strength: 3 }),
      by("d", { choice: "a", strength: 2 }),
    ];
    expect(settle(better, [{ judgments }], "majority").items[0]).toEqual({ answer: { choice: "b", strength: 3 }, confidence: 0.75 });
  });

  it("ratings: the middle one, the mean, a mean that far-off ones do not pull, each on the scale's steps", () => {
    const judgments = [1, 4, 4, 4.5, 4.5].map((value, index) => by(`w${index}`, value));
    const of = (method: "median" | "mean" | "robust-mean"): Answer | undefined => settle(stars, [{ judgments }], method).items[0]!.answer;
    expect([of("median"), of("mean"), of("robust-mean")]).toEqual([4, 3.5, 4]);
    expect(settle(stars, [{ judgments }]).items[0]!.confidence).toBe(0.8);
  });

  it("ratings: a judge who is far off throughout loses weight", () => {
    const items = Array.from({ length: 40 }, (_, item) => ({
      judgments: [
        by("near", 1 + (item % 7) / 2),
        by("close", 1 + (item % 7) / 2),
        by("also", Math.min(5, 1.5 + (item % 7) / 2)),
        by("wild", 1 + ((item * 5) % 9) / 2),
      ],
    }));
    const { method, items: settled } = settle(stars, items);
    expect(method).toBe("interval");
    const off = (values: readonly (Answer | undefined)[]): number =>
      values.reduce<number>((sum, value, item) => sum + Math.abs((value as number) - (1 + (item % 7) / 2)), 0);
    expect(off(settled.map(({ answer }) => answer))).toBeLessThan(off(settle(stars, items, "mean").items.map(({ answer }) => answer)));
  });

  it("text: the one nearest to all, told apart by letters and not by case or space", () => {
    const judgments = ["The cat sat", "the cat  sat", "a dog ran", "the cat sits"].map((text, index) => by(`w${index}`, text));
    expect(settle({ kind: "text" }, [{ judgments }]).items[0]!.answer).toBe("The cat sat");
  });

  it("spans: what most marked, from where to where most say, each worker once", () => {
    const ann = { start: 0, end: 3, label: "PER" };
    const spans = (...list: Span[]): Answer => ({ spans: list });
    const judgments = [
      by("a", spans(ann, { start: 10, end: 15, label: "LOC" })),
      by("b", spans({ start: 0, end: 4, label: "PER" })),
      by("c", spans(ann, { start: 0, end: 3, label: "LOC" })),
    ];
    const [item] = settle(people, [{ judgments }]).items;
    expect(item!.answer).toEqual({ spans: [ann] });
    // One group of three, two of one each that two of three left out.
    expect(item!.confidence).toBeCloseTo((1 + 2 / 3 + 2 / 3) / 3, 12);
  });

  it("boxes: near ones are one, far ones are two, edges in the middle", () => {
    const box = (left: number): Answer => ({ boxes: [{ left, top: 0, width: 10, height: 10, label: "car" }] });
    expect(settle(cars, [{ judgments: [by("a", box(0)), by("b", box(1)), by("c", box(2))] }]).items[0]!.answer).toEqual(box(1));
    expect(settle(cars, [{ judgments: [by("a", box(0)), by("b", box(30)), by("c", box(60))] }]).items[0]!.answer).toEqual({ boxes: [] });
  });

  it("whatever is offered for a kind can be asked for", () => {
    for (const [shape, answers] of shapes)
      for (const method of methodsFor(shape.kind)) {
        const [given] = fc.sample(fc.array(answers, { minLength: 3, maxLength: 3 }), { numRuns: 1, seed: 4 });
        const run = settle(shape, [{ judgments: given!.map((answer, index) => by(`w${index}`, answer)) }], method);
        expect(run.method).toBe(method);
        expect(run.items[0]!.answer).toBeDefined();
      }
  });
});
