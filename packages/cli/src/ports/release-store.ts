import type { SeenTrials } from "../core/release/beta-posterior.ts";
import type { GateRules, ReleaseDecision, ReleaseFacts } from "../core/release/decide-release.ts";
import type { TrancheSize } from "../core/release/tranche-sizes.ts";

/** How the slots of a new job are cut into tranches, and what each vendor is released from the start. */
export interface ImportRelease {
  readonly at: number;
  readonly vendors: readonly {
    readonly vendor: string;
    readonly tranches: readonly TrancheSize[];
    /** Its first tranche is a pilot. */
    readonly pilot: boolean;
    /** The last tranche it may be sent from the start. */
    readonly level: number;
  }[];
}

/** One decision about a release, with everything it was made of. */
export interface ReleaseRecord {
  readonly at: number;
  readonly facts: ReleaseFacts;
  readonly rules: GateRules;
  readonly decision: ReleaseDecision;
}

/** What the store keeps of a job's releases. */
export interface ReleaseStore {
  /** What each vendor of the job has shown so far. */
  readonly releaseFacts: (job: string) => Promise<readonly Omit<ReleaseFacts, "letBack">[]>;
  /** Valid answers to gold by vendor. */
  readonly goldCounts: (job: string) => Promise<ReadonlyMap<string, { readonly right: number; readonly seen: number }>>;
  /** Work of the job that ended at each vendor and is paid: how much came to an answer that fits (`good`), of all that was answered or given up on. */
  readonly acceptedOf: (job: string) => Promise<ReadonlyMap<string, SeenTrials>>;
  /** Carries a decision out and keeps it. */
  readonly recordRelease: (job: string, fence: number, record: ReleaseRecord) => Promise<void>;
  readonly releaseRecords: (job: string) => Promise<readonly ReleaseRecord[]>;
  /** Judgments each vendor has answered of the dataset, in all jobs. */
  readonly answeredOf: (dataset: string) => Promise<ReadonlyMap<string, number>>;
}
