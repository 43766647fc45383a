import type { UnitStatus } from "@tranche/sdk";

const known: ReadonlyMap<string, UnitStatus> = new Map([
  ["pending", "open"],
  ["completed", "answered"],
  ["canceled", "withdrawn"],
  ["cancelled", "withdrawn"],
  ["error", "failed"],
  ["deleted", "withdrawn"],
]);

/** Unknown words are not endings: Scale's compatibility policy allows new ones at any time. */
export const scaleStatus = (raw: string): UnitStatus => known.get(raw) ?? "open";
