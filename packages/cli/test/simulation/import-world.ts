import { trancheSizes } from "../../src/core/release/tranche-sizes.ts";
import type { ImportRelease } from "../../src/ports/release-store.ts";
import type { ImportItem } from "../../src/ports/store.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Sabotage } from "./sabotage.ts";
import { unitsOf, type World, WORLD_BEGAN } from "./world.ts";
import { contentOf, fingerprintOf, GROUPED_BY, KNOWN } from "./world-job.ts";

/** Writes the job of a world into its store: every slot without a vendor, or each vendor's part in tranches. */
export const importWorld = (real: SqliteStore, world: World, begin?: Sabotage["begin"]): Promise<void> =>
  real.importJob(
    {
      job: "job",
      dataset: "set",
      contentHash: "c",
      itemsHash: "i",
      jobJson: JSON.stringify(world.groups === undefined ? {} : { groups: { by: GROUPED_BY, keep: world.groups.rule.keep } }),
      planJson: "{}",
      planHash: "p",
      currency: "USD",
      slotsPerItem: world.slotsPerItem,
      createdAt: WORLD_BEGAN,
    },
    importItems(world, begin?.item),
    begin?.release ?? releaseOf(world),
  );

/** Whether an item of a world has a known answer. */
export const isGold = ({ release }: World, seq: number): boolean => release !== undefined && seq % release.goldEvery === 0;

/** Vendors by turns, whole groups to one. */
const plannedAt = (world: World, { seq, k }: { readonly seq: number; readonly k: number }): string => {
  const unit = unitsOf(world)[seq];
  const turn = (unit === undefined ? seq : Number(unit.slice(1))) + k;
  return world.vendors[turn % world.vendors.length]?.vendor ?? "";
};

const releaseOf = (world: World): ImportRelease | undefined => {
  const { release } = world;
  if (release === undefined) return undefined;
  const slots = Array.from({ length: world.items }, (_, seq) =>
    Array.from({ length: world.slotsPerItem }, (_slot, k) => ({ seq, vendor: plannedAt(world, { seq, k }) })),
  ).flat();
  return {
    at: WORLD_BEGAN,
    vendors: world.vendors.map(({ vendor }) => {
      const own = slots.filter((slot) => slot.vendor === vendor);
      const gold = own.filter(({ seq }) => isGold(world, seq)).length;
      return { vendor, pilot: true, level: 1, tranches: trancheSizes(release, { slots: own.length, gold, isNew: true }) };
    }),
  };
};

async function* importItems(
  world: World,
  change: (item: ImportItem) => ImportItem = (item) => item,
): AsyncGenerator<readonly ImportItem[]> {
  const units = unitsOf(world);
  yield Array.from({ length: world.items }, (_, seq) =>
    change({
      seq,
      item: `i${seq}`,
      fingerprint: fingerprintOf(contentOf(seq, world)),
      content: contentOf(seq, world),
      ...(units[seq] === undefined ? {} : { unit: units[seq] }),
      ...(isGold(world, seq) ? { knownAnswer: JSON.stringify(KNOWN) } : {}),
      slots: Array.from({ length: world.slotsPerItem }, (_slot, k) => ({
        position: seq,
        ...(world.release === undefined
          ? {}
          : { vendor: plannedAt(world, { seq, k }), purpose: isGold(world, seq) ? ("gold" as const) : ("real" as const) }),
      })),
    }),
  );
}
