import { hash } from "node:crypto";
import type { Independence, Job, JobGroups } from "@tranche/sdk";
import { canonicalJson, type GroupRule, type InputHashes, type JobFacts, type VendorFacts } from "../core/plan/index.ts";
import { ownersAtOnce } from "../core/route/units.ts";
import type { EngineJob } from "../engine/engine-options.ts";
import { vendorFacts } from "../engine/planning/vendor-facts.ts";
import type { PurposeRules } from "../core/purpose/with-purposes.ts";
import type { SortingOptions } from "../engine/planning/survey.ts";
import { type LoadedJob, loadJob, readTruth, redactedFields } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { CommandContext } from "./context.ts";
import type { Workspace, WorkspaceVendor } from "./workspace.ts";

/** A job with the vendors it may use: what plan, run and the others begin with. */
export interface JobBench {
  readonly workspace: Workspace;
  readonly loaded: LoadedJob;
  readonly job: Job;
  readonly vendors: readonly WorkspaceVendor[];
  readonly facts: readonly VendorFacts[];
  readonly jobFacts: JobFacts;
  readonly currency: string;
  readonly hashes: Pick<InputHashes, "job" | "vendors">;
  /** Hash of what may not change once something was sent. */
  readonly contentHash: string;
  /** Known answers by item id, in canonical JSON; empty where the job has none. */
  readonly gold: ReadonlyMap<string, string>;
}

export const sha256 = (text: string): string => hash("sha256", text, "hex");

/** Reads the job and gathers what the planner has to know of it and its vendors; sends nothing. */
export const openJobBench = async (
  jobFile: string,
  workspace: Workspace,
  context: CommandContext & { readonly now: number },
): Promise<JobBench> => {
  const loaded = await loadJob(jobFile, { cwd: context.cwd, config: workspace.config });
  const { job } = loaded;
  const vendors = pickVendors(job, workspace, loaded.file);
  const currency = jobCurrency(job, vendors);
  const facts = vendors.map(({ config, definition }) =>
    vendorFacts(config, definition.capabilities, { config: workspace.config, job, currency, now: context.now }),
  );
  const gold = await readGold(loaded);
  const redacted = [...redactedFields(job)].toSorted();
  const redaction = redacted.length === 0 ? {} : { redacted };
  return {
    workspace,
    loaded,
    job,
    vendors,
    facts,
    jobFacts: jobFactsOf(job),
    currency,
    gold,
    hashes: {
      job: sha256(gold.size === 0 ? loaded.hashInput : `${loaded.hashInput}${canonicalJson([...gold])}`),
      vendors: sha256(canonicalJson(facts)),
    },
    contentHash: sha256(
      canonicalJson({ ...redaction, task: job.task, instructions: loaded.instructions, dataset: job.dataset, judgments: job.judgments }),
    ),
  };
};

const readGold = async ({ gold, job }: LoadedJob): Promise<ReadonlyMap<string, string>> =>
  gold === undefined
    ? new Map()
    : new Map([...(await readTruth(gold, job.task.shape))].map(([id, answer]) => [id, JSON.stringify(answer)]));

/** What `quality` asks for beside the job's own judgments. */
export const purposesOf = ({ quality }: Job): PurposeRules => ({
  ...(quality.goldSharePerMillion === undefined ? {} : { goldSharePerMillion: quality.goldSharePerMillion }),
  ...(quality.overlapPerMillion === undefined ? {} : { overlapPerMillion: quality.overlapPerMillion }),
});

/** How items are told apart: who has seen them, and which gold still measures whom. */
export const sortingOf = ({ job, gold, workspace }: JobBench, store: SqliteStore | undefined): SortingOptions => {
  const breached = new Set(Object.entries(workspace.config.owners).flatMap(([owner, { breached: is }]) => (is === true ? [owner] : [])));
  const most = job.quality.goldViews ?? 1;
  return {
    ...(store === undefined ? {} : { seenBy: (fingerprint) => store.seenBy(job.dataset, fingerprint) }),
    ...(gold.size === 0
      ? {}
      : {
          gold: {
            isGold: (id) => gold.has(id),
            wornFor: (fingerprint, seenBy) => {
              if (seenBy.some((owner) => breached.has(owner))) return undefined;
              return seenBy.filter((owner) => most === 1 || (store?.viewsOf(job.dataset, fingerprint, owner) ?? 0) >= most);
            },
          },
        }),
  };
};

const pickVendors = (job: Job, workspace: Workspace, file: string): readonly WorkspaceVendor[] => {
  if (job.vendors === undefined) return workspace.vendors;
  return job.vendors.map((name, index) => {
    const found = workspace.vendors.find(({ config }) => config.name === name);
    if (found === undefined)
      throw new UserError(2, [
        {
          file,
          path: `vendors[${index}]`,
          message: `there is no vendor called ${name} in ${workspace.configFile}`,
          hint: `it has ${workspace.vendors.map(({ config }) => config.name).join(", ")}`,
        },
      ]);
    return found;
  });
};

/** What a job may cost. */
export const budgetOf = ({ job: { budget } }: Pick<JobBench, "job">): { readonly budgetMicros?: number } =>
  budget === undefined ? {} : { budgetMicros: budget.total.micros };

/** What the planner takes from a job. */
export const jobFactsOf = (job: Job): JobFacts => ({
  name: job.name,
  dataset: job.dataset,
  taskKind: job.task.shape.kind,
  slotsPerItem: job.judgments.perItem,
  independent: independenceOf(job),
  maxSharePerMillion: job.policy.maxSharePerMillion,
  ...(job.policy.maxShareOfTwoPerMillion === undefined ? {} : { maxShareOfTwoPerMillion: job.policy.maxShareOfTwoPerMillion }),
  ...(job.policy.maxShareOfBytesPerMillion === undefined ? {} : { maxShareOfBytesPerMillion: job.policy.maxShareOfBytesPerMillion }),
  ...(job.policy.maxShareOfGroupsPerMillion === undefined ? {} : { maxShareOfGroupsPerMillion: job.policy.maxShareOfGroupsPerMillion }),
  ...(job.policy.surviveLoss === undefined ? {} : { surviveLoss: job.policy.surviveLoss }),
  ...(job.hedge === undefined ? {} : { hedgePerMillion: job.hedge.atMostPerMillion }),
  ...(job.judgments.adjudication === undefined ? {} : { adjudication: job.judgments.adjudication }),
  route: routeFacts(job),
  ...(job.deadlineMs === undefined ? {} : { deadlineMs: job.deadlineMs }),
  deny: job.policy.deny,
  regions: job.policy.regions,
  ...(job.groups === undefined ? {} : { groups: groupRule(job.groups, job.policy.maxShareOfGroupsPerMillion !== undefined) }),
});

/** What the judgments of an item must not share. Where the job needs one only, any further one is bought to compare owners. */
export const independenceOf = ({ judgments }: Job): Independence => (judgments.perItem === 1 ? "owner" : judgments.independent);

const groupRule = (groups: JobGroups, counted: boolean): GroupRule =>
  groups.keep === "together"
    ? { keep: groups.keep, ...(counted ? { counted } : {}) }
    : { keep: groups.keep, atMostPerMillion: groups.atMostPerMillion };

/** What the engine holds at every dispatch; nothing where the job has no groups. */
export const groupLimitOf = (job: Job): Pick<EngineJob, "groups"> => {
  const { groups } = job;
  if (groups === undefined) return {};
  const owners = ownersAtOnce({ independent: independenceOf(job), slotsPerItem: job.judgments.perItem });
  return {
    groups:
      groups.keep === "together"
        ? { keep: groups.keep, owners }
        : { keep: groups.keep, atMostPerMillion: groups.atMostPerMillion, ...(groups.by === undefined ? {} : { by: groups.by }) },
  };
};

const routeFacts = ({ route }: Job): JobFacts["route"] => {
  switch (route.by) {
    case "objective":
      return { by: "objective", objective: route.objective, ...(route.weights === undefined ? {} : { weights: route.weights }) };
    case "shares":
      return { by: "shares", sharesPerMillion: route.sharesPerMillion };
    case "order":
      return { by: "order", order: route.order };
    default:
      return route satisfies never;
  }
};

/** What a job's amounts are added up in: its budget's currency, else that of the first vendor with a price. */
export const jobCurrency = (job: Job, vendors: readonly WorkspaceVendor[]): string => {
  if (job.budget !== undefined) return job.budget.total.currency;
  const [price] = vendors.flatMap(({ config }) => (config.price === undefined ? [] : [config.price]));
  return price === undefined ? "USD" : (price.basis === "judgment" ? price.perJudgment : price.perHour).currency;
};
