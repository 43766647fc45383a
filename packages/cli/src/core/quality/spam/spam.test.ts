import { describe, expect, it } from "vitest";
import { careful, crowdRows, type Persona } from "../__fixtures__/crowd.ts";
import { type AnswerRow, tableOfRows } from "../__fixtures__/truth-sets.ts";
import { runMethod } from "../labels/methods.ts";
import { chiSquareTail } from "../numeric/chi-square.ts";
import { streamOf } from "../numeric/seeded.ts";
import type { AnswerSequence } from "./answer-sequence.ts";
import { informationScore } from "./information-score.ts";
import { sequentialStart, sequentialStep, type SequentialTestOptions, type SequentialVerdict } from "./sequential-test.ts";
import { workerReport, type WorkerStanding } from "./worker-report.ts";

describe("the information score", () => {
  it.each([
    [
      "perfect",
      [
        [1, 0],
        [0, 1],
      ],
      1,
    ],
    [
      "turned around",
      [
        [0, 1],
        [1, 0],
      ],
      1,
    ],
    [
      "always the same",
      [
        [1, 0],
        [1, 0],
      ],
      0,
    ],
    [
      "a coin",
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      0,
    ],
    [
      "sensitivity .9, specificity .8",
      [
        [0.8, 0.2],
        [0.1, 0.9],
      ],
      0.49,
    ],
    [
      "perfect of three",
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      1,
    ],
    [
      "always one of three",
      [
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
      0,
    ],
  ])("%s", (_, confusion, score) => {
    expect(informationScore(confusion)).toBeCloseTo(score, 12);
  });
});

it.each([
  [3.841458820694124, 1, 0.05],
  [5.991464547107979, 2, 0.05],
  [18.307038053275146, 10, 0.05],
  [0.5, 4, 0.9735009788392561],
  [60, 3, 5.8e-13],
])("chance of a χ² of %d or more with %i degrees", (x, degrees, tail) => {
  expect(chiSquareTail(x, degrees) / tail).toBeCloseTo(1, x > 50 ? 1 : 9);
});

describe("the sequential test", () => {
  const run = (
    accuracy: number,
    seed: number,
    options: SequentialTestOptions,
  ): { readonly verdict: SequentialVerdict; readonly after: number } => {
    const next = streamOf(seed);
    let state = sequentialStart;
    for (let seen = 1; seen <= 2000; seen += 1) {
      const step = sequentialStep(state, next() < accuracy, options);
      if (step.verdict !== "open") return { verdict: step.verdict, after: seen };
      state = step.state;
    }
    return { verdict: "open", after: 2000 };
  };

  it.each([
    [0.9, 0.6],
    [0.75, 0.6],
    [0.6, 0.45],
  ])("good %d, bad %d: wrong no more often than it says, and soon", (good, bad) => {
    const options = { good, bad, falseHold: 0.01, falseClear: 0.05 };
    const people = 2000;
    const of = (accuracy: number): readonly ReturnType<typeof run>[] =>
      Array.from({ length: people }, (_, seed) => run(accuracy, seed * 7 + 1, options));
    const [fine, poor] = [of(good), of(bad)];
    // Three standard errors of room for the draw.
    expect(fine.filter(({ verdict }) => verdict === "hold").length / people).toBeLessThanOrEqual(
      0.01 / 0.95 + 3 * Math.sqrt(0.01 / people),
    );
    expect(poor.filter(({ verdict }) => verdict === "clear").length / people).toBeLessThanOrEqual(
      0.05 / 0.99 + 3 * Math.sqrt(0.05 / people),
    );
    expect(fine.every(({ verdict }) => verdict !== "open")).toBe(true);
    // Better than good is held more seldom still, worse than bad is cleared more seldom still.
    expect(of(Math.min(0.99, good + 0.05)).filter(({ verdict }) => verdict === "hold").length).toBeLessThanOrEqual(
      fine.filter(({ verdict }) => verdict === "hold").length + 5,
    );
  });
});

const reportOn = (rows: readonly AnswerRow[], seconds?: readonly number[]): ReadonlyMap<string, WorkerStanding> => {
  const set = tableOfRows(rows);
  const placeOf = (at: Int32Array, names: readonly string[]): ReadonlyMap<string, number> =>
    new Map([...at].map((index, place) => [names[index]!, place]));
  const [items, workers] = [placeOf(set.table.itemAt, set.items), placeOf(set.table.workerAt, set.workers)];
  const sequence: AnswerSequence = {
    item: Int32Array.from(rows, ([item]) => items.get(item)!),
    worker: Int32Array.from(rows, ([, worker]) => workers.get(worker)!),
    label: Int32Array.from(rows, ([, , label]) => set.labels.indexOf(label)),
    ...(seconds === undefined ? {} : { seconds: Float64Array.from(seconds) }),
  };
  const report = workerReport(set.table, runMethod("one-coin", set.table).posterior, sequence);
  return new Map(report.workers.map((one) => [set.workers[set.table.workerAt[one.worker]!]!, one]));
};

describe("workers worth a look", () => {
  const honest = Array.from({ length: 8 }, (_, index) => careful(`honest-${index}`, 0.72 + index * 0.03, 3));
  const planted: readonly Persona[] = [
    { name: "guesser", answer: (_, next) => Math.floor(next() * 3) },
    { name: "one-label", answer: () => 1 },
    { name: "inverter", answer: (truth, next) => (next() < 0.95 ? (truth + 1) % 3 : truth) },
  ];

  it("finds who is planted, each for the right reason, and leaves honest people alone", () => {
    const { rows } = crowdRows([...honest, ...planted], { items: 400, classes: 3, seed: 5 });
    const report = reportOn(rows);
    expect(report.get("guesser")!.flags).toEqual(expect.arrayContaining(["no-information", "held"]));
    expect(report.get("one-label")!.flags).toEqual(expect.arrayContaining(["no-information", "held", "straight-line", "uneven-labels"]));
    expect(report.get("one-label")!.entropy).toBe(0);
    expect(report.get("inverter")!.flags).toContain("inverts");
    expect(report.get("inverter")!.information).toBeGreaterThan(0.5);
    for (const { name } of honest) expect(report.get(name)!.flags, name).toEqual([]);
  });

  it("names two whose answers, wrong ones too, are the same", () => {
    const copies = new Map<number, number>();
    const source = careful("source", 0.75, 3);
    const pair: readonly Persona[] = [
      {
        name: "source",
        answer: (truth, next, item) => {
          const given = copies.get(item) ?? source.answer(truth, next, item);
          copies.set(item, given);
          return given;
        },
      },
      {
        name: "copy",
        answer: (truth, next, item) => {
          const given = copies.get(item) ?? source.answer(truth, next, item);
          copies.set(item, given);
          return given;
        },
      },
    ];
    const report = reportOn(crowdRows([...honest, ...pair], { items: 300, classes: 3, seed: 8 }).rows);
    expect(report.get("source")!.flags).toContain("alike");
    expect(report.get("copy")!.flags).toContain("alike");
    for (const { name } of honest) expect(report.get(name)!.flags, name).toEqual([]);
  });

  it("does not take a file sorted by what is right for straight-lining", () => {
    const { rows } = crowdRows(honest, { items: 300, classes: 3, seed: 3, truthOf: (item) => Math.floor(item / 100) });
    for (const standing of reportOn(rows).values()) expect(standing.flags).not.toContain("straight-line");
  });

  it("sees haste where the file has seconds", () => {
    const { rows } = crowdRows(honest, { items: 60, classes: 3, seed: 4 });
    const report = reportOn(
      rows,
      rows.map(([, worker], index) => (worker === "honest-0" ? 0.5 : 8 + (index % 5))),
    );
    expect(report.get("honest-0")!.flags).toContain("too-fast");
    expect(report.get("honest-1")!.flags).not.toContain("too-fast");
    expect(report.get("honest-1")!.medianSeconds).toBeGreaterThan(8);
  });
});
