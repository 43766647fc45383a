import { AdapterError, type RefusalScope } from "@tranche/sdk";
import type { Effect, VendorComplaint } from "./http.ts";
import { readRetryAfter } from "./retry-after.ts";

const scopes: Readonly<Record<number, RefusalScope>> = {
  400: "item",
  413: "item",
  415: "item",
  422: "item",
  404: "engagement",
  409: "engagement",
  410: "engagement",
};

export interface FailedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly effect: Effect;
  readonly complaint: VendorComplaint;
}

/**
 * The error a status means. Success is 2xx and never comes here.
 *
 * | status            | read           | create, repeatable |
 * |---|---|---|
 * | 3xx, 408, 5xx     | `in-doubt`     | `in-doubt`         |
 * | 429               | `throttled`    | `throttled`        |
 * | 401, 402          | `unauthorized` | `unauthorized`     |
 * | 403               | `unauthorized` | `refused`, account |
 * | any other 4xx     | `refused`      | `refused`          |
 *
 * `in-doubt` on a read means no more than: ask again.
 */
export const classifyStatus = ({ status, headers, effect, complaint }: FailedAnswer): AdapterError => {
  const retryAfterMs = readRetryAfter(headers);
  const details = {
    message: complaint.message === undefined ? words(status) : `${words(status)}: ${complaint.message}`,
    status,
    ...(complaint.code !== undefined && { code: complaint.code }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  if (status === 429) return new AdapterError({ kind: "throttled", ...details });
  if (status === 401 || status === 402 || (status === 403 && effect === "read"))
    return new AdapterError({ kind: "unauthorized", ...details });
  if (status >= 400 && status < 500 && status !== 408)
    return new AdapterError({ kind: "refused", ...details, scope: complaint.scope ?? scopes[status] ?? "account" });
  return new AdapterError({ kind: "in-doubt", ...details });
};

const words = (status: number): string => {
  if (status >= 300 && status < 400)
    return `the vendor redirects to another address (${status}), which is not followed; baseUrl may be out of date`;
  if (status === 401) return "the vendor does not accept the credential (401)";
  if (status === 402) return "the vendor has not enabled this for the account, or wants to be paid (402)";
  if (status === 403) return "the vendor forbids it (403)";
  if (status === 429) return "the vendor asks to slow down (429)";
  if (status === 408) return "the vendor gave up waiting (408)";
  if (status >= 500) return `the vendor failed (${status})`;
  return `the vendor refused it (${status})`;
};

/** What went wrong under an answer: whether a byte of the request can have left is the only question that matters. */
export interface BrokenExchange {
  readonly why: "not-built" | "timed-out" | "cancelled" | "too-large" | "broken";
  /** Whether a connection stood when it happened. */
  readonly connected: boolean;
  readonly code?: string;
  /** The library's own sentence, without headers. */
  readonly message: string;
}

/** Nothing is proven undelivered unless no connection stood: a reset, a broken pipe and a time-out may each have landed. */
export const classifyBroken = ({ why, connected, code, message }: BrokenExchange): AdapterError => {
  const cause = Object.assign(new Error(message), code === undefined ? {} : { code });
  const details = { ...(code !== undefined && { code }), cause };
  if (why === "not-built")
    return new AdapterError({ kind: "refused", scope: "account", message: "the request could not be built; nothing was sent", ...details });
  if (!connected) return new AdapterError({ kind: "unavailable", message: `${unsent[why]}; nothing was sent`, ...details });
  return new AdapterError({ kind: "in-doubt", message: `${sent[why]}; it may have arrived`, ...details });
};

const unsent = {
  "timed-out": "no connection to the vendor in time",
  cancelled: "cancelled before it went out",
  "too-large": "no connection to the vendor",
  broken: "no connection to the vendor",
} as const;

const sent = {
  "timed-out": "the vendor did not answer in time",
  cancelled: "cancelled after it went out",
  "too-large": "the vendor's answer is longer than the limit",
  broken: "the connection broke before the answer was complete",
} as const;
