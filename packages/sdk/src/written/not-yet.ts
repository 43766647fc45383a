import { formatPath, type SpecIssue } from "./spec-issue.ts";

/** A place of a file that is declared and acted on by nobody; `*` stands for any name. */
interface NotYet {
  readonly place: readonly string[];
  /** Only these values of it; absent means all. */
  readonly values?: readonly string[];
}

/**
 * What the job file declares and nobody acts on yet: refused, because a limit or a check that is silently ignored is worse
 * than none. Whoever builds one takes its line out.
 */
export const notYetInJob: readonly NotYet[] = [];

/** The same for the config file. */
export const notYetInConfig: readonly NotYet[] = [];

/**
 * Adds a refusal for each declared place that is written down, and drops what else was wrong with it: nobody should mend what
 * has to be taken out.
 */
export const withRefusals = (value: unknown, issues: readonly SpecIssue[], places: readonly NotYet[]): readonly SpecIssue[] => {
  const refused = places.flatMap(({ place, values }) => found({ value, place, path: [], ...(values === undefined ? {} : { values }) }));
  const covered = (issue: SpecIssue): boolean => refused.some(({ path }) => path.every((part, depth) => issue.path[depth] === part));
  return [...issues.filter((issue) => !covered(issue)), ...refused];
};

interface Search {
  readonly value: unknown;
  readonly place: readonly string[];
  readonly path: readonly string[];
  readonly values?: readonly string[];
}

const found = ({ value, place, path, values }: Search): readonly SpecIssue[] => {
  const [next, ...rest] = place;
  if (next === undefined) {
    if (values === undefined) return [refusal(path, formatPath(path), "take it out; it would be ignored")];
    return values.includes(String(value)) ? [refusal(path, `${formatPath(path)} ${String(value)}`, "take it out, or choose another")] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  const keys = next === "*" ? Object.keys(value) : Object.hasOwn(value, next) ? [next] : [];
  return keys.flatMap((key) =>
    found({
      value: (value as Record<string, unknown>)[key],
      place: rest,
      path: [...path, key],
      ...(values === undefined ? {} : { values }),
    }),
  );
};

const refusal = (path: readonly string[], what: string, hint: string): SpecIssue => ({
  path,
  at: "key",
  message: `${what} is declared but not supported yet`,
  hint,
});
