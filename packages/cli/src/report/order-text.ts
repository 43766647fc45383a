import { countOf, formatCount, formatPrice } from "./number.ts";
import { printable } from "./text-width.ts";

/** What `failover`, `hold` and `release` say. */
export interface OrderDocument {
  /** As it was named: a vendor, or an owner. */
  readonly vendor: string;
  /** Every vendor that is meant. */
  readonly vendors: readonly string[];
  readonly order: "failover" | "hold" | "release";
  readonly reason: string;
  /** Whether the order was given now. */
  readonly given: boolean;
  /** True where it was so before: then nothing is given, and nothing changes. */
  readonly already: boolean;
  /** Whether a run is going on that acts on it now; else the next run does. */
  readonly running: boolean;
  /** Jobs in which the vendors hold or were to get something. */
  readonly jobs: readonly OrderEffect[];
}

export interface OrderEffect {
  readonly job: string;
  /** Judgments planned for the vendors and not sent. */
  readonly unsent: number;
  /** Judgments they hold, or may hold. */
  readonly open: number;
  /** Judgments that move, by where they go. */
  readonly to: Readonly<Record<string, number>>;
  /** Judgments that have nowhere to go, and why. */
  readonly stranded: number;
  readonly because: readonly string[];
  readonly extraCost: number;
  readonly currency: string;
}

/** What was done, or would be, and what it does to each job. */
export const orderText = (document: OrderDocument): string => {
  const { vendor, order, given, already, running, jobs } = document;
  const name = printable(vendor);
  const verb = order === "failover" ? "out" : order === "hold" ? "held" : "back on trial";
  const head = already
    ? `${name} ${order === "release" ? "is not held and not out" : `is ${verb} already`}; nothing was done`
    : given
      ? `${name} is ${verb}${running ? "; the run that is going on acts on it" : "; the next run acts on it"}`
      : `${name} would be ${verb}; nothing was done`;
  return `${[head, ...jobs.flatMap((effect) => effectLines(order, effect))].join("\n")}\n`;
};

const effectLines = (order: OrderDocument["order"], effect: OrderEffect): readonly string[] => {
  const job = printable(effect.job);
  const has = [
    effect.open > 0 ? `${countOf(effect.open, "judgment")} in its hands` : "",
    effect.unsent > 0 ? `${formatCount(effect.unsent)} not sent` : "",
  ].filter((part) => part !== "");
  if (order === "hold") return [`  ${job}: ${has.join(", ")}: what it has it keeps, the rest waits for it`];
  const moved = Object.entries(effect.to);
  const places = moved.reduce((sum, [, slots]) => sum + slots, 0);
  const more = `${effect.extraCost < 0 ? "−" : "+"} ${formatPrice(Math.abs(effect.extraCost), effect.currency)}`;
  return [
    `  ${job}: ${has.join(", ")}`,
    ...(places > 0
      ? [
          `    ${formatCount(places)} move (${moved.map(([vendor, slots]) => `${printable(vendor)} ${formatCount(slots)}`).join(", ")}), at ${more}`,
        ]
      : []),
    ...(effect.stranded > 0
      ? [
          `    ${formatCount(effect.stranded)} ${effect.stranded === 1 ? "has" : "have"} nowhere to go:`,
          ...effect.because.map((why) => `      ${printable(why)}`),
        ]
      : []),
  ];
};
