import type { NearGroups } from "@tranche/sdk";
import { hash } from "node:crypto";
import { type InputHashes, type Plan, type PlanInputs, planJob, sealPlan, type SolveLinearProgram } from "../../core/plan/index.ts";
import type { Store } from "../../ports/store.ts";
import { type PurposeRules, withPurposes } from "../../core/purpose/with-purposes.ts";
import type { GroupBookOptions } from "./group-book.ts";
import { underHealth } from "./job-state.ts";
import { measured } from "./measured.ts";
import { overlaps } from "./overlaps.ts";
import { giveBackMemory, steadyBatches, steadySolver, withSmallHeap } from "./small-heap.ts";
import { type GoldItems, type Survey, type SurveyedItem, surveyItems } from "./survey.ts";

/** Everything a first plan is made of, but the items and what the store knows. */
export interface MakePlanOptions {
  readonly job: PlanInputs["job"];
  readonly vendors: PlanInputs["vendors"];
  readonly currency: string;
  readonly hashes: Pick<InputHashes, "job" | "vendors">;
  readonly budgetMicros?: number;
  readonly now: number;
  readonly solve: SolveLinearProgram;
  /** Absent: nothing was ever disclosed. */
  readonly store?: Store;
  readonly items: AsyncIterable<readonly SurveyedItem[]>;
  /** Absent: no answers are known. */
  readonly gold?: GoldItems;
  readonly purposes?: PurposeRules;
  /** The field that names the groups of the job; groups of earlier jobs by the same field are the same groups. */
  readonly groupBy?: string;
  /** Absent: likeness makes no groups. */
  readonly near?: NearGroups;
}

export interface MadePlan {
  readonly plan: Plan;
  /** What it was made from. */
  readonly inputs: PlanInputs;
  readonly survey: Survey;
}

/** Reads the items once and plans the job. Reads the store, writes nothing, sends nothing. */
export const makePlan = (options: MakePlanOptions): Promise<MadePlan> => withSmallHeap(() => made(options));

const manyLines = 100_000;

const made = async (options: MakePlanOptions): Promise<MadePlan> => {
  const { store, job } = options;
  const known = store === undefined ? 0 : await store.datasetSize(job.dataset);
  const before: Awaited<ReturnType<typeof measured>> = store === undefined ? { owners: [] } : await measured(store, job, options.groupBy);
  const survey = await surveyItems(steadyBatches(options.items), {
    slotsPerItem: job.slotsPerItem,
    ...(options.gold === undefined ? {} : { gold: options.gold }),
    ...(store === undefined || known === 0 ? {} : { lookUp: (fingerprints) => store.lookUp(job.dataset, fingerprints) }),
    ...(job.groups === undefined
      ? {}
      : {
          groups: {
            rule: job.groups,
            ...(options.near === undefined ? {} : { near: options.near }),
            ...(known === 0 || (job.groups.keep === "together" && job.groups.counted !== true) ? {} : earlierGroups(options)),
          },
        }),
  });
  const solve = steadySolver(options.solve);
  // What reading needed to tell repeated items apart is of no more use.
  if (survey.lines >= manyLines) {
    store?.giveBackMemory();
    giveBackMemory();
  }
  const vendors = store === undefined ? options.vendors : underHealth(options.vendors, job, await store.readHealth());
  const surveyed: PlanInputs = {
    job,
    dataset: {
      items: known + survey.newToDataset,
      owners: before.owners,
      ...(job.maxShareOfBytesPerMillion === undefined ? {} : { bytes: (before.bytes ?? 0) + survey.newBytes }),
      ...(job.maxShareOfGroupsPerMillion === undefined ? {} : { groups: (before.groups ?? 0) + survey.newGroups }),
      ...(await overlaps(store, job)),
    },
    vendors,
    classes: survey.classes,
    ...(survey.groups === undefined ? {} : { groups: survey.groups }),
    ...(options.budgetMicros === undefined ? {} : { budget: { totalMicros: options.budgetMicros, committedMicros: 0 } }),
    currency: options.currency,
    hashes: { ...options.hashes, items: survey.itemsHash, ledgerHead: store === undefined ? "" : await store.ledgerHead(job.dataset) },
    now: options.now,
  };
  const inputs = withPurposes(surveyed, options.purposes ?? {}, { solve });
  return { plan: sealPlan(planJob(inputs, solve), (text) => hash("sha256", text, "hex")), inputs, survey };
};

/** What earlier jobs of the dataset have in groups by the same field. */
const earlierGroups = ({ store, job, groupBy }: MakePlanOptions): Pick<GroupBookOptions, "earlier" | "wasIn"> => {
  if (store === undefined) return {};
  const scope = { dataset: job.dataset, ...(groupBy === undefined ? {} : { by: groupBy }) };
  return {
    earlier: (group) => store.groupSeen(scope, group),
    wasIn: (group, fingerprint) => store.wasInGroup(scope, group, fingerprint),
  };
};
