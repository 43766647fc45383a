import type { CommandContext, ExitCode } from "./commands/context.ts";
import { type Problem, UserError } from "./input/problem.ts";
import { renderProblems } from "./input/render-problems.ts";
import { StoreError, type StoreErrorKind } from "./store/store-error.ts";

/** How an ending is told. */
export interface Telling {
  /** One JSON document on stdout as well. */
  readonly json: boolean;
  readonly color: boolean;
  /** With the stack of an unexpected error. */
  readonly debug: boolean;
}

interface Ending {
  readonly exitCode: Exclude<ExitCode, 0>;
  readonly problems: readonly Problem[];
  /** Further lines for a person, printed as they are. */
  readonly detail?: string;
}

/**
 * The one place where an error becomes words and an exit code. Problems go to stderr; with `json` also
 * `{ error: { exitCode, problems } }` to stdout. Never throws.
 */
export const tell = (error: unknown, context: CommandContext, telling: Telling): ExitCode => {
  if (isInterruption(error, context.signal)) {
    context.stderr("stopped; the same command goes on from here\n");
    return 130;
  }
  const ending = endingOf(error, context.version);
  // Where a file is wrong, whoever reads this wants to know that it did no harm.
  const inFiles = ending.exitCode === 2 && ending.problems.some(({ line }) => line !== undefined);
  context.stderr(renderProblems(ending.problems, { color: telling.color, ...(inFiles ? { closing: "nothing was sent" } : {}) }));
  if (ending.detail !== undefined) context.stderr(`${ending.detail.trimEnd()}\n`);
  if (telling.debug && !UserError.is(error)) context.stderr(`${stackOf(error)}\n`);
  if (telling.json) context.stdout(`${JSON.stringify({ error: { exitCode: ending.exitCode, problems: ending.problems } })}\n`);
  return ending.exitCode;
};

const endingOf = (error: unknown, version: string): Ending => {
  if (UserError.is(error)) {
    const { exitCode, problems, detail } = error;
    return {
      exitCode,
      problems: problems.length === 0 ? [{ message: error.message }] : problems,
      ...(detail === undefined ? {} : { detail }),
    };
  }
  if (causes(error).some(isFull)) return storeEnding("full", "");
  for (const cause of causes(error)) if (StoreError.is(cause)) return storeEnding(cause.kind, cause.message);
  const [inaccessible] = causes(error).flatMap(fileProblem);
  if (inaccessible !== undefined) return { exitCode: 2, problems: [inaccessible] };
  return {
    exitCode: 1,
    problems: [
      {
        message: `unexpected: ${causes(error).map(messageOf).join(", because ")}`,
        hint: "this is a fault in tranche, not in your files; what was recorded so far is kept",
      },
    ],
    detail: [
      "To report it: this message, the command, what the same command prints with --log-level debug,",
      `and the version (${version}). Leave out keys and the content of items.`,
    ].join("\n"),
  };
};

const storeEnding = (kind: StoreErrorKind, message: string): Ending => {
  switch (kind) {
    case "full":
      return {
        exitCode: 1,
        problems: [
          {
            message: "the disk is full, nothing more could be written",
            hint: "free some space and run the same command again; what was recorded before is intact",
          },
        ],
      };
    case "newer":
      return { exitCode: 2, problems: [{ message, hint: "use the tranche that wrote it, or a newer one; it was left untouched" }] };
    case "busy":
    case "fenced":
      return { exitCode: 75, problems: [{ message, hint: "another process holds it; run the same command again once that one is done" }] };
    case "behind":
      return {
        exitCode: 5,
        problems: [
          { message, hint: "restore its newest copy; where there is none, write down what vendors hold with: tranche run <job> --adopt" },
        ],
      };
    case "unusable":
      return { exitCode: 2, problems: [{ message, hint: "--store names another place" }] };
    default:
      return kind satisfies never;
  }
};

const wordsOfCode: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ENOTDIR: "what should be a folder on the way there is a file",
  ENOENT: "it is not there",
  EROFS: "its file system takes no changes",
};

/** A file or folder that a person named and the system refused; a command that knows more about it throws its own problem. */
const fileProblem = (error: unknown): readonly Problem[] => {
  const { code, path, syscall } = Object(error) as { code?: unknown; path?: unknown; syscall?: unknown };
  const words = typeof code === "string" ? wordsOfCode[code] : undefined;
  return words === undefined || typeof path !== "string" ? [] : [{ file: path, message: `${words} (${String(syscall)}, ${String(code)})` }];
};

/** The error and what caused it, outermost first; ends at a loop. */
const causes = (error: unknown): readonly unknown[] => {
  const chain: unknown[] = [];
  for (let at: unknown = error; at !== undefined && at !== null && !chain.includes(at); at = (at as { cause?: unknown }).cause)
    chain.push(at);
  return chain.length === 0 ? [error] : chain;
};

/** SQLITE_FULL, as `node:sqlite` reports it in `errcode`. */
const sqliteFull = 13;

const isFull = (error: unknown): boolean => {
  const { code, errcode } = Object(error) as { code?: unknown; errcode?: unknown };
  return (
    code === "ENOSPC" ||
    code === "EDQUOT" ||
    (code === "ERR_SQLITE_ERROR" && errcode === sqliteFull) ||
    (StoreError.is(error) && error.kind === "full")
  );
};

const isInterruption = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && causes(error).some((cause) => cause === signal.reason || (Object(cause) as { name?: unknown }).name === "AbortError");

const messageOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));

const stackOf = (error: unknown): string =>
  causes(error)
    .map((cause) => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)))
    .join("\ncaused by: ");
