import { AdapterError, type VendorAdapter } from "@tranche/sdk";
import type { Clock } from "../ports/clock.ts";

/** How long an adapter may take to end a call that it was told to end. */
const ENDING_MS = 1_000;

/** A call under way. */
interface UnderWay {
  readonly giveUp: () => void;
  /** Ends the wait for it; set once it was told to end. */
  waited?: () => void;
}

/**
 * An adapter whose calls end soon after the signal, whether it listens to it or not: one that does not would keep a run from ending. What such a call
 * was about is in doubt. One listener for all calls: there are as many of those as requests.
 */
export const breakable = (
  adapter: VendorAdapter,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): VendorAdapter => {
  const calls = new Set<UnderWay>();
  const tell = (call: UnderWay): void => {
    const settled = new AbortController();
    call.waited = () => settled.abort("settled");
    void clock.sleep(ENDING_MS, settled.signal).then(call.giveUp);
  };
  signal.addEventListener("abort", () => calls.forEach(tell), { once: true });
  const within = <T>(made: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const call: UnderWay = {
        giveUp: () => reject(new AdapterError({ kind: "in-doubt", message: "the adapter did not end the call when it was told to" })),
      };
      const settled = (): void => {
        calls.delete(call);
        call.waited?.();
      };
      calls.add(call);
      if (signal.aborted) tell(call);
      made.then(
        (result) => {
          settled();
          resolve(result);
        },
        (error: unknown) => {
          settled();
          reject(error);
        },
      );
    });
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
