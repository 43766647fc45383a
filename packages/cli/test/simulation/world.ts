import type { HedgeRule } from "../../src/core/failover/hedge.ts";
import type { GateRules } from "../../src/core/release/decide-release.ts";
import type { VendorNature } from "./vendor-nature.ts";

/** A small world in which a job runs: vendors with natures, faults, outages, crashes, commands of a person, and limits. Plain data. */
export interface World {
  readonly seed: number;
  readonly items: number;
  readonly slotsPerItem: number;
  readonly independent: "owner" | "vendor";
  readonly maxSharePerMillion: number;
  readonly budgetSlots: number | undefined;
  readonly vendors: readonly VendorNature[];
  /** How each process ends before its time, one after the other; a last one is left to end by itself. */
  readonly crashes: readonly Crash[];
  /** An owner the policy denies changes hands while the job runs. */
  readonly takeover?: Takeover;
  /** Items are of groups, and what is asked of those. */
  readonly groups?: WorldGroups;
  /** Caps of an owner that are not counted in items; the one on groups only where there are some. */
  readonly shares?: { readonly bytesPerMillion?: number; readonly groupsPerMillion?: number };
  /** How many letters the items' texts are longer than usual, over and over; absent: none is. */
  readonly lengths?: readonly number[];
  /** Stragglers are asked of a second owner. */
  readonly hedge?: HedgeRule;
  /** Every vendor is to get a part, and gets it in tranches. */
  readonly release?: WorldRelease;
  readonly commands?: readonly Command[];
  /** The machine's clock is put forward or back. */
  readonly clockJumps?: readonly { readonly at: number; readonly byMs: number }[];
  /** When the job must be done, by the machine's clock at the beginning. Virtual ms after the world began. */
  readonly deadline?: number;
  /** No vendor takes the first item, whoever is asked. */
  readonly poison?: boolean;
  /** After the end the same command is given once more. */
  readonly again?: boolean;
  /** `solver`: the real planner; `greedy`: a second reading of the limits. */
  readonly planner?: "solver" | "greedy";
  /** The faults that strike, by name, in place of chance. */
  readonly script?: readonly string[];
}

/**
 * How a process ends. `effect` counts what it does to the world outside of it: every write to the store and every call of a vendor; it ends right
 * before that one, or right after it, with the effect done and the answer never read. `at` is virtual ms after the process started.
 */
export type Crash =
  | { readonly how: "killed"; readonly at: number }
  | { readonly how: "killed"; readonly effect: number; readonly when: "before" | "after" }
  /** The machine goes, with every write that was not waited for. */
  | { readonly how: "power-cut"; readonly effect: number; readonly when: "before" | "after" }
  /** It stands still so long that another takes the job over, and then goes on. */
  | { readonly how: "frozen"; readonly effect: number; readonly when: "before" | "after"; readonly forMs: number }
  /** Ctrl-C. */
  | { readonly how: "interrupted"; readonly at: number }
  /** Killed, and a copy of the store is put back that was taken before, virtual ms after the world began. */
  | { readonly how: "restored"; readonly at: number; readonly copyAt: number };

/** What a person does, virtual ms after the world began. */
export type Command =
  | { readonly do: "hold"; readonly vendor: string; readonly at: number; readonly forMs: number; readonly thisJob: boolean }
  | { readonly do: "take-out"; readonly vendor: string; readonly at: number; readonly forMs?: number; readonly thisJob: boolean }
  | { readonly do: "cancel"; readonly at: number };

/** A job of which each vendor's part is cut into three tranches; every so many items, from the first on, are gold. */
export interface WorldRelease {
  readonly firstPerMillion: number;
  readonly thenPerMillion: number;
  readonly goldEvery: number;
  readonly gate: GateRules;
  /** Vendors whose gold lies below it are held. */
  readonly floorPerMillion?: number;
}

export interface WorldGroups {
  readonly rule: { readonly keep: "together" } | { readonly keep: "apart"; readonly atMostPerMillion: number };
  /** Sizes of the groups, over and over; items are in them in turn. */
  readonly sizes: readonly number[];
}

/** The group of every item of a world, by its number; none where the world has no groups. */
export const unitsOf = ({ items, groups }: World): readonly string[] => {
  if (groups === undefined) return [];
  const units: string[] = [];
  for (let group = 0; units.length < items; group += 1)
    for (let left = groups.sizes[group % groups.sizes.length] ?? 1; left > 0 && units.length < items; left -= 1) units.push(`g${group}`);
  return units;
};

/**
 * From `at` on a denied party controls the owner, until `until`. `dated`: the stake was written down before, with its date;
 * `edited`: the config changes at that moment, and the run has to notice. Virtual ms after the world began.
 */
export interface Takeover {
  readonly owner: string;
  readonly at: number;
  readonly until: number;
  readonly how: "dated" | "edited";
}

/** When a virtual clock starts. */
export const WORLD_BEGAN = 1_000_000;
