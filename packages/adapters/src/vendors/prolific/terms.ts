import { AdapterError, type EngagementRequest, formatMoney, type Money, money } from "@tranche/sdk";
import type { ProlificAdapterOptions, ProlificJobOptions } from "./options.ts";

/** What a participant is offered for one submission. */
export interface Terms {
  /** Minor units of the account's currency. */
  readonly rewardMinor: number;
  readonly currency: string;
  /** The study's estimate, in whole minutes. */
  readonly minutes: number;
}

const microsPerMinor = 10_000;
/** Least reward an hour, in micros: GBP 6 and USD 8, as published on its pricing page. */
const minimumPerHour: Readonly<Record<string, number>> = { GBP: 6_000_000, USD: 8_000_000 };

/** Reward and time of a submission. Throws `refused` for the engagement where nothing says what to pay, or where it is below Prolific's minimum. */
export const termsOf = (
  { price }: Pick<EngagementRequest, "price">,
  job: ProlificJobOptions,
  adapter: Pick<ProlificAdapterOptions, "feePercent" | "checkMinimum">,
): Terms => {
  const perTask = job.rewardPerTask ?? withoutFee(price?.perJudgment, adapter.feePercent);
  if (perTask === undefined)
    throw refuse(
      "no_reward",
      "nothing says what participants get: set vendorOptions.prolific.rewardPerTask, or price.perJudgment in the config",
    );
  const minutes = Math.max(1, Math.ceil((job.minutesPerTask ?? price?.minutesPerItem ?? 1) * job.tasksPerGroup));
  const rewardMinor = Math.max(1, Math.ceil((perTask.micros * job.tasksPerGroup) / microsPerMinor));
  const perHour = Math.floor((rewardMinor * microsPerMinor * 60) / minutes);
  const least = minimumPerHour[perTask.currency];
  if (adapter.checkMinimum && least !== undefined && perHour < least)
    throw refuse(
      "below_minimum",
      `${formatMoney(money(perHour, perTask.currency))} an hour is below Prolific's minimum of ${formatMoney(money(least, perTask.currency))}; raise rewardPerTask, or lower minutesPerTask if it takes less`,
    );
  return { rewardMinor, currency: perTask.currency, minutes };
};

const withoutFee = (price: Money | undefined, feePercent: number): Money | undefined =>
  price === undefined ? undefined : money(Math.round(price.micros / (1 + feePercent / 100)), price.currency);

const refuse = (code: string, message: string): AdapterError =>
  new AdapterError({ kind: "refused", scope: "engagement", code, message: `${message}; nothing was sent` });
