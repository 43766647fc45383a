import { type Money, parseMoney } from "../money/money.ts";
import { parseDuration } from "../written/duration.ts";
import { parsePercent, perMillion } from "../written/per-million.ts";
import type { Config, PriceTerms, Stake, VendorConfig, VendorPrice } from "./config.ts";
import type { WrittenConfig, WrittenPrice, WrittenStake, WrittenVendor } from "./written-config.ts";

/** Fills in every default. The config must have passed its schema; a RangeError means that it had not. */
export const resolveConfig = (written: WrittenConfig): Config => ({
  version: 1,
  store: written.store ?? ".tranche/tranche.db",
  vendors: mapValues(written.vendors, vendorOf),
  owners: mapValues(written.owners ?? {}, (_, owner) => ({
    stakes: (owner.stakes ?? []).map(stakeOf),
    ...(owner.breached === true ? { breached: true as const } : {}),
  })),
  rules: { conflictPerMillion: perMillion(written.rules?.conflict ?? 0.2) },
  currencies: mapValues(written.currencies ?? {}, (_, { rate, on }) => ({ rate: moneyOf(rate), ...(on === undefined ? {} : { on }) })),
  failover: {
    attempts: written.failover?.attempts ?? 3,
    cooldownMs: ms(written.failover?.cooldown ?? "5m"),
    lostAfterMs: ms(written.failover?.lostAfter ?? "2h"),
    lateWindowMs: ms(written.failover?.lateWindow ?? "7d"),
  },
  timeScale: written.timeScale ?? 1,
});

const vendorOf = (name: string, written: WrittenVendor): VendorConfig => ({
  name,
  adapter: written.adapter,
  baseUrl: written.baseUrl.replace(/\/+$/, ""),
  credential: written.credential,
  owner: written.owner ?? name,
  ...(written.price === undefined ? {} : { price: priceOf(written.price) }),
  ...(written.turnaround === undefined ? {} : { turnaround: { p50Ms: ms(written.turnaround.p50), p90Ms: ms(written.turnaround.p90) } }),
  ...(written.capacity === undefined ? {} : { capacity: written.capacity }),
  ...(written.quality?.accuracy === undefined ? {} : { accuracyPerMillion: perMillion(written.quality.accuracy) }),
  ...(written.quality?.history === false ? { accuracyHistory: false } : {}),
  limits: {
    concurrency: written.limits?.concurrency ?? 8,
    ...(written.limits?.perSecond === undefined ? {} : { perSecond: written.limits.perSecond }),
    ...(written.limits?.settle === undefined ? {} : { settleMs: ms(written.limits.settle) }),
  },
  regions: written.regions ?? [],
  options: written.options ?? {},
});

const priceOf = (written: WrittenPrice): VendorPrice => {
  const { setup, minimum, rush } = written;
  const terms: PriceTerms = {
    ...(setup === undefined ? {} : { setup: moneyOf(setup) }),
    ...(minimum === undefined ? {} : { minimum: moneyOf(minimum) }),
    ...(rush === undefined ? {} : { rush: { withinMs: ms(rush.within), extraPerMillion: percent(rush.extra) } }),
  };
  if ("perItem" in written) return { basis: "judgment", perJudgment: moneyOf(written.perItem), ...terms, tiers: [] };
  if ("perTurn" in written) {
    const { micros, currency } = moneyOf(written.perTurn);
    return { basis: "judgment", perJudgment: { micros: micros * written.turnsPerItem, currency }, ...terms, tiers: [] };
  }
  if ("perJudgment" in written) {
    const tiers = (written.tiers ?? []).map((tier) => ({ from: tier.from, perJudgment: moneyOf(tier.perJudgment) }));
    return { basis: "judgment", perJudgment: moneyOf(written.perJudgment), ...terms, tiers };
  }
  const { minutesPerItem, minutesPerItemHigh, rework, fee } = written;
  return {
    basis: "hour",
    perHour: moneyOf(written.perHour),
    minutesPerItem,
    ...(minutesPerItemHigh === undefined ? {} : { minutesPerItemHigh }),
    reworkPerMillion: rework === undefined ? 0 : percent(rework),
    feePerMillion: fee === undefined ? 0 : percent(fee),
    ...terms,
  };
};

const stakeOf = (written: WrittenStake): Stake => ({
  holder: written.holder,
  sharePerMillion: perMillion(written.share),
  ...(written.since === undefined ? {} : { since: Date.parse(`${written.since}T00:00:00Z`) }),
  ...(written.source === undefined ? {} : { source: written.source }),
});

const mapValues = <From, To>(record: Readonly<Record<string, From>>, to: (name: string, value: From) => To): Readonly<Record<string, To>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(name, value)]));

const ms = (text: string): number => proven(parseDuration(text), text);
const percent = (text: string): number => proven(parsePercent(text), text);
const moneyOf = (text: string): Money => proven(parseMoney(text), text);

const proven = <T>(value: T | undefined, text: string): T => {
  if (value === undefined) throw new RangeError(`${text} is not in its form; check the config first`);
  return value;
};
