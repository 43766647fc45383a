import type { Money } from "@tranche/sdk";

/* What a vendor, or whoever wrote its adapter, says in numbers: the store keeps whole ones, and one that is none must not end the run of all the others. */

/** Beyond this no time is meant: the last instant of a date. */
const LAST_MS = 8.64e15;
/** A hundred million of a currency: beyond it the running total could no longer be told exactly. */
const MOST_MICROS = 1e14;

/** Epoch ms, whole; undefined where it is no time. */
export const timeOf = (at: number | undefined): number | undefined =>
  at !== undefined && Math.abs(at) <= LAST_MS ? Math.round(at) : undefined;

/** How long something took; undefined where it is no time. */
export const secondsOf = (seconds: number | undefined): number | undefined =>
  seconds !== undefined && seconds >= 0 && seconds <= LAST_MS ? seconds : undefined;

/** Undefined where it is no amount. */
export const amountOf = ({ micros, currency }: Money): Money | undefined =>
  Math.abs(micros) <= MOST_MICROS ? { micros: Math.round(micros), currency } : undefined;
