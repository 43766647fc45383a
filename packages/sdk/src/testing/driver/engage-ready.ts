import type { Engagement, EngagementRequest, VendorAdapter } from "../../contract/adapter.ts";
import { failCase } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import { repeat } from "./repeat.ts";

const betweenMs = 3 * 3_600_000;
const mostTries = 200;

/** Engages until the vendor takes units. What is returned is stored and handed back as JSON, as the engine does it. */
export const engageReady = async (world: World, adapter: VendorAdapter, request: EngagementRequest): Promise<Engagement> => {
  let previous: Engagement | undefined;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const given = previous;
    const engagement = await repeat(world, "engage", () => adapter.engage(request, given, world.call));
    previous = JSON.parse(JSON.stringify(engagement)) as Engagement;
    if (previous.state === "ready") {
      world.engagements.set(previous.ref, previous);
      return previous;
    }
    await world.vendor.pass(betweenMs);
  }
  return failCase(
    `the engagement was still pending after ${(mostTries * betweenMs) / 86_400_000} days: ${previous?.waitingFor ?? "it does not say why"}`,
  );
};

/** The engagement most cases work in, opened over a wire that does nothing to it. */
export const openEngagement = async (world: World, part = "0"): Promise<Engagement> => {
  const known = world.opened.get(part);
  if (known) return known;
  const { plan } = world.wire;
  world.wire.plan = undefined;
  const engagement = await engageReady(world, world.adapter(), world.request(part));
  world.wire.plan = plan;
  world.opened.set(part, engagement);
  return engagement;
};
