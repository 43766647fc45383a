import type { Readable } from "node:stream";
import type { Argv } from "yargs";

/** Everything of the process a command may touch; tests hand in their own. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Data only. */
  readonly stdout: (text: string) => void;
  /** Everything else: progress, hints, problems. */
  readonly stderr: (text: string) => void;
  readonly stdin: Readable;
  /** Whether a person watches: panels, questions and colour only then. */
  readonly terminal: { readonly stdout: boolean; readonly stderr: boolean; readonly stdin: boolean; readonly columns: number };
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  readonly version: string;
}

/** Options every command has, as yargs hands them over. */
export interface CommonOptions {
  readonly config?: string;
  readonly store?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  /** False after `--no-color` or NO_COLOR. */
  readonly color: boolean;
}

/** What a command answers: the exit code of the public surface. Problems are thrown as `UserError`. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 75 | 130;

/**
 * Adds one command to the parser. Its handler calls `done` with the exit code once, as its last act; a handler that never calls it ends with 0.
 * What a person can act on is thrown as `UserError`, which carries its own code.
 */
export type Register = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void) => Argv;
