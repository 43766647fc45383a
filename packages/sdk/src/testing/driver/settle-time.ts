import type { World } from "../world/world.ts";

/** How long a list may lag behind where nothing is promised. */
const lagMs = 60_000;

/** Lets the vendor settle: before that, that it does not list a unit proves nothing. */
export const settleTime = async (world: World): Promise<void> => {
  const { idempotency } = world.definition.capabilities;
  await world.vendor.pass(idempotency.kind === "none" ? Math.max(lagMs, idempotency.settleMs) : lagMs);
};

/** The same, but no time passes at vendors whose lists are not what a doubt is settled by: there somebody might be done meanwhile. */
export const listedTime = async (world: World): Promise<void> => {
  if (world.definition.capabilities.idempotency.kind === "none") await settleTime(world);
};
