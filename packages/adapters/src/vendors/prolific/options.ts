import { type JsonObject, type Money, parseMoney } from "@tranche/sdk";
import { z } from "zod";

/** `vendors.<v>.options` of the config for the Prolific adapter. */
export interface ProlificAdapterOptions {
  /** Id of the workspace that everything is made in. */
  readonly workspace: string;
  /**
   * Units of one submission, and so of one study; default 34. A batch's name says which units are in it, 7 characters each, and how long a name may be is
   * not documented: 34 keep it below 255.
   */
  readonly unitsPerStudy: number;
  /** Prolific's fee on top of rewards, in percent; default 42.8, its corporate rate (33.3 for academics). The API does not tell it. */
  readonly feePercent: number;
  /** How long after a doubtful create it may still be missing from a list; default 60,000 ms, inferred: nothing is documented. */
  readonly settleMs: number;
  /** Where files may be put besides the host of `baseUrl`: `host:port`, or `.example.com` for every host below it. Default `.amazonaws.com`. */
  readonly uploadHosts: readonly string[];
  /** `data_collection_method` of studies; default `AI_TASK_BUILDER_BATCH` (older documents say `AI_TASK_BUILDER`). */
  readonly dataCollectionMethod: string;
  /** Whether rewards below Prolific's minimum (GBP 6, USD 8 an hour) are refused before anything is sent; default true. */
  readonly checkMinimum: boolean;
  /** Entries asked for a page of a list; default 200, as Prolific's own command line asks. */
  readonly pageSize: number;
  /** Studies whose answers one reading brings; default 10. */
  readonly studiesPerPage: number;
}

export const prolificAdapterOptions: z.ZodType<ProlificAdapterOptions> = z.strictObject({
  workspace: z.string({ error: "must be the id of a workspace" }).regex(/^[\w-]+$/, "must be the id of a workspace"),
  unitsPerStudy: z.int().min(1).max(100).default(34),
  feePercent: z.number().min(0).max(300).default(42.8),
  settleMs: z.int().min(0).default(60_000),
  uploadHosts: z.array(z.string().min(1)).default([".amazonaws.com"]),
  dataCollectionMethod: z.string().min(1).default("AI_TASK_BUILDER_BATCH"),
  checkMinimum: z.boolean().default(true),
  pageSize: z.int().min(1).max(1000).default(200),
  studiesPerPage: z.int().min(1).max(100).default(10),
});

/** `vendorOptions.prolific` of the job. */
export interface ProlificJobOptions {
  /** What a participant gets for one unit, without the fee (`0.10 USD`). Default: the config's price for a judgment, less the fee. */
  readonly rewardPerTask?: Money;
  /** Units one participant answers in a submission; default 5. */
  readonly tasksPerGroup: number;
  /** Minutes a unit takes, for the study's estimate; default: the config's `minutesPerItem`, else 1. */
  readonly minutesPerTask?: number;
  /** Who may take part: handed over as `filters`. */
  readonly filters?: readonly JsonObject[];
  readonly filterSet?: string;
  /** Default all three. */
  readonly devices: readonly ("desktop" | "tablet" | "mobile")[];
  readonly studyLabels?: readonly string[];
  /** What participants read before they take part; default: the job's title. */
  readonly description?: string;
  /** Submissions one participant may make in a study; default 1. */
  readonly submissionsPerParticipant: number;
  /** Whether submissions are approved, and so paid, once their answers were read; default true. False: somebody reviews them by hand. */
  readonly approve: boolean;
  /** Whether studies are published, which locks the money; default true. False: they wait as drafts until somebody publishes them. */
  readonly publish: boolean;
}

const reward: z.ZodType<Money> = z.string().transform((text, context) => {
  const found = parseMoney(text);
  if (found && found.micros > 0) return found;
  context.addIssue({ code: "custom", message: "expected an amount like 0.10 USD" });
  return z.NEVER;
});

export const prolificJobOptions: z.ZodType<ProlificJobOptions> = z.strictObject({
  rewardPerTask: reward.exactOptional(),
  tasksPerGroup: z.int().min(1).max(100).default(5),
  minutesPerTask: z.number().positive().max(600).exactOptional(),
  filters: (z.array(z.record(z.string(), z.json())) as z.ZodType<readonly JsonObject[]>).exactOptional(),
  filterSet: z.string().min(1).exactOptional(),
  devices: z
    .array(z.enum(["desktop", "tablet", "mobile"]))
    .min(1)
    .default(["desktop", "tablet", "mobile"]),
  studyLabels: z.array(z.string().min(1)).exactOptional(),
  description: z.string().min(1).exactOptional(),
  submissionsPerParticipant: z.int().min(1).default(1),
  approve: z.boolean().default(true),
  publish: z.boolean().default(true),
});
