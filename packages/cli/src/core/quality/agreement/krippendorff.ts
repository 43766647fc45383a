import type { Units } from "./units.ts";

/** How far two values are apart: whether they differ, by ranks between them, by their difference, or by their difference in parts of their sum. */
export type Metric = "nominal" | "ordinal" | "interval" | "ratio";

/**
 * Krippendorff's α = 1 − observed / expected disagreement, for any number of judges and missing values; units with one value do not count. Undefined where
 * nothing can disagree: fewer than two values that can be paired, or all alike. K. Krippendorff, "Computing Krippendorff's
 * alpha-reliability", 2011.
 */
export const krippendorffAlpha = (units: Units, metric: Metric = "nominal", weight?: ArrayLike<number>): number | undefined => {
  const levels = units.value.length;
  const coincidence = new Float64Array(levels * levels);
  for (let unit = 0; unit < units.count; unit += 1) {
    const times = weight === undefined ? 1 : weight[unit]!;
    const start = units.start[unit]!;
    const end = units.start[unit + 1]!;
    if (times === 0 || end - start < 2) continue;
    const each = times / (end - start - 1);
    for (let a = start; a < end; a += 1)
      for (let b = a + 1; b < end; b += 1) {
        coincidence[units.level[a]! * levels + units.level[b]!]! += each;
        coincidence[units.level[b]! * levels + units.level[a]!]! += each;
      }
  }
  return alphaOf(coincidence, units.value, metric);
};

const alphaOf = (coincidence: Float64Array, value: Float64Array, metric: Metric): number | undefined => {
  const levels = value.length;
  const margin = new Float64Array(levels);
  let pairable = 0;
  for (let a = 0; a < levels; a += 1)
    for (let b = 0; b < levels; b += 1) {
      margin[a]! += coincidence[a * levels + b]!;
      pairable += coincidence[a * levels + b]!;
    }
  if (metric === "nominal") {
    let alike = 0;
    let expected = pairable * pairable;
    for (let a = 0; a < levels; a += 1) {
      alike += coincidence[a * levels + a]!;
      expected -= margin[a]! ** 2;
    }
    return expected <= 0 ? undefined : 1 - ((pairable - alike) * (pairable - 1)) / expected;
  }
  const apart = distanceOf(value, margin, metric);
  let observed = 0;
  let expected = 0;
  for (let a = 0; a < levels; a += 1)
    for (let b = a + 1; b < levels; b += 1) {
      const distance = apart(a, b);
      observed += coincidence[a * levels + b]! * distance;
      expected += margin[a]! * margin[b]! * distance;
    }
  return expected === 0 ? undefined : 1 - (observed * (pairable - 1)) / expected;
};

const distanceOf = (value: Float64Array, margin: Float64Array, metric: Exclude<Metric, "nominal">): ((a: number, b: number) => number) => {
  switch (metric) {
    case "ordinal": {
      const below = new Float64Array(margin.length + 1);
      margin.forEach((count, level) => {
        below[level + 1] = below[level]! + count;
      });
      return (a, b) => (below[b + 1]! - below[a]! - (margin[a]! + margin[b]!) / 2) ** 2;
    }
    case "interval":
      return (a, b) => (value[a]! - value[b]!) ** 2;
    case "ratio":
      return (a, b) => (value[a]! + value[b]! === 0 ? 0 : ((value[a]! - value[b]!) / (value[a]! + value[b]!)) ** 2);
    default:
      return metric satisfies never;
  }
};
