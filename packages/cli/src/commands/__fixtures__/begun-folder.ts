import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { itemsByPlan } from "../../engine/planning/import-items.ts";
import { loadHighs } from "../../engine/solve/highs.ts";
import { openItems } from "../../input/index.ts";
import type { AttemptEvent } from "../../core/failover/attempt.ts";
import type { SqliteStore } from "../../store/sqlite/sqlite-store.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { runInit } from "../init.ts";
import { openJobBench, sortingOf } from "../job-bench.ts";
import { freshPlan } from "../planned-job.ts";
import { openStore, openWorkspace } from "../workspace.ts";

/** A folder in which a small job has begun, without any vendor: what was sent and answered is written straight into the store. */
export interface BegunFolder {
  readonly folder: string;
  readonly job: string;
  readonly ids: readonly string[];
  readonly context: (part?: Partial<CommandContext>) => CommandContext;
  readonly json: CommonOptions;
  readonly text: CommonOptions;
  /** What was printed on stdout since the last look. */
  readonly printed: () => string;
  readonly told: () => string;
  /** Opens the store for one piece of work. */
  readonly withStore: <T>(work: (store: SqliteStore) => Promise<T>) => Promise<T>;
  /** Sends the next unit of a vendor and lets events happen to it; answers the item's id. */
  readonly send: (vendor: string, ...events: readonly AttemptEvent[]) => Promise<string>;
  /** Lets a vendor answer what was given up. */
  readonly answerLate: (vendor: string, ref: string) => Promise<void>;
  readonly close: () => void;
}

export const beginFolder = async (items = 12): Promise<BegunFolder> => {
  const folder = mkdtempSync(join(tmpdir(), "tranche-begun-"));
  let out: string[] = [];
  let err: string[] = [];
  const json: CommonOptions = { json: true, quiet: true, logLevel: "warn", color: false };
  const context = (part: Partial<CommandContext> = {}): CommandContext => ({
    cwd: folder,
    env: {},
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    stdin: Readable.from([]),
    terminal: { stdout: false, stderr: false, stdin: false, columns: 100 },
    signal: new AbortController().signal,
    version: "0",
    ...part,
  });
  await runInit(json, context());
  const lines = readFileSync(join(folder, "items.jsonl"), "utf8").split("\n").slice(0, items);
  writeFileSync(join(folder, "items.jsonl"), `${lines.join("\n")}\n`);
  const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
  const workspace = await openWorkspace(json, context());
  const bench = await openJobBench("job.yaml", workspace, { ...context(), now: 1 });
  const withStore = async <T>(work: (store: SqliteStore) => Promise<T>): Promise<T> => {
    const store = openStore(workspace);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  const { name: job, dataset } = bench.job;
  await withStore(async (store) => {
    const { plan, survey } = await freshPlan({ bench, context: context(), store, solve: await loadHighs(), now: 1 });
    await store.importJob(
      {
        job,
        dataset,
        contentHash: bench.contentHash,
        itemsHash: survey.itemsHash,
        // As a run keeps it: the gold file by its whole path.
        jobJson: JSON.stringify(
          bench.loaded.gold === undefined ? bench.job : { ...bench.job, quality: { ...bench.job.quality, gold: bench.loaded.gold.path } },
        ),
        planJson: JSON.stringify(plan),
        planHash: plan.hash,
        currency: "USD",
        slotsPerItem: 1,
        createdAt: 1,
      },
      itemsByPlan(openItems(bench.loaded, {}), {
        plan,
        slotsPerItem: 1,
        answerOf: (id) => bench.gold.get(id),
        ...sortingOf(bench, undefined),
        placeFor: (_, seq) => seq,
      }),
    );
  });
  out = [];
  let now = 1_000;
  return {
    folder,
    job,
    ids,
    context,
    json,
    text: { ...json, json: false },
    printed: () => out.splice(0).join(""),
    told: () => err.splice(0).join(""),
    withStore,
    send: (vendor, ...events) =>
      withStore(async (store) => {
        now += 1_000;
        const lock = await store.lockJob({ job, holder: "test", now, isAlive: () => false });
        if (!lock.locked) throw new Error("the job is locked");
        const { reserved } = await store.reserve({
          job,
          dataset,
          vendor,
          owner: workspace.config.vendors[vendor]?.owner ?? vendor,
          fence: lock.fence,
          limit: 1,
          now,
          ownerCap: items,
          otherOwners: false,
          otherVendors: false,
          denied: undefined,
          price: 80_000,
          keyFor: ({ seq, epoch }) => `key-${vendor}-${seq}-${epoch}`,
        });
        const [unit] = reserved;
        if (unit === undefined) throw new Error(`${vendor} has nothing left to send`);
        for (const event of events) {
          now += 1_000;
          const judgment =
            event.event === "answered" ? { judgment: { id: `j-${unit.attempt}`, answer: { choice: "other" } as never, at: now } } : {};
          await store.apply({
            job,
            fence: lock.fence,
            now,
            changes: [{ target: { attempt: unit.attempt }, event, ...judgment }],
            triesPerVendor: 3,
          });
        }
        await store.unlockJob(job, lock.fence);
        return ids[unit.seq] ?? "";
      }),
    answerLate: (vendor, ref) =>
      withStore(async (store) => {
        const lock = await store.lockJob({ job, holder: "test", now, isAlive: () => false });
        if (!lock.locked) throw new Error("the job is locked");
        const judgment = { id: `late-${ref}`, answer: { choice: "other" } as never, at: now };
        await store.apply({
          job,
          fence: lock.fence,
          now,
          changes: [{ target: { vendor, ref }, event: { event: "answered", ref }, judgment }],
          triesPerVendor: 3,
        });
        await store.unlockJob(job, lock.fence);
      }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};
