import type { AccuracySeen, RouteFacts, VendorFacts, VendorId } from "../plan/plan-inputs.ts";
import { assumedAccuracyPerMillion } from "../route/score.ts";
import { accuracyPriorTrials, shareAfter } from "./beta-posterior.ts";

export interface AccuracyHistory {
  readonly route: RouteFacts;
  /** Answers to gold of the same kind of task in other jobs, by vendor. */
  readonly seen: ReadonlyMap<VendorId, AccuracySeen>;
  /** Vendors whose declared accuracy is taken as it stands. */
  readonly fixed: ReadonlySet<VendorId>;
}

/** Whether a route goes by how often vendors are right, so that what is known of it can change a plan. */
export const goesByAccuracy = (route: RouteFacts): boolean =>
  route.by === "objective" && (route.objective === "quality" || route.objective === "balanced");

/**
 * The vendors with the accuracy to be expected after their answers to gold in earlier jobs: the mean of a Beta posterior whose prior is the declared
 * accuracy (0.8 where nobody said), worth twenty answers. As they were where the route does not go by it, where nothing was seen, and where the config
 * says that its figure stands.
 */
export const withAccuracyHistory = (vendors: readonly VendorFacts[], { route, seen, fixed }: AccuracyHistory): readonly VendorFacts[] =>
  goesByAccuracy(route)
    ? vendors.map((facts) => {
        const accuracySeen = fixed.has(facts.vendor) ? undefined : seen.get(facts.vendor);
        if (accuracySeen === undefined || accuracySeen.seen === 0) return facts;
        return {
          ...facts,
          accuracyPerMillion: shareAfter(priorOf(facts), { good: accuracySeen.right, all: accuracySeen.seen }),
          accuracySeen,
        };
      })
    : vendors;

/** What is believed of a vendor's accuracy by its facts, and how many answers that is worth: those in them, and the declared figure. */
export const priorOf = ({
  accuracyPerMillion = assumedAccuracyPerMillion,
  accuracySeen,
}: Pick<VendorFacts, "accuracyPerMillion" | "accuracySeen">): { readonly perMillion: number; readonly trials: number } => ({
  perMillion: accuracyPerMillion,
  trials: accuracyPriorTrials + (accuracySeen?.seen ?? 0),
});
