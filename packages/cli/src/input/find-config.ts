import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "./problem.ts";

/** Name of the config file. */
export const configFileName = "tranche.config.yaml";

export interface FindConfigOptions {
  readonly cwd: string;
  /** `--config`, relative to `cwd`. */
  readonly option?: string;
  /** Read for `TRANCHE_CONFIG`, which `option` goes before. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The absolute path of the config: the one that was named, else the nearest `tranche.config.yaml` from `cwd` upwards. Throws a
 * UserError where there is none; whether a named one can be read shows when it is read.
 */
export const findConfig = ({ cwd, option, env }: FindConfigOptions): string => {
  const named = option ?? (env?.["TRANCHE_CONFIG"] || undefined);
  if (named !== undefined) return resolve(cwd, named);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const file = join(folder, configFileName);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) break;
  }
  throw new UserError(2, [
    {
      message: `there is no ${configFileName} in ${cwd} or above it`,
      hint: "tranche init writes one; --config names another",
    },
  ]);
};
