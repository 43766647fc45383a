import type { JsonObject } from "../contract/adapter.ts";

/** The job file as a person writes it: defaults left out, money and durations as text. {@link resolveJob} fills it in. */
export interface WrittenJob {
  /** Where editors find the JSON Schema; not read. */
  readonly $schema?: string;
  readonly version: 1;
  /** Letters, digits, dot, dash, underscore; at most 64. */
  readonly name: string;
  /** Exposure adds up over every job that names it. Default: the name. */
  readonly dataset?: string;
  readonly task: WrittenTask;
  /** Path of a `.jsonl` or `.csv` file, relative to the job file, or `-` for JSONL on stdin. */
  readonly items: string;
  /** Default: all vendors of the config. */
  readonly vendors?: readonly string[];
  readonly judgments?: WrittenJudgments;
  readonly groups?: WrittenGroups;
  readonly policy?: WrittenPolicy;
  /** Default: `{ objective: cost }`. */
  readonly route?: WrittenRoute;
  readonly budget?: WrittenBudget;
  /** A duration from the start of the run, as in `48h`. */
  readonly deadline?: string;
  readonly quality?: WrittenQuality;
  /** Default: everything at once, but for the pilots of `quality.pilot`. */
  readonly release?: WrittenRelease;
  /** Default: none. */
  readonly hedge?: WrittenHedge;
  /** What only one vendor understands, by the vendor's name in the config; the adapter checks it. */
  readonly vendorOptions?: Readonly<Record<string, JsonObject>>;
}

/** Buys speed: judgments that take longer than most are asked of a second owner, too, while the first goes on. */
export interface WrittenHedge {
  /** Slower than this part of the vendor's own answers: `p95` is slower than 95 in 100. */
  readonly after: string;
  /** The most judgments that are asked for twice, of all of the job's: `3%` or 0.03. */
  readonly atMost: string | number;
}

/** What every kind of task has. */
export interface WrittenTaskBase {
  /** What workers see as the name of the work. Default: `Labelling task`. */
  readonly title?: string;
  /** Markdown: a path that starts with `./`, `../` or `/`, or the text itself. */
  readonly instructions: string;
  /** The only fields that may leave, in the order to show them. */
  readonly show: readonly string[];
  /** Less of them for one vendor, by its name in the config. Default: `show`. */
  readonly showFor?: Readonly<Record<string, readonly string[]>>;
}

export interface WrittenClassification extends WrittenTaskBase {
  readonly kind: "classification";
  readonly answer: { readonly options: readonly string[] };
}

export interface WrittenComparison extends WrittenTaskBase {
  readonly kind: "comparison";
  readonly answer: {
    /** The two visible fields that are compared. */
    readonly between: readonly [string, string];
    /** Degrees of a preference. Default: 1, only the side is asked for. */
    readonly strength?: number;
    /** Whether `tie` may be chosen. Default: false. */
    readonly tie?: boolean;
  };
}

export interface WrittenRating extends WrittenTaskBase {
  readonly kind: "rating";
  /** `step` defaults to 1. */
  readonly answer: { readonly min: number; readonly max: number; readonly step?: number };
}

export interface WrittenText extends WrittenTaskBase {
  readonly kind: "text";
  /** `maxLength` in UTF-16 code units, as JavaScript counts; no limit by default. */
  readonly answer?: { readonly maxLength?: number };
}

export type WrittenTask = WrittenClassification | WrittenComparison | WrittenRating | WrittenText;

export interface WrittenJudgments {
  /** Default: 1. */
  readonly perItem?: number;
  /** What must differ between the judgments of one item. Default: `owner`. */
  readonly independent?: "owner" | "vendor" | "worker";
  /** An item whose judgments leave it below this confidence gets another, from a further owner, as far as caps and budget allow. Default: none. */
  readonly until?: number;
  /** Most judgments of one item then. Default: one more than `perItem`. */
  readonly atMost?: number;
}

/** What makes a group, and what follows from it. At least one of `by` and `near` is needed. */
export type WrittenGroups = WrittenGroupsBy &
  (
    | { readonly keep: "together" }
    | {
        readonly keep: "apart";
        /** The largest part of a group one owner may hold, rounded down to items and never less than one. */
        readonly atMost: number;
      }
  );

export interface WrittenGroupsBy {
  /** A field of the items; it need not be visible. */
  readonly by?: string;
  /** Items that are almost the same are of one group. `true` stands for the defaults. Default: only those of one `by`. */
  readonly near?: true | WrittenNear;
}

export interface WrittenNear {
  /** Part of their word shingles that two items share, from which on they are alike. Default: 0.8. */
  readonly threshold?: number;
  /** Visible fields that are compared. Default: all of `task.show` that are not redacted. */
  readonly fields?: readonly string[];
}

export interface WrittenPolicy {
  /** The largest share of the dataset's distinct items one owner may ever be sent; above 0, at most 1. Default: 0.5. */
  readonly maxShare?: number;
  /** The largest share of them that any two owners together may ever be sent; above 0, at most 1. Default: no such cap. */
  readonly maxShareOfTwo?: number;
  /** The largest share of the bytes of those items one owner may ever be sent; above 0, at most 1. Default: no such cap. */
  readonly maxShareOfBytes?: number;
  /** The largest share of the dataset's groups, by `groups.by`, of which one owner may ever be sent any item; above 0, at most 1. Default: no such cap. */
  readonly maxShareOfGroups?: number;
  /** 1: a plan in which the loss of any one vendor would leave something without a place is refused. Default: 0. */
  readonly surviveLoss?: 0 | 1;
  /** Owners that must not see the items, directly or through a stake. */
  readonly deny?: readonly string[];
  /** Only vendors that can keep the work in one of these. Default: anywhere. */
  readonly regions?: readonly string[];
  /**
   * `never`: must not leave, and a job that would show it is refused. `redact`: leaves as `[redacted]`, whatever is in it. `show`: leaves
   * where `task.show` lists it, as any other field does.
   */
  readonly fields?: Readonly<Record<string, "never" | "redact" | "show">>;
}

export type WrittenRoute =
  | {
      readonly objective: "cost" | "time" | "quality" | "balanced";
      /** For `balanced` only: what each counts for; whole or decimal numbers of 0 or more. Default: the same. */
      readonly weights?: { readonly cost?: number; readonly time?: number; readonly quality?: number };
      readonly least?: WrittenLeast;
    }
  | { readonly shares: Readonly<Record<string, number>>; readonly least?: WrittenLeast }
  | { readonly order: readonly string[]; readonly least?: WrittenLeast };

/** Fewest judgments a vendor must get, by its name in the config. */
export type WrittenLeast = Readonly<Record<string, number>>;

export interface WrittenBudget {
  /** Money, as in `500 USD`. */
  readonly total: string;
}

export interface WrittenQuality {
  /** Path of a JSONL file `{ id, answer }`: items of this job whose answer is known. */
  readonly gold?: string;
  /** At least this share of each vendor's judgments is of gold items, and at least 20 of them where there are so many. Default: no extra ones. */
  readonly goldShare?: number;
  /** How often one owner may be shown a gold item, over all jobs of the dataset, before it is no measure of that owner any more. Default: 1. */
  readonly goldViews?: number;
  /** This share of the items gets one more judgment, from another owner, so that vendors can be compared. Default: none. */
  readonly overlap?: number;
  /** Judgments that a vendor new to the dataset gets first; the rest waits for the gate. At least one in a hundred of its work. */
  readonly pilot?: number;
  /** A vendor whose gold answers are below this beyond chance, with at least 20 seen, gets no more. */
  readonly floor?: number;
}

/** A plan is released in parts: what is not released is sent to nobody. */
export interface WrittenRelease {
  /** Share of each vendor's judgments that is released first: 0.05 or `5%`. */
  readonly first: number | string;
  /** Share that is released next; what is left comes last. Default: what is left comes next. */
  readonly then?: number | string;
  readonly gate?: WrittenGate;
}

/** What a vendor has to have shown before it is released more. */
export interface WrittenGate {
  /** Share of its gold answers that must be right. Default: `quality.floor`, or gold is not asked about. */
  readonly goldAccuracy?: number;
  /** Gold answers that must be in, or all it was given. Default: 20. */
  readonly minGold?: number;
  /** Share of what it was released that must be answered. Default: 0.8. */
  readonly answered?: number;
  /** A duration after which it is decided with what is there. Default: `24h`. */
  readonly maxWait?: string;
}
