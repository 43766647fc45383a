import type { ObjectiveWeights } from "@tranche/sdk";
import type { Candidate } from "./eligibility.ts";
import type { PlacementProblem } from "./placement.ts";
import { assumedP90Ms } from "./ready.ts";

/** What is assumed of a vendor of which nobody knows how often it is right. */
export const assumedAccuracyPerMillion: number = 800_000;

const aThirdEach: ObjectiveWeights = { cost: 333_334, time: 333_333, quality: 333_333 };

/**
 * What a slot at each candidate counts for under the objectives that add up, as whole numbers; the less the better. Undefined for the
 * others. `quality`: wrong answers to be expected, in ten-thousandths. `balanced`: the price of a right answer, the time at p90 and
 * the answers needed for a right one, each beside the best vendor's, weighted, in thousandths.
 */
export const scoresOf = ({ route, candidates }: Pick<PlacementProblem, "route" | "candidates">): readonly number[] | undefined => {
  if (route.by !== "objective") return undefined;
  switch (route.objective) {
    case "quality":
      return candidates.map((candidate) => Math.round((1_000_000 - accuracyOf(candidate)) / 100));
    case "balanced": {
      const { cost, time, quality } = route.weights ?? aThirdEach;
      const perRight = besideBest(candidates.map((candidate) => candidate.lowMicros / accuracyOf(candidate)));
      const p90 = besideBest(candidates.map((candidate) => candidate.pace?.p90Ms ?? assumedP90Ms));
      const answers = besideBest(candidates.map((candidate) => 1 / accuracyOf(candidate)));
      return candidates.map((_, index) => {
        const sum = cost * (perRight[index] ?? 1) + time * (p90[index] ?? 1) + quality * (answers[index] ?? 1);
        return Math.round(sum / 1000);
      });
    }
    case "cost":
    case "time":
      return undefined;
    default:
      return route.objective satisfies never;
  }
};

const accuracyOf = ({ accuracyPerMillion = assumedAccuracyPerMillion }: Candidate): number => Math.max(1, accuracyPerMillion);

/** Beside a best of nothing everything is as far away as can be told: ten times. */
const furthest = 10;

/** Each as a multiple of the smallest, at most a thousand times. */
const besideBest = (values: readonly number[]): readonly number[] => {
  const best = Math.min(...values);
  return values.map((value) => (best > 0 ? Math.min(1000, value / best) : value > 0 ? furthest : 1));
};
