import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Agenda } from "../world/agenda.ts";
import type { SimulatedClock } from "../world/clock.ts";

/** One message to a customer's address. */
export interface Callback {
  readonly url: string;
  readonly body: string;
  readonly headers: (attempt: number, at: number) => Readonly<Record<string, string>>;
  /** Simulated waits before each further try; their number bounds the tries. */
  readonly retryAfterMs: readonly number[];
  /** Called once with the end of it: whether a 2xx came. */
  readonly done?: (delivered: boolean, tries: number) => void;
}

/** Sends callbacks over real HTTP to loopback addresses, others count as unreachable, and repeats them in simulated time. */
export interface CallbackSender {
  readonly send: (callback: Callback) => void;
  /** How many messages are under way or waiting for their next try. */
  readonly open: () => number;
  readonly close: () => void;
}

/** Real time a receiver has to answer. */
const answerWithinMs = 5000;

export const createCallbackSender = (world: { readonly clock: SimulatedClock; readonly agenda: Agenda }): CallbackSender => {
  const under = new Set<{ destroy: () => void }>();
  let open = 0;
  let closed = false;

  const attempt = (callback: Callback, tries: number): void => {
    if (closed) return;
    const at = world.clock.now();
    let settled = false;
    const settle = (delivered: boolean): void => {
      if (settled) return;
      settled = true;
      const wait = callback.retryAfterMs[tries - 1];
      if (delivered || wait === undefined) {
        open--;
        callback.done?.(delivered, tries);
      } else world.agenda.add(world.clock.now() + wait, () => attempt(callback, tries + 1));
    };
    const url = URL.canParse(callback.url) ? new URL(callback.url) : undefined;
    // A sandbox speaks to this machine only, whatever address a job or a test names.
    if (url === undefined || !isLoopback(url.hostname)) {
      settle(false);
      return;
    }
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const outgoing = send(
      url,
      {
        method: "POST",
        timeout: answerWithinMs,
        headers: {
          "content-type": "application/json",
          "content-length": String(Buffer.byteLength(callback.body)),
          ...callback.headers(tries, at),
        },
      },
      (response) => {
        response.resume();
        under.delete(outgoing);
        const status = response.statusCode ?? 0;
        settle(status >= 200 && status < 300);
      },
    );
    under.add(outgoing);
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => {
      under.delete(outgoing);
      settle(false);
    });
    outgoing.end(callback.body);
  };

  return {
    send: (callback) => {
      if (closed) return;
      open++;
      attempt(callback, 1);
    },
    open: () => open,
    close: () => {
      closed = true;
      for (const outgoing of under) outgoing.destroy();
    },
  };
};

const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/u.test(host);
