import { AdapterError } from "../../contract/adapter-error.ts";
import type { VendorAdapter } from "../../contract/adapter.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Wire } from "../wire/wire.ts";
import { checkCheck, checkEngagement, checkFindings, checkOutcomes, checkPage, checkWithdrawals } from "./check-result.ts";
import { leaksIn, type Secret } from "./leaks.ts";
import { failCase, type Problems } from "./problems.ts";

const kinds = new Set(["refused", "throttled", "unavailable", "in-doubt", "unauthorized"]);
/** A busy machine is not a missing time-out. */
const graceMs = 3000;

interface Watching {
  readonly wire: Wire;
  readonly problems: Problems;
  readonly secrets: readonly Secret[];
  /** The time-out every single request of the adapter has. */
  readonly timeoutMs: number;
  /** Calls that have not ended yet. */
  readonly running: Set<Promise<unknown>>;
}

/**
 * The adapter, with every call held against the contract: only its errors, nothing secret in them, an end in time, every name exactly once, no
 * request repeated, and `unavailable` only where nothing was sent. What is wrong is written down; results and errors pass as they are.
 */
export const watchAdapter = (adapter: VendorAdapter, watching: Watching): VendorAdapter => {
  const { wire, problems } = watching;
  let running = 0;
  let overlaps = 0;

  const watch = async <Result>(
    name: string,
    call: () => Promise<Result>,
    check: (result: Result) => readonly string[],
  ): Promise<Result> => {
    const from = wire.exchanges.length;
    running += 1;
    if (running > 1) overlaps += 1;
    const overlapsBefore = overlaps;
    const began = performance.now();
    try {
      const ending = ended(name, call, watching);
      watching.running.add(ending);
      const result = await ending.finally(() => watching.running.delete(ending));
      for (const problem of readable(check, result)) problems.add(`${name}: ${problem}`);
      return result;
    } catch (error) {
      judgeError(name, error, watching);
      throw error;
    } finally {
      running -= 1;
      // Requests can be told apart by call only while calls come one after another.
      if (overlaps === overlapsBefore && running === 0)
        for (const problem of judgeExchanges(wire.exchanges.slice(from), performance.now() - began, watching.timeoutMs))
          problems.add(`${name}: ${problem}`);
    }
  };

  const { find, withdraw, hint } = adapter;
  return {
    contract: adapter.contract,
    capabilities: adapter.capabilities,
    check: (call) => watch("check", () => adapter.check(call), checkCheck),
    engage: (request, previous, call) => watch("engage", () => adapter.engage(request, previous, call), checkEngagement),
    submit: (engagement, units, call) => {
      const from = wire.exchanges.length;
      const alone = running === 0;
      const submit = async () => {
        try {
          return await adapter.submit(engagement, units, call);
        } catch (error) {
          if (alone && AdapterError.is(error) && error.kind === "unavailable" && wire.exchanges.length > from)
            problems.add("submit: it says that nothing was sent (unavailable), and a request had arrived");
          throw error;
        }
      };
      return watch("submit", submit, (given) =>
        checkOutcomes(
          units.map(({ key }) => key),
          given,
        ),
      );
    },
    collect: (engagement, cursor, call) => watch("collect", () => adapter.collect(engagement, cursor, call), checkPage),
    ...(find && {
      find: (engagement, keys, call) =>
        watch(
          "find",
          () => find.call(adapter, engagement, keys, call),
          (given) => checkFindings(keys, given),
        ),
    }),
    ...(withdraw && {
      withdraw: (engagement, refs, call) =>
        watch(
          "withdraw",
          () => withdraw.call(adapter, engagement, refs, call),
          (given) => checkWithdrawals(refs, given),
        ),
    }),
    ...(hint && { hint: (request) => hint.call(adapter, request) }),
  };
};

/** A result that is not even an object of the right kind must not end the kit. */
const readable = <Result>(check: (result: Result) => readonly string[], result: Result): readonly string[] => {
  try {
    return check(result);
  } catch {
    return ["it answered something that is no result at all"];
  }
};

/** The call, or the end of the case where the call never ends. */
const ended = async <Result>(name: string, call: () => Promise<Result>, { timeoutMs, wire }: Watching): Promise<Result> => {
  const from = wire.exchanges.length;
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<Result>((_resolve, reject) => {
    const look = (): void => {
      const allowed = limitMs(wire.exchanges.length - from, timeoutMs);
      if (performance.now() - began < allowed) timer = setTimeout(look, 100);
      else
        try {
          failCase(`${name} did not end within ${Math.round(allowed / 1000)} s, with time-outs of ${timeoutMs} ms`);
        } catch (error) {
          reject(error);
        }
    };
    const began = performance.now();
    timer = setTimeout(look, timeoutMs + graceMs);
  });
  try {
    return await Promise.race([call(), never]);
  } finally {
    clearTimeout(timer);
  }
};

const limitMs = (requests: number, timeoutMs: number): number => (requests + 1) * timeoutMs + graceMs;

const judgeError = (name: string, error: unknown, { problems, secrets }: Watching): void => {
  if ((error as { name?: unknown } | null)?.name === "CaseEnded") return;
  if (!AdapterError.is(error)) problems.add(`${name}: ${describe(error)} left it; only an AdapterError may`);
  else if (!kinds.has(error.kind)) problems.add(`${name}: ${JSON.stringify(error.kind)} is no kind of AdapterError`);
  for (const leak of leaksIn(error, secrets)) problems.add(`${name}: its error shows ${leak}`);
  const after = AdapterError.is(error) ? error.retryAfterMs : undefined;
  if (after !== undefined && !(Number.isFinite(after) && after >= 0)) problems.add(`${name}: retryAfterMs is ${String(after)}`);
};

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name} (${error.message.slice(0, 80)})` : `something thrown (${String(error).slice(0, 80)})`;

const judgeExchanges = (exchanges: readonly Exchange[], tookMs: number, timeoutMs: number): readonly string[] => {
  const problems: string[] = [];
  const failed = new Set<string>();
  for (const exchange of exchanges) {
    const same = `${exchange.method} ${exchange.path}\n${exchange.body}`;
    if (failed.has(same))
      problems.push(
        `it repeated ${exchange.method} ${pathOnly(exchange.path)} after that had failed; the caller retries, never the adapter`,
      );
    if (exchange.fault !== undefined && exchange.fault !== "slow") failed.add(same);
  }
  if (tookMs > limitMs(exchanges.length, timeoutMs))
    problems.push(`it took ${Math.round(tookMs)} ms over ${exchanges.length} requests with time-outs of ${timeoutMs} ms`);
  return problems;
};

/** An address without its query and with ids left out. */
const pathOnly = (path: string): string =>
  (path.split("?")[0] ?? "").replace(/[^/]*\d[^/]*(?=\/|$)/g, (part) => (/^v\d+$/.test(part) ? part : "…"));
