import { type GoldCount, isBelowFloor } from "./quality-test.ts";

/**
 * Whether a vendor may be given new work, as a state of four.
 *
 *   ok       work flows; failures are counted, in a row and over the last twenty
 *   cooling  the breaker tripped; no new work until a stored deadline, then a probe of at most five
 *   held     a person said so (`tranche hold`); only a person ends it
 *   out      lost, refused our key, or taken out by a person; its open work is placed elsewhere; only a person ends it.
 *            One that takes nothing new keeps what it took before, as long as it is not silent as well
 *
 * `reachable` time is counted over every call (polling included), `submission` time over submissions only: a vendor that
 * answers its status page and takes nothing is as lost as one that is gone. But only a vendor that was asked can be lost for
 * taking nothing: where nothing is left to send it, time alone proves nothing. Numbers and their sources: docs/architecture.md.
 */
export type VendorHealth =
  | { readonly is: "ok"; readonly failures: Failures }
  | {
      readonly is: "cooling";
      readonly until: number;
      readonly ejections: number;
      readonly why: string;
      readonly failures: Failures;
      readonly probing: boolean;
    }
  /** `gold`: held by its own count of known answers, not by a person. */
  | { readonly is: "held"; readonly why: string; readonly since: number; readonly gold?: GoldCount }
  | { readonly is: "out"; readonly why: string; readonly since: number; readonly cause: OutCause };

export type OutCause = "unreachable" | "silent" | "unauthorized" | "refuses-everything" | "operator";

export interface Failures {
  readonly inARow: number;
  /** The last submissions, oldest first: true is a failure. At most twenty. */
  readonly recent: readonly boolean[];
  /** Cooldowns so far; each healthy stretch of work takes one away. */
  readonly ejections: number;
  /** When calls of any kind began to fail without a success in between. */
  readonly unreachableSince?: number;
  /** Known answers that a person has forgiven: what counts against the floor comes after them. */
  readonly forgiven?: GoldCount;
  /** When submissions began to fail without a success in between, when the last one did, and why. */
  readonly notTaking?: { readonly since: number; readonly last: number; readonly why: string };
}

export interface HealthRules {
  /** First cooldown; each further one is longer by as much. */
  readonly cooldownMs: number;
  readonly longestCooldownMs: number;
  /** Unreachable or taking nothing this long is lost. */
  readonly lostAfterMs: number;
}

export type HealthEvent =
  | { readonly event: "submission-succeeded"; readonly at: number }
  | { readonly event: "submission-failed"; readonly at: number; readonly why: string; readonly reached: boolean }
  /** Asked to wait: no failure, but nothing taken either. */
  | { readonly event: "submission-throttled"; readonly at: number; readonly why: string }
  | { readonly event: "call-succeeded"; readonly at: number }
  | { readonly event: "call-failed"; readonly at: number }
  | { readonly event: "unauthorized"; readonly at: number; readonly why: string }
  | { readonly event: "silent-too-long"; readonly at: number; readonly why: string }
  /** How its answers to items with a known answer stand now, all of them. Holds it where that is below the floor beyond chance. */
  | { readonly event: "gold-counted"; readonly at: number; readonly count: GoldCount; readonly floorPerMillion: number }
  | { readonly event: "time-passed"; readonly at: number }
  /** A process begins with what another left: a cooldown is no longer than it was set for, whatever the clock did in between. */
  | { readonly event: "process-started"; readonly at: number }
  /** The clock jumped by so much, or this process stood still: nobody was asked meanwhile, so nobody's patience ran. */
  | { readonly event: "clock-jumped"; readonly byMs: number }
  | { readonly event: "taken-out"; readonly at: number; readonly why: string }
  | { readonly event: "held"; readonly at: number; readonly why: string }
  | { readonly event: "released"; readonly at: number };

/** Five in a row, or more than half of the last twenty with at least five seen (Envoy's 5; LiteLLM's 50 % with 5). */
const TRIP_IN_A_ROW = 5;
const TRIP_WINDOW = 20;
const TRIP_MINIMUM = 5;
/** What a half-open breaker lets through. */
export const PROBE_UNITS = 5;

const fresh: Failures = { inARow: 0, recent: [], ejections: 0 };
export const healthy: VendorHealth = { is: "ok", failures: fresh };

/** One step; a person's word (`held`, `out`) is ended only by a person. */
export const stepHealth = (health: VendorHealth, event: HealthEvent, rules: HealthRules): VendorHealth => {
  if (event.event === "clock-jumped") return shifted(health, event.byMs);
  if (event.event === "released") return released(health, event.at);
  if (event.event === "taken-out") return { is: "out", why: event.why, since: event.at, cause: "operator" };
  if (health.is === "out")
    return health.cause === "refuses-everything" && event.event === "silent-too-long"
      ? { is: "out", why: event.why, since: event.at, cause: "silent" }
      : health;
  if (event.event === "unauthorized") return { is: "out", why: event.why, since: event.at, cause: "unauthorized" };
  if (event.event === "silent-too-long") return { is: "out", why: event.why, since: event.at, cause: "silent" };
  if (event.event === "held") return { is: "held", why: event.why, since: event.at };
  if (health.is === "held") return health;
  if (event.event === "gold-counted") return judged(health, event);
  if (event.event === "process-started") return resumed(health, event.at, rules);
  return lostOr(moved(health, event, rules), event, rules);
};

const released = (health: VendorHealth, at: number): VendorHealth => {
  if (health.is === "ok") return health;
  const gold = health.is === "held" ? health.gold : undefined;
  const failures = gold === undefined ? fresh : { ...fresh, forgiven: gold };
  return { is: "cooling", until: at, ejections: 0, why: "back on trial", failures, probing: false };
};

/** A person who lets a vendor back knows its count: only what it answers from then on is held against it again. */
const judged = (
  health: Extract<VendorHealth, { is: "ok" | "cooling" }>,
  { at, count, floorPerMillion }: Extract<HealthEvent, { event: "gold-counted" }>,
): VendorHealth => {
  const { forgiven = { right: 0, seen: 0 } } = health.failures;
  const since = { right: count.right - forgiven.right, seen: count.seen - forgiven.seen };
  if (!isBelowFloor(since, floorPerMillion)) return health;
  const why = `${since.right} of ${since.seen} known answers right, the floor is ${floorPerMillion / 10_000} %`;
  return { is: "held", why, since: at, gold: count };
};

const resumed = (health: Extract<VendorHealth, { is: "ok" | "cooling" }>, at: number, rules: HealthRules): VendorHealth =>
  health.is === "ok" ? health : { ...health, until: Math.min(health.until, at + cooldownOf(health.ejections, rules)) };

const cooldownOf = (ejections: number, { cooldownMs, longestCooldownMs }: HealthRules): number =>
  Math.min(cooldownMs * Math.max(1, ejections), longestCooldownMs);

const moved = (
  health: Extract<VendorHealth, { is: "ok" | "cooling" }>,
  event: HealthEvent,
  rules: HealthRules,
): Extract<VendorHealth, { is: "ok" | "cooling" }> => {
  const { failures } = health;
  switch (event.event) {
    case "call-succeeded":
      return { ...health, failures: reached(failures) };
    case "call-failed":
      return { ...health, failures: { ...failures, unreachableSince: failures.unreachableSince ?? event.at } };
    case "submission-succeeded": {
      const { unreachableSince: _u, notTaking: _n, ...rest } = failures;
      const recent = pushed(failures.recent, false);
      const steady = recent.length === TRIP_WINDOW && !recent.includes(true);
      return {
        is: "ok",
        failures: { ...rest, inARow: 0, recent, ejections: steady ? Math.max(0, failures.ejections - 1) : failures.ejections },
      };
    }
    case "submission-failed": {
      const counted: Failures = {
        ...(event.reached ? reached(failures) : { ...failures, unreachableSince: failures.unreachableSince ?? event.at }),
        inARow: failures.inARow + 1,
        recent: pushed(failures.recent, true),
        notTaking: notTaking(failures, event, rules),
      };
      if (health.is === "cooling" && !health.probing) return { ...health, failures: counted };
      return tripped(counted) || health.is === "cooling" ? cool(counted, event, rules) : { ...health, failures: counted };
    }
    case "submission-throttled":
      return { ...health, failures: { ...reached(failures), notTaking: notTaking(failures, event, rules) } };
    case "time-passed":
      return health.is === "cooling" && !health.probing && event.at >= health.until ? { ...health, probing: true } : health;
    default:
      return health;
  }
};

const reached = (failures: Failures): Failures => {
  const { unreachableSince: _, ...rest } = failures;
  return rest;
};

/** Failures further apart than a vendor is given do not belong together: nothing was to be sent in between. */
const notTaking = (
  { notTaking: before }: Failures,
  { at, why }: { readonly at: number; readonly why: string },
  { lostAfterMs }: HealthRules,
): NonNullable<Failures["notTaking"]> => ({
  since: before === undefined || at - before.last > lostAfterMs ? at : before.since,
  last: at,
  why,
});

const shifted = (health: VendorHealth, byMs: number): VendorHealth => {
  if (health.is !== "ok" && health.is !== "cooling") return health;
  const { unreachableSince, notTaking: taking } = health.failures;
  const failures: Failures = {
    ...health.failures,
    ...(unreachableSince === undefined ? {} : { unreachableSince: unreachableSince + byMs }),
    ...(taking === undefined ? {} : { notTaking: { ...taking, since: taking.since + byMs, last: taking.last + byMs } }),
  };
  // A cooldown that ran out meanwhile is over; only a clock that was put back would make it longer.
  return health.is === "ok" ? { ...health, failures } : { ...health, failures, until: health.until + Math.min(0, byMs) };
};

const pushed = (recent: readonly boolean[], failed: boolean): readonly boolean[] => [...recent, failed].slice(-TRIP_WINDOW);

const tripped = (failures: Failures): boolean => {
  if (failures.inARow >= TRIP_IN_A_ROW) return true;
  const bad = failures.recent.filter(Boolean).length;
  return failures.recent.length >= TRIP_MINIMUM && bad * 2 > failures.recent.length && bad >= TRIP_MINIMUM;
};

const cool = (
  failures: Failures,
  event: { readonly at: number; readonly why: string },
  rules: HealthRules,
): Extract<VendorHealth, { is: "cooling" }> => {
  const ejections = failures.ejections + 1;
  return {
    is: "cooling",
    until: event.at + cooldownOf(ejections, rules),
    ejections,
    why: event.why,
    failures: { ...failures, ejections, inARow: 0, recent: [] },
    probing: false,
  };
};

const lostOr = (
  health: Extract<VendorHealth, { is: "ok" | "cooling" }>,
  { event, at: now }: { readonly event: HealthEvent["event"]; readonly at: number },
  rules: HealthRules,
): VendorHealth => {
  const { unreachableSince, notTaking: taking } = health.failures;
  if (unreachableSince !== undefined && now - unreachableSince >= rules.lostAfterMs)
    return { is: "out", why: "unreachable", since: unreachableSince, cause: "unreachable" };
  const asked = event === "submission-failed" || event === "submission-throttled";
  if (asked && taking !== undefined && now - taking.since >= rules.lostAfterMs)
    return { is: "out", why: `takes nothing: ${taking.why}`, since: taking.since, cause: "refuses-everything" };
  return health;
};

/** How many units may be given to the vendor at once; undefined is no limit of the breaker's. */
export const unitsAllowed = (health: VendorHealth): number | undefined => {
  switch (health.is) {
    case "ok":
      return undefined;
    case "cooling":
      return health.probing ? PROBE_UNITS : 0;
    case "held":
    case "out":
      return 0;
    default:
      return health satisfies never;
  }
};
