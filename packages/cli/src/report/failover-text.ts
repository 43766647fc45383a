import type { Failover } from "./documents.ts";
import { formatElapsed } from "./duration.ts";
import { countOf, formatCount } from "./number.ts";
import { printable } from "./text-width.ts";

/** The same with the time since `startedAt` before it: `00:39 surge lost (unreachable): 1,359 judgments missing; 1,032 placed again (mercor 1,032), 327 have nowhere to go`. */
export const failoverText = (failover: Failover, startedAt: string): string =>
  `${formatElapsed(Date.parse(failover.at) - Date.parse(startedAt))} ${failoverWords(failover)}`;

/** Who was lost, why, and what became of the missing work. */
export const failoverWords = (failover: Failover): string => {
  const moved = Object.entries(failover.to).filter(([, slots]) => slots > 0);
  const placed = moved.reduce((sum, [, slots]) => sum + slots, 0);
  const where = moved.map(([vendor, slots]) => `${printable(vendor)} ${formatCount(slots)}`).join(", ");
  const parts = [
    placed > 0 ? `${formatCount(placed)} placed again (${where})` : "",
    failover.stranded > 0 ? `${formatCount(failover.stranded)} ${failover.stranded === 1 ? "has" : "have"} nowhere to go` : "",
    goldWords(failover.gold ?? []),
  ].filter((part) => part !== "");
  const missing = `${countOf(failover.slots, "judgment")} missing${parts.length > 0 ? `; ${parts.join(", ")}` : ""}`;
  return `${printable(failover.from)} lost (${printable(failover.reason)}): ${missing}`;
};

/** Gold that goes to those who took over: `12 gold judgments added (mercor 12)`, and why somebody gets less than its share. */
const goldWords = (gold: NonNullable<Failover["gold"]>): string => {
  const added = gold.reduce((sum, one) => sum + one.added, 0);
  const each = gold.map(({ vendor, added: got, lacking, because }) =>
    because === null
      ? `${printable(vendor)} ${formatCount(got)}`
      : `${printable(vendor)} ${formatCount(got)} of ${formatCount(lacking)}: ${printable(because)}`,
  );
  return gold.length === 0 ? "" : `${countOf(added, "gold judgment")} added (${each.join("; ")})`;
};
