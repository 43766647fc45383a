import { existsSync, readFileSync } from "node:fs";
import {
  comparePlanInputs,
  type InputHashes,
  type Plan,
  type PlanInputs,
  planMissing,
  readPlan,
  sealPlan,
  type SolveLinearProgram,
} from "../core/plan/index.ts";
import { contingencyAt, contingencyOfTwoAt } from "../core/plan/index.ts";
import { stateInputs } from "../engine/planning/job-state.ts";
import { makePlan } from "../engine/planning/make-plan.ts";
import type { SortingOptions } from "../engine/planning/survey.ts";
import { UserError } from "../input/problem.ts";
import { openItems } from "../input/index.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { CommandContext } from "./context.ts";
import { budgetOf, type JobBench, purposesOf, sha256, sortingOf } from "./job-bench.ts";

export interface PlanningParts {
  readonly bench: JobBench;
  readonly context: CommandContext;
  /** Absent: there is no store yet, and planning does not make one. */
  readonly store?: SqliteStore;
  readonly solve: SolveLinearProgram;
  readonly now: number;
}

/** The plan of a job: of all of it before it began, of what is missing since. */
export const planOf = async (
  parts: PlanningParts,
): Promise<{ readonly plan: Plan; readonly inputs: PlanInputs; readonly began: boolean; readonly duplicates: number }> => {
  const { bench, store, solve, now } = parts;
  const record = await store?.readJob(bench.job.name);
  if (store === undefined || record === undefined) {
    const { plan, inputs, survey } = await freshPlan(parts);
    return { plan, inputs, began: false, duplicates: survey.duplicates };
  }
  const options = stateOptions(bench, now);
  const inputs = await stateInputs(store, { ...options, hashes: { ...bench.hashes, items: record.itemsHash } });
  const draft = planMissing(inputs, solve);
  const ofTwo = contingencyOfTwoAt(inputs, solve);
  const full = { ...draft, contingency: contingencyAt(inputs, solve), ...(ofTwo === undefined ? {} : { contingencyOfTwo: ofTwo }) };
  return { plan: sealPlan(full, sha256), inputs, began: true, duplicates: 0 };
};

/** The plan of a job that has not begun. */
export const freshPlan = async ({ bench, context, store, solve, now }: PlanningParts): Promise<Awaited<ReturnType<typeof makePlan>>> =>
  makePlan({
    ...stateOptions(bench, now),
    hashes: bench.hashes,
    ...(bench.job.groups?.near === undefined ? {} : { near: bench.job.groups.near }),
    solve,
    ...(store === undefined ? {} : { store }),
    ...goldOf(bench, store),
    purposes: purposesOf(bench.job),
    items: openItems(bench.loaded, { stdin: context.stdin, signal: context.signal }),
  });

const goldOf = (bench: JobBench, store: SqliteStore | undefined): Pick<SortingOptions, "gold"> => {
  const { gold } = sortingOf(bench, store);
  return gold === undefined ? {} : { gold };
};

/** What planning takes from a job bench. */
export const stateOptions = (
  bench: Pick<JobBench, "job" | "jobFacts" | "facts" | "currency">,
  now: number,
): {
  readonly job: JobBench["jobFacts"];
  readonly vendors: JobBench["facts"];
  readonly currency: string;
  readonly budgetMicros?: number;
  readonly groupBy?: string;
  readonly now: number;
} => ({
  job: bench.jobFacts,
  vendors: bench.facts,
  currency: bench.currency,
  ...budgetOf(bench),
  ...(bench.job.groups?.by === undefined ? {} : { groupBy: bench.job.groups.by }),
  now,
});

/** Reads a plan file; throws where it is not one, or was changed by hand. */
export const readSavedPlan = (file: string): Plan => {
  if (!existsSync(file))
    throw new UserError(2, [{ file, message: "there is no such plan file", hint: "make one with: tranche plan <job> --out plan.json" }]);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(2, [{ file, message: "this is not JSON", hint: "plan again" }], { cause: error });
  }
  const read = readPlan(json, sha256);
  if (!read.ok) throw new UserError(2, [{ file, message: read.why }]);
  return read.plan;
};

/** Reads a plan file and holds it against what there is now; throws where anything it was made from has changed. */
export const readPlanFile = (file: string, current: InputHashes): Plan => {
  const plan = readSavedPlan(file);
  const changed = comparePlanInputs(plan, current);
  if (changed.length > 0)
    throw new UserError(
      2,
      changed.map((what) => ({
        file,
        message: `${what} changed since this plan was made`,
        hint: "plan again, look at it, and run the new plan",
      })),
    );
  return plan;
};
