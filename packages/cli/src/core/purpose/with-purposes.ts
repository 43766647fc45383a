import type { ItemClass, PlanInputs, VendorId } from "../plan/plan-inputs.ts";
import { capOf, roomUnderCap } from "../exposure/cap.ts";
import { isCapped, questionOf, seenBefore } from "../plan/placement-problem.ts";
import { placeAll, type Solver } from "../route/place.ts";
import { dealGold } from "./deal-gold.ts";
import { type GoldNeed, layGold } from "./lay-gold.ts";
import { withOverlap } from "./overlap.ts";

/** What a job asks for beside its own judgments. */
export interface PurposeRules {
  /** Of each vendor's judgments, at least; absent: no extra gold. At most one half. */
  readonly goldSharePerMillion?: number;
  /** Of the items; absent: no overlap. */
  readonly overlapPerMillion?: number;
}

/** Fewer gold answers than this say nothing about a vendor: every vendor that gets work is shown as many, where there are so many. */
const fewestGold = 20;

/** Enough: each round only raises needs, and a share of at most one half at least halves what is left to raise. */
const mostRounds = 12;

/**
 * The inputs with the extra judgments that gold and overlap ask for, as classes of their own. How much gold a vendor needs depends on how much work it
 * gets, and what it gets on the gold: the plan is solved, the needs are raised to what it asks for, and solved again, until every vendor has its share
 * or all the gold there is and its owner may see. Where there is no plan with at least {@link fewestGold} a vendor, the share alone is asked for; where
 * there is none with that either, the job has no plan, and doing without is among what would help.
 */
export const withPurposes = (inputs: PlanInputs, rules: PurposeRules, solver: Solver): PlanInputs => {
  const { overlapPerMillion, goldSharePerMillion } = rules;
  const compared = overlapPerMillion === undefined ? inputs : { ...inputs, classes: withOverlap(inputs.classes, overlapPerMillion) };
  if (goldSharePerMillion === undefined || !compared.classes.some(({ purpose }) => purpose === "gold")) return compared;
  const asked = settled(compared, { goldSharePerMillion, fewest: fewestGold, solver });
  return asked.planned ? asked.inputs : settled(compared, { goldSharePerMillion, fewest: 1, solver }).inputs;
};

interface Settling {
  readonly goldSharePerMillion: number;
  readonly fewest: number;
  readonly solver: Solver;
}

const settled = (
  inputs: PlanInputs,
  { goldSharePerMillion, fewest, solver }: Settling,
): { readonly inputs: PlanInputs; readonly planned: boolean } => {
  let needs: readonly GoldNeed[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const tried = laid(inputs, needs);
    const loads = loadsOf(tried, solver);
    if (loads === undefined) return { inputs: tried, planned: false };
    const raised = inputs.vendors.map(({ vendor, owner }, index): GoldNeed => {
      const { real, gold, withGroups } = loads.get(vendor) ?? nothing;
      const wanted = real === 0 ? 0 : Math.max(fewest, goldFor(real, goldSharePerMillion));
      const before = needs[index]?.items ?? 0;
      const items = Math.min(Math.ceil(Math.max(0, wanted - withGroups) / judgmentsEach(inputs)), freshFor(inputs, owner));
      return { vendor, owner, works: real + gold > 0, items: gold >= wanted ? before : Math.max(before, items) };
    });
    if (raised.every(({ items, works }, index) => items === (needs[index]?.items ?? 0) && works === (needs[index]?.works ?? works)))
      return { inputs: tried, planned: true };
    needs = raised;
  }
  return { inputs: laid(inputs, needs), planned: true };
};

/** Gold beside so much real work that it is the share of both together, rounded up. */
export const goldFor = (real: number, sharePerMillion: number): number => {
  const rest = BigInt(1_000_000 - sharePerMillion);
  return Number((BigInt(real) * BigInt(sharePerMillion) + rest - 1n) / rest);
};

/** Judgments of one gold item at one vendor. */
const judgmentsEach = ({ job }: PlanInputs): number => (job.independent === "worker" ? job.slotsPerItem : 1);

/** Gold items that still measure an owner, that it has room for, and that may be shown to it without their group. */
const freshFor = (inputs: PlanInputs, owner: string): number => {
  const fresh = inputs.classes.reduce(
    (sum, { purpose, worn = [], items, group }) => sum + (purpose === "gold" && group === undefined && !worn.includes(owner) ? items : 0),
    0,
  );
  return isCapped(inputs)
    ? Math.min(fresh, roomUnderCap(capOf(inputs.dataset.items, inputs.job.maxSharePerMillion), seenBefore(inputs, owner)))
    : fresh;
};

const laid = (inputs: PlanInputs, needs: readonly GoldNeed[]): PlanInputs =>
  needs.length === 0
    ? inputs
    : {
        ...inputs,
        classes: layGold(inputs.classes, needs, {
          vendors: inputs.vendors.map(({ vendor }) => vendor),
          slotsPerItem: inputs.job.slotsPerItem,
          alone: inputs.job.independent === "worker",
        }),
      };

interface Load {
  real: number;
  gold: number;
  /** Of the gold, what came along with its group. */
  withGroups: number;
}

const nothing: Load = { real: 0, gold: 0, withGroups: 0 };

/** What each vendor gets, gold apart; undefined where there is no plan. */
const loadsOf = (inputs: PlanInputs, solver: Solver): ReadonlyMap<VendorId, Load> | undefined => {
  const question = questionOf(inputs, "exact");
  const outcome = placeAll(question.problem, solver);
  if (outcome.status !== "placed") return undefined;
  const { blocks } = dealGold(question, outcome.placement);
  const loads = new Map<VendorId, Load>();
  for (const [unit, { parts }] of question.units.entries())
    for (const { classIndex, each } of parts)
      for (const { quotas } of blocks[unit] ?? [])
        for (const { vendor, slots } of quotas) {
          const load = loads.get(vendor) ?? { ...nothing };
          loads.set(vendor, load);
          const itemClass = inputs.classes[classIndex];
          if (itemClass === undefined || !measures(inputs, itemClass, vendor)) load.real += slots * each;
          else {
            load.gold += slots * each;
            if (itemClass.group !== undefined) load.withGroups += slots * each;
          }
        }
  return loads;
};

const measures = (inputs: PlanInputs, { purpose, worn = [] }: ItemClass, vendor: VendorId): boolean =>
  purpose === "gold" && !worn.includes(inputs.vendors.find((facts) => facts.vendor === vendor)?.owner ?? "");
