import type { PairFigures } from "../core/compare/comparison.ts";
import { formatShare, countOf, formatPriceRatio, formatPoints, formatPrice, roughly } from "./number.ts";
import { printable } from "./text-width.ts";

/** What is known of two vendors against each other, the better one first, and whether it is enough to go by. */
export const pairSentence = (pair: PairFigures): string => {
  switch (pair.verdict) {
    case "a":
      return decided(pair);
    case "b":
      return decided(turned(pair));
    case "not enough data":
      return undecided(pair);
    default:
      return pair.verdict satisfies never;
  }
};

/** The same facts from the other side. */
const turned = (pair: PairFigures): PairFigures => {
  const over = (value: number | null): number | null => (value === null || value === 0 ? null : 1 / value);
  const minus = (value: number | null): number | null => (value === null ? null : -value);
  const { turnaround, quality } = pair;
  return {
    ...pair,
    a: pair.b,
    b: pair.a,
    turnaround: { ...turnaround, ratio: over(turnaround.ratio), low: over(turnaround.high), high: over(turnaround.low) },
    cost: { ratio: over(pair.cost.ratio) },
    quality: { ...quality, difference: minus(quality.difference), low: minus(quality.high), high: minus(quality.low) },
  };
};

const names = (pair: PairFigures): string => `${printable(pair.a)} against ${printable(pair.b)}`;

const decided = (pair: PairFigures): string => {
  const price = pair.cost.ratio === null ? "" : ` at ${formatPriceRatio(pair.cost.ratio)}`;
  switch (pair.decidedBy) {
    case "cost":
      return `${names(pair)}: the same quality within two points (${limits(pair)}), and cheaper${price.replace(/^ at/, ",")}${speed(pair)}. Enough data.`;
    case "turnaround":
      return `${names(pair)}: the same quality within two points (${limits(pair)}) at the same price${speed(pair)}. Enough data.`;
    case "quality":
    case undefined:
      return `${names(pair)}: better by ${formatPoints(pair.quality.difference ?? 0)} points (${limits(pair)})${basis(pair)}${price}${speed(pair)}. Enough data.`;
    default:
      return pair.decidedBy satisfies never;
  }
};

const limits = ({ quality }: PairFigures): string => `${formatPoints(quality.low ?? 0)} to ${formatPoints(quality.high ?? 0)}`;

const basis = ({ quality: { basis: on, support } }: PairFigures): string => {
  if (on !== "separate items") return "";
  return support !== null && support < 0.995
    ? ` on separate items (${formatShare(support, 0)} of the known ones, the others were not dealt to both)`
    : " on separate items";
};

/** Only what the interval carries: faster or slower, or nothing. */
const speed = ({ turnaround: { low, high } }: PairFigures): string =>
  high !== null && high < 1 ? ", and faster at p50" : low !== null && low > 1 ? ", but slower at p50" : "";

const undecided = (pair: PairFigures): string => {
  if (!pair.needs) return `${names(pair)}: the same quality within two points at the same price; turnaround tells no difference.`;
  const { items, cost, currency, toTell } = pair.needs;
  const known = pair.quality.basis === "none" ? " with known answers" : "";
  const money = cost === null ? "" : ` (about ${formatPrice(roughly(cost), currency)})`;
  const points = Number((toTell * 100).toPrecision(2));
  return `${names(pair)}: not enough data; about ${countOf(roughly(items), "more shared item", "more shared items")}${known}${money} would tell a difference of ${points} ${points === 1 ? "point" : "points"}.`;
};
