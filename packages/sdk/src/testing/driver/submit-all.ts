import { AdapterError } from "../../contract/adapter-error.ts";
import type { Engagement, UnitOutcome, VendorAdapter } from "../../contract/adapter.ts";
import type { SampleUnit } from "../sample/sample-unit.ts";
import { failCase } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import type { Reader } from "./reader.ts";
import { repeat, waitOf } from "./repeat.ts";
import { settleTime } from "./settle-time.ts";

/** Where every unit is: at the vendor under a ref, refused, or in a doubt nobody can settle. */
export interface Submitted {
  /** By the unit's mark. */
  readonly placed: Map<string, { readonly key: string; readonly ref: string }>;
  readonly refused: Map<string, string>;
  /** Keys in doubt, by mark; only where the adapter has no `find`. */
  readonly doubtful: Map<string, string>;
}

export interface Submission {
  readonly adapter: VendorAdapter;
  readonly engagement: Engagement;
  readonly units: readonly SampleUnit[];
  /** Calls at the same time; default 1. */
  readonly lanes?: number;
  /**
   * Reads the listing once everything was sent, as the engine does all the time. Where the vendor recognises no key, doubt has to wait until it had its
   * time to settle, and by then the listing has settled most of it; without a reader every doubt is looked up on its own.
   */
  readonly reader?: Reader;
}

interface Attempt {
  readonly unit: SampleUnit;
  readonly key: string;
  readonly epoch: number;
}

const keysPerLookUp = 50;
const unitsPerRequest = 100;
const mostAttempts = 25;
const pauseMs = 1000;

/**
 * Submits by the rules of the contract: each request once; what is in doubt is looked up, after the vendor had its time to settle; only what is
 * proven absent is sent again, under the same key where the vendor recognises it and under a new one where it does not.
 */
export const submitAll = async (world: World, { adapter, engagement, units, lanes = 1, reader }: Submission): Promise<Submitted> => {
  const submitted: Submitted = { placed: new Map(), refused: new Map(), doubtful: new Map() };
  const waiting: Attempt[] = units.map((unit) => ({ unit, key: unit.key, epoch: 0 }));
  const late: Attempt[] = [];
  const mayWait = reader !== undefined && adapter.capabilities.idempotency.kind === "none";
  const size = Math.max(1, Math.min(adapter.capabilities.submission.maxUnits, unitsPerRequest));

  const lane = async (): Promise<void> => {
    while (waiting.length > 0 && !world.call.signal.aborted) {
      const batch = waiting.splice(0, size);
      const { again, doubtful } = await submitOnce(world, { adapter, engagement, batch, submitted });
      waiting.push(...again);
      if (mayWait) late.push(...doubtful);
      else waiting.push(...(await settle(world, { adapter, engagement, doubtful, submitted })));
    }
  };
  for (let round = 0; ; round += 1) {
    await Promise.all(Array.from({ length: lanes }, lane));
    // A lane may have found nothing to do while another still had something to send again.
    await lane();
    let doubtful: readonly Attempt[] = late.splice(0);
    if (reader && round === 0) doubtful = await readListing(world, { reader, doubtful, submitted });
    waiting.push(...(await settle(world, { adapter, engagement, doubtful, submitted })));
    if (waiting.length === 0) return submitted;
  }
};

interface Sending {
  readonly adapter: VendorAdapter;
  readonly engagement: Engagement;
  readonly batch: readonly Attempt[];
  readonly submitted: Submitted;
}

const submitOnce = async (
  world: World,
  { adapter, engagement, batch, submitted }: Sending,
): Promise<{ readonly again: readonly Attempt[]; readonly doubtful: readonly Attempt[] }> => {
  let outcomes: readonly UnitOutcome[];
  try {
    outcomes = await adapter.submit(
      engagement,
      batch.map(({ unit, key }) => ({ key, content: unit.content })),
      world.call,
    );
  } catch (error) {
    // The engine holds whatever else an adapter throws for doubtful; that it was thrown is written down elsewhere.
    if ((error as { name?: unknown }).name === "CaseEnded") throw error;
    if (!AdapterError.is(error) || error.kind === "in-doubt") return { again: [], doubtful: batch };
    if (error.kind === "throttled" || error.kind === "unavailable") {
      await world.vendor.pass(error.kind === "throttled" ? waitOf(error) : pauseMs);
      return { again: batch.map(next), doubtful: [] };
    }
    for (const { unit } of batch) submitted.refused.set(unit.mark, `${error.kind}: ${error.message}`);
    return { again: [], doubtful: [] };
  }
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  const doubtful: Attempt[] = [];
  for (const attempt of batch) {
    const outcome = byKey.get(attempt.key);
    if (outcome?.outcome === "accepted") submitted.placed.set(attempt.unit.mark, { key: attempt.key, ref: outcome.ref });
    else if (outcome?.outcome === "refused") submitted.refused.set(attempt.unit.mark, `refused: ${outcome.why}`);
    else doubtful.push(attempt);
  }
  return { again: [], doubtful };
};

const next = (attempt: Attempt): Attempt =>
  attempt.epoch + 1 < mostAttempts
    ? { ...attempt, epoch: attempt.epoch + 1 }
    : failCase(`a unit could not be placed in ${mostAttempts} attempts`);

interface Settling {
  readonly adapter: VendorAdapter;
  readonly engagement: Engagement;
  readonly doubtful: readonly Attempt[];
  readonly submitted: Submitted;
}

/** What the listing shows is in doubt no more. What it does not show still is: that a listing lags behind proves nothing. */
const readListing = async (
  world: World,
  { reader, doubtful, submitted }: { readonly reader: Reader; readonly doubtful: readonly Attempt[]; readonly submitted: Submitted },
): Promise<readonly Attempt[]> => {
  await settleTime(world);
  await reader.sweep();
  const refs = new Map([...reader.book.units.values()].map(({ key, ref }) => [key, ref]));
  return doubtful.filter(({ unit, key }) => {
    const ref = refs.get(key);
    if (ref !== undefined) submitted.placed.set(unit.mark, { key, ref });
    return ref === undefined;
  });
};

/** Looks up what is in doubt; what may be sent again comes back. */
const settle = async (world: World, { adapter, engagement, doubtful, submitted }: Settling): Promise<readonly Attempt[]> => {
  if (doubtful.length === 0) return [];
  const { find, capabilities } = adapter;
  if (find === undefined) {
    for (const { unit, key } of doubtful) submitted.doubtful.set(unit.mark, key);
    return [];
  }
  const { idempotency } = capabilities;
  if (idempotency.kind === "none") await world.vendor.pass(idempotency.settleMs);
  const again: Attempt[] = [];
  for (let from = 0; from < doubtful.length; from += keysPerLookUp) {
    const some = doubtful.slice(from, from + keysPerLookUp);
    const findings = await repeat(world, "find", () =>
      find(
        engagement,
        some.map(({ key }) => key),
        world.call,
      ),
    );
    const byKey = new Map(findings.map((finding) => [finding.key, finding]));
    for (const attempt of some) {
      const finding = byKey.get(attempt.key);
      if (finding?.found === "present") submitted.placed.set(attempt.unit.mark, { key: attempt.key, ref: finding.ref });
      else if (finding?.found === "absent") again.push(idempotency.kind === "none" ? renamed(next(attempt)) : next(attempt));
    }
  }
  return again;
};

/** The vendor would not recognise the old key, so the next attempt has its own: should the first one turn up after all, the two can be told apart. */
const renamed = (attempt: Attempt): Attempt => ({ ...attempt, key: `${attempt.unit.key}-${attempt.epoch}` });
