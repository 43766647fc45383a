import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Argv } from "yargs";
import { explainItem, explainStarted, type Plan } from "../core/plan/index.ts";
import { classFinder } from "../core/purpose/class-parts.ts";
import { type LocatedItem, locateItem } from "../engine/planning/locate-item.ts";
import { stateInputs } from "../engine/planning/job-state.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { openItems, UserError } from "../input/index.ts";
import type { GroupStanding, JobRecord } from "../ports/store.ts";
import type { ExplainDocument } from "../report/documents.ts";
import { explainText } from "../report/explain-text.ts";
import { itemFacts } from "../store/sqlite/facts/item-facts.ts";
import { itemIds, startedItem } from "../store/sqlite/facts/started-item.ts";
import type { SqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { type JobBench, openJobBench, sortingOf } from "./job-bench.ts";
import { createNearIds, type NearIds } from "./near-ids.ts";
import { learntBench } from "./learnt-facts.ts";
import { jobNameOf } from "./opened-job.ts";
import { freshPlan, readPlanFile, readSavedPlan, stateOptions } from "./planned-job.ts";
import { openStore, openWorkspace, storeProblem } from "./workspace.ts";

export interface ExplainOptions extends CommonOptions {
  /** A job file, or a plan that `plan --out` wrote. */
  readonly job: string;
  readonly item: string;
}

/** `tranche explain <plan or job> --item ID`: why an item goes where it goes, and why nowhere else; sends and writes nothing. */
export const registerExplain = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "explain <job>",
    "why an item goes where it goes, and why nowhere else",
    (command) =>
      command
        .positional("job", { type: "string", demandOption: true, describe: "job file, or a plan that plan --out wrote" })
        .option("item", { type: "string", requiresArg: true, demandOption: true, describe: "id of the item" }),
    async (args) => done(await runExplain(args as unknown as ExplainOptions, context)),
  );

export const runExplain = async (options: ExplainOptions, context: CommandContext): Promise<ExitCode> => {
  const item = String(options.item);
  const planFile = /\.json$/i.test(options.job) ? resolve(context.cwd, options.job) : undefined;
  const jobFile = planFile === undefined ? options.job : jobFileOf(planFile);
  const workspace = await openWorkspace(options, context);
  const now = Date.now();
  const opened = await openJobBench(jobFile, workspace, { ...context, now });
  const store = existsSync(workspace.storePath) ? openStore(workspace) : undefined;
  try {
    const bench = await learntBench(opened, store);
    const record = await store?.readJob(bench.job.name);
    const document =
      store === undefined || record === undefined
        ? await planned({
            bench,
            context,
            now,
            item,
            ...(store === undefined ? {} : { store }),
            ...(planFile === undefined ? {} : { planFile }),
          })
        : await started({ bench, store, record, now, item });
    if (options.json) context.stdout(`${JSON.stringify(document)}\n`);
    else context.stdout(explainText(document, { color: options.color && context.terminal.stdout, columns: context.terminal.columns }));
    return document.from === "plan" && document.because !== undefined ? 3 : 0;
  } catch (error) {
    throw storeProblem(error);
  } finally {
    await store?.close();
  }
};

/** The job file a plan was made of: the one beside it with the job's name. A plan holds quotas, and no ids. */
const jobFileOf = (planFile: string): string => {
  const { job } = readSavedPlan(planFile);
  const folder = dirname(planFile);
  const found = readdirSync(folder)
    .filter((name) => /\.ya?ml$/i.test(name))
    .toSorted()
    .find((name) => jobNameOf(join(folder, name)) === job);
  if (found !== undefined) return join(folder, found);
  throw new UserError(2, [
    {
      file: planFile,
      message: `the plan alone cannot say: it holds how many items go where, not which, and no job file called ${job} lies beside it`,
      hint: "tranche explain <job file> --item ID",
    },
  ]);
};

interface PlannedParts {
  readonly bench: JobBench;
  readonly context: CommandContext;
  readonly store?: SqliteStore;
  readonly planFile?: string;
  readonly now: number;
  readonly item: string;
}

const planned = async (parts: PlannedParts): Promise<ExplainDocument> => {
  const { bench, context, store, planFile, item } = parts;
  const { job, loaded } = bench;
  if (loaded.items === "stdin")
    throw new UserError(2, [
      {
        file: loaded.file,
        path: "items",
        message: "the items come through a pipe, which can be read only once",
        hint: "write them to a file",
      },
    ]);
  const seen = store === undefined || (await store.exposureOf(job.dataset)).length === 0 ? undefined : store;
  const near = createNearIds(item);
  const { plan: made, inputs, survey } = await freshPlan({ ...parts, solve: await loadHighs() });
  const located = await locateItem(openItems(loaded, { signal: context.signal }), {
    id: item,
    onOther: near.see,
    ...sortingOf(bench, seen),
    ...(survey.locate === undefined ? {} : { locate: survey.locate }),
  });
  if (located === undefined) throw noSuchItem({ job: job.name, item, near });
  const plan = planFile === undefined ? made : readPlanFile(planFile, made.inputs);
  return {
    job: job.name,
    item,
    ...(located.sharesAnswerOf === undefined ? {} : { sharesAnswerOf: located.sharesAnswerOf }),
    from: "plan",
    plan: plan.hash,
    ...(plan.infeasible === undefined ? {} : { because: plan.infeasible.because.map(({ text }) => text) }),
    ...explainItem({ inputs, plan }, inItsClass(plan, located)),
  };
};

/** An item as it was surveyed, in the class that the plan cut out for it. */
const inItsClass = ({ assignment }: Plan, located: LocatedItem): { readonly classId: string; readonly index: number } => {
  const found = classFinder(assignment.classes, assignment.key)(located.classId, located.index);
  return found === undefined ? located : { classId: found.itemClass.id, index: found.index };
};

interface StartedParts {
  readonly bench: JobBench;
  readonly store: SqliteStore;
  readonly record: JobRecord;
  readonly now: number;
  readonly item: string;
}

const started = async ({ bench, store, record, now, item }: StartedParts): Promise<ExplainDocument> => {
  const query = { job: record.job, item };
  const facts = startedItem(store.database, query);
  if (facts === undefined) {
    const near = createNearIds(item);
    for (const id of itemIds(store.database, record.job)) near.see(id);
    throw noSuchItem({ job: record.job, item, near });
  }
  const inputs = await stateInputs(store, { ...stateOptions(bench, now), hashes: { ...bench.hashes, items: record.itemsHash } });
  const vendors = explainStarted(inputs, {
    itemClass: {
      id: item,
      items: 1,
      slotsEach: facts.slots.length,
      seenBy: facts.seenBy,
      barredOwners: [],
      barredVendors: [...facts.bars.keys()],
      bytesEach: facts.bytes,
    },
    held: facts.slots.flatMap(({ vendor }) => (vendor === undefined ? [] : [vendor])),
    planned: await store.plannedOf(record.job, inputs.vendors),
    ...(await groupOf({ bench, store, record }, facts)),
  });
  return {
    job: record.job,
    item,
    ...(facts.sharesAnswerOf === undefined ? {} : { sharesAnswerOf: facts.sharesAnswerOf }),
    from: "store",
    status: itemFacts(store.database, query)?.status ?? "pending",
    slots: facts.slots,
    vendors: vendors.map((one) => {
      const bar = facts.bars.get(one.vendor);
      return {
        ...one,
        attempts: facts.attempts
          .filter(({ vendor }) => vendor === one.vendor)
          .map(({ state, note }) => ({ state, ...(note === undefined ? {} : { note }) })),
        ...(bar === undefined ? {} : { bar }),
        seen: facts.seenBy.includes(one.owner),
      };
    }),
  };
};

/** How the group of an item stands; nothing where it is in none. */
const groupOf = async (
  { bench, store, record }: Pick<StartedParts, "bench" | "store" | "record">,
  { unit }: { readonly unit?: string },
): Promise<{ readonly group?: GroupStanding }> => {
  const { groups, dataset } = bench.job;
  if (unit === undefined || groups === undefined) return {};
  const standings = await store.groupStandings({
    job: record.job,
    dataset,
    ...(groups.by === undefined ? {} : { by: groups.by }),
    // No item has this number: the group is asked about as a whole.
    told: [{ seq: -1, unit }],
    standing: new Map(bench.facts.map(({ vendor, owner }) => [vendor, owner])),
  });
  const group = standings.get(unit);
  return group === undefined ? {} : { group };
};

const noSuchItem = ({ job, item, near }: { readonly job: string; readonly item: string; readonly near: NearIds }): UserError => {
  const ids = near.nearest();
  return new UserError(2, [
    {
      message: `${job} has no item ${item}`,
      hint: ids.length === 0 ? "ids are those of the items file" : `did you mean ${ids.join(" or ")}?`,
    },
  ]);
};
