import { seededRandom } from "../../src/engine/jitter.ts";
import type { FaultKind, Span, VendorNature } from "./vendor-nature.ts";
import { type Command, type Crash, type Takeover, type World, WORLD_BEGAN, type WorldGroups, type WorldRelease } from "./world.ts";

/** Draws from a seed, in order. */
interface Draw {
  readonly chance: (rate: number) => boolean;
  /** Whole, both ends included. */
  readonly between: (least: number, most: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
}

const drawFrom = (seed: number): Draw => {
  const random = seededRandom(seed);
  return {
    chance: (rate) => random() < rate,
    between: (least, most) => least + Math.floor(random() * (most - least + 1)),
    one: (of) => of[Math.floor(random() * of.length)] as (typeof of)[number],
  };
};

/** How often each fault strikes where a world has it at all. */
const MOST: Readonly<Record<FaultKind, number>> = {
  unreachable: 0.3,
  dropBefore: 0.2,
  dropAfter: 0.2,
  errorAfter: 0.15,
  hang: 0.08,
  landLate: 0.1,
  ownError: 0.1,
  throttle: 0.2,
  absurdWait: 0.04,
  partial: 0.3,
  shuffle: 0.5,
  conflict: 0.5,
  refuse: 0.1,
  closed: 0.1,
  revoked: 0.004,
  giveBack: 0.1,
  nonsense: 0.1,
  stall: 0.03,
  unseen: 0.4,
  extra: 0.2,
  readFails: 0.2,
  repeat: 0.5,
  shift: 0.3,
  regress: 0.3,
  withdrawDrops: 0.4,
  withdrawUnknown: 0.4,
};
const KINDS = Object.keys(MOST) as readonly FaultKind[];

const spanOf = ({ between, chance }: Draw): Span => {
  const from = WORLD_BEGAN + between(0, 30_000);
  return { from, until: chance(0.5) ? Number.MAX_SAFE_INTEGER : from + between(100, 40_000) };
};

const natureOf = (draw: Draw, world: { readonly index: number; readonly owners: number; readonly wild: number }): VendorNature => {
  const { chance, between, one } = draw;
  const idempotency = one(["key-conflict", "key-replay", "none"] as const);
  const faults: Partial<Record<FaultKind, number>> = {};
  for (const kind of KINDS) if (chance(world.wild)) faults[kind] = between(1, 100) * 0.01 * MOST[kind];
  return {
    vendor: `v${world.index}`,
    owner: `o${between(0, world.owners - 1)}`,
    idempotency,
    ...(idempotency !== "none" && chance(0.25) ? { keyLifetimeMs: between(20, 120) * 1_000 } : {}),
    maxUnits: one([1, 3, 10]),
    canFind: chance(0.9),
    canWithdraw: chance(0.5),
    listing: one(["whole", "feed"] as const),
    faults,
    answerMs: between(200, 20_000),
    outages: chance(0.4) ? [spanOf(draw)] : [],
    ...(chance(0.15) ? { slow: [spanOf(draw)] } : {}),
    ...(chance(0.08) ? { rotsFrom: WORLD_BEGAN + between(1_000, 20_000) } : {}),
    ...(chance(0.2) ? { skewMs: one([-600_000, 600_000]) } : {}),
  };
};

const crashOf = ({ chance, between, one }: Draw): Crash => {
  const when = one(["before", "after"] as const);
  // Most of what can go wrong does so in the first steps.
  const effect = chance(0.7) ? between(1, 40) : between(1, 200);
  switch (between(0, 9)) {
    case 0:
    case 1:
      return { how: "killed", at: between(50, 20_000) };
    case 2:
      return { how: "interrupted", at: between(50, 20_000) };
    case 3:
    case 4:
      return { how: "power-cut", effect, when };
    case 5:
    case 6:
      return { how: "frozen", effect, when, forMs: between(5, 130) * 1_000 };
    default:
      return { how: "killed", effect, when };
  }
};

const commandOf = ({ chance, between, one }: Draw, vendors: readonly VendorNature[]): Command => {
  const { vendor } = one(vendors);
  const at = between(0, 30_000);
  const thisJob = chance(0.3);
  if (chance(0.15)) return { do: "cancel", at };
  if (chance(0.5)) return { do: "hold", vendor, at, forMs: between(500, 40_000), thisJob };
  return { do: "take-out", vendor, at, thisJob, ...(chance(0.5) ? { forMs: between(500, 40_000) } : {}) };
};

const takeoverOf = ({ chance, between, one }: Draw, vendors: readonly VendorNature[]): Takeover => {
  const how = one(["dated", "edited"] as const);
  const at = between(0, 2_500);
  return {
    owner: one(vendors).owner,
    at,
    until: how === "dated" || chance(0.7) ? Number.MAX_SAFE_INTEGER : at + between(2_000, 20_000),
    how,
  };
};

const many = <T>(most: number, { between }: Draw, make: () => T): readonly T[] => Array.from({ length: between(0, most) }, make);

const groupsOf = ({ chance, between }: Draw): WorldGroups => ({
  rule: chance(0.5) ? { keep: "together" } : { keep: "apart", atMostPerMillion: between(200_000, 800_000) },
  sizes: Array.from({ length: between(1, 5) }, () => between(1, 6)),
});

const releaseOf = ({ chance, between, one }: Draw): WorldRelease => ({
  firstPerMillion: one([100_000, 200_000, 400_000]),
  thenPerMillion: one([200_000, 400_000]),
  goldEvery: one([2, 3, 3, 5]),
  gate: {
    ...(chance(0.5) ? { goldAccuracyPerMillion: between(1, 900_000) } : {}),
    minGold: between(1, 5),
    answeredPerMillion: between(100_000, 1_000_000),
    maxWaitMs: between(500, 200_000),
    pilot: 2,
  },
  ...(chance(0.4) ? { floorPerMillion: between(300_000, 900_000) } : {}),
});

/** What tells with certainty what a vendor holds when it is asked: no listing that fails, passes a row over or comes late. */
const TELLS_LATE: readonly FaultKind[] = ["unreachable", "revoked", "readFails", "shift", "unseen", "landLate"];

/** A store that is put back is told what it lost by vendors that can tell; what they no longer know, nobody can. */
const withOlderCopy = (draw: Draw, world: World): World => {
  const { takeover: _t, clockJumps: _j, commands: _c, ...rest } = world;
  const { between } = draw;
  const groups = world.groups?.rule.keep === "together" ? undefined : world.groups;
  const { groups: _, ...ungrouped } = rest;
  return {
    ...ungrouped,
    ...(groups === undefined ? {} : { groups }),
    crashes: [
      ...world.crashes.filter(({ how }) => how === "killed" || how === "interrupted"),
      { how: "restored", at: between(500, 20_000), copyAt: between(0, 15_000) },
    ],
    vendors: world.vendors.map(({ keyLifetimeMs: _k, slow: _s, ...nature }) => ({
      ...nature,
      outages: [],
      faults: Object.fromEntries(Object.entries(nature.faults).filter(([kind]) => !TELLS_LATE.includes(kind as FaultKind))),
    })),
  };
};

/** Vendors that answer soon, so that they have a past, of which one is slow with some. */
const withHedge = ({ between, one }: Draw, world: World): World => {
  const { poison: _p, deadline: _d, budgetSlots: _b, ...rest } = world;
  return {
    ...rest,
    budgetSlots: world.budgetSlots === undefined ? undefined : world.budgetSlots * 4,
    items: between(30, 45),
    maxSharePerMillion: Math.max(600_000, world.maxSharePerMillion),
    vendors: world.vendors.map((nature, index) => ({
      ...nature,
      faults: index === 0 ? { ...nature.faults, stall: 0.1 } : nature.faults,
      answerMs: 2_000,
    })),
    hedge: { afterPerMillion: one([500_000, 700_000, 900_000]), atMostPerMillion: one([50_000, 100_000, 200_000]) },
  };
};

/** The world of a seed. The same seed is the same world for as long as this file stays as it is; a world that matters is kept as data. */
export const worldOfSeed = (seed: number): World => {
  const draw = drawFrom(seed);
  const { chance, between, one } = draw;
  const plain = drawWorld(draw, seed);
  const grouped = chance(0.2);
  const limited: World = {
    ...plain,
    ...(grouped ? { groups: groupsOf(draw) } : {}),
    ...(chance(0.15)
      ? {
          shares: {
            bytesPerMillion: between(200_000, 1_000_000),
            ...(grouped ? { groupsPerMillion: one([300_000, 500_000, 700_000]) } : {}),
          },
          lengths: Array.from({ length: between(1, 6) }, () => between(0, 40)),
        }
      : {}),
    ...(chance(0.2) ? { release: releaseOf(draw) } : {}),
  };
  const hedged = chance(0.08) ? withHedge(draw, limited) : limited;
  return chance(0.08) ? withOlderCopy(draw, hedged) : hedged;
};

/** The same world without groups, caps in bytes and groups, tranches, hedges and older copies of its store. */
export const plainWorldOfSeed = (seed: number): World => drawWorld(drawFrom(seed), seed);

const drawWorld = (draw: Draw, seed: number): World => {
  const { chance, between, one } = draw;
  const owners = between(1, 4);
  const wild = one([0.05, 0.2, 0.2, 0.4, 0.6]);
  const vendors = Array.from({ length: between(2, 4) }, (_, index) => natureOf(draw, { index, owners, wild }));
  const items = between(1, one([4, 12, 30]));
  const takeover = chance(0.08);
  return {
    seed,
    items,
    slotsPerItem: one([1, 1, 1, 2]),
    independent: one(["owner", "vendor"] as const),
    maxSharePerMillion: one([250_000, 400_000, 500_000, 600_000, 800_000, 1_000_000]),
    budgetSlots: chance(0.3) ? between(1, items * 2) : undefined,
    vendors,
    crashes: many(3, draw, () => crashOf(draw)),
    ...(takeover ? { takeover: takeoverOf(draw, vendors) } : {}),
    ...(chance(0.4) ? { commands: many(3, draw, () => commandOf(draw, vendors)) } : {}),
    // The check of a take-over reckons with one clock.
    ...(!takeover && chance(0.15)
      ? { clockJumps: many(2, draw, () => ({ at: between(0, 20_000), byMs: one([-600_000, -3_000, 3_000, 600_000, 90_000_000]) })) }
      : {}),
    ...(chance(0.1) ? { deadline: between(5_000, 120_000) } : {}),
    ...(chance(0.1) ? { poison: true } : {}),
    again: chance(0.15),
    planner: chance(0.3) ? "solver" : "greedy",
  };
};
