import type { Rewrite } from "./wire.ts";

const stamp = /\d{4}-\d\d-\d\dT\d\d(?::|%3A)\d\d(?::|%3A)\d\d(?:\.\d+)?(?:Z|(?:[+-]|%2B)\d\d(?::|%3A)?\d\d)?/gi;

/** The vendor as it would be with a clock that is `ms` off: every time it tells is moved, every time it is told is moved back. */
export const shiftClock = (ms: number): Rewrite => ({
  request: ({ path, body }) => ({ path: shift(path, -ms), body: shift(body, -ms) }),
  answer: ({ status, headers, body }) => {
    const date = Date.parse(headers["date"] ?? "");
    return {
      status,
      headers: Number.isNaN(date) ? headers : { ...headers, date: new Date(date + ms).toUTCString() },
      body: shift(body, ms),
    };
  },
});

const shift = (text: string, ms: number): string =>
  text.replace(stamp, (found) => {
    const encoded = found.includes("%");
    const plain = encoded ? decodeURIComponent(found) : found;
    const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(plain) ? plain : `${plain}Z`);
    if (Number.isNaN(at)) return found;
    const moved = new Date(at + ms).toISOString();
    return encoded ? encodeURIComponent(moved) : moved;
  });
