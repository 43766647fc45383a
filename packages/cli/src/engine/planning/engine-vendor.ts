import type { Config, EngagementRequest, Job, VendorAdapter, VendorConfig } from "@tranche/sdk";
import { slotPrice, type VendorFacts } from "../../core/plan/index.ts";
import type { Pseudonyms } from "../../trust/pseudonyms.ts";
import type { EngineRules, EngineVendor } from "../engine-options.ts";

export interface EngineVendorParts {
  readonly vendor: VendorConfig;
  readonly adapter: VendorAdapter;
  readonly facts: VendorFacts;
  readonly config: Config;
  readonly job: Job;
  readonly instructions: string;
  readonly expectedUnits: number;
  readonly pseudonyms: Pseudonyms;
}

const MINUTE_MS = 60_000;
/** Polling is never slower than this and never faster than the floor, both at the vendors' pace and in real time. */
const SLOWEST_POLL_MS = 5 * MINUTE_MS;
const FASTEST_POLL_MS = 15_000;
const POLL_FLOOR_MS = 100;
/** Absence is never believed faster than this, however fast a sandbox runs: requests travel in real time. */
const SETTLE_FLOOR_MS = 1_000;
/** Nobody is lost faster than this, however fast a sandbox runs: requests, and this process, take real time. */
const LOST_FLOOR_MS = 1_500;
const SILENT_FLOOR_MS = 30_000;
const UNKNOWN_P50_MS = 6 * 60 * MINUTE_MS;
const UNKNOWN_P90_MS = 48 * 60 * MINUTE_MS;

/** One vendor of the config as the engine works with it, patience at the vendors' pace. */
export const engineVendor = (parts: EngineVendorParts): EngineVendor => {
  const { vendor, adapter, facts, config, pseudonyms } = parts;
  const scaled = (ms: number): number => ms / config.timeScale;
  const p50Ms = vendor.turnaround?.p50Ms ?? UNKNOWN_P50_MS;
  const p90Ms = vendor.turnaround?.p90Ms ?? UNKNOWN_P90_MS;
  const { idempotency } = adapter.capabilities;
  const settleMs = vendor.limits.settleMs ?? (idempotency.kind === "none" ? idempotency.settleMs : 0);
  return {
    vendor: vendor.name,
    owner: vendor.owner,
    adapter,
    facts,
    price: slotPrice(facts.price).highMicros,
    engagement: engagementRequest(parts, pseudonyms),
    limits: {
      concurrency: vendor.limits.concurrency,
      ...(vendor.limits.perSecond === undefined ? {} : { perSecond: vendor.limits.perSecond }),
    },
    settleMs: Math.max(SETTLE_FLOOR_MS, scaled(settleMs)),
    pollMs: Math.max(POLL_FLOOR_MS, scaled(Math.min(SLOWEST_POLL_MS, Math.max(FASTEST_POLL_MS, p50Ms / 40)))),
    silentAtLeastMs: Math.max(SILENT_FLOOR_MS, scaled(config.failover.lostAfterMs)),
    silentAfterMs: Math.max(SILENT_FLOOR_MS, scaled(config.failover.lostAfterMs), scaled(3 * p90Ms)),
  };
};

const engagementRequest = (
  { vendor, job, instructions, expectedUnits, facts }: EngineVendorParts,
  pseudonyms: Pseudonyms,
): EngagementRequest => {
  const { price } = vendor;
  return {
    key: `t-${pseudonyms.nameFor({ vendor: facts.vendor, dataset: job.dataset }, `engagement/${job.name}`)}`,
    title: job.task.title,
    instructions,
    task: job.task.shape,
    show: job.task.showFor?.[vendor.name] ?? job.task.show,
    expectedUnits,
    ...(price === undefined
      ? {}
      : {
          price:
            price.basis === "judgment"
              ? { perJudgment: price.perJudgment }
              : { perHour: price.perHour, minutesPerItem: price.minutesPerItem, feePerMillion: price.feePerMillion },
        }),
    ...(vendor.regions.length === 0 ? {} : { regions: vendor.regions }),
    options: job.vendorOptions[vendor.name] ?? {},
  };
};

/** The engine's numbers from the config; defaults and their sources are in docs/architecture.md. */
export const engineRules = (config: Config): EngineRules => {
  const scaled = (ms: number): number => ms / config.timeScale;
  return {
    health: {
      cooldownMs: scaled(config.failover.cooldownMs),
      longestCooldownMs: scaled(4 * 60 * MINUTE_MS),
      lostAfterMs: Math.max(LOST_FLOOR_MS, scaled(config.failover.lostAfterMs)),
    },
    triesPerVendor: config.failover.attempts,
    firstBackoffMs: Math.max(20, scaled(1_000)),
    longestBackoffMs: Math.max(200, scaled(MINUTE_MS)),
    stopGraceMs: 5_000,
    lateWindowMs: scaled(config.failover.lateWindowMs),
    groupMs: 50,
  };
};
