import { describe, expect, it } from "vitest";
import { streamOf } from "../numeric/seeded.ts";
import { cusumStart, cusumStep, driftOf } from "./bernoulli-cusum.ts";

/** Right and wrong answers with a chance that changes over time. */
const answers = (seed: number, length: number, rate: (at: number) => number): readonly boolean[] => {
  const next = streamOf(seed);
  return Array.from({ length }, (_, at) => next() < rate(at));
};

describe("drift", () => {
  it("while nothing changes there is at most one alert in as many answers as it says", () => {
    const options = { before: 0.85, after: 0.75, answersPerFalseAlert: 500 };
    let alerts = 0;
    let state = cusumStart;
    const length = 400_000;
    for (const right of answers(3, length, () => 0.85)) {
      const step = cusumStep(state, right, options);
      state = step.state;
      if (step.alert) alerts += 1;
    }
    expect(alerts).toBeLessThanOrEqual(length / 500);
    expect(alerts).toBeGreaterThan(0);
  });

  it("notices a fall of fifteen points within some two hundred answers, and about where it began", () => {
    const delays: number[] = [];
    const starts: number[] = [];
    for (let seed = 1; seed <= 50; seed += 1) {
      const found = driftOf(answers(seed, 3000, (at) => (at < 1500 ? 0.85 : 0.7)))!;
      const first = found.alerts.find(({ at }) => at >= 1500);
      expect(first, `seed ${seed}`).toBeDefined();
      delays.push(first!.at - 1500);
      starts.push(first!.since);
    }
    const middle = (values: number[]): number => values.toSorted((a, b) => a - b)[25]!;
    expect(middle(delays)).toBeLessThan(200);
    expect(Math.abs(middle(starts) - 1500)).toBeLessThan(60);
  });

  it("seldom cries wolf on steady answers, and says nothing about few", () => {
    let noisy = 0;
    for (let seed = 1; seed <= 100; seed += 1) if (driftOf(answers(seed, 2000, () => 0.8))!.alerts.length > 0) noisy += 1;
    expect(noisy).toBeLessThanOrEqual(20);
    expect(driftOf(answers(1, 150, () => 0.8))).toBeUndefined();
  });
});
