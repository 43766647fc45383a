import { formatPath, type SpecIssue } from "@tranche/sdk";
import type { Problem } from "./problem.ts";
import type { YamlFile } from "./yaml-file.ts";

/** Puts what is wrong with a file's data back to where it stands in the file, in the order of its lines. */
export const specProblems = (issues: readonly SpecIssue[], yaml: YamlFile): readonly Problem[] =>
  issues.map((issue) => placed(issue, yaml)).toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));

/** One problem with the place it stands at. */
export const placed = ({ path, at, message, hint }: SpecIssue, yaml: YamlFile): Problem => {
  const { line, column, excerpt } = yaml.locate(path, at);
  return {
    file: yaml.file,
    line,
    column,
    ...(path.length === 0 ? {} : { path: formatPath(path) }),
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(excerpt === undefined || path.includes("credential") ? {} : { excerpt }),
  };
};
