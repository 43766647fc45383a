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
  /** The job file, relative to `cwd`: where nothing lies above `cwd`, its folder is searched as well. A job's name does no harm. */
  readonly job?: string;
}

/**
 * The absolute path of the config: the one that was named, else the nearest `tranche.config.yaml` from `cwd` upwards, else from the job file
 * upwards. Throws a UserError where there is none; whether a named one can be read shows when it is read.
 */
export const findConfig = ({ cwd, option, env, job }: FindConfigOptions): string => {
  const named = option ?? (env?.["TRANCHE_CONFIG"] || undefined);
  if (named !== undefined) return resolve(cwd, named);
  const found = nearest(resolve(cwd)) ?? (job === undefined ? undefined : nearest(dirname(resolve(cwd, job))));
  if (found !== undefined) return found;
  throw new UserError(2, [
    {
      message: `there is no ${configFileName} in ${cwd} or above it`,
      hint: "tranche init writes one; --config names another",
    },
  ]);
};

const nearest = (from: string): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, configFileName);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
};
