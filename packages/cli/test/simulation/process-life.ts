import type { VendorAdapter } from "@tranche/sdk";
import type { Clock } from "../../src/ports/clock.ts";
import type { ApplyRequest, Reservation, ReserveRequest, Store } from "../../src/ports/store.ts";
import type { EventLog } from "./event-log.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { Crash } from "./world.ts";

/** One process of the engine: it lives until its crash, and everything it does to the world passes through here. */
export interface ProcessLife {
  readonly clock: Clock;
  readonly alive: () => boolean;
  readonly die: () => void;
  /** Resolves when it dies or begins to stand still. */
  readonly stopped: Promise<"dead" | "frozen">;
  readonly store: (store: Store) => Store;
  readonly adapter: (vendor: string, adapter: VendorAdapter) => VendorAdapter;
}

/** What only reads is no effect. */
const READS =
  /^(read|live|list|plannedOf|exposureOf|committedOf|progress|sendable|missingSlots|unfinished|nextDue|ordersAfter|datasetSize|ledgerHead|seenBy|inDataset|givenUp|holds|viewsOf|groupSeen|wasInGroup|groupStandings|turnarounds|costs$|decisions|cancellation|recallable)/;

export const startLife = (options: {
  readonly name: string;
  readonly world: VirtualClock;
  readonly ahead: () => number;
  readonly crash: Crash | undefined;
  readonly log: EventLog;
  /** The power goes: what was not waited for is not on the disk. */
  readonly powerCut: () => void;
}): ProcessLife => {
  const { name, world, crash, log } = options;
  const process = world.process(options.ahead);
  let effects = 0;
  let stop: (how: "dead" | "frozen") => void = () => {};
  const stopped = new Promise<"dead" | "frozen">((resolve) => (stop = resolve));
  const end = (how: Crash): void => {
    if (!process.alive()) return;
    log.add(() => ({ process: name, is: how.how, effect: effects }));
    if (how.how === "frozen") {
      process.freezeUntil(world.now() + how.forMs);
      return stop("frozen");
    }
    process.die();
    if (how.how === "power-cut") options.powerCut();
    stop("dead");
  };
  if ((crash?.how === "killed" && "at" in crash) || crash?.how === "restored") void world.sleep(crash.at).then(() => end(crash));
  /** Counts an effect, and ends the process around it where that is its end. */
  const effect = <T>(act: () => Promise<T>, what: string): Promise<T> => {
    effects += 1;
    const last = crash !== undefined && "effect" in crash && crash.effect === effects ? crash : undefined;
    // Between its last look at the lock and the first byte nothing can hold back a process that stands still: docs/reliability.md says so.
    if (last?.when === "before" && !(last.how === "frozen" && what === "submit")) {
      end(last);
      // A frozen one does it when it wakes.
      return last.how === "frozen"
        ? process.deliver(Promise.resolve()).then(() => process.deliver(act()))
        : process.deliver(new Promise(() => {}));
    }
    const result = act();
    if (last !== undefined) end(last);
    return process.deliver(result);
  };
  const through = <T extends object>(target: T, handle: (member: string, act: () => unknown, args: readonly unknown[]) => unknown): T =>
    new Proxy(target, {
      get: (object, member) => {
        const own = Reflect.get(object, member) as unknown;
        if (typeof own !== "function" || typeof member !== "string") return own;
        return (...args: unknown[]): unknown => {
          if (!process.alive()) return new Promise(() => {});
          return handle(member, () => (own as (...a: unknown[]) => unknown).apply(object, args), args);
        };
      },
    });
  return {
    clock: process.clock,
    alive: process.alive,
    die: process.die,
    stopped,
    store: (store) =>
      through(store, (member, act, args) => {
        if (READS.test(member)) {
          const result = act();
          return result instanceof Promise ? process.deliver(result) : result;
        }
        return effect(async () => {
          const result = await (act() as Promise<unknown>);
          log.add(() => ({ process: name, writes: member, ...inWords(member, args, result) }));
          return result;
        }, member);
      }),
    adapter: (vendor, adapter) =>
      through(adapter, (member, act, args) =>
        effect(async () => {
          log.add(() => ({ process: name, calls: `${vendor}.${member}`, ...(member === "submit" ? { keys: keysOf(args[1]) } : {}) }));
          try {
            const result = await (act() as Promise<unknown>);
            log.add(() => ({ process: name, from: `${vendor}.${member}`, ...answerInWords(result) }));
            return result;
          } catch (error) {
            log.add(() => ({ process: name, from: `${vendor}.${member}`, failed: (error as { kind?: string }).kind ?? "its own way" }));
            throw error;
          }
        }, member),
      ),
  };
};

const keysOf = (units: unknown): readonly string[] => (units as readonly { key: string }[]).map(({ key }) => key.slice(0, 6));

const inWords = (member: string, args: readonly unknown[], result: unknown): Record<string, unknown> => {
  switch (member) {
    case "reserve": {
      const { reserved, blocked } = result as Reservation;
      return {
        vendor: (args[0] as ReserveRequest).vendor,
        reserved: reserved.map(({ slot, key }) => `${slot} ${key.slice(0, 6)}`),
        blocked: blocked.map(({ slot, rule }) => `${slot} ${rule}`),
      };
    }
    case "apply":
      return {
        events: (args[0] as ApplyRequest).changes.map(({ target, event }) =>
          "attempt" in target
            ? `${target.attempt} ${event.event}`
            : `${"key" in target ? target.key.slice(0, 6) : target.ref} ${event.event}`,
        ),
      };
    case "place":
      return {
        placed: (args[2] as readonly { slot: number; vendor?: string; reason?: string }[]).map(
          ({ slot, vendor, reason }) => `${slot} ${vendor ?? `nowhere: ${reason ?? ""}`}`,
        ),
      };
    case "saveHealth":
      return { vendor: args[0], health: (args[1] as { is: string }).is };
    case "saveCursor":
      return { vendor: args[1], cursor: args[2] };
    default:
      return {};
  }
};

const answerInWords = (result: unknown): Record<string, unknown> => {
  if (Array.isArray(result))
    return {
      answers: (result as readonly Record<string, unknown>[]).map((one) =>
        [
          String(one["key"] ?? one["ref"]).slice(0, 6),
          one["outcome"] ?? one["found"] ?? one["withdrawal"],
          one["outcome"] === undefined ? "" : (one["ref"] ?? ""),
        ]
          .join(" ")
          .trim(),
      ),
    };
  const page = result as { readonly observations?: readonly { ref?: string; status?: string }[]; cursor?: string };
  return page.observations === undefined
    ? {}
    : { seen: page.observations.map(({ ref, status }) => `${ref} ${status}`), cursor: page.cursor };
};
