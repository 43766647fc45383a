import { type PricePiece, pricePieces } from "../budget/order-price.ts";
import { slotPrice } from "../budget/slot-price.ts";
import type { ItemClass, OwnerId, PlanInputs, VendorFacts, VendorId } from "../plan/plan-inputs.ts";
import type { Reason } from "../plan/plan.ts";
import { hoursOf, listed } from "../plan/words.ts";
import { type Pace, paceOf } from "./ready.ts";
import { deniedAmong, deniedText } from "./conflict.ts";

/** A vendor that may be given work, with the numbers routing needs. */
export interface Candidate {
  readonly vendor: VendorId;
  readonly owner: OwnerId;
  /** Of one slot; of the first one where `pieces` say more. */
  readonly lowMicros: number;
  readonly highMicros: number;
  /** What 1 and more slots come to, where that is not so many times the price of one. */
  readonly pieces?: readonly PricePiece[];
  /** Slots it can still take and answer in time; absent: no limit. */
  readonly capacity?: number;
  /** How fast it is; absent: nobody knows. */
  readonly pace?: Pace;
  /** How often it is right, parts per million; absent: nobody knows. */
  readonly accuracyPerMillion?: number;
  /** Slots it must get; absent: none. */
  readonly least?: number;
}

export type Eligibility =
  | { readonly eligible: true; readonly candidate: Candidate }
  | { readonly eligible: false; readonly reason: Reason };

const dayMs = 86_400_000;

/** Whether a vendor may be given anything of this job, and the first rule that says no. */
export const eligibilityOf = (inputs: PlanInputs, facts: VendorFacts): Eligibility => {
  const no = (code: string, text: string): Eligibility => ({ eligible: false, reason: { code, text } });
  const { job } = inputs;
  if (facts.available.is === "no") return no(facts.available.reason, facts.available.why);
  const denied = deniedText(facts.owner, deniedAmong(facts.owner, { controlledBy: facts.controlledBy, deny: job.deny }));
  if (denied !== undefined) return no("denied", denied);
  if (!facts.taskKinds.includes(job.taskKind)) return no("task-kind", `does not do ${job.taskKind}`);
  if (job.regions.length > 0 && !facts.regions.some((region) => job.regions.includes(region)))
    return no(
      "region",
      facts.regions.length === 0
        ? `its regions are not known, the policy allows ${listed(job.regions)} only`
        : `works in ${listed(facts.regions)}, the policy allows ${listed(job.regions)} only`,
    );
  if (job.route.by === "shares" && !(job.route.sharesPerMillion[facts.vendor] ?? 0))
    return no("not-in-route", "route.shares gives it nothing");
  const p90Ms = facts.turnaround?.p90Ms ?? 0;
  if (job.deadlineMs !== undefined && p90Ms > job.deadlineMs)
    return no("too-slow", `needs ${hoursOf(p90Ms)} h at p90, the deadline is in ${hoursOf(job.deadlineMs)} h`);
  const capacity = capacityOf(inputs, facts);
  const pace = paceOf(facts);
  return {
    eligible: true,
    candidate: {
      vendor: facts.vendor,
      owner: facts.owner,
      ...prices(inputs, facts),
      ...(capacity === undefined ? {} : { capacity }),
      ...(pace === undefined ? {} : { pace }),
      ...(facts.accuracyPerMillion === undefined ? {} : { accuracyPerMillion: facts.accuracyPerMillion }),
      ...((facts.least ?? 0) > 0 ? { least: facts.least ?? 0 } : {}),
    },
  };
};

/** The price of one slot, and of all of them where that is not so many times the price of one. */
const prices = (inputs: PlanInputs, { price, ordered = 0 }: VendorFacts): Pick<Candidate, "lowMicros" | "highMicros" | "pieces"> => {
  const most = inputs.classes.reduce((sum, { items, slotsEach }) => sum + items * slotsEach, 0);
  const pieces = pricePieces(price, { ordered, most });
  const [first] = pieces;
  if (first === undefined) return slotPrice(price);
  if (pieces.length === 1 && first.low.fixedMicros === 0 && first.high.fixedMicros === 0)
    return { lowMicros: first.low.eachMicros, highMicros: first.high.eachMicros };
  return { ...slotPrice(price), pieces };
};

/** Slots whose answers can be back in time: what it takes on before the deadline less its p90, and less what it already has in hand. */
const capacityOf = (inputs: PlanInputs, facts: VendorFacts): number | undefined => {
  const { deadlineMs } = inputs.job;
  const inTime =
    facts.capacity === undefined || deadlineMs === undefined
      ? undefined
      : Math.max(0, Math.floor((facts.capacity.perDay * (deadlineMs - (facts.turnaround?.p90Ms ?? 0))) / dayMs) - (facts.openSlots ?? 0));
  if (inTime === undefined) return facts.room;
  return Math.min(inTime, facts.room ?? inTime);
};

/** Why a class of items may not go to a vendor that is otherwise eligible; undefined where it may. */
export const barOf = (inputs: PlanInputs, itemClass: ItemClass, facts: Pick<VendorFacts, "vendor" | "owner">): Reason | undefined => {
  if (itemClass.barredOwners.includes(facts.owner))
    return { code: "owner-barred", text: `${facts.owner} already gave an answer to it, or must not` };
  if (itemClass.barredVendors.includes(facts.vendor) && itemClass.part !== undefined)
    return { code: "gold-elsewhere", text: `a gold item that measures others; ${facts.vendor} has its own share of them` };
  if (itemClass.barredVendors.includes(facts.vendor)) return { code: "vendor-barred", text: `${facts.vendor} was already tried on it` };
  const live = itemClass.live ?? [];
  if (live.length === 0 || inputs.job.independent === "worker") return undefined;
  if (live.includes(facts.vendor)) return { code: "holds-it", text: `${facts.vendor} holds another judgment of it` };
  if (inputs.job.independent === "vendor") return undefined;
  const owners = new Set(inputs.vendors.filter(({ vendor }) => live.includes(vendor)).map(({ owner }) => owner));
  return owners.has(facts.owner) ? { code: "holds-it", text: `${facts.owner} holds another judgment of it` } : undefined;
};
