import { dirname, resolve } from "node:path";
import { checkConfig, type Config } from "@tranche/sdk";
import { type Problem, UserError } from "./problem.ts";
import { shownPath } from "./shown-path.ts";
import { placed, specProblems } from "./spec-problems.ts";
import { loadYaml } from "./yaml-file.ts";

/** A config that was read from a file. */
export interface LoadedConfig {
  readonly config: Config;
  /** Absolute. */
  readonly file: string;
  /** What the paths in it are relative to. */
  readonly folder: string;
  /** Says that something is wrong at a place of this file. */
  readonly problemAt: ProblemAt;
}

/** Makes a problem with the line of a field: `path` as keys from the top. */
export type ProblemAt = (place: {
  readonly path: readonly (string | number)[];
  /** Whether the key or the value is to be marked. Default: the value. */
  readonly at?: "key" | "value";
  readonly message: string;
  readonly hint?: string;
}) => Problem;

/**
 * Reads a config and fills in its defaults. `cwd` decides how problems name the file. Throws a UserError with everything that is
 * wrong with it; looks at no credential.
 */
export const loadConfig = async (file: string, options: { readonly cwd?: string } = {}): Promise<LoadedConfig> => {
  const path = resolve(options.cwd ?? ".", file);
  const yaml = await loadYaml(path, { shownAs: options.cwd === undefined ? path : shownPath(path, options.cwd), kind: "the config file" });
  const checked = checkConfig(yaml.data);
  if (!checked.ok) throw new UserError(2, specProblems(checked.issues, yaml));
  return {
    config: checked.value,
    file: path,
    folder: dirname(path),
    problemAt: ({ at = "value", ...issue }) => placed({ at, ...issue }, yaml),
  };
};
