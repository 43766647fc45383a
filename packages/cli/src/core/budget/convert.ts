import type { CurrencyRate, Money } from "@tranche/sdk";

/**
 * An amount in another currency, in micros, by the rate that was declared for one of the two; undefined where none was. Rounded up to
 * the micro, so that what is reserved is never too small. Exact: no floating point.
 */
export const inCurrency = (
  { micros, currency }: Money,
  wanted: string,
  rates: Readonly<Record<string, CurrencyRate>>,
): number | undefined => {
  if (currency === wanted) return micros;
  const [own, other] = [rates[currency]?.rate, rates[wanted]?.rate];
  if (own?.currency === wanted) return roundedUp(BigInt(micros) * BigInt(own.micros), 1_000_000n);
  if (other?.currency === currency && other.micros > 0) return roundedUp(BigInt(micros) * 1_000_000n, BigInt(other.micros));
  return undefined;
};

const roundedUp = (amount: bigint, parts: bigint): number => Number(amount >= 0n ? (amount + parts - 1n) / parts : amount / parts);
