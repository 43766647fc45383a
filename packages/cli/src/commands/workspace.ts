import { mkdirSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { AdapterDefinition, Config, VendorAdapter, VendorConfig } from "@tranche/sdk";
import { findConfig, loadAdapter, loadConfig, resolveCredential } from "../input/index.ts";
import { UserError } from "../input/problem.ts";
import { openSqliteStore, type SqliteStore } from "../store/sqlite/sqlite-store.ts";
import { StoreError } from "../store/store-error.ts";
import type { CommandContext, CommonOptions } from "./context.ts";

/** A config with its adapters, and where its store lies. */
export interface Workspace {
  readonly config: Config;
  readonly configFile: string;
  /** Folder of the config file: what its paths are relative to. */
  readonly folder: string;
  readonly storePath: string;
  readonly vendors: readonly WorkspaceVendor[];
}

export interface WorkspaceVendor {
  readonly config: VendorConfig;
  readonly definition: AdapterDefinition;
}

/** Reads the config and finds the adapters; opens nothing and sends nothing. */
export const openWorkspace = async (options: CommonOptions & { readonly job?: string }, context: CommandContext): Promise<Workspace> => {
  const { config: option, job } = options;
  const file = findConfig({ cwd: context.cwd, ...(option === undefined ? {} : { option }), ...(job === undefined ? {} : { job }) });
  const loaded = await loadConfig(file, { cwd: context.cwd });
  const { config, folder, file: configFile } = loaded;
  const vendors: WorkspaceVendor[] = [];
  for (const vendor of Object.values(config.vendors)) vendors.push({ config: vendor, definition: await loadAdapter(vendor, loaded) });
  return {
    config,
    configFile,
    folder,
    storePath: storePathOf(options, context, { config, folder }),
    vendors,
  };
};

const storePathOf = (
  options: CommonOptions,
  context: CommandContext,
  { config, folder }: { readonly config: Config; readonly folder: string },
): string => {
  const [given, base] = options.store === undefined ? [config.store, folder] : [options.store, context.cwd];
  if (/^postgres(ql)?:/.test(given))
    throw new UserError(2, [
      { message: "a shared store (PostgreSQL) is not supported yet", hint: "name a file, as in --store .tranche/tranche.db" },
    ]);
  return isAbsolute(given) ? given : resolve(base, given);
};

/** Opens the store, and makes it, and the folder it lies in, the first time. */
export const openStore = (workspace: Pick<Workspace, "storePath">): SqliteStore => {
  try {
    makeFolder(dirname(workspace.storePath));
    return openSqliteStore(workspace.storePath);
  } catch (error) {
    throw storeProblem(error);
  }
};

/** It will hold every row of every job: for its owner's eyes only. */
const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code = "" } = error as { code?: string };
    throw new StoreError(
      "unusable",
      `${folder} cannot be read or written (${code}). The store would lie there; name another place with --store`,
      error,
    );
  }
};

const BEHIND_HINT = "restore its newest copy; where there is none, write down what the vendors hold with: tranche run <job> --adopt";

/** A store's failure as a problem people can act on. */
export const storeProblem = (error: unknown): unknown => {
  if (!StoreError.is(error)) return error;
  const code = error.kind === "busy" || error.kind === "fenced" ? 75 : error.kind === "full" ? 1 : error.kind === "behind" ? 5 : 2;
  const hint = error.kind === "behind" ? { hint: BEHIND_HINT } : {};
  return new UserError(code, [{ message: error.message, ...hint }], { cause: error });
};

/** Where the keys lie that names are derived with: beside the store. */
export const keyFileOf = (workspace: Pick<Workspace, "storePath">): string => join(workspace.storePath, "..", "names.key");

/** Makes the vendor's adapter with its credential; the one place where a credential is read. */
export const connect = async (vendor: WorkspaceVendor, workspace: Workspace, context: CommandContext): Promise<VendorAdapter> => {
  const { config, definition } = vendor;
  const credential = await resolveCredential(config.credential, { folder: workspace.folder, env: context.env, vendor: config.name });
  try {
    return definition.create({
      baseUrl: config.baseUrl,
      credential,
      options: config.options,
      connections: Math.max(64, config.limits.concurrency),
    });
  } catch (error) {
    if (error instanceof TypeError)
      throw new UserError(2, [{ file: workspace.configFile, path: `vendors.${config.name}`, message: error.message }], { cause: error });
    throw error;
  }
};
