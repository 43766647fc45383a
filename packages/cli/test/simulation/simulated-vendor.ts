import {
  AdapterError,
  type Capabilities,
  type Finding,
  type Observation,
  type Unit,
  type UnitOutcome,
  type VendorAdapter,
} from "@tranche/sdk";
import type { Clock } from "../../src/ports/clock.ts";

/** How a simulated vendor behaves; chances are per call or per unit, between 0 and 1. */
export interface VendorNature {
  readonly vendor: string;
  readonly owner: string;
  readonly idempotency: "key-conflict" | "key-replay" | "none";
  readonly maxUnits: number;
  readonly canFind: boolean;
  readonly canWithdraw: boolean;
  readonly faults: {
    /** Nothing reached it. */
    readonly unreachable: number;
    /** It read the request, did nothing, and the connection broke. */
    readonly dropBefore: number;
    /** It did the work and the connection broke. */
    readonly dropAfter: number;
    /** It does the work only after the caller has given up. */
    readonly landLate: number;
    readonly throttle: number;
    /** Half of a batch is taken, the rest of it is not spoken of. */
    readonly partial: number;
    /** A unit is refused for what it says. */
    readonly refuse: number;
    /** An accepted unit comes back unanswered. */
    readonly giveBack: number;
    readonly nonsense: number;
    /** A read fails. */
    readonly readFails: number;
  };
  readonly answerMs: number;
  /** From when on it is gone, and until when. */
  readonly outages: readonly { readonly from: number; readonly until: number }[];
}

interface Task {
  readonly ref: string;
  readonly key: string;
  readonly content: string;
  readonly createdAt: number;
  readonly visibleAt: number;
  readonly doneAt: number;
  readonly ending: "answered" | "returned" | "nonsense";
  withdrawn: boolean;
}

/** What really happened at a vendor, for recounting: independent of anything the engine wrote. */
export interface VendorTruth {
  /** Every content that reached it, in any request. */
  readonly seen: Set<string>;
  /** Content of every task that was created, one entry a task. */
  readonly created: string[];
  readonly keys: string[];
  requests: number;
  /** Tasks it will bill: everything created but what it gave back or agreed to withdraw. */
  readonly billable: () => number;
}

export interface SimulatedVendor {
  readonly nature: VendorNature;
  readonly adapter: VendorAdapter;
  readonly truth: VendorTruth;
}

const capabilitiesOf = (nature: VendorNature): Capabilities => ({
  submission: { mode: nature.maxUnits === 1 ? "item" : "batch", maxUnits: nature.maxUnits, partialAcceptance: true },
  idempotency:
    nature.idempotency === "none"
      ? { kind: "none", settleMs: 5_000 }
      : nature.idempotency === "key-replay"
        ? { kind: "key-replay", keyLifetimeMs: 86_400_000 }
        : { kind: "key-conflict" },
  cancel: nature.canWithdraw ? "item" : "none",
  lateResults: true,
  mayExceedRedundancy: false,
  webhook: "none",
  price: { basis: "judgment", finalAt: "result" },
  workerIds: "never",
  timeTaken: "none",
  taskKinds: ["classification"],
  regions: [],
});

/** A vendor in memory, with a latency, faults from a seed, and a memory of what it really received. */
export const createSimulatedVendor = (options: {
  readonly nature: VendorNature;
  readonly clock: Clock;
  readonly random: () => number;
  readonly labels: readonly string[];
  readonly onArrival: (content: string) => void;
}): SimulatedVendor => {
  const { nature, clock, random, labels, onArrival } = options;
  const tasks = new Map<string, Task>();
  const truth: VendorTruth = {
    seen: new Set(),
    created: [],
    keys: [],
    requests: 0,
    billable: () => [...tasks.values()].filter((task) => task.ending !== "returned" && !task.withdrawn).length,
  };
  const byKey = new Map<string, Task>();
  const chance = (rate: number): boolean => rate > 0 && random() < rate;
  const latency = (): Promise<void> => clock.sleep(10 + random() * 200);
  const down = (): boolean => nature.outages.some(({ from, until }) => clock.now() >= from && clock.now() < until);
  const reach = async (): Promise<void> => {
    truth.requests += 1;
    await latency();
    if (down() || chance(nature.faults.unreachable)) throw new AdapterError({ kind: "unavailable", message: "connection refused" });
  };
  const readable = async (): Promise<void> => {
    await reach();
    if (chance(nature.faults.readFails)) throw new AdapterError({ kind: "in-doubt", message: "bad gateway", status: 502 });
  };

  const create = (unit: Unit, visibleAfter: number): Task => {
    const known = byKey.get(unit.key);
    if (known !== undefined && nature.idempotency !== "none") return known;
    const content = JSON.stringify(unit.content);
    const roll = random();
    const ending =
      roll < nature.faults.giveBack ? "returned" : roll < nature.faults.giveBack + nature.faults.nonsense ? "nonsense" : "answered";
    const made: Task = {
      ref: `${nature.vendor}-${truth.created.length + 1}`,
      key: unit.key,
      content,
      createdAt: clock.now(),
      visibleAt: clock.now() + visibleAfter,
      doneAt: clock.now() + Math.ceil(nature.answerMs * (0.2 + 2 * random())),
      ending,
      withdrawn: false,
    };
    tasks.set(made.ref, made);
    byKey.set(unit.key, made);
    truth.created.push(content);
    truth.keys.push(unit.key);
    return made;
  };

  const submit: VendorAdapter["submit"] = async (_engagement, units) => {
    await reach();
    for (const unit of units) {
      const content = JSON.stringify(unit.content);
      onArrival(content);
      truth.seen.add(content);
    }
    if (chance(nature.faults.throttle)) throw new AdapterError({ kind: "throttled", message: "slow down", status: 429, retryAfterMs: 500 });
    if (chance(nature.faults.dropBefore)) throw new AdapterError({ kind: "in-doubt", message: "connection reset" });
    if (chance(nature.faults.landLate)) {
      void clock.sleep(1_000 + random() * 2_000).then(() => units.forEach((unit) => create(unit, 0)));
      throw new AdapterError({ kind: "in-doubt", message: "timed out" });
    }
    const spoken = units.length > 1 && chance(nature.faults.partial) ? units.filter(() => random() < 0.5) : units;
    const outcomes = spoken.map((unit): UnitOutcome => {
      if (chance(nature.faults.refuse)) return { outcome: "refused", key: unit.key, why: "not for us", scope: "item" };
      return { outcome: "accepted", key: unit.key, ref: create(unit, nature.idempotency === "none" ? random() * 1_000 : 0).ref };
    });
    if (chance(nature.faults.dropAfter)) throw new AdapterError({ kind: "in-doubt", message: "connection reset" });
    await latency();
    return outcomes;
  };

  const observe = (task: Task): Observation => {
    const { ref, key, createdAt, doneAt } = task;
    const base = { type: "unit" as const, ref, key, createdAt };
    if (task.withdrawn) return { ...base, status: "withdrawn", raw: "canceled", judgments: [] };
    if (clock.now() < doneAt) return { ...base, status: "open", raw: "pending", judgments: [] };
    if (task.ending === "returned") return { ...base, status: "returned", raw: "skipped", judgments: [] };
    const answer = task.ending === "nonsense" ? "no such label" : (labels[Math.floor(random() * labels.length)] ?? "");
    return { ...base, status: "answered", raw: "completed", judgments: [{ id: `${ref}-1`, answer, at: doneAt }] };
  };

  const adapter: VendorAdapter = {
    contract: "v1",
    capabilities: capabilitiesOf(nature),
    check: async () => ({ ok: true }),
    engage: async (request) => {
      await reach();
      return { ref: request.key, state: "ready", data: {} };
    },
    submit,
    collect: async (_engagement, cursor) => {
      await readable();
      // Whole pages of five, oldest first, all of them again at every poll: repeats are allowed, gaps are not.
      const from = cursor === undefined ? 0 : Number(cursor);
      const listed = [...tasks.values()].filter((task) => task.visibleAt <= clock.now());
      const page = listed.slice(from, from + 5);
      const more = from + 5 < listed.length;
      return { observations: page.map(observe), cursor: more ? String(from + 5) : "0", more };
    },
    ...(nature.canFind
      ? {
          find: async (_engagement, keys) => {
            await readable();
            return keys.map((key): Finding => {
              const task = byKey.get(key);
              return task !== undefined && task.visibleAt <= clock.now()
                ? { found: "present", key, ref: task.ref }
                : { found: "absent", key };
            });
          },
        }
      : {}),
    ...(nature.canWithdraw
      ? {
          withdraw: async (_engagement, refs) => {
            await readable();
            return refs.map((ref) => {
              const task = tasks.get(ref);
              if (task === undefined || clock.now() >= task.doneAt) return { withdrawal: "too-late" as const, ref, why: "done" };
              task.withdrawn = true;
              return { withdrawal: "withdrawn" as const, ref };
            });
          },
        }
      : {}),
  };
  return { nature, adapter, truth };
};
