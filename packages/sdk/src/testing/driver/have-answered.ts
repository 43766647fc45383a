import type { VendorAdapter } from "../../contract/adapter.ts";
import type { World } from "../world/world.ts";
import { createReader } from "./reader.ts";

const looks = 3;
const betweenMs = 60_000;

/**
 * Where work begins only once an adapter has looked (it closes a batch, or launches what it made), it looks a few times, as the engine's polling makes
 * it; elsewhere nothing happens.
 */
export const lookAround = async (world: World, adapter: VendorAdapter = world.adapter()): Promise<void> => {
  if (!world.vendor.needsPolling) return;
  for (const engagement of world.engagements.values()) {
    const reader = createReader(world, adapter, engagement);
    for (let times = 0; times < looks; times += 1) {
      await reader.sweep();
      await world.vendor.pass(betweenMs);
    }
  }
};

/** Lets the workers answer every open unit, after whatever it takes that they begin. */
export const haveAnswered = async (world: World, adapter?: VendorAdapter): Promise<void> => {
  await lookAround(world, adapter);
  await world.vendor.answerAll();
};
