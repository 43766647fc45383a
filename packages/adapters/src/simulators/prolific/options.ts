/** What Prolific's public documents leave open, each a named option with the default this simulator takes. */
export interface ProlificOptions {
  /** Id of the one workspace the account has. */
  readonly workspace: string;
  /** Currency of the account. */
  readonly currency: string;
  /** Money of the workspace in minor units; publishing beyond it is refused. Infinity by default. */
  readonly balanceMinor: number;
  /** Status of that refusal. */
  readonly noFundsStatus: number;
  /** Prolific's fee on top of the reward, in percent. */
  readonly feePercent: number;
  /** Least reward an hour in minor units; publishing below it is refused with 400. */
  readonly minimumPerHourMinor: number;
  /** Simulated seconds an uploaded file takes until its records are datapoints. */
  readonly importSeconds: number;
  /** Simulated seconds a batch takes from `PROCESSING` to `READY`. */
  readonly setupSeconds: number;
  /** Simulated seconds a study is `PUBLISHING`. */
  readonly publishSeconds: number;
  /** Simulated seconds a presigned address works. */
  readonly uploadExpiresInSeconds: number;
  /** What a record's error calls its place in the file, counted from 1. */
  readonly errorPlace: "line" | "record";
  /** Longest name of a dataset or a batch; longer is 400. */
  readonly longestName: number;
  /** Simulated seconds before a new batch or study appears in a list. */
  readonly listLagSeconds: number;
  /** Entries of a page where `limit` says nothing. */
  readonly pageSize: number;
  /** Chance that a participant returns the submission half-way; its place is given to another. */
  readonly returnShare: number;
  /** Submissions somebody is at when the study is stopped: they still arrive, or not. */
  readonly begunWork: "arrives" | "dropped";
  /** Simulated days after which a submission nobody reviewed is approved. */
  readonly autoApproveDays: number;
  /** Simulated waits before further tries of a webhook, in minutes. */
  readonly webhookRetryMinutes: readonly number[];
}

export const prolificDefaults: ProlificOptions = {
  workspace: "65a0c0ffee0000000000beef",
  currency: "USD",
  balanceMinor: Number.POSITIVE_INFINITY,
  noFundsStatus: 400,
  feePercent: 42.8,
  minimumPerHourMinor: 800,
  importSeconds: 20,
  setupSeconds: 15,
  publishSeconds: 5,
  uploadExpiresInSeconds: 3600,
  errorPlace: "line",
  longestName: 255,
  listLagSeconds: 0,
  pageSize: 20,
  returnShare: 0.03,
  begunWork: "arrives",
  autoApproveDays: 21,
  webhookRetryMinutes: [1, 5, 15, 30, 60, 120, 180, 240, 240, 240, 240],
};
