/** A true minus sign: as wide as a plus, and never the start of an option or a formula. */
const minus = "−";

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ",");

/** `1234.5` with two decimals is `1,234.50`; what is not a number is `–`. */
export const formatNumber = (value: number, decimals: number): string => {
  if (!Number.isFinite(value)) return "–";
  const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const text = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `${minus}${text}` : text;
};

/** `5,160` */
export const formatCount = (count: number): string => formatNumber(count, 0);

/** `40.0 %` from 0.4. Rounds towards the middle at the ends: what is not everything never reads `100.0 %`, what is something never `0.0 %`. */
export const formatShare = (share: number, decimals: number = 1): string => {
  const unit = 10 ** -decimals;
  const percent = share * 100;
  const held = share < 1 ? Math.min(percent, 100 - unit) : percent;
  return `${formatNumber(share > 0 ? Math.max(held, unit) : held, decimals)} %`;
};

/** A limit as it was written: `40 %`, `33.4 %`. */
export const formatCap = (cap: number): string => `${formatNumber(cap * 100, 2).replace(/\.?0+$/, "")} %`;

/** The difference of two shares in points: `10.9`, `−2.0`. */
export const formatPoints = (difference: number): string => formatNumber(difference * 100, 1);

/** An amount without its currency: `1,190`, `165.12`, `0.080`; whole amounts without decimals. */
export const formatAmount = (amount: number): string => {
  const size = Math.abs(amount);
  if (Number.isInteger(amount) || size >= 1000) return formatNumber(amount, 0);
  if (size >= 1) return formatNumber(amount, 2);
  return formatNumber(amount, size >= 0.01 ? 3 : 5);
};

/** `1,190 to 1,510`, or one amount where both read the same. */
export const formatAmounts = ({ low, high }: { readonly low: number; readonly high: number }): string => {
  const [from, to] = [formatAmount(low), formatAmount(high)];
  return from === to ? from : `${from} to ${to}`;
};

/** `USD 165.12` */
export const formatPrice = (amount: number, currency: string): string => `${currency} ${formatAmount(amount)}`;

/** `+ 25 % a piece` from a ratio of prices of 1.25, `− 3 % a piece` from 0.97; `the same price` below half a percent, `16 times the price` from 2 on. */
export const formatPriceRatio = (ratio: number): string => {
  const percent = (ratio - 1) * 100;
  if (Math.abs(percent) < 0.5) return "the same price";
  if (ratio >= 2) return `${formatNumber(ratio, ratio < 10 ? 1 : 0)} times the price`;
  return `${percent > 0 ? "+" : minus} ${formatNumber(Math.abs(percent), 0)} % a piece`;
};

/** `1 item`, `327 items` */
export const countOf = (count: number, one: string, many: string = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Two significant digits, for what is only known roughly: 1,894 becomes 1,900. */
export const roughly = (value: number): number => {
  if (value <= 0 || !Number.isFinite(value)) return value;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
};
