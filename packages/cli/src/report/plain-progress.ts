import type { RunDocument } from "./documents.ts";
import { formatElapsed } from "./duration.ts";
import { failoverWords } from "./failover-text.ts";
import { formatCount, formatShare } from "./number.ts";
import { committedWords, dotted, doneWords, inDoubtWords, releaseWords } from "./run-words.ts";
import { printable } from "./text-width.ts";

/**
 * What to print where nobody watches a panel: something at the start, at every tenth of the items, when a vendor's
 * health changes, when a gate decides, when work is moved, when something gets in doubt and at the end; otherwise undefined. May be several
 * lines; no line break at its end.
 */
export const plainProgress = (previous: RunDocument | undefined, current: RunDocument, elapsedMs?: number): string | undefined => {
  const lines = [
    ...healthLines(previous, current),
    // What happened before the first look, happened in an earlier run.
    ...(previous === undefined ? [] : current.releases.slice(previous.releases.length).map(releaseWords)),
    ...(previous === undefined ? [] : current.failovers.slice(previous.failovers.length).map(failoverWords)),
  ];
  if (moved(previous, current)) {
    const share = current.items.total === 0 ? 1 : current.items.done / current.items.total;
    lines.push(
      dotted([
        `${doneWords(current)} (${formatShare(share, 0)})`,
        ...current.vendors.map((vendor) => `${printable(vendor.vendor)} ${formatCount(vendor.attempts.answered)}`),
        inDoubtWords(current),
        committedWords(current),
      ]),
    );
  }
  if (lines.length === 0) return undefined;
  const at = elapsedMs === undefined ? "" : `${formatElapsed(elapsedMs)} `;
  return lines.map((line) => `${at}${line}`).join("\n");
};

const tenth = (run: RunDocument): number => (run.items.total === 0 ? 10 : Math.floor((run.items.done * 10) / run.items.total));

const moved = (previous: RunDocument | undefined, current: RunDocument): boolean =>
  previous === undefined ||
  previous.state !== current.state ||
  tenth(previous) !== tenth(current) ||
  previous.slots.inDoubt > 0 !== current.slots.inDoubt > 0;

const healthLines = (previous: RunDocument | undefined, current: RunDocument): readonly string[] =>
  current.vendors.flatMap((vendor) => {
    const before = previous?.vendors.find((one) => one.vendor === vendor.vendor)?.health ?? "ok";
    // That it goes on is said by the decision of its gate.
    if (before === vendor.health || (before === "waiting" && vendor.health === "ok")) return [];
    return [`${printable(vendor.vendor)} is ${vendor.health}${vendor.note === undefined ? "" : ` (${printable(vendor.note)})`}`];
  });
