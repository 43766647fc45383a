/**
 * Reads `Retry-After` in milliseconds as the vendor said it, unclamped: seconds, or an HTTP date, which is measured against the
 * vendor's own `Date` header because its clock and ours may differ. Undefined for anything else.
 */
export const readRetryAfter = (headers: Readonly<Record<string, string>>, now: () => number = Date.now): number | undefined => {
  const value = headers["retry-after"]?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d{1,12}(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  const until = httpDate(value);
  if (until === undefined) return undefined;
  return Math.max(0, until - (httpDate(headers["date"] ?? "") ?? now()));
};

const httpDate = (text: string): number | undefined => {
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
};
