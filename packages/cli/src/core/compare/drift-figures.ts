import { driftOf } from "../quality/index.ts";
import type { DriftFigures } from "./comparison.ts";
import type { JudgmentFact } from "./facts.ts";

/**
 * Falls in what each vendor gets right, over its judgments with a known answer in the order they were given; null for a vendor with too few of them to tell. At one
 * moment the order of the items decides, so that the order of the facts does not.
 */
export const driftFigures = (judgments: readonly JudgmentFact[], vendors: readonly string[]): readonly (DriftFigures | null)[] => {
  const held = new Map(vendors.map((vendor) => [vendor, [] as { readonly at: number; readonly item: number; readonly right: boolean }[]]));
  for (const { vendor, item, at, answer, accepted, goldAnswer, truthAnswer } of judgments) {
    const known = goldAnswer ?? truthAnswer;
    if (known !== undefined && at !== undefined) held.get(vendor)?.push({ at, item, right: accepted && answer === known });
  }
  return vendors.map((vendor) => {
    const order = (held.get(vendor) ?? []).toSorted((x, y) => x.at - y.at || x.item - y.item || Number(x.right) - Number(y.right));
    const drift = driftOf(order.map(({ right }) => right));
    if (drift === undefined) return null;
    return {
      before: drift.before,
      answers: order.length,
      alerts: drift.alerts.map(({ since, rate }) => ({ since: isoOf(order[since]?.at ?? 0), rate })),
    };
  });
};

const dayMs = 86_400_000;
const two = (value: number): string => String(value).padStart(2, "0");

/** Epoch ms as ISO 8601 in UTC, by arithmetic: the core has no calendar. H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days. */
const isoOf = (ms: number): string => {
  const days = Math.floor(ms / dayMs);
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const day = z - era * 146_097;
  const year = Math.floor((day - Math.floor(day / 1460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365);
  const ofYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const left = ms - days * dayMs;
  const seconds = Math.floor(left / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  const date = `${year + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(ofYear - Math.floor((153 * shifted + 2) / 5) + 1)}`;
  return `${date}T${time}.${String(left % 1000).padStart(3, "0")}Z`;
};
