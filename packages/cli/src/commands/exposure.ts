import type { Argv } from "yargs";
import { UserError } from "../input/problem.ts";
import { type ExposureDocument, exposureText } from "../report/index.ts";
import { exposureFacts } from "../store/sqlite/facts/exposure-facts.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { jobOf, type OpenedStore, withStore } from "./opened-job.ts";

export interface ExposureOptions extends CommonOptions {
  readonly dataset?: string;
  readonly owner?: string;
}

/** `tranche exposure`: who has, or may have, seen how much, against the caps. */
export const registerExposure = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "exposure",
    "who has seen what, as counts and shares, against the caps",
    (command) =>
      command
        .option("dataset", { type: "string", requiresArg: true, describe: "only this dataset" })
        .option("owner", { type: "string", requiresArg: true, describe: "only this owner" }),
    async (args) => done(await runExposure(args as unknown as ExposureOptions, context)),
  );

export const runExposure = (options: ExposureOptions, context: CommandContext): Promise<ExitCode> =>
  withStore(options, context, async (opened) => {
    const document = await exposureOfStore(opened, options);
    await known(opened, options);
    context.stdout(options.json ? `${JSON.stringify(document)}\n` : exposureText(document));
    return 0;
  });

/** A misspelt name must not read as "nobody has seen anything". */
const known = async ({ workspace, store }: OpenedStore, { dataset, owner }: ExposureOptions): Promise<void> => {
  const jobs = await store.listJobs();
  const datasets = [...new Set(jobs.map((record) => record.dataset))];
  if (dataset !== undefined && !datasets.includes(dataset)) throw unknownName("dataset", { name: dataset, known: datasets });
  if (owner === undefined) return;
  const owners = new Set(Object.values(workspace.config.vendors).map((vendor) => vendor.owner));
  for (const { owners: seen } of exposureFacts(store.database, { vendors: [], capOf: () => 1 }).datasets)
    for (const one of seen) owners.add(one.owner);
  if (!owners.has(owner)) throw unknownName("owner", { name: owner, known: [...owners] });
};

const unknownName = (
  what: "dataset" | "owner",
  { name, known: names }: { readonly name: string; readonly known: readonly string[] },
): UserError =>
  new UserError(2, [
    {
      message: `there is no ${what} called ${name} here`,
      hint: names.length === 0 ? "nothing was run yet" : `there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`,
    },
  ]);

/** The exposure document; a dataset's cap is the strictest of its jobs. */
export const exposureOfStore = async (
  { workspace, store }: OpenedStore,
  query: { readonly dataset?: string; readonly owner?: string },
): Promise<ExposureDocument> => {
  const caps = new Map<string, number>();
  for (const record of await store.listJobs())
    caps.set(record.dataset, Math.min(caps.get(record.dataset) ?? 1, jobOf(record).policy.maxSharePerMillion / 1_000_000));
  return exposureFacts(store.database, {
    ...(query.dataset === undefined ? {} : { dataset: query.dataset }),
    ...(query.owner === undefined ? {} : { owner: query.owner }),
    vendors: Object.values(workspace.config.vendors).map(({ name, owner }) => ({ vendor: name, owner })),
    capOf: (dataset) => caps.get(dataset) ?? 1,
  });
};
