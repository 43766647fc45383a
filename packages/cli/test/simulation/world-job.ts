import type { EngineJob, EngineOptions, EngineRules, EngineVendor } from "../../src/engine/engine-options.ts";
import { watchOwners } from "../../src/engine/watch-owners.ts";
import type { OwnersText } from "../../src/ports/owners.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { fixedPseudonyms } from "../../src/trust/pseudonyms.ts";
import type { ReplanMissing } from "../../src/engine/replan.ts";
import type { Store } from "../../src/ports/store.ts";
import type { SimulatedVendor } from "./simulated-vendor.ts";
import { type World, WORLD_BEGAN } from "./world.ts";

/** Micros of one judgment, at every vendor. */
export const PRICE = 100_000;
export const LABELS: readonly string[] = ["yes", "no"];

/** A stand-in for the fingerprint: the content itself. */
export const fingerprintOf = (content: string): Uint8Array => Buffer.from(content);

/** What an item of a world shows, by its number. */
export const contentOf = (seq: number, { lengths = [] }: Pick<World, "lengths"> = {}): string =>
  JSON.stringify({ text: `item ${seq}${"x".repeat(lengths[seq % lengths.length] ?? 0)}` });

/** The field that groups are by, where there are some. */
export const GROUPED_BY = "room";
/** The right answer of every gold item. */
export const KNOWN = "yes";

/** The numbers a world is run with: the defaults, some thousand times faster. */
export const rules: EngineRules = {
  health: { cooldownMs: 5_000, longestCooldownMs: 60_000, lostAfterMs: 30_000 },
  triesPerVendor: 3,
  firstBackoffMs: 100,
  longestBackoffMs: 5_000,
  stopGraceMs: 5_000,
  lateWindowMs: 3_600_000,
  groupMs: 10,
};

const jobOf = (world: World): EngineJob => ({
  job: "job",
  dataset: "set",
  shape: { kind: "classification", options: LABELS },
  slotsPerItem: world.slotsPerItem,
  mostPerItem: world.slotsPerItem,
  independent: world.independent,
  currency: "USD",
  ...(world.budgetSlots === undefined ? {} : { budgetMicros: world.budgetSlots * PRICE }),
  ...(world.deadline === undefined ? {} : { deadlineAt: WORLD_BEGAN + world.deadline }),
  deny: world.takeover === undefined ? [] : ["raider"],
  ...(world.groups === undefined
    ? {}
    : {
        groups:
          world.groups.rule.keep === "together"
            ? { ...world.groups.rule, owners: world.slotsPerItem }
            : { ...world.groups.rule, by: GROUPED_BY },
      }),
  ...sharesOf(world),
  ...(world.hedge === undefined ? {} : { hedge: world.hedge }),
  ...(world.release === undefined ? {} : { gate: world.release.gate, objective: "balanced" as const }),
  ...(world.release?.floorPerMillion === undefined ? {} : { floorPerMillion: world.release.floorPerMillion }),
  ownerCap: (items) => Math.floor((world.maxSharePerMillion * items) / 1_000_000),
});

const sharesOf = ({ shares, groups }: World): Pick<EngineJob, "shares"> =>
  shares === undefined
    ? {}
    : {
        shares: {
          ...(shares.bytesPerMillion === undefined ? {} : { bytesPerMillion: shares.bytesPerMillion }),
          ...(shares.groupsPerMillion === undefined || groups === undefined
            ? {}
            : { groups: { perMillion: shares.groupsPerMillion, by: GROUPED_BY } }),
        },
      };

const vendorOf = (world: World, { nature, adapter }: SimulatedVendor): EngineVendor => ({
  vendor: nature.vendor,
  owner: nature.owner,
  adapter,
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
});

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

/** What one process of the engine is started with. */
export const engineOptionsOf = (
  world: World,
  parts: {
    readonly vendors: readonly SimulatedVendor[];
    readonly store: Store;
    readonly worldClock: Clock;
    readonly clock: Clock;
    readonly replan: ReplanMissing;
    readonly fence: number;
    readonly seed: number;
    readonly signal: AbortSignal;
    readonly onUnknown: NonNullable<EngineOptions["onUnknown"]>;
    readonly onNote: EngineOptions["onNote"];
  },
): EngineOptions => {
  const { vendors, worldClock, ...rest } = parts;
  return {
    ...rest,
    job: jobOf(world),
    vendors: vendors.map((vendor) => vendorOf(world, vendor)),
    owners: watchOwners(parts.clock, ownersOf(world, worldClock)),
    pseudonyms: fixedPseudonyms("world"),
    predictLoss: async () => 0,
    rules,
    until: "complete",
    timeScale: 1,
  };
};
