import type { BoxesAnswer, ComparisonAnswer, SpansAnswer, TaskShape } from "../answer/task.ts";
import type { JsonObject } from "../contract/adapter.ts";
import type { Money } from "../money/money.ts";

/**
 * A job with every default filled in: integers with their units, no text left to read. Paths are as written; whoever
 * loads the file knows where it lies. `Shape` is the task's shape, so that the type of an answer can be inferred.
 */
export interface Job<Shape extends TaskShape = TaskShape> {
  readonly version: 1;
  readonly name: string;
  /** Exposure adds up over every job that names it. */
  readonly dataset: string;
  readonly task: JobTask<Shape>;
  /** Path as written, or `-` for stdin. */
  readonly items: string;
  /** Names of vendors in the config, in the order written; absent means all of them. */
  readonly vendors?: readonly string[];
  readonly judgments: {
    readonly perItem: number;
    readonly independent: Independence;
    /** Absent: an item has `perItem` judgments, however sure they leave it. */
    readonly adjudication?: { readonly untilPerMillion: number; readonly atMost: number };
  };
  readonly groups?: JobGroups;
  readonly policy: JobPolicy;
  readonly route: JobRoute;
  readonly budget?: { readonly total: Money };
  /** From the start of the run, in unscaled milliseconds. */
  readonly deadlineMs?: number;
  readonly quality: JobQuality;
  /** Absent: everything is released at once. */
  readonly release?: JobRelease;
  /** Absent: nothing is asked for twice. */
  readonly hedge?: JobHedge;
  readonly vendorOptions: Readonly<Record<string, JsonObject>>;
}

/** Judgments slower than a part of a vendor's own answers are asked of a second owner, up to a part of all judgments; parts per million. */
export interface JobHedge {
  readonly afterPerMillion: number;
  readonly atMostPerMillion: number;
}

export interface JobTask<Shape extends TaskShape = TaskShape> {
  /** What workers see as the name of the work. */
  readonly title: string;
  readonly instructions: Instructions;
  /** The only fields that may leave, in the order to show them. */
  readonly show: readonly string[];
  /** Less of them for one vendor, in the order of `show`; absent where no vendor is shown less. */
  readonly showFor?: Readonly<Record<string, readonly string[]>>;
  readonly shape: Shape;
}

export type Instructions = { readonly from: "file"; readonly path: string } | { readonly from: "text"; readonly text: string };

/** What must differ between the judgments of one item. */
export type Independence = "owner" | "vendor" | "worker";

export type JobGroups = GroupsBy & ({ readonly keep: "together" } | { readonly keep: "apart"; readonly atMostPerMillion: number });

/** What makes a group: a field, likeness, or both, and then groups that share items that are alike are one. */
export interface GroupsBy {
  /** Field of the items; it need not be visible. At least one of `by` and `near` is there. */
  readonly by?: string;
  readonly near?: NearGroups;
}

/** Items that are almost the same are of one group. */
export interface NearGroups {
  /** Jaccard similarity of the items' word shingles from which on two are alike, parts per million. */
  readonly thresholdPerMillion: number;
  /** Visible fields that are compared, in the order of `task.show`. */
  readonly fields: readonly string[];
}

export interface JobPolicy {
  /** Cap on one owner's share of the dataset's distinct items, parts per million. A cap in items is `floor(items × this / 1,000,000)`. */
  readonly maxSharePerMillion: number;
  /** Cap on what any two owners may have seen together, parts per million; absent: none. */
  readonly maxShareOfTwoPerMillion?: number;
  /** Cap on one owner's share of the UTF-8 bytes of those items, parts per million; absent: none. */
  readonly maxShareOfBytesPerMillion?: number;
  /** Cap on one owner's share of the dataset's groups by `groups.by`, parts per million; one it has any item of counts. Absent: none. */
  readonly maxShareOfGroupsPerMillion?: number;
  /** How many vendors may be lost, any of them, before something has nowhere to go. Absent: 0. */
  readonly surviveLoss?: 0 | 1;
  readonly deny: readonly string[];
  /** Empty: anywhere. */
  readonly regions: readonly string[];
  /** Absent where nothing was written; fields that are not in it may be shown. */
  readonly fields?: Readonly<Record<string, FieldRule>>;
}

/** What may happen to a field: it never leaves, leaves as {@link REDACTED}, or leaves as it is where `task.show` lists it. */
export type FieldRule = "never" | "redact" | "show";

/** What stands in the place of a redacted value, so that an item keeps its shape. */
export const REDACTED = "[redacted]";

export type Objective = "cost" | "time" | "quality" | "balanced";

export type JobRoute = {
  /** Fewest judgments a vendor must get; absent where nothing was written. */
  readonly least?: Readonly<Record<string, number>>;
} & (
  | {
      readonly by: "objective";
      readonly objective: Objective;
      /** Of `balanced`, parts per million that add up to one million. */
      readonly weights?: ObjectiveWeights;
    }
  /** Sums to 1,000,000 exactly. */
  | { readonly by: "shares"; readonly sharesPerMillion: Readonly<Record<string, number>> }
  | { readonly by: "order"; readonly order: readonly string[] }
);

/** What cost, time and quality count for beside each other, parts per million. */
export interface ObjectiveWeights {
  readonly cost: number;
  readonly time: number;
  readonly quality: number;
}

export interface JobQuality {
  /** Path as written. */
  readonly gold?: string;
  /** Of each vendor's judgments, at least. */
  readonly goldSharePerMillion?: number;
  /** Absent: 1. */
  readonly goldViews?: number;
  /** Of the items; each gets one more judgment, at another owner. */
  readonly overlapPerMillion?: number;
  /** Judgments a new vendor gets first. */
  readonly pilot?: number;
  readonly floorPerMillion?: number;
}

/** The parts a plan is released in, and what a vendor has to have shown before the next one. */
export interface JobRelease {
  /** Of each vendor's judgments; 0 where only pilots come first. */
  readonly firstPerMillion: number;
  /** Absent: after the first part comes the rest. */
  readonly thenPerMillion?: number;
  readonly gate: {
    /** Absent: gold is not asked about. */
    readonly goldAccuracyPerMillion?: number;
    readonly minGold: number;
    readonly answeredPerMillion: number;
    /** Unscaled milliseconds. */
    readonly maxWaitMs: number;
  };
}

/** The type of an answer to a task of this shape; for a classification whose options are literals, their union. */
export type AnswerOf<Shape extends TaskShape> = Shape extends {
  readonly kind: "classification";
  readonly options: readonly (infer Option)[];
}
  ? Option
  : Shape extends { readonly kind: "comparison" }
    ? ComparisonAnswer
    : Shape extends { readonly kind: "rating" }
      ? number
      : Shape extends { readonly kind: "text" }
        ? string
        : Shape extends { readonly kind: "spans" }
          ? SpansAnswer
          : Shape extends { readonly kind: "boxes" }
            ? BoxesAnswer
            : never;
