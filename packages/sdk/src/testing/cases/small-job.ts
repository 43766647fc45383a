import type { Engagement } from "../../contract/adapter.ts";
import { engageReady } from "../driver/engage-ready.ts";
import { haveAnswered } from "../driver/have-answered.ts";
import { createReader, type Reader } from "../driver/reader.ts";
import { repeat } from "../driver/repeat.ts";
import { settleTime } from "../driver/settle-time.ts";
import { type Submitted, submitAll } from "../driver/submit-all.ts";
import { verifyAnswered, verifyHeld } from "../driver/verify.ts";
import type { World } from "../world/world.ts";
import { verifyEngagements, verifyFindings } from "./operation.ts";

/** What a small job leaves behind, for cases that want to look at it. */
export interface SmallJob {
  readonly engagement: Engagement;
  readonly submitted: Submitted;
  readonly reader: Reader;
}

/**
 * A whole job in small: engage, submit every unit of the world, find them, read while they are open, have them answered, read again. Every step goes
 * through a new instance, as after a restart. Whatever is not as it must be ends up in the world's problems.
 */
export const smallJob = async (world: World): Promise<SmallJob> => {
  const request = world.request();
  const engagement = await engageReady(world, world.adapter(), request);
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
  await verifyHeld(world, world.units, submitted);
  await verifyEngagements(world);
  await settleTime(world);
  const { find } = world.adapter();
  if (find) {
    const keys = [...submitted.placed.values()].map(({ key }) => key);
    verifyFindings(world, await repeat(world, "find", () => find(engagement, keys, world.call)), submitted);
  }
  const reader = createReader(world, world.adapter(), engagement);
  await reader.sweep(world.adapter());
  await haveAnswered(world);
  // Longer than any overlap: what the second reading shows, it shows because it was asked for.
  await world.vendor.pass(3_600_000);
  await reader.sweep(world.adapter());
  await verifyAnswered(world, world.units, reader.book);
  return { engagement, submitted, reader };
};
