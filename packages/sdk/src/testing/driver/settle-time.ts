import type { World } from "../world/world.ts";

/** How long a list may lag behind where nothing is promised. */
const lagMs = 60_000;

/** Lets the vendor settle: before that, that it does not list a unit proves nothing. */
export const settleTime = async (world: World): Promise<void> => {
  const { idempotency } = world.definition.capabilities;
  await world.vendor.pass(idempotency.kind === "none" ? Math.max(lagMs, idempotency.settleMs) : lagMs);
};
