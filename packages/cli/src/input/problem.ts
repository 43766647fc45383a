/** One thing that is wrong with what a person gave us: where it is, what it is, and what to do. */
export interface Problem {
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** The field, as in `policy.maxShare`. */
  readonly path?: string;
  readonly message: string;
  /** The way out, in one sentence. */
  readonly hint?: string;
  /** How many problems this one stands for, where it counts those that are not shown; 1 without it. */
  readonly standsFor?: number;
  /** What stands there, for a person to see; never a line that could hold a credential. */
  readonly excerpt?: Excerpt;
}

/** A few lines of a file that a person wrote. */
export interface Excerpt {
  /** The last one is the line of the problem. */
  readonly lines: readonly string[];
  /** How many characters to mark, from the problem's column on. */
  readonly length: number;
}

/** The exit codes of the public surface; 0 is not among them. */
export type FailureCode = 1 | 2 | 3 | 4 | 5 | 75 | 130;

const brand = "tranche.UserError";

/** Ends a command with problems a person can act on. `main` prints them and sets the exit code. */
export class UserError extends Error {
  readonly brand: string = brand;
  readonly exitCode: FailureCode;
  readonly problems: readonly Problem[];
  /** Further lines, printed as they are. */
  readonly detail?: string;

  constructor(exitCode: FailureCode, problems: readonly Problem[], options: { detail?: string; cause?: unknown } = {}) {
    super(problems[0]?.message ?? "failed", options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "UserError";
    this.exitCode = exitCode;
    this.problems = problems;
    if (options.detail !== undefined) this.detail = options.detail;
  }

  static is(value: unknown): value is UserError {
    return typeof value === "object" && value !== null && (value as { brand?: unknown }).brand === brand;
  }
}
