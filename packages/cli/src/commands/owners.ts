import { existsSync } from "node:fs";
import type { Argv } from "yargs";
import { type DatasetSeen, whatIf } from "../core/exposure/what-if.ts";
import type { OwnerRules } from "../core/route/conflict.ts";
import { controllersOf } from "../core/route/control.ts";
import { UserError } from "../input/problem.ts";
import { type OwnersDocument, ownersText, type WhatIfDocument, whatIfText } from "../report/index.ts";
import { ownersWhoSaw, seenByAny } from "../store/sqlite/facts/seen-by-any.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { jobOf, type OpenedStore, withStore } from "./opened-job.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

export interface OwnersOptions extends CommonOptions {
  readonly what?: "what-if";
  readonly holder?: string;
  readonly buys?: string;
  readonly share: number;
}

/** `tranche owners [what-if]`: who holds whom, and who would hold how much of each dataset if somebody bought somebody. */
export const registerOwners = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "owners [what]",
    "who holds shares in whom; what-if: who would then hold how much of the data",
    (command) =>
      command
        .positional("what", { choices: ["what-if"] as const, describe: "what-if: suppose --holder buys --buys" })
        .option("holder", { type: "string", requiresArg: true, describe: "who buys" })
        .option("buys", { type: "string", requiresArg: true, describe: "the owner, or vendor, that is bought" })
        .option("share", { type: "number", requiresArg: true, default: 1, describe: "how much of it the holder would then have, 0 to 1" }),
    async (args) => done(await runOwners(args as unknown as OwnersOptions, context)),
  );

export const runOwners = async (options: OwnersOptions, context: CommandContext): Promise<ExitCode> => {
  const now = Date.now();
  const workspace = await openWorkspace(options, context);
  if (options.what === undefined) {
    if (options.holder !== undefined || options.buys !== undefined)
      throw new UserError(2, [{ message: "--holder and --buys belong to what-if", hint: "tranche owners what-if --holder X --buys Y" }]);
    const document = ownersDocument(workspace, now);
    context.stdout(options.json ? `${JSON.stringify(document)}\n` : ownersText(document));
    return 0;
  }
  const asked = purchaseOf(options, workspace);
  const answer = (opened: Partial<OpenedStore>): Promise<ExitCode> =>
    whatIfDocument({ workspace, now, asked, ...(opened.store === undefined ? {} : { store: opened.store }) }).then((document) => {
      context.stdout(options.json ? `${JSON.stringify(document)}\n` : whatIfText(document));
      return 0;
    });
  // Before the first run there is nothing to look at, and asking makes no store.
  return existsSync(workspace.storePath) ? withStore(options, context, answer) : answer({});
};

const rulesOf = ({ config }: Workspace): OwnerRules => ({ stakes: config.owners, conflictPerMillion: config.rules.conflictPerMillion });

const ownersDocument = (workspace: Workspace, now: number): OwnersDocument => {
  const vendors = Object.values(workspace.config.vendors);
  const rules = rulesOf(workspace);
  const owners = [...new Set([...vendors.map(({ owner }) => owner), ...Object.keys(rules.stakes)])].toSorted();
  return {
    conflict: rules.conflictPerMillion / 1_000_000,
    owners: owners.map((owner) => ({
      owner,
      vendors: vendors.filter((vendor) => vendor.owner === owner).map(({ name }) => name),
      stakes: (workspace.config.owners[owner]?.stakes ?? [])
        .toSorted((a, b) => b.sharePerMillion - a.sharePerMillion)
        .map(({ holder, sharePerMillion, since, source }) => ({
          holder,
          share: sharePerMillion / 1_000_000,
          since: since === undefined ? null : new Date(since).toISOString().slice(0, 10),
          source: source ?? null,
          inForce: since === undefined || since <= now,
        })),
      controlledBy: controllersOf(owner, { ...rules, now }),
    })),
  };
};

interface Asked {
  readonly holder: string;
  readonly buys: string;
  readonly sharePerMillion: number;
}

const purchaseOf = ({ holder, buys, share }: OwnersOptions, { config, configFile }: Workspace): Asked => {
  const usage = "tranche owners what-if --holder X --buys Y [--share 0.49]";
  if (holder === undefined || buys === undefined) throw new UserError(2, [{ message: "what-if needs --holder and --buys", hint: usage }]);
  if (!(share >= 0 && share <= 1)) throw new UserError(2, [{ path: "--share", message: "must lie between 0 and 1", hint: usage }]);
  const owners = new Set([
    ...Object.values(config.vendors).map(({ owner }) => owner),
    ...Object.entries(config.owners).flatMap(([owner, { stakes }]) => [owner, ...stakes.map((stake) => stake.holder)]),
  ]);
  const owner = owners.has(buys) ? buys : config.vendors[buys]?.owner;
  if (owner === undefined)
    throw new UserError(2, [
      {
        path: "--buys",
        message: `${configFile} speaks of no owner or vendor called ${buys}`,
        hint: `it has ${[...owners].toSorted().join(", ")}`,
      },
    ]);
  if (owner === holder) throw new UserError(2, [{ path: "--buys", message: `${holder} cannot buy itself` }]);
  return { holder, buys: owner, sharePerMillion: Math.round(share * 1_000_000) };
};

const whatIfDocument = async (parts: {
  readonly workspace: Workspace;
  readonly now: number;
  readonly asked: Asked;
  readonly store?: SqliteStore;
}): Promise<WhatIfDocument> => {
  const { workspace, now, asked, store } = parts;
  const vendors = Object.values(workspace.config.vendors).map(({ name, owner }) => ({ vendor: name, owner }));
  const rules = rulesOf(workspace);
  const owners = [
    ...vendors.map(({ owner }) => owner),
    ...Object.keys(rules.stakes),
    ...(store === undefined ? [] : ownersWhoSaw(store.database)),
  ];
  const { purchase, reach, datasets } = whatIf({
    purchase: asked,
    rules,
    now,
    owners,
    datasets: store === undefined ? [] : await datasetsOf(store, vendors),
  });
  return {
    holder: purchase.holder,
    buys: purchase.buys,
    share: purchase.sharePerMillion / 1_000_000,
    conflict: rules.conflictPerMillion / 1_000_000,
    reach,
    datasets: datasets.map(({ dataset, items, before, after, jobs }) => ({
      dataset,
      items,
      before: { items: before, share: items === 0 ? 0 : before / items },
      after: { items: after, share: items === 0 ? 0 : after / items },
      jobs: jobs.map(({ job, maxSharePerMillion, over, denied }) => ({ job, cap: maxSharePerMillion / 1_000_000, over, denied })),
    })),
  };
};

const datasetsOf = async (
  store: SqliteStore,
  vendors: readonly { readonly vendor: string; readonly owner: string }[],
): Promise<readonly DatasetSeen[]> => {
  const jobs = (await store.listJobs()).map((record) => ({ record, job: jobOf(record) }));
  const names = [...new Set(jobs.map(({ record }) => record.dataset))].toSorted();
  return Promise.all(
    names.map(async (dataset) => ({
      dataset,
      items: await store.datasetSize(dataset),
      seenByAny: (owners: readonly string[]) => seenByAny(store.database, dataset, owners),
      jobs: jobs
        .filter(({ record }) => record.dataset === dataset)
        .map(({ record, job }) => ({
          job: record.job,
          maxSharePerMillion: job.policy.maxSharePerMillion,
          deny: job.policy.deny,
          vendors: vendors.filter(({ vendor }) => job.vendors?.includes(vendor) ?? true),
        })),
    })),
  );
};
