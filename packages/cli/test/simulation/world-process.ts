import type { VendorAdapter } from "@tranche/sdk";
import type { EngineEnd, EngineNote, EngineVendor } from "../../src/engine/engine-options.ts";
import type { ReplanMissing } from "../../src/engine/replan.ts";
import { runEngine } from "../../src/engine/run-engine.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { EventLog } from "./event-log.ts";
import { type ProcessLife, startLife } from "./process-life.ts";
import type { Sabotage } from "./sabotage.ts";
import type { SimulatedVendor } from "./simulated-vendor.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { ArrivalWatch } from "./watch-arrivals.ts";
import type { Crash, World } from "./world.ts";
import { engineOptionsOf, LABELS } from "./world-job.ts";

/** After so long without a renewal the lock of a process of another machine is anybody's. */
export const LEASE_MS = 60_000;

/** One process that runs the engine. */
export interface WorldProcess {
  readonly life: ProcessLife;
  readonly running: Promise<EngineEnd>;
  /** Answers it was handed before a time: vendor and judgment. */
  readonly handed: (before: number) => readonly string[];
}

/** Whose processes still hold locks: the dead do not, and who stands still holds one for as long as it renewed it. */
const lives = new WeakMap<SqliteStore, Map<string, ProcessLife>>();

/** Starts the next process of a world; undefined while another holds the job. What a killed process still awaits never comes. */
export const startProcess = async (options: {
  readonly world: World;
  readonly number: number;
  readonly clock: VirtualClock;
  readonly ahead: () => number;
  readonly vendors: readonly SimulatedVendor[];
  readonly real: SqliteStore;
  readonly crash: Crash | undefined;
  readonly replan: ReplanMissing;
  readonly sabotage: Sabotage;
  readonly watch: Pick<ArrivalWatch, "decisions">;
  /** What vendors hold and the store has lost is written down; else the run is refused. */
  readonly adopt: boolean;
  readonly onNote: (note: EngineNote["note"]) => void;
  readonly log: EventLog;
  readonly powerCut: () => void;
}): Promise<WorldProcess | undefined> => {
  const { world, number, clock, ahead, real, crash, sabotage, log } = options;
  const known = lives.get(real) ?? new Map<string, ProcessLife>();
  lives.set(real, known);
  const name = `p${number}`;
  const now = clock.now() + ahead();
  const isAlive = (holder: string, renewedAt: number): boolean => known.get(holder)?.alive() === true && now - renewedAt < LEASE_MS;
  const locked = await real.lockJob({ job: "job", holder: name, now, isAlive });
  if (!locked.locked) return undefined;
  log.add(() => ({ process: name, is: "started", fence: locked.fence }));
  const life = startLife({ name, world: clock, ahead, crash, log, powerCut: options.powerCut });
  known.set(name, life);
  const handed: { at: number; id: string }[] = [];
  const watched = (vendor: EngineVendor): EngineVendor => {
    const changed = sabotage.vendor?.(vendor) ?? vendor;
    const adapter = life.adapter(vendor.vendor, changed.adapter);
    const collect: VendorAdapter["collect"] = async (...call) => {
      const page = await adapter.collect(...call);
      for (const one of page.observations)
        if (one.type === "unit")
          for (const { id, answer } of one.judgments)
            if (LABELS.includes(answer as string)) handed.push({ at: clock.now(), id: `${vendor.vendor} ${id}` });
      return page;
    };
    return { ...changed, adapter: { ...optional(adapter), collect } };
  };
  const interrupt = new AbortController();
  if (crash?.how === "interrupted") void clock.sleep(crash.at).then(() => interrupt.abort());
  const plain = engineOptionsOf(world, {
    vendors: options.vendors,
    store: life.store(options.watch.decisions(sabotage.store?.(real, real) ?? real)),
    worldClock: clock,
    clock: life.clock,
    replan: options.replan,
    fence: locked.fence,
    seed: world.seed + number,
    signal: interrupt.signal,
    onUnknown: options.adopt ? "adopt" : "refuse",
    onNote: ({ note }) => options.onNote(note),
  });
  const withVendors = { ...plain, vendors: plain.vendors.map(watched) };
  const running = runEngine(sabotage.options?.(withVendors) ?? withVendors);
  // Whoever ends gives the lock back, as the command does.
  running.then(
    () => known.delete(name),
    () => known.delete(name),
  );
  return { life, running, handed: (before) => handed.filter(({ at }) => at <= before).map(({ id }) => id) };
};

/** The members of an adapter behind a proxy, those it lacks left out. */
const optional = (adapter: VendorAdapter): VendorAdapter => {
  const { contract, capabilities, check, engage, submit, find, collect, withdraw } = adapter;
  return {
    contract,
    capabilities,
    check,
    engage,
    submit,
    collect,
    ...(find === undefined ? {} : { find }),
    ...(withdraw === undefined ? {} : { withdraw }),
  };
};
