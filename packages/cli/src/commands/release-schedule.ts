import type { Job } from "@tranche/sdk";
import type { GateRules } from "../core/release/decide-release.ts";
import { trancheCount, type TrancheRules, trancheSizes } from "../core/release/tranche-sizes.ts";
import type { Plan } from "../core/plan/index.ts";
import type { ImportRelease } from "../ports/release-store.ts";

/** A vendor that has answered this much of the dataset is known without a pilot of its own. */
const knownAfter = (job: Job): number => job.quality.pilot ?? 1;

/** How a plan is released, vendor by vendor; undefined where all of it is at once. */
export const releaseSchedule = (
  plan: Pick<Plan, "vendors">,
  { job, answered, now }: { readonly job: Job; readonly answered: ReadonlyMap<string, number>; readonly now: number },
): ImportRelease | undefined => {
  const { release } = job;
  if (release === undefined) return undefined;
  const rules = trancheRules(job);
  return {
    at: now,
    vendors: plan.vendors.map(({ vendor, slots, purposes }) => {
      const isNew = (answered.get(vendor) ?? 0) < knownAfter(job);
      const pilot = isNew && job.quality.pilot !== undefined;
      return {
        vendor,
        tranches: trancheSizes(rules, { slots, gold: purposes?.gold ?? 0, isNew }),
        pilot,
        level: release.firstPerMillion > 0 || pilot ? 1 : trancheCount(rules),
      };
    }),
  };
};

/** The same as counts, for a person to read; nothing where all of a plan is released at once. */
export const plannedRelease = (
  ...question: Parameters<typeof releaseSchedule>
): { readonly release?: readonly { readonly vendor: string; readonly tranches: readonly number[] }[] } => {
  const schedule = releaseSchedule(...question);
  if (schedule === undefined) return {};
  return {
    release: schedule.vendors.map(({ vendor, tranches }) => ({ vendor, tranches: tranches.map(({ gold, others }) => gold + others) })),
  };
};

const trancheRules = ({ release, quality }: Job): TrancheRules => ({
  firstPerMillion: release?.firstPerMillion ?? 0,
  ...(release?.thenPerMillion === undefined ? {} : { thenPerMillion: release.thenPerMillion }),
  ...(quality.pilot === undefined ? {} : { pilot: quality.pilot }),
  ...(release?.gate.goldAccuracyPerMillion === undefined ? {} : { minGold: release.gate.minGold }),
});

/** The gate of a job, on the clock of a run; undefined where there is none. */
export const gateOf = ({ release, quality }: Job, timeScale: number): GateRules | undefined =>
  release === undefined
    ? undefined
    : {
        ...(release.gate.goldAccuracyPerMillion === undefined ? {} : { goldAccuracyPerMillion: release.gate.goldAccuracyPerMillion }),
        minGold: release.gate.minGold,
        answeredPerMillion: release.gate.answeredPerMillion,
        maxWaitMs: release.gate.maxWaitMs / timeScale,
        pilot: Math.max(quality.pilot ?? 20, release.gate.goldAccuracyPerMillion === undefined ? 0 : release.gate.minGold),
      };
