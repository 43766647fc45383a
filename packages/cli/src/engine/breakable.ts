import { AdapterError, type VendorAdapter } from "@tranche/sdk";
import type { Clock } from "../ports/clock.ts";

/** How long an adapter may take to end a call that it was told to end. */
const ENDING_MS = 1_000;

/**
 * An adapter whose calls end soon after the signal, whether it listens to it or not: one that does not would keep a run from ending. What such a call
 * was about is in doubt.
 */
export const breakable = (
  adapter: VendorAdapter,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): VendorAdapter => {
  const within = async <T>(call: Promise<T>): Promise<T> => {
    const over = new AbortController();
    const told = new Promise<"told">((resolve) => {
      const tell = (): void => resolve("told");
      if (signal.aborted) tell();
      signal.addEventListener("abort", tell, { once: true, signal: over.signal });
    });
    try {
      const first = await Promise.race([call.then((result) => ({ result })), told]);
      if (first !== "told") return first.result;
      const last = await Promise.race([
        call.then((result) => ({ result })),
        clock.sleep(ENDING_MS, over.signal).then(() => "over" as const),
      ]);
      if (last !== "over") return last.result;
      throw new AdapterError({ kind: "in-doubt", message: "the adapter did not end the call when it was told to" });
    } finally {
      over.abort("over");
    }
  };
  const { find, withdraw } = adapter;
  return {
    ...adapter,
    contract: adapter.contract,
    capabilities: adapter.capabilities,
    check: (...call) => adapter.check(...call),
    engage: (...call) => within(adapter.engage(...call)),
    submit: (...call) => within(adapter.submit(...call)),
    collect: (...call) => within(adapter.collect(...call)),
    ...(find === undefined ? {} : { find: (...call) => within(find.apply(adapter, call)) }),
    ...(withdraw === undefined ? {} : { withdraw: (...call) => within(withdraw.apply(adapter, call)) }),
  };
};
