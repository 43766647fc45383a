import type { CostRange } from "./plan.ts";
import { mainUnit } from "./words.ts";

/** A range of micros as a plan says it. */
export const costRange = (lowMicros: number, highMicros: number, currency: string): CostRange => ({
  low: mainUnit(lowMicros),
  high: mainUnit(highMicros),
  currency,
  lowMicros,
  highMicros,
});
