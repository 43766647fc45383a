import { AdapterError } from "../../contract/adapter-error.ts";
import type { VendorAdapter } from "../../contract/adapter.ts";
import type { Exchange, Fault } from "../wire/exchange.ts";
import { openListener } from "../wire/listener.ts";
import type { World } from "../world/world.ts";
import { attempt, type Attempt, kindOf } from "./attempt.ts";
import type { CaseDraft } from "./case-draft.ts";
import { type FaultCase, faultCases } from "./fault-case.ts";
import { mostTurns, type Operation, operations, type Turn } from "./operation.ts";

/** Every operation against every fault, and against a vendor that is not there and a caller that gives up. */
export const operationCases: readonly CaseDraft[] = operations.flatMap((operation) => [
  ...faultCases.map((fault): CaseDraft => ({
    name: `${operation.name}/${fault.name}`,
    grade: "safe",
    title: fault.title,
    units: operation.units,
    run: (world) => bear(world, operation, fault),
  })),
  {
    name: `${operation.name}/nobody-there`,
    grade: "safe",
    title: "a refused connection is told as unavailable, because nothing was sent",
    units: operation.units,
    run: (world) => nobodyThere(world, operation),
  },
  {
    name: `${operation.name}/given-up`,
    grade: "safe",
    title: "a caller that gives up gets an end at once, and a truthful one",
    units: operation.units,
    run: (world) => givenUp(world, operation),
  },
]);

/** Meets the fault: its first variant at every request the call makes, the others at its first. */
const bear = async (world: World, operation: Operation, fault: FaultCase): Promise<void> => {
  const turn = await operation.prepare(world);
  let number = 0;
  for (const [variant, make] of fault.faults.entries()) {
    for (let position = 0; number < mostTurns; position += 1) {
      const meeting = meet(world, { position, make });
      const adapter = world.adapter(fault.timeoutMs === undefined ? {} : { timeoutMs: fault.timeoutMs });
      const began = performance.now();
      const made = await turn({ number, adapter, under: meeting.under, doubt: fault.expect === "in-doubt" ? "possible" : "none" });
      number += 1;
      if (!meeting.met()) break;
      judge(world, { operation, fault, position, made, tookMs: meeting.tookMs() ?? performance.now() - began });
      if (variant > 0) break;
    }
  }
};

interface Meeting {
  readonly under: Turn["under"];
  /** Whether the call got as far as the fault. */
  readonly met: () => boolean;
  readonly tookMs: () => number | undefined;
}

/** Puts the fault in the way of the call's request of that position. */
const meet = (world: World, at: { readonly position: number; readonly make: (world: World, exchange: Exchange) => Fault }): Meeting => {
  let met = false;
  let tookMs: number | undefined;
  return {
    met: () => met,
    tookMs: () => tookMs,
    under: async (call) => {
      const from = world.wire.exchanges.length;
      world.wire.plan = (exchange) => {
        if (exchange.index !== from + at.position) return undefined;
        met = true;
        return at.make(world, exchange);
      };
      const began = performance.now();
      const made = await attempt(call);
      tookMs = performance.now() - began;
      world.wire.plan = undefined;
      return made;
    },
  };
};

interface Judged {
  readonly operation: Operation;
  readonly fault: FaultCase;
  readonly position: number;
  readonly made: Attempt<unknown>;
  readonly tookMs: number;
}

/** Whether the call may end like this. A result is held against the truth elsewhere. */
const judge = (world: World, { operation, fault, position, made, tookMs }: Judged): void => {
  const { name } = operation;
  const kind = "error" in made ? kindOf(made.error) : undefined;
  if ("error" in made && kind === undefined) return;
  if (fault.expect === "works") {
    if (kind !== undefined) world.problems.add(`${name}: it gave up an answer that came in time (${kind})`);
    return;
  }
  if (fault.expect === "throttled" && tookMs > 2500)
    world.problems.add(`${name}: it waited ${Math.round(tookMs)} ms by itself; waiting is the caller's`);
  if (kind === undefined) {
    if (name === "check" && position === 0 && (made as { result?: { ok?: unknown } }).result?.ok === true)
      world.problems.add(`check: it says that the credential works, and the vendor did not say so`);
    if (fault.expect !== "in-doubt" && position === 0 && name !== "check" && name !== "withdraw")
      world.problems.add(`${name}: the vendor refused with ${fault.expect === "throttled" ? 429 : 401}, and no error came of it`);
    return;
  }
  // A look-up after the real request may fail in its own way; the first request is the one that counts.
  const allowed = position > 0 ? [fault.expect, "in-doubt"] : [fault.expect];
  if (!allowed.includes(kind)) world.problems.add(`${name}: ${fault.title}, and it says ${kind} instead of ${fault.expect}`);
};

const nobodyThere = async (world: World, operation: Operation): Promise<void> => {
  const turn = await operation.prepare(world);
  const { origin, port } = await closedPort();
  world.allow(port);
  const path = new URL(world.vendor.baseUrl).pathname;
  const made = await turn({ number: 0, adapter: world.adapter({ baseUrl: `${origin}${path}` }), under: attempt, doubt: "none" });
  if ("error" in made) {
    const kind = kindOf(made.error);
    if (kind !== undefined && kind !== "unavailable") world.problems.add(`${operation.name}: nobody was there, and it says ${kind}`);
  } else if (operation.name === "check" && (made.result as { ok?: unknown }).ok === true)
    world.problems.add("check: nobody was there, and it says that the credential works");
  else if (operation.name !== "check" && operation.name !== "withdraw")
    world.problems.add(`${operation.name}: nobody was there, and no error came of it`);
};

/** A port nobody listens on. */
const closedPort = async (): Promise<{ readonly origin: string; readonly port: number }> => {
  const listener = await openListener();
  await listener.close();
  return { origin: listener.origin, port: listener.port };
};

/** The caller's signal, before the call and in the middle of it. */
const givenUp = async (world: World, operation: Operation): Promise<void> => {
  const turn = await operation.prepare(world);
  const before = await turn({ number: 0, adapter: withSignal(world.adapter(), AbortSignal.abort()), under: attempt, doubt: "possible" });
  if ("error" in before) {
    const kind = kindOf(before.error);
    if (kind !== undefined && kind !== "unavailable" && kind !== "in-doubt")
      world.problems.add(`${operation.name}: given up before it began, it says ${kind}`);
  }
  const giveUp = new AbortController();
  const adapter = withSignal(world.adapter(), giveUp.signal);
  let tookMs = 0;
  const during = await turn({
    number: 1,
    adapter,
    doubt: "possible",
    under: async (call) => {
      const from = world.wire.exchanges.length;
      let at = performance.now();
      world.wire.plan = ({ index }) => {
        if (index !== from) return undefined;
        setTimeout(() => {
          at = performance.now();
          giveUp.abort();
        }, 20);
        return { do: "silence", accept: true };
      };
      const made = await attempt(call);
      tookMs = performance.now() - at;
      world.wire.plan = undefined;
      return made;
    },
  });
  if (tookMs > 2000) world.problems.add(`${operation.name}: it went on for ${Math.round(tookMs)} ms after its caller had given up`);
  if ("error" in during && AdapterError.is(during.error) && during.error.kind !== "in-doubt")
    world.problems.add(`${operation.name}: given up after the request was out, it says ${during.error.kind}`);
};

/** The adapter, its calls made with that signal. */
const withSignal = (adapter: VendorAdapter, signal: AbortSignal): VendorAdapter => {
  const { find, withdraw } = adapter;
  return {
    ...adapter,
    check: () => adapter.check({ signal }),
    engage: (request, previous) => adapter.engage(request, previous, { signal }),
    submit: (engagement, units) => adapter.submit(engagement, units, { signal }),
    collect: (engagement, cursor) => adapter.collect(engagement, cursor, { signal }),
    ...(find && { find: (engagement, keys) => find(engagement, keys, { signal }) }),
    ...(withdraw && { withdraw: (engagement, refs) => withdraw(engagement, refs, { signal }) }),
  };
};
