import { type Call, type Money, money, shareOf } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import type { MercorContext } from "./context.ts";
import { listAll } from "./lists.ts";
import { type MercorContract, mercorContract, mercorInvoice, type MercorTimeEntry } from "./wire.ts";

/** Micros in one minor unit: 10,000 for cents, 1,000,000 for a currency without any. */
export const microsPerMinor = (currency: string): number => {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return 10 ** (6 - digits);
};

/** All contracts of a project, remembered for their rates. */
export const readContracts = async (context: MercorContext, project: string, call: Call): Promise<readonly MercorContract[]> => {
  const contracts = await listAll(context, { path: `/projects/${segment(project)}/contracts`, entry: mercorContract }, call);
  for (const contract of contracts) context.contracts.set(contract.contract_id, contract);
  return contracts;
};

/** One contract: remembered, else among its project's, else on its own. Time without a known rate is never dropped: not finding it is an error. */
export const readContract = async (
  context: MercorContext,
  { project, contract }: { readonly project: string; readonly contract: string },
  call: Call,
): Promise<MercorContract> => {
  const known =
    context.contracts.get(contract) ?? (await readContracts(context, project, call)).find((one) => one.contract_id === contract);
  if (known) return known;
  const response = await context.http.request({
    method: "GET",
    path: `/contracts/${segment(contract)}`,
    effect: "read",
    signal: call.signal,
  });
  const found = readBody(mercorContract, response, "contract");
  context.contracts.set(contract, found);
  return found;
};

/** The fee in parts per million: what the newest invoice says, else the declared price, else the adapter's option. */
export const readFee = async (
  context: MercorContext,
  { project, feePerMillion }: { readonly project: string; readonly feePerMillion?: number },
  call: Call,
): Promise<number> => {
  const known = context.fees.get(project);
  if (known !== undefined) return known;
  const invoices = await listAll(context, { path: `/projects/${segment(project)}/invoices`, entry: mercorInvoice }, call);
  const told = invoices.findLast((invoice) => typeof invoice.fee_percent === "number")?.fee_percent;
  if (typeof told === "number") context.fees.set(project, Math.round(told * 10_000));
  return told === undefined || told === null
    ? (feePerMillion ?? Math.round(context.options.feePercent * 10_000))
    : Math.round(told * 10_000);
};

/** How a vendor turns time into money, besides the rate of the contract. */
export interface Billing {
  readonly feePerMillion: number;
  /** Of one sitting at an item; absent where all time is paid. */
  readonly paidSecondsPerItem?: number;
}

/** What logged time costs: hours × rate × (1 + fee). Voided time costs nothing; a cap holds for time at an item, not for meetings. */
export const costOf = (entry: MercorTimeEntry, contract: MercorContract, { feePerMillion, paidSecondsPerItem }: Billing): Money => {
  const seconds = entry.work_item_id == null ? entry.seconds : Math.min(entry.seconds, paidSecondsPerItem ?? entry.seconds);
  const pay =
    entry.status === "voided" ? 0 : Math.round((seconds * contract.rate_minor_per_hour * microsPerMinor(contract.currency)) / 3600);
  return money(pay + shareOf(pay, feePerMillion), contract.currency);
};
