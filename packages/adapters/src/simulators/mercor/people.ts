import { chance, hashText, lognormal, normalQuantile } from "../world/seeded-random.ts";
import type { MercorState } from "./mercor-state.ts";

/** A bounded lognormal number of hours that belongs to one person and one purpose. */
export const hoursOf = (
  state: MercorState,
  purpose: string,
  who: number,
  how: { readonly median: number; readonly sigma: number },
): number => lognormal(chance(state.world.seed, hashText(purpose), who), how);

/** Rate an expert asks for, in minor units an hour: at or a little below what the pool costs. */
export const askingRate = (state: MercorState, who: number): number => {
  const factor = 1 - Math.min(0.12, Math.abs(0.05 * normalQuantile(chance(state.world.seed, hashText("asks"), who) * 0.96 + 0.02)));
  return Math.round((state.price * factor * 100) / 25) * 25;
};

export const availability = (state: MercorState, who: number): number =>
  20 + 5 * Math.floor(chance(state.world.seed, hashText("hours"), who) * 5);
