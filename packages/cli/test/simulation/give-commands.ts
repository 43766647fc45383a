import { decideAttempt } from "../../src/core/failover/decision.ts";
import { concernsVendor, scopeKey } from "../../src/core/health/scope.ts";
import { healthy, stepHealth, type VendorHealth } from "../../src/core/health/vendor-health.ts";
import type { OrderWhat } from "../../src/ports/store.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { chanceOf } from "./chance.ts";
import type { EventLog } from "./event-log.ts";
import type { SimulatedVendor } from "./simulated-vendor.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { type Command, type World, WORLD_BEGAN } from "./world.ts";
import { rules } from "./world-job.ts";

/** How often somebody looks at the pages of a vendor that cannot be asked, and how long what they look for has been in doubt. */
const LOOK_MS = 60_000;
const IN_DOUBT_MS = 40_000;
/** A vendor that asks to be left alone for longer is let back in by hand. */
const TOO_LONG_MS = 7_200_000;

/** A vendor that was let back in, virtual ms after the world began. */
export interface Release {
  readonly vendor: string;
  readonly at: number;
}

interface Commands {
  readonly over: () => void;
  readonly given: () => number;
  /** Those that are not among the world's commands. */
  readonly releases: readonly Release[];
}

/** A person's commands, given at their times from a process of their own, as the command line gives them. */
export const giveCommands = (options: {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly vendors: readonly SimulatedVendor[];
  readonly real: SqliteStore;
  readonly ahead: () => number;
  readonly log: EventLog;
}): Commands => {
  const { world, clock, vendors, real, ahead, log } = options;
  let over = false;
  let given = 0;
  const releases: Release[] = [];
  const order = async (vendor: string, what: OrderWhat, thisJob: boolean): Promise<void> => {
    if (over) return;
    const now = clock.now() + ahead();
    given += 1;
    log.add(() => ({ command: what, vendor, thisJob }));
    const health = await real.readHealth();
    const event =
      what === "take-out"
        ? ({ event: "taken-out", at: now, why: "by hand" } as const)
        : what === "hold"
          ? ({ event: "held", at: now, why: "by hand" } as const)
          : ({ event: "released", at: now } as const);
    const key = scopeKey(thisJob ? { scope: "engagement", vendor, job: "job" } : { scope: "account", vendor });
    const parts =
      what === "release" && !thisJob ? [...health.keys()].filter((known) => known !== key && concernsVendor(known, vendor)) : [];
    const changes = [key, ...parts].flatMap((meant): (readonly [string, VendorHealth])[] => {
      const before = health.get(meant) ?? healthy;
      const after = stepHealth(before, event, rules.health);
      return after === before ? [] : [[meant, after]];
    });
    await real.giveOrder(
      { vendor, ...(thisJob ? { job: "job" } : {}), what, why: "by hand", at: now },
      { health: changes, waitsOver: what === "release" ? [{ job: "job", vendor }] : [] },
    );
  };
  const at = (ms: number, act: () => Promise<void>): void => void clock.sleep(ms).then(act);
  const cancel = async (): Promise<void> => {
    if (over) return;
    given += 1;
    log.add(() => ({ command: "cancel" }));
    await real.cancelJob("job", { why: "by hand", at: clock.now() + ahead() });
  };
  const give = (command: Command): void => {
    if (command.do === "cancel") return at(command.at, cancel);
    at(command.at, () => order(command.vendor, command.do, command.thisJob));
    if (command.forMs !== undefined) at(command.at + command.forMs, () => order(command.vendor, "release", command.thisJob));
  };
  for (const command of world.commands ?? []) give(command);
  /** Looks at the vendor's own pages for what has long been in doubt, and says what is there: `tranche resolve`. */
  const look = async ({ nature, truth }: SimulatedVendor): Promise<void> => {
    const now = clock.now() + ahead();
    const doubtful = await real.liveAttempts("job", nature.vendor, "in-doubt");
    const decided = doubtful.flatMap(({ attempt, key, state }) => {
      const as = chanceOf(world.seed, `resolve ${key}`) < 0.2 ? "abandon" : truth.refOf(key) === undefined ? "absent" : "accepted";
      const answer = decideAttempt({ as, state, key, now, ref: truth.refOf(key) ?? key });
      const old = state.at === "in-doubt" && Math.abs(now - state.since) >= IN_DOUBT_MS;
      return old && answer.may ? [{ attempt, event: answer.event }] : [];
    });
    if (decided.length === 0 || over) return;
    given += 1;
    log.add(() => ({ command: "resolve", vendor: nature.vendor, as: decided.map(({ attempt, event }) => `${attempt} ${event.event}`) }));
    await real.decide("job", decided, now);
  };
  /** A vendor that asked for a wait of hours is let back in. */
  const endWait = async (vendor: string): Promise<void> => {
    const wait = await real.readWait("job", vendor);
    if (over || wait === undefined || wait.until < clock.now() + ahead() + TOO_LONG_MS) return;
    releases.push({ vendor, at: clock.now() - WORLD_BEGAN });
    await order(vendor, "release", false);
  };
  const keepLooking = async (vendor: SimulatedVendor): Promise<void> => {
    for (;;) {
      await clock.sleep(LOOK_MS);
      if (over) return;
      if (!vendor.nature.canFind) await look(vendor);
      await endWait(vendor.nature.vendor);
    }
  };
  for (const vendor of vendors) void keepLooking(vendor);
  return {
    over: () => {
      over = true;
    },
    given: () => given,
    releases,
  };
};
