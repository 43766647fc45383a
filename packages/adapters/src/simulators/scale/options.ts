/** What Scale's public documents leave open, each a named option with the default this simulator takes. */
export interface ScaleOptions {
  /** Shape of textcollection answers: `flat` (documented), `nested` (what Rapid sends), `auto` = nested for Rapid projects, else flat. */
  readonly textcollectionFormat: "auto" | "flat" | "nested";
  /** Whether `end` of a namedentityrecognition annotation is the character behind the last one; the documents' own example fits neither. */
  readonly spanEnd: "exclusive" | "inclusive";
  /** Status for a task that names a project or batch that does not exist. */
  readonly unknownProjectStatus: 400 | 404;
  /** Status for adding a task to a batch that was finalized. */
  readonly addToFinalizedStatus: 400 | 409;
  /** Status for finalizing a staging-type batch a second time; enterprise batches always answer 200. */
  readonly refinalizeStatus: 200 | 400;
  /** What a repeated `Idempotency-Key` gets: a 409, or the first answer again where the request is identical. */
  readonly idempotencyKey: "conflict" | "replay";
  /** Simulated hours an `Idempotency-Key` is remembered. */
  readonly idempotencyKeyHours: number;
  /** Simulated waits before the tries 2 to 20 of a callback, in minutes. Together they stay within 24 hours. */
  readonly callbackRetryMinutes: readonly number[];
  /** Whether a batch whose tasks were all cancelled becomes completed. */
  readonly allCancelledBatchCompletes: boolean;
  /** Name of the field that carries a signed address when `include_attachment_url` is asked for. */
  readonly attachmentUrlField: string;
  /** Task types the account may not use (402). */
  readonly notEnabled: readonly string[];
  /** Share of tasks with fetched attachments (http, s3 …) that end in status `error`. */
  readonly attachmentErrorShare: number;
  /** Share of finished tasks that are recalled once for more work. */
  readonly recallShare: number;
  /** Unknown query parameters of `GET /tasks`: ignored (seen in 2023), or refused with 400 (seen in 2019). */
  readonly unknownParameters: "ignored" | "refused";
  /** Simulated ms after which a test-key task is completed; 0 means by the next request. */
  readonly testAnswerMs: number;
  /** Requests a real second and key before 429, whose `Retry-After` is in simulated seconds; 0 means no limit. */
  readonly requestsPerSecond: number;
  /** Whether consensus projects show a worker's id in `attempts[]`. */
  readonly workerIds: boolean;
  /** Texts of errors that no source gives. */
  readonly texts: { readonly unauthorized: string; readonly notEnabled: string; readonly tooMany: string };
}

export const scaleDefaults: ScaleOptions = {
  textcollectionFormat: "auto",
  spanEnd: "exclusive",
  unknownProjectStatus: 400,
  addToFinalizedStatus: 400,
  refinalizeStatus: 400,
  idempotencyKey: "conflict",
  idempotencyKeyHours: 24,
  callbackRetryMinutes: [1, 2, 4, 8, 15, 30, 60, 60, 60, 60, 90, 90, 90, 90, 120, 120, 120, 120, 120],
  allCancelledBatchCompletes: false,
  attachmentUrlField: "attachment_url",
  notEnabled: [],
  attachmentErrorShare: 0,
  recallShare: 0,
  unknownParameters: "ignored",
  testAnswerMs: 0,
  requestsPerSecond: 0,
  workerIds: false,
  texts: {
    unauthorized: "Please provide a valid API key.",
    notEnabled: "This task type is not enabled for your account.",
    tooMany: "Too many requests, please slow down.",
  },
};
