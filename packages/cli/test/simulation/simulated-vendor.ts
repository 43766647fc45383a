import { AdapterError, type Call, type Capabilities, type Finding, type Unit, type UnitOutcome, type VendorAdapter } from "@tranche/sdk";
import type { Clock } from "../../src/ports/clock.ts";
import { chanceOf } from "./chance.ts";
import { readPage, type Task } from "./vendor-listing.ts";
import { type FaultKind, SLOWNESS, type VendorNature } from "./vendor-nature.ts";

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
  /** The judgments it gave: by the key of the unit, answers by id. */
  readonly given: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Answers that a reader has behind it who stands at a cursor. */
  readonly behind: (cursor: number) => readonly string[];
  /** What it calls the task of a key, as a person sees it who looks. */
  readonly refOf: (key: string) => string | undefined;
  /** Whether it holds a task under a key that it will bill. */
  readonly bills: (key: string) => boolean;
}

export interface SimulatedVendor {
  readonly nature: VendorNature;
  readonly adapter: VendorAdapter;
  readonly truth: VendorTruth;
}

export interface SimulatedVendorOptions {
  readonly nature: VendorNature;
  readonly seed: number;
  readonly clock: Clock;
  readonly labels: readonly string[];
  /** What it refuses, whenever it is asked. */
  readonly isPoison: (content: string) => boolean;
  /** The faults that strike, by name; without it chance decides. */
  readonly script?: ReadonlySet<string>;
  /** A fault strikes. The name says where: the same world under a script of all its names runs the same way. */
  readonly onFault: (kind: FaultKind, name: string) => void;
  readonly onArrival: (unit: { readonly key: string; readonly content: string }) => void;
  readonly onCreated: (key: string) => void;
}

const DAY_MS = 86_400_000;
/** What an adapter waits for a create, at most. */
const TIME_LIMIT_MS = 30_000;
const ABSURD_WAITS = [0, -5_000, Number.NaN, 1e15];

const capabilitiesOf = (nature: VendorNature): Capabilities => ({
  submission: { mode: nature.maxUnits === 1 ? "item" : "batch", maxUnits: nature.maxUnits, partialAcceptance: true },
  idempotency:
    nature.idempotency === "none"
      ? { kind: "none", settleMs: 5_000 }
      : nature.idempotency === "key-replay"
        ? { kind: "key-replay", keyLifetimeMs: nature.keyLifetimeMs ?? DAY_MS }
        : { kind: "key-conflict", ...(nature.keyLifetimeMs === undefined ? {} : { keyLifetimeMs: nature.keyLifetimeMs }) },
  cancel: nature.canWithdraw ? "item" : "none",
  lateResults: true,
  mayExceedRedundancy: (nature.faults.extra ?? 0) > 0,
  webhook: "none",
  price: { basis: "judgment", finalAt: "result" },
  workerIds: "never",
  timeTaken: "none",
  taskKinds: ["classification"],
  regions: [],
});

/** A vendor in memory, with a latency, faults from a seed or a script, and a memory of what it really received. */
export const createSimulatedVendor = (options: SimulatedVendorOptions): SimulatedVendor => {
  const { nature, seed, clock, labels, script, onArrival } = options;
  const tasks = new Map<string, Task>();
  const byKey = new Map<string, Task>();
  const given = new Map<string, Map<string, string>>();
  const told: { id: string; before: number }[] = [];
  const billed = (task: Task): boolean => task.ending !== "returned" && task.withdrawnAt === undefined;
  const truth: VendorTruth = {
    seen: new Set(),
    created: [],
    keys: [],
    requests: 0,
    billable: () => [...tasks.values()].filter(billed).length,
    given,
    behind: (cursor) => told.filter(({ before }) => before <= cursor).map(({ id }) => id),
    refOf: (key) => byKey.get(key)?.ref,
    bills: (key) => [...tasks.values()].some((task) => task.key === key && billed(task)),
  };
  const chance = (what: string): number => chanceOf(seed, `${nature.vendor} ${what}`);
  const strikes = (kind: FaultKind, call: string): boolean => {
    const rate = nature.faults[kind] ?? 0;
    const name = `${nature.vendor} ${kind} ${call}`;
    const hit = script === undefined ? rate > 0 && chanceOf(seed, name) < rate : script.has(name);
    if (hit) options.onFault(kind, name);
    return hit;
  };
  const within = (spans: VendorNature["outages"] | undefined): boolean =>
    spans?.some(({ from, until }) => clock.now() >= from && clock.now() < until) === true;
  const calls = new Map<string, number>();
  const numbered = (call: string): string => {
    const n = (calls.get(call) ?? 0) + 1;
    calls.set(call, n);
    return `${call}#${n}`;
  };
  const latency = (call: string): Promise<void> =>
    clock.sleep((10 + chance(`latency ${call}`) * 200) * (within(nature.slow) ? SLOWNESS : 1));
  const reach = async (call: string): Promise<void> => {
    truth.requests += 1;
    await latency(call);
    if (within(nature.outages) || strikes("unreachable", call))
      throw new AdapterError({ kind: "unavailable", message: "connection refused" });
    if (strikes("revoked", call)) throw new AdapterError({ kind: "unauthorized", message: "the key is not valid", status: 401 });
  };
  const readable = async (call: string): Promise<void> => {
    await reach(call);
    if (strikes("readFails", call)) throw new AdapterError({ kind: "in-doubt", message: "bad gateway", status: 502 });
  };

  const recognised = (key: string): Task | undefined => {
    const known = nature.idempotency === "none" ? undefined : byKey.get(key);
    return known !== undefined && clock.now() - known.createdAt < (nature.keyLifetimeMs ?? Number.POSITIVE_INFINITY) ? known : undefined;
  };

  const create = (unit: Unit, mayLag: boolean): Task => {
    const known = recognised(unit.key);
    if (known !== undefined) return known;
    const n = truth.created.length + 1;
    const name = `task#${n}`;
    const now = clock.now();
    const rotten = nature.rotsFrom !== undefined && now >= nature.rotsFrom && chance(`rot ${name}`) < 0.7;
    const ending = strikes("giveBack", name) ? "returned" : rotten || strikes("nonsense", name) ? "nonsense" : "answered";
    const made: Task = {
      ref: `${nature.vendor}-${n}`,
      key: unit.key,
      createdAt: now,
      visibleAt: now + (mayLag && strikes("unseen", name) ? 1_000 + chance(`unseen ${name}`) * 3_000 : 0),
      doneAt: strikes("stall", name) ? Number.POSITIVE_INFINITY : now + Math.ceil(nature.answerMs * (0.2 + 2 * chance(`answer ${name}`))),
      ending,
      label: ending === "nonsense" ? "no such label" : (labels[Math.floor(chance(`label ${name}`) * labels.length)] ?? ""),
      extra: strikes("extra", name),
      withdrawnAt: undefined,
    };
    tasks.set(made.ref, made);
    byKey.set(unit.key, made);
    truth.created.push(JSON.stringify(unit.content));
    truth.keys.push(unit.key);
    options.onCreated(unit.key);
    return made;
  };

  const outcomeOf = (unit: Unit, call: string): UnitOutcome => {
    const { key } = unit;
    if (options.isPoison(JSON.stringify(unit.content)) || strikes("refuse", call))
      return { outcome: "refused", key, why: "not for us", scope: "item" };
    if (recognised(key) !== undefined && strikes("conflict", call)) return { outcome: "in-doubt", key, why: "this key exists (409)" };
    return { outcome: "accepted", key, ref: create(unit, true).ref };
  };

  const submit: VendorAdapter["submit"] = async (_engagement, units, { signal }) => {
    const call = numbered("submit");
    await reach(call);
    for (const unit of units) {
      const content = JSON.stringify(unit.content);
      onArrival({ key: unit.key, content });
      truth.seen.add(content);
    }
    if (strikes("throttle", call)) throw new AdapterError({ kind: "throttled", message: "slow down", status: 429, retryAfterMs: 500 });
    if (strikes("absurdWait", call)) {
      const retryAfterMs = ABSURD_WAITS[Math.floor(chance(`wait ${call}`) * ABSURD_WAITS.length)] ?? 0;
      throw new AdapterError({ kind: "throttled", message: "slow down", status: 429, retryAfterMs });
    }
    if (strikes("closed", call))
      throw new AdapterError({ kind: "refused", scope: "engagement", message: "the project is closed", status: 409 });
    if (strikes("dropBefore", call)) throw new AdapterError({ kind: "in-doubt", message: "connection reset" });
    if (strikes("landLate", call)) {
      void clock.sleep(1_000 + chance(`late ${call}`) * 2_000).then(() => units.forEach((unit) => create(unit, false)));
      throw new AdapterError({ kind: "in-doubt", message: "timed out" });
    }
    const spoken = units.length > 1 && strikes("partial", call) ? units.filter((_, n) => chance(`half ${call}/${n}`) < 0.5) : units;
    const outcomes = spoken.map((unit, n) => outcomeOf(unit, `${call}/${n}`));
    if (strikes("dropAfter", call)) throw new AdapterError({ kind: "in-doubt", message: "connection reset" });
    if (strikes("errorAfter", call)) throw new AdapterError({ kind: "in-doubt", message: "bad gateway", status: 502 });
    if (strikes("ownError", call)) throw new TypeError("'>=' not supported between NoneType and int");
    if (strikes("hang", call)) {
      await clock.sleep(TIME_LIMIT_MS, signal);
      throw new AdapterError({ kind: "in-doubt", message: "timed out" });
    }
    await latency(`${call} back`);
    return strikes("shuffle", call) ? [...outcomes.toReversed(), ...outcomes.slice(0, 1)] : outcomes;
  };

  const withdraw = async (refs: readonly string[]): ReturnType<NonNullable<VendorAdapter["withdraw"]>> => {
    const call = numbered("withdraw");
    await readable(call);
    const answers = refs.map((ref, n) => {
      const task = tasks.get(ref);
      if (task === undefined || clock.now() >= task.doneAt) return { withdrawal: "too-late" as const, ref, why: "done" };
      task.withdrawnAt ??= clock.now();
      if (strikes("withdrawUnknown", `${call}/${n}`)) return { withdrawal: "unknown" as const, ref, why: "no word of it" };
      return { withdrawal: "withdrawn" as const, ref };
    });
    if (strikes("withdrawDrops", call)) throw new AdapterError({ kind: "in-doubt", message: "connection reset" });
    return answers;
  };

  const find = async (keys: readonly string[]): Promise<readonly Finding[]> => {
    await readable(numbered("find"));
    return keys.map((key): Finding => {
      const task = byKey.get(key);
      return task !== undefined && task.visibleAt <= clock.now() ? { found: "present", key, ref: task.ref } : { found: "absent", key };
    });
  };

  const adapter: VendorAdapter = {
    contract: "v1",
    capabilities: capabilitiesOf(nature),
    check: async () => ({ ok: true }),
    engage: async (request) => {
      await reach(numbered("engage"));
      return { ref: request.key, state: "ready", data: {} };
    },
    submit,
    collect: async (_engagement, cursor) => {
      const call = numbered("collect");
      await readable(call);
      return readPage({
        nature,
        tasks: [...tasks.values()],
        now: clock.now(),
        cursor,
        given,
        told,
        strikes: (kind) => strikes(kind, call),
      });
    },
    ...(nature.canFind ? { find: (_engagement: unknown, keys: readonly string[], _call: Call) => find(keys) } : {}),
    ...(nature.canWithdraw ? { withdraw: (_engagement: unknown, refs: readonly string[], _call: Call) => withdraw(refs) } : {}),
  };
  return { nature, adapter, truth };
};
