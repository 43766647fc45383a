import { type LinePoint, lineSearch } from "./line-search.ts";

/** A smooth function of many variables: answers its value at `x` and writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  readonly rounds: number;
  /** Stops where no part of the gradient is larger. */
  readonly gradientTolerance: number;
}

/**
 * Polak and Ribière's nonlinear conjugate gradients with Powell's restart, from `start`: a local minimum, or the best point reached. J. Nocedal and S. J.
 * Wright, "Numerical optimization", 2nd ed., 2006, §5.2.
 */
export const minimise = (objective: Objective, start: Float64Array, { rounds, gradientTolerance }: MinimiseOptions): Float64Array => {
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  let direction = gradient.map((part) => -part);
  let valueBefore = value + Math.sqrt(dot(gradient, gradient)) / 2;
  for (let round = 0; round < rounds && largest(gradient) > gradientTolerance; round += 1) {
    const slope = dot(gradient, direction);
    const guess = Math.min(1, (1.01 * 2 * (value - valueBefore)) / slope);
    const next = { x: new Float64Array(x.length), gradient: new Float64Array(x.length) };
    const at = (step: number): LinePoint => {
      for (let index = 0; index < x.length; index += 1) next.x[index] = x[index]! + step * direction[index]!;
      const reached = objective(next.x, next.gradient);
      return { step, value: reached, slope: dot(next.gradient, direction) };
    };
    const found = lineSearch(at, {
      from: { step: 0, value, slope },
      firstStep: guess > 0 ? guess : 1,
      decrease: 1e-4,
      flatness: 0.4,
    });
    if (found === undefined) break;
    const length = dot(gradient, gradient);
    let turn = 0;
    for (let index = 0; index < x.length; index += 1) turn += (next.gradient[index]! - gradient[index]!) * next.gradient[index]!;
    const beta = Math.max(0, turn / length);
    direction = direction.map((part, index) => beta * part - next.gradient[index]!);
    valueBefore = value;
    value = found.value;
    x = next.x;
    gradient = next.gradient;
  }
  return x;
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!;
  return sum;
};

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
