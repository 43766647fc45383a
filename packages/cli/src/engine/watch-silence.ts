import { silentAfter } from "../core/health/silence.ts";
import type { EngineVendor } from "./engine-options.ts";
import type { Desk, RunContext } from "./run-context.ts";

/** Lets time do its work on a vendor's health: cooldowns end, and a vendor that holds work and gives nothing back is silent at last. */
export const watch = async (run: RunContext, vendor: EngineVendor): Promise<void> => {
  const now = run.options.clock.now();
  const desk = run.desks.get(vendor.vendor);
  run.health.note(vendor.vendor, { event: "time-passed", at: now });
  if (desk === undefined) return;
  if (desk.open > 0 && now - desk.lastProgressAt >= (await patienceWith(run, vendor, desk)))
    run.health.note(
      vendor.vendor,
      { event: "silent-too-long", at: now, why: "silent: work is open and nothing comes back" },
      // Its other projects may be as busy as ever.
      "engagement",
    );
  if (desk.engagementPendingSince !== undefined && now - desk.engagementPendingSince >= vendor.silentAfterMs)
    run.health.note(
      vendor.vendor,
      { event: "silent-too-long", at: now, why: `never became ready: ${desk.engagement?.waitingFor ?? "still waiting"}` },
      "engagement",
    );
};

/** Worked out once a silence, when it is as long as any could count: the past is read only where it may matter. */
const patienceWith = async (run: RunContext, vendor: EngineVendor, desk: Desk): Promise<number> => {
  const { store, clock, rules } = run.options;
  const atLeastMs = vendor.silentAtLeastMs ?? rules.health.lostAfterMs;
  if (clock.now() - desk.lastProgressAt < atLeastMs) return atLeastMs;
  if (desk.silence?.since === desk.lastProgressAt) return desk.silence.afterMs;
  const past = await store.turnarounds(vendor.vendor, desk.lastProgressAt);
  const afterMs = silentAfter({ lostAfterMs: atLeastMs, expectedP90Ms: vendor.silentAfterMs / 3, past });
  desk.silence = { since: desk.lastProgressAt, afterMs };
  return afterMs;
};
