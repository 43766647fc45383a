import type { VendorFacts } from "../plan/plan-inputs.ts";

/** What is assumed of a vendor of which nobody knows how long it takes; the engine's patience goes by the same. */
export const assumedP90Ms: number = 48 * 3_600_000;

const dayMs = 86_400_000;

/** A vendor's own time, what it has in hand first, and what one slot more adds to taking them on. Milliseconds. */
export interface Pace {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly perSlotMs: number;
}

/** How fast a vendor is, what it already has in hand included; undefined where nobody knows how long it takes. */
export const paceOf = ({
  turnaround,
  capacity,
  openSlots = 0,
}: Pick<VendorFacts, "turnaround" | "capacity" | "openSlots">): Pace | undefined => {
  if (turnaround === undefined) return undefined;
  const perSlotMs = capacity === undefined ? 0 : dayMs / capacity.perDay;
  return { p50Ms: turnaround.p50Ms + openSlots * perSlotMs, p90Ms: turnaround.p90Ms + openSlots * perSlotMs, perSlotMs };
};

/** When nine tenths of so many slots are answered; 0 for none. A vendor nobody knows is taken to need two days. */
export const readyMs = ({ pace }: { readonly pace?: Pace }, slots: number): number =>
  slots === 0 ? 0 : (pace?.p90Ms ?? assumedP90Ms) + 0.9 * slots * (pace?.perSlotMs ?? 0);

/** The most slots a candidate can have nine tenths of answered within that time. */
export const slotsWithin = ({ pace }: { readonly pace?: Pace }, ms: number): number => {
  const left = ms - (pace?.p90Ms ?? assumedP90Ms);
  if (left < 0) return 0;
  const perSlotMs = 0.9 * (pace?.perSlotMs ?? 0);
  return perSlotMs === 0 ? Infinity : Math.floor(left / perSlotMs);
};
