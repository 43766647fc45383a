/**
 * An amount of money. Integers only: one unit of `micros` is a millionth of the currency's main unit
 * (1 USD = 1,000,000), so that a tenth of a cent is exact. Negative amounts are credits.
 */
export interface Money {
  readonly micros: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** Builds a {@link Money}; throws a RangeError when `micros` is not a safe integer. */
export const money = (micros: number, currency: string): Money => {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`${micros} is not a whole number of micros`);
  return { micros, currency };
};

/**
 * Reads `0.08 USD`, `500 EUR`, `-1.5 USD`: a decimal with at most six places, white space, a three-letter currency.
 * Returns undefined for anything else; never goes through floating point.
 */
export const parseMoney = (text: string): Money | undefined => {
  const found = /^(-?)(\d{1,9})(?:\.(\d{1,6}))?\s+([A-Z]{3})$/.exec(text.trim());
  if (!found) return undefined;
  const [, sign, whole = "0", fraction = "", currency = ""] = found;
  const micros = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, "0"));
  return { micros: sign === "-" ? -micros : micros, currency };
};

/** Writes `USD 165.12`: two places, more only where the amount needs them. */
export const formatMoney = (amount: Money): string => `${amount.currency} ${formatMicros(amount.micros)}`;

/** Writes micros as a decimal without a currency: two places, more only where the amount needs them. */
export const formatMicros = (micros: number): string => {
  const sign = micros < 0 ? "-" : "";
  const absolute = Math.abs(micros);
  const whole = Math.floor(absolute / 1_000_000);
  const fraction = String(absolute % 1_000_000)
    .padStart(6, "0")
    .replace(/0{1,4}$/, "");
  return `${sign}${String(whole).replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction}`;
};

/** `part` per million of an amount (a fee of 30 % is 300,000), rounded half up on the micro; a credit mirrors its charge. */
export const shareOf = (micros: number, perMillion: number): number => {
  if (micros < 0) return -shareOf(-micros, perMillion);
  const exact = (BigInt(micros) * BigInt(perMillion) * 2n + 1_000_000n) / 2_000_000n;
  return Number(exact);
};
