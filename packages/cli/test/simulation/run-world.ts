import { openSqliteStore, type SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { EngineEnd } from "../../src/engine/engine-options.ts";
import type { ReplanMissing } from "../../src/engine/replan.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { copyOf, putOnDisk } from "./disk.ts";
import { createEventLog } from "./event-log.ts";
import { giveCommands, type Release } from "./give-commands.ts";
import { importWorld } from "./import-world.ts";
import { startProcess, type WorldProcess } from "./world-process.ts";
import type { Sabotage } from "./sabotage.ts";
import { createSimulatedVendor, type SimulatedVendor } from "./simulated-vendor.ts";
import type { FaultKind } from "./vendor-nature.ts";
import { createVirtualClock } from "./virtual-clock.ts";
import { watchArrivals } from "./watch-arrivals.ts";
import { watchRecord, type Witnessed } from "./watch-record.ts";
import { type Crash, type World, WORLD_BEGAN } from "./world.ts";
import { contentOf, LABELS } from "./world-job.ts";

/** Virtual time in which any world must come to rest. */
const PATIENCE_MS = 6 * 3_600_000;
/** A world of the size they are has some hundred events, and ten thousand where it is at rest for hours and only renews its lock. */
const MOST_EVENTS = 60_000;
/** Whoever puts an older copy of the store back takes longer than any request is under way. */
const PUTTING_BACK_MS = 40_000;
/** How often another process looks whether it may take over. */
const LOOK_MS = 5_000;

/** What is left when a world has come to rest. */
export interface Rest {
  readonly world: World;
  /** How the last run ended; undefined where it did not, or was not meant to. */
  readonly end: EngineEnd["end"] | undefined;
  readonly vendors: readonly SimulatedVendor[];
  readonly store: SqliteStore;
  readonly starts: number;
  /** Cap in items, the same for every owner. */
  readonly cap: number;
  /** What was seen to be broken while it ran. */
  readonly witnessed: readonly Witnessed[];
  /** What arrived anywhere, and when, in virtual ms after the world began. */
  readonly arrivals: readonly { readonly vendor: string; readonly owner: string; readonly at: number }[];
  /** Answers the last process was handed a second or more before its end: vendor and judgment. */
  readonly handed: readonly string[];
  /** The faults that struck, by name, in order. */
  readonly faults: readonly { readonly kind: FaultKind; readonly name: string }[];
  /** How the processes were ended before their time. */
  readonly crashes: readonly Crash["how"][];
  /** When processes that stood still went on, in virtual ms after the world began. */
  readonly thaws: readonly number[];
  readonly commands: number;
  /** Vendors a person let back in because they asked for hours of waiting. */
  readonly releases: readonly Release[];
  /** Owner and content of what was seen and is known to no store and no listing any more, since an older store was put back. */
  readonly forgotten: ReadonlySet<string>;
  /** What the engine noted, and the rules that stopped a dispatch. */
  readonly met: readonly string[];
  readonly events: number;
  readonly log: readonly string[];
}

/**
 * Runs a world to rest: through its crashes, and then until the engine says how it ended. The caller closes the store. Rejects where the store
 * is found to be older than what was sent.
 */
export const runWorld = async (
  world: World,
  replan: (world: World) => ReplanMissing,
  sabotage: Sabotage = {},
  keepLog = false,
): Promise<Rest> => {
  const clock = createVirtualClock(WORLD_BEGAN);
  const log = createEventLog(() => clock.now() - WORLD_BEGAN, keepLog);
  const real = openSqliteStore(":memory:");
  const witnessed: Witnessed[] = [];
  const arrivals: { vendor: string; owner: string; at: number }[] = [];
  const faults: { kind: FaultKind; name: string }[] = [];
  const crashes: Crash["how"][] = [];
  const thaws: number[] = [];
  const met = new Set<string>();
  const cap = Math.floor((world.maxSharePerMillion * world.items) / 1_000_000);
  const script = world.script === undefined ? undefined : new Set(world.script);
  const vendors: readonly SimulatedVendor[] = world.vendors.map((nature) =>
    createSimulatedVendor({
      nature,
      seed: world.seed,
      clock,
      labels: LABELS,
      isPoison: (content) => world.poison === true && content === contentOf(0, world),
      ...(script === undefined ? {} : { script }),
      onFault: (kind, name) => {
        faults.push({ kind, name });
        log.add(() => ({ fault: name }));
      },
      onArrival: ({ key, content }) => {
        arrivals.push({ vendor: nature.vendor, owner: nature.owner, at: clock.now() - WORLD_BEGAN });
        log.add(() => ({ arrives: nature.vendor, key: key.slice(0, 6), content }));
        witnessed.push(...watch.arrived({ owner: nature.owner, vendor: nature.vendor, key, content }));
      },
      onCreated: (key) => {
        log.add(() => ({ creates: nature.vendor, key: key.slice(0, 6) }));
        const owed = vendors.reduce((sum, { truth }) => sum + truth.billable(), 0);
        if (world.budgetSlots !== undefined && owed > world.budgetSlots)
          witnessed.push({ promise: "budgetHolds", what: `${owed} judgments are owed for, the budget is for ${world.budgetSlots}` });
      },
    }),
  );
  await importWorld(real, world, sabotage.begin);
  const record = watchRecord(real);
  const watch = watchArrivals({ world, real, vendors: () => vendors });
  const disk = world.crashes.some(({ how }) => how === "power-cut") ? putOnDisk(real, record.without, sabotage.forgetfulDisk) : undefined;
  const older = keepCopy(world, { clock, real });
  const ahead = (): number => (world.clockJumps ?? []).reduce((sum, { at, byMs }) => sum + (clock.now() >= WORLD_BEGAN + at ? byMs : 0), 0);
  const commands = giveCommands({ world, clock, vendors, real, ahead, log });
  const zombies: WorldProcess[] = [];
  let starts = 0;
  let how = sabotage;
  let threw: string | undefined;
  /** A person has read that the store is older than what was sent. */
  let adopt = false;

  /** The next process, as soon as the lock lets it. */
  const next = async (crash: Crash | undefined): Promise<WorldProcess> => {
    starts += 1;
    const number = starts;
    for (;;) {
      const started = await startProcess({
        world,
        number,
        clock,
        ahead,
        vendors,
        real,
        crash,
        replan: replan(world),
        sabotage: how,
        watch,
        adopt,
        onNote: (note) => met.add(note),
        log,
        powerCut,
      });
      if (started !== undefined) return started;
      await clock.sleep(LOOK_MS);
    }
  };
  const powerCut = (): void => {
    for (const zombie of zombies) zombie.life.die();
    disk?.powerCut();
  };

  let last: WorldProcess | undefined;
  let end: EngineEnd["end"] | undefined;
  const through = async (): Promise<void> => {
    const refusals = world.crashes.filter(({ how: crash }) => crash === "restored").map(() => undefined);
    const plan: readonly (Crash | undefined)[] = [
      ...world.crashes,
      ...(world.again === true ? [undefined] : []),
      ...refusals,
      undefined,
      undefined,
    ];
    let mayEnd = world.again === true ? 2 : 1;
    for (const crash of plan) {
      const process = await next(crash);
      last = process;
      try {
        const stopped = await Promise.race([process.running, process.life.stopped]);
        if (typeof stopped === "string") {
          crashes.push(crash?.how ?? "killed");
          if (stopped === "frozen") zombies.push(process);
          if (crash?.how === "frozen") thaws.push(clock.now() - WORLD_BEGAN + crash.forMs);
          if (crash?.how !== "restored") continue;
          await clock.sleep(PUTTING_BACK_MS);
          if (older === undefined || vendors.some(({ nature, truth }) => truth.created.length > 0 && !older.engaged(nature.vendor)))
            continue;
          log.add(() => ({ store: "an older copy" }));
          record.without(() => watch.restored(older.putBack));
          adopt = false;
          continue;
        }
        end = stopped.end;
        if (end === "interrupted") {
          crashes.push("interrupted");
          continue;
        }
        mayEnd -= 1;
        if (mayEnd === 0) break;
      } catch (error) {
        // A full disk ends a run; somebody makes room, and starts it again.
        if (isBehind(error) && world.crashes.some(({ how: crash }) => crash === "restored")) {
          adopt = true;
          continue;
        }
        if (!StoreError.is(error) || error.kind !== "full") throw error;
        how = {};
      }
    }
    commands.over();
    // Whoever stood still wakes up, and finds that the job is another's.
    for (const zombie of zombies) if (zombie.life.alive()) await zombie.running.catch(() => {});
  };
  try {
    await clock.run(through(), PATIENCE_MS, () => log.count() > MOST_EVENTS);
  } catch (error) {
    // That is for a person to decide, and nothing goes on until somebody has.
    if (isBehind(error)) {
      await real.close();
      throw error;
    }
    threw = error instanceof Error ? error.message : String(error);
  }
  if (threw !== undefined) witnessed.push({ promise: "comesToRest", what: threw });
  log.add(() => ({ end, ...(threw === undefined ? {} : { threw }) }));
  return {
    world,
    end: threw === undefined ? end : undefined,
    vendors,
    store: real,
    starts,
    cap,
    witnessed: [...witnessed, ...watch.witnessed(), ...record.witnessed()],
    arrivals,
    handed: last?.handed(clock.now() - 1_000) ?? [],
    faults,
    crashes,
    thaws,
    commands: commands.given(),
    releases: commands.releases,
    forgotten: watch.forgotten,
    met: [...met, ...watch.stoppedBy],
    events: log.count(),
    log: log.lines(),
  };
};

/** The store was found to be older than what was sent. */
export const isBehind = (error: unknown): error is StoreError => StoreError.is(error) && error.kind === "behind";

/**
 * The copy of the store that will be put back, taken when its time has come; it is kept for the first of the crashes that need one. A vendor that
 * the copy does not know to be engaged is not asked what it holds, as long as it is to get nothing.
 */
const keepCopy = (
  world: World,
  { clock, real }: { readonly clock: { readonly sleep: (ms: number) => Promise<void> }; readonly real: SqliteStore },
): { readonly putBack: () => void; readonly engaged: (vendor: string) => boolean } | undefined => {
  const crash = world.crashes.find((one) => one.how === "restored");
  if (crash === undefined) return undefined;
  const copy = copyOf(real, "older");
  void clock.sleep(crash.copyAt).then(copy.take);
  const engaged = (vendor: string): boolean => real.database.get("SELECT 1 FROM older.engagements WHERE vendor = ?", vendor) !== undefined;
  return { ...copy, engaged };
};
