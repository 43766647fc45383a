import { fixedPseudonyms } from "../../src/trust/pseudonyms.ts";
import { openSqliteStore, type SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { OwnersText } from "../../src/ports/owners.ts";
import { watchOwners } from "../../src/engine/watch-owners.ts";
import { runEngine } from "../../src/engine/run-engine.ts";
import type { EngineEnd, EngineOptions, EngineVendor } from "../../src/engine/engine-options.ts";
import { seededRandom } from "../../src/engine/jitter.ts";
import type { ReplanMissing } from "../../src/engine/replan.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { ImportItem, Store } from "../../src/ports/store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { createSimulatedVendor, type SimulatedVendor } from "./simulated-vendor.ts";
import { createVirtualClock } from "./virtual-clock.ts";
import { unitsOf, type World, WORLD_BEGAN } from "./world.ts";

const PRICE = 100_000;
const LABELS = ["yes", "no"];
/** Virtual time in which any world must come to rest. */
const PATIENCE_MS = 6 * 3_600_000;

/** What is left when a world has come to rest. */
export interface Rest {
  readonly world: World;
  readonly end: EngineEnd["end"];
  readonly vendors: readonly SimulatedVendor[];
  readonly store: SqliteStore;
  readonly starts: number;
  /** Cap in items, the same for every owner. */
  readonly cap: number;
  /** Bytes that arrived before the ledger knew of them. */
  readonly undisclosed: readonly string[];
  /** What arrived anywhere, and when, in virtual ms after the world began. */
  readonly arrivals: readonly { readonly owner: string; readonly at: number }[];
}

/** Ways to break the engine on purpose, so that the properties can be seen to fail. */
export interface Sabotage {
  readonly store?: (store: Store) => Store;
  readonly options?: (options: EngineOptions) => EngineOptions;
  readonly vendor?: (vendor: EngineVendor) => EngineVendor;
}

/** A stand-in for the fingerprint: the content itself. */
export const fingerprintOf = (content: string): Uint8Array => Buffer.from(content);

export const contentOf = (seq: number): string => JSON.stringify({ text: `item ${seq}` });

/** Runs a world to rest: through its crashes, and then until the engine says how it ended. The caller closes the store. */
export const runWorld = async (world: World, replan: (world: World) => ReplanMissing, sabotage: Sabotage = {}): Promise<Rest> => {
  const clock = createVirtualClock();
  const random = seededRandom(world.seed);
  const real = openSqliteStore(":memory:");
  const undisclosed: string[] = [];
  const arrivals: { owner: string; at: number }[] = [];
  const vendors: readonly SimulatedVendor[] = world.vendors.map((nature) =>
    createSimulatedVendor({
      nature,
      clock,
      random,
      labels: LABELS,
      // At the instant bytes arrive, the ledger must already say so.
      onArrival: (content) => {
        arrivals.push({ owner: nature.owner, at: clock.now() - WORLD_BEGAN });
        const known = real.database.get(
          "SELECT 1 FROM exposure WHERE dataset = 'set' AND fingerprint = ? AND owner = ?",
          fingerprintOf(content),
          nature.owner,
        );
        if (known === undefined) undisclosed.push(`${nature.vendor} was sent ${content}`);
        const seen = new Set(vendors.filter((one) => one.nature.owner === nature.owner).flatMap((one) => [...one.truth.seen]));
        const counted = real.database.get("SELECT items FROM exposure_counts WHERE dataset = 'set' AND owner = ?", nature.owner)?.[
          "items"
        ] as number;
        if (counted < seen.size) undisclosed.push(`${nature.owner} has seen ${seen.size} items and the ledger counts ${counted}`);
      },
    }),
  );
  const cap = Math.floor((world.maxSharePerMillion * world.items) / 1_000_000);
  await real.importJob(
    {
      job: "job",
      dataset: "set",
      contentHash: "c",
      itemsHash: "i",
      jobJson: "{}",
      planJson: "{}",
      planHash: "p",
      currency: "USD",
      slotsPerItem: world.slotsPerItem,
      createdAt: clock.now(),
    },
    importItems(world),
  );
  let starts = 0;
  let how = sabotage;
  for (const crash of [...world.crashes, undefined, undefined]) {
    starts += 1;
    try {
      const end = await oneProcess({ world, clock, vendors, real, crash, seed: world.seed + starts, replan: replan(world), sabotage: how });
      if (end !== undefined) return { world, end: end.end, vendors, store: real, starts, cap, undisclosed, arrivals };
    } catch (error) {
      // A full disk ends a run; somebody makes room, and starts it again.
      if (!StoreError.is(error) || error.kind !== "full") throw error;
      how = {};
    }
  }
  throw new Error("a process that was not killed did not end");
};

async function* importItems(world: World): AsyncGenerator<readonly ImportItem[]> {
  const units = unitsOf(world);
  yield Array.from({ length: world.items }, (_, seq) => ({
    seq,
    item: `i${seq}`,
    fingerprint: fingerprintOf(contentOf(seq)),
    content: contentOf(seq),
    ...(units[seq] === undefined ? {} : { unit: units[seq] }),
    slots: Array.from({ length: world.slotsPerItem }, () => ({ position: seq })),
  }));
}

/** The owners as the world's config says them: with a date, or by an edit at the moment itself. */
const ownersOf = ({ takeover }: World, clock: Clock): OwnersText => {
  const since = WORLD_BEGAN + (takeover?.at ?? 0);
  const taken = (): boolean => takeover !== undefined && clock.now() >= since && clock.now() < WORLD_BEGAN + takeover.until;
  return {
    version: async () => (takeover?.how === "edited" && taken() ? "taken" : "free"),
    load: async () => {
      // Through a holding, so that control has to be followed.
      const stake = { holder: "holding", sharePerMillion: 510_000, ...(takeover?.how === "dated" ? { since } : {}) };
      const stakes = takeover !== undefined && (takeover.how === "dated" || taken()) ? [stake] : [];
      return {
        stakes: { [takeover?.owner ?? "nobody"]: { stakes }, holding: { stakes: [{ holder: "raider", sharePerMillion: 1_000_000 }] } },
        conflictPerMillion: 200_000,
      };
    },
  };
};

interface OneProcess {
  readonly world: World;
  readonly clock: ReturnType<typeof createVirtualClock>;
  readonly vendors: readonly SimulatedVendor[];
  readonly real: SqliteStore;
  readonly crash: number | undefined;
  readonly seed: number;
  readonly replan: ReplanMissing;
  readonly sabotage: Sabotage;
}

/** One start of the engine; undefined when it was killed. What a killed process still awaits never comes. */
const oneProcess = async ({ world, clock, vendors, real, crash, seed, replan, sabotage }: OneProcess): Promise<EngineEnd | undefined> => {
  const life = clock.process();
  let alive = true;
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member = Reflect.get(object, name) as unknown;
        if (typeof member !== "function") return member;
        return (...args: unknown[]): unknown => {
          if (!alive) return new Promise(() => {});
          const result = (member as (...a: unknown[]) => unknown).apply(object, args);
          return result instanceof Promise ? result.then((value: unknown) => (alive ? value : new Promise(() => {}))) : result;
        };
      },
    });
  const locked = await real.lockJob({ job: "job", holder: `p${seed}`, now: clock.now(), isAlive: () => false });
  if (!locked.locked) throw new Error("the dead hold no locks");
  const store = mortal<Store>(sabotage.store?.(real) ?? real);
  const engineVendors = vendors.map(({ nature, adapter }): EngineVendor => {
    const vendor: EngineVendor = {
      vendor: nature.vendor,
      owner: nature.owner,
      adapter: mortal(adapter),
      facts: {
        vendor: nature.vendor,
        owner: nature.owner,
        controlledBy: [],
        taskKinds: ["classification"],
        regions: [],
        price: { basis: "judgment", micros: PRICE },
        available: { is: "yes" },
      },
      price: PRICE,
      engagement: {
        key: "e",
        title: "t",
        instructions: "",
        task: { kind: "classification", options: LABELS },
        show: ["text"],
        expectedUnits: world.items,
        options: {},
      },
      limits: { concurrency: 3 },
      settleMs: 6_000,
      pollMs: 1_000,
      silentAfterMs: 600_000,
    };
    return sabotage.vendor?.(vendor) ?? vendor;
  });
  const options: EngineOptions = {
    job: {
      job: "job",
      dataset: "set",
      shape: { kind: "classification", options: LABELS },
      slotsPerItem: world.slotsPerItem,
      mostPerItem: world.slotsPerItem,
      independent: world.independent,
      currency: "USD",
      ...(world.budgetSlots === undefined ? {} : { budgetMicros: world.budgetSlots * PRICE }),
      deny: world.takeover === undefined ? [] : ["raider"],
      ...(world.groups === undefined
        ? {}
        : { groups: world.groups.rule.keep === "together" ? { ...world.groups.rule, owners: world.slotsPerItem } : world.groups.rule }),
      ownerCap: (items) => Math.floor((world.maxSharePerMillion * items) / 1_000_000),
    },
    vendors: engineVendors,
    store,
    owners: watchOwners(life.clock, ownersOf(world, clock)),
    clock: life.clock,
    pseudonyms: fixedPseudonyms("world"),
    replan,
    predictLoss: async () => 0,
    rules: {
      health: { cooldownMs: 5_000, longestCooldownMs: 60_000, lostAfterMs: 30_000 },
      triesPerVendor: 3,
      firstBackoffMs: 100,
      longestBackoffMs: 5_000,
      stopGraceMs: 5_000,
      lateWindowMs: 3_600_000,
      groupMs: 10,
    },
    fence: locked.fence,
    seed,
    signal: new AbortController().signal,
    until: "complete",
    timeScale: 1,
    onNote: () => {},
  };
  const running = runEngine(sabotage.options?.(options) ?? options);
  running.catch(() => {});
  if (crash === undefined) return clock.run(running, PATIENCE_MS);
  const death = clock.sleep(crash).then(() => undefined);
  const end = await clock.run(Promise.race([running, death]), PATIENCE_MS);
  if (end === undefined) {
    alive = false;
    life.die();
  }
  return end;
};
