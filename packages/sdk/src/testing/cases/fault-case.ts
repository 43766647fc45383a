import type { Exchange, Fault } from "../wire/exchange.ts";
import type { World } from "../world/world.ts";

/** A kind of fault every operation has to bear. */
export interface FaultCase {
  readonly name: string;
  readonly title: string;
  /**
   * What the call may end in, besides a result that turns out to be right.
   * - `in-doubt`: an error of that kind. · `throttled`, `unauthorized`: an error of that kind, for certain. · `works`: no error.
   */
  readonly expect: "in-doubt" | "throttled" | "unauthorized" | "works";
  /** Variants of it. The first is tried at every request the call makes, the others at its first. */
  readonly faults: readonly ((world: World, exchange: Exchange) => Fault)[];
  /** Time-out of the adapter that meets it, in real milliseconds; default 10,000. */
  readonly timeoutMs?: number;
}

/** Long enough for a request on loopback on a busy machine, short enough to wait for. */
const shortMs = 150;
const page = "<!DOCTYPE html><html><head><title>Just a moment</title></head><body><h1>Checking your browser</h1></body></html>";

const answer =
  (
    status: number,
    body: string,
    more: { readonly type?: string; readonly headers?: Readonly<Record<string, string>>; readonly accept?: boolean } = {},
  ) =>
  (): Fault => ({
    do: "answer",
    accept: more.accept ?? true,
    status,
    body,
    ...(more.type !== undefined && { type: more.type }),
    ...(more.headers && { headers: more.headers }),
  });

const elsewhere =
  (status: number) =>
  ({ trap }: World, { path }: Exchange): Fault => ({
    do: "answer",
    accept: false,
    status,
    headers: { location: `${trap.origin}${path}` },
    body: "{}",
  });

const tooMany = (retryAfter: string) =>
  answer(429, `{"error":{"code":"rate_limited","message":"slow down"}}`, { headers: { "retry-after": retryAfter }, accept: false });

/** `Retry-After` as it should be, and as it has been seen. */
export const retryAfters: readonly string[] = [
  "7",
  "99999999999",
  "-5",
  "soon",
  "0.5",
  "Fri, 31 Dec 9999 23:59:59 GMT",
  "Thu, 01 Jan 1970 00:00:00 GMT",
  "1e400",
];

export const faultCases: readonly FaultCase[] = [
  {
    name: "time-out-after",
    title: "the vendor acts and never answers",
    expect: "in-doubt",
    faults: [() => ({ do: "silence", accept: true })],
    timeoutMs: shortMs,
  },
  {
    name: "time-out-before",
    title: "nothing behind the connection answers",
    expect: "in-doubt",
    faults: [() => ({ do: "silence", accept: false })],
    timeoutMs: shortMs,
  },
  {
    name: "5xx-after",
    title: "the vendor acts and says 500",
    expect: "in-doubt",
    faults: [answer(500, `{"error":"Internal Server Error","status_code":500}`), answer(500, ""), answer(504, page, { type: "text/html" })],
  },
  {
    name: "5xx-before",
    title: "a proxy says 502 or 503 and the vendor never hears of it",
    expect: "in-doubt",
    faults: [answer(502, page, { type: "text/html", accept: false }), answer(503, "", { accept: false })],
  },
  {
    name: "drop-before",
    title: "the connection breaks before the vendor acts",
    expect: "in-doubt",
    faults: [() => ({ do: "drop", accept: false })],
  },
  {
    name: "drop-after",
    title: "the connection breaks after the vendor acted",
    expect: "in-doubt",
    faults: [() => ({ do: "drop", accept: true })],
  },
  { name: "cut", title: "the connection breaks in the middle of the answer", expect: "in-doubt", faults: [() => ({ do: "cut" })] },
  { name: "truncated-json", title: "the answer's JSON ends in the middle", expect: "in-doubt", faults: [() => ({ do: "truncate" })] },
  {
    name: "html",
    title: "a web page under a 200",
    expect: "in-doubt",
    faults: [answer(200, page, { type: "text/html" }), answer(200, page, { type: "application/json" })],
  },
  {
    name: "other-shape",
    title: "JSON of another shape, or none, under a 200",
    expect: "in-doubt",
    faults: [answer(200, `{"hello":"world"}`), answer(200, "null"), answer(200, `"OK"`), answer(200, "7"), answer(200, "")],
  },
  {
    name: "redirect",
    title: "a redirect to another host is not followed",
    expect: "in-doubt",
    faults: [elsewhere(307), elsewhere(301), elsewhere(302), elsewhere(303), elsewhere(308)],
  },
  {
    name: "drip",
    title: "an answer that comes a byte at a time and never ends",
    expect: "in-doubt",
    faults: [() => ({ do: "drip" })],
    timeoutMs: shortMs,
  },
  { name: "slow", title: "a slow answer within the time-out is an answer", expect: "works", faults: [() => ({ do: "slow", ms: 100 })] },
  {
    name: "throttled",
    title: "429, with any Retry-After there is: no waiting of its own, no nonsense handed on",
    expect: "throttled",
    faults: retryAfters.map(tooMany),
  },
  {
    name: "unauthorized",
    title: "401 is told as such",
    expect: "unauthorized",
    faults: [answer(401, `{"error":{"code":"unauthorized","message":"Invalid API key"}}`, { accept: false })],
  },
];
