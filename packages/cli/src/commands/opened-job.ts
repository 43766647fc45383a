import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Job } from "@tranche/sdk";
import { parse } from "yaml";
import { UserError } from "../input/problem.ts";
import type { JobRecord } from "../ports/store.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { openStore, openWorkspace, storeProblem, type Workspace } from "./workspace.ts";

/** A workspace with its store open, for commands that look at what has happened. */
export interface OpenedStore {
  readonly workspace: Workspace;
  readonly store: SqliteStore;
}

/** Opens the config and its store, hands both over, and closes; a store that is not there yet is said in words. */
export const withStore = async (
  options: CommonOptions,
  context: CommandContext,
  work: (opened: OpenedStore) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const workspace = await openWorkspace(options, context);
  if (!existsSync(workspace.storePath))
    throw new UserError(2, [
      { file: workspace.storePath, message: "there is no store yet: nothing was run", hint: "begin with: tranche run <job>" },
    ]);
  const store = openStore(workspace);
  try {
    return await work({ workspace, store });
  } catch (error) {
    throw storeProblem(error);
  } finally {
    await store.close();
  }
};

/** The job a person means: by name, by its file, or the only one there is. */
export const findJob = async (store: SqliteStore, named: string | undefined, cwd: string): Promise<JobRecord> => {
  const jobs = await store.listJobs();
  if (named === undefined) {
    const last = jobs.at(-1);
    if (last === undefined) throw new UserError(2, [{ message: "no job has been run yet", hint: "begin with: tranche run <job>" }]);
    return last;
  }
  const name = nameIn(resolve(cwd, named)) ?? named;
  const found = jobs.find(({ job }) => job === name || job === named);
  if (found === undefined)
    throw new UserError(2, [
      {
        message: `no job called ${name} has been run here`,
        hint: jobs.length === 0 ? "none has" : `these have: ${jobs.map(({ job }) => job).join(", ")}`,
      },
    ]);
  return found;
};

/** The name of a job given as its file. */
const nameIn = (file: string): string | undefined => (/\.ya?ml$/.test(file) && existsSync(file) ? jobNameOf(file) : undefined);

/** The name in a job file; undefined where it has none, or is not one. */
export const jobNameOf = (file: string): string | undefined => {
  try {
    const name = (parse(readFileSync(file, "utf8")) as { name?: unknown } | null)?.name;
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
};

/** The job as it was when it last ran. */
export const jobOf = (record: JobRecord): Job => JSON.parse(record.jobJson) as Job;
