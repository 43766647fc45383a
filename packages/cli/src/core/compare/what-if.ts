import type { FigureInterval, PolicyFigures, WhatIfFigures } from "./comparison.ts";
import {
  type LoggedDecision,
  type LotteryStratum,
  type MissingSupport,
  replay,
  type ReplayedFigure,
  type ReplayedPolicy,
} from "./replay.ts";

/** A question, and the facts to answer it from. */
export interface WhatIfInput {
  /** As it was asked. */
  readonly policy: string;
  readonly decisions: readonly LoggedDecision[];
  readonly strata: readonly LotteryStratum[];
  readonly target: (stratum: LotteryStratum) => Readonly<Record<string, number>>;
  /** Slots of which nobody knows how they were dealt. */
  readonly notDealt: number;
  /** What a stratum is called when people read it. */
  readonly nameOf: (stratum: string) => string;
  readonly seed: number;
  readonly replicates: number;
}

const hourMs = 3_600_000;
/** Fewer than this many decisions' worth is no evidence of anything. */
const fewestEffective = 30;
/** A vendor that would get this much more than it had was never seen under such a load. */
const saturation = 1.25;

/** The other policy beside the one there was; or, outside what was tried, no figures and the reasons. */
export const whatIf = (input: WhatIfInput): WhatIfFigures => {
  const { policy, decisions, strata, target, seed, replicates } = input;
  const common = { decisions, strata, seed, replicates };
  const was = replay({ ...common, target: chancesSeen(input) });
  const would = replay({ ...common, target });
  const shares = sharesOf(strata, target);
  const warnings = input.notDealt > 0 ? [`${input.notDealt} slots were not dealt by the plan's lottery and are left out`] : [];
  if (!would.supported)
    return {
      policy,
      supported: false,
      because: reasons(would.because, input.nameOf),
      shares,
      was: was.supported ? figuresOf(was) : null,
      would: null,
      decisions: decisions.filter(({ outcome }) => outcome !== undefined).length,
      effective: null,
      warnings,
    };
  return {
    policy,
    supported: true,
    because: [],
    shares,
    was: was.supported ? figuresOf(was) : null,
    would: figuresOf(would),
    decisions: would.decisions,
    effective: would.effective,
    warnings: [...warnings, ...cautions(would, shares)],
  };
};

/** The policy there was, as far as it can be told: vendors that were never sent anything, or never answered, are left out of it. */
const chancesSeen = ({ decisions }: WhatIfInput): WhatIfInput["target"] => {
  const answered = new Set(
    decisions.flatMap(({ stratum, vendor, outcome }) => (outcome?.answered === true ? [`${stratum}\n${vendor}`] : [])),
  );
  return ({ id, chances }) => Object.fromEntries(Object.entries(chances).filter(([vendor]) => answered.has(`${id}\n${vendor}`)));
};

const reasons = (missing: readonly MissingSupport[], nameOf: WhatIfInput["nameOf"]): readonly string[] =>
  missing.map(({ vendor, stratum, why }) => {
    switch (why) {
      case "no chance":
        return `${vendor} had no chance of ${nameOf(stratum)}: nothing is known of what it would have done with them`;
      case "nothing sent":
        return `${vendor} was sent none of ${nameOf(stratum)} that fell to it`;
      case "nothing answered":
        return `${vendor} has answered none of ${nameOf(stratum)} that fell to it`;
      default:
        return why satisfies never;
    }
  });

const cautions = (found: ReplayedPolicy, shares: WhatIfFigures["shares"]): readonly string[] => [
  ...(found.effective < fewestEffective
    ? [`this rests on about ${Math.round(found.effective)} decisions' worth of facts: take it as a hint`]
    : []),
  ...(found.rightUnknownOf.length > 0
    ? [`no answer of ${found.rightUnknownOf.join(", ")} is known to be right or wrong, so quality is left out`]
    : []),
  ...(found.rightFromGold && found.right !== undefined ? ["the share right is that of gold, taken to be like the rest of the items"] : []),
  ...(found.rightKnown < fewestEffective && found.right !== undefined
    ? [`the share right rests on about ${Math.round(found.rightKnown)} answers' worth of known ones`]
    : []),
  ...shares
    .filter(({ was, would }) => would > was * saturation)
    .map(
      ({ vendor, was, would }) =>
        `${vendor} was seen at ${percent(was)} of the work; how fast it is at ${percent(would)} is not known, it may run out of people: times are as if it did not`,
    ),
];

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const sharesOf = (all: readonly LotteryStratum[], target: WhatIfInput["target"]): WhatIfFigures["shares"] => {
  const strata = all.filter(({ measures }) => measures !== true);
  const slots = strata.reduce((sum, stratum) => sum + stratum.slots, 0) || 1;
  const wanted = strata.map((stratum) => ({ stratum, would: target(stratum) }));
  const vendors = new Set(wanted.flatMap(({ stratum, would }) => [...Object.keys(stratum.chances), ...Object.keys(would)]));
  return [...vendors].map((vendor) => ({
    vendor,
    was: wanted.reduce((sum, { stratum }) => sum + (stratum.slots * (stratum.chances[vendor] ?? 0)) / slots, 0),
    would: wanted.reduce((sum, { stratum, would }) => sum + (stratum.slots * (would[vendor] ?? 0)) / slots, 0),
  }));
};

const figuresOf = ({ costPerAnswer, right, medianMs, p90Ms }: ReplayedPolicy): PolicyFigures => ({
  costPerAnswer: scaled(costPerAnswer, 1e6),
  right: scaled(right, 1),
  turnaroundHours: {
    p50: hours(medianMs.at),
    low50: hours(medianMs.low),
    high50: hours(medianMs.high),
    p90: hours(p90Ms.at),
    low90: hours(p90Ms.low),
    high90: hours(p90Ms.high),
  },
});

const scaled = (figure: ReplayedFigure | undefined, unit: number): FigureInterval | null =>
  figure === undefined ? null : { at: figure.at / unit, low: figure.low / unit, high: figure.high / unit };

const hours = (ms: number | undefined): number | null => (ms === undefined ? null : ms / hourMs);
