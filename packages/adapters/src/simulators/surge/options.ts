/** What Surge's public documents leave open, each a named option with the default this simulator takes. */
export interface SurgeOptions {
  /** Most projects a page of a list holds (the SDK says 100, older documents 25). */
  readonly projectsPerPage: number;
  /** Most tasks a page of a list holds, whatever `per_page` asks for (the SDK says 25, yet asks for 100). */
  readonly tasksPerPageMax: number;
  /** Most tasks one `create_tasks` may carry; more is refused with 413. */
  readonly bulkMax: number;
  /** Whether the bulk reply keeps the order of the request. */
  readonly bulkReply: "in-order" | "shuffled";
  /** Tasks added to a launched project go to workers at once, or only with `launch: true`. */
  readonly addedTasks: "at-once" | "with-launch";
  /** Responses somebody had begun when the project was cancelled or paused: they still arrive, or not. */
  readonly begunWork: "arrives" | "dropped";
  /** Share of workers whose responses carry no `worker_id`. */
  readonly anonymousShare: number;
  /** Whether a response shows how long it took, in `time_spent_in_secs`: older versions of the SDK read that key, newer ones do not. */
  readonly timeSpent: boolean;
  /** Body of the callback for a completed task: its id and its project's, or the whole task. */
  readonly callbackBody: "ids" | "task";
  /** Simulated waits before further tries of a callback, in minutes; empty means a single try. */
  readonly callbackRetryMinutes: readonly number[];
  /** Funds of the account in USD. A launch beyond them is refused with 402. Infinity by default. */
  readonly funds: number;
  /** Simulated seconds after which a report's address no longer answers. */
  readonly reportExpiresInSeconds: number;
  /** Simulated seconds a report takes. */
  readonly reportSeconds: number;
  /** Whether the first job of a report fails once and is answered with `RETRYING` and another job. */
  readonly reportRetries: boolean;
  /** How several ticked boxes stand in `data`: a list, or one text with line breaks. */
  readonly checkboxAnswer: "list" | "joined";
  /** Simulated seconds before a new task appears in lists, as with a read replica. */
  readonly listLagSeconds: number;
  /** Most further workers a tie-break adds. */
  readonly tieBreakers: number;
}

export const surgeDefaults: SurgeOptions = {
  projectsPerPage: 100,
  tasksPerPageMax: 100,
  bulkMax: 5000,
  bulkReply: "in-order",
  addedTasks: "at-once",
  begunWork: "arrives",
  anonymousShare: 0.05,
  timeSpent: false,
  callbackBody: "ids",
  callbackRetryMinutes: [1, 10, 60],
  funds: Number.POSITIVE_INFINITY,
  reportExpiresInSeconds: 3600,
  reportSeconds: 30,
  reportRetries: false,
  checkboxAnswer: "list",
  listLagSeconds: 0,
  tieBreakers: 2,
};
