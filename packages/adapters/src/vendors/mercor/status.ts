import type { UnitStatus } from "@tranche/sdk";

const known: ReadonlyMap<string, UnitStatus> = new Map([
  ["accepted", "answered"],
  ["withdrawn", "withdrawn"],
  ["rejected", "failed"],
]);

/** Queued, assigned, in progress, submitted, in review, sent back for changes, and every word of tomorrow: open. */
export const mercorStatus = (raw: string): UnitStatus => known.get(raw) ?? "open";
