import { priceAt } from "../route/price-rows.ts";
import type { Placement } from "../route/placement.ts";
import { assumedP90Ms, paceOf, readyMs } from "../route/ready.ts";
import { assumedAccuracyPerMillion, scoresOf } from "../route/score.ts";
import { costRange } from "./cost-range.ts";
import { type Question, seenBefore } from "./placement-problem.ts";
import type { AccuracySeen, PriceFacts, VendorFacts } from "./plan-inputs.ts";
import type { PlannedVendor, Reason } from "./plan.ts";
import { counted, countOf, hoursOf, percentOf } from "./words.ts";

/** One line per vendor of the inputs: what it gets, what that costs and exposes, and why. */
export const vendorLines = (question: Question, placement: Placement): readonly PlannedVendor[] => {
  const { inputs, vendors, capItems } = question;
  let candidate = -1;
  return vendors.map(({ facts, eligibility }) => {
    if (eligibility.eligible) candidate += 1;
    const load = eligibility.eligible ? placement.loads[candidate] : undefined;
    const slots = load?.slots ?? 0;
    const items = load?.items ?? 0;
    const before = seenBefore(inputs, facts.owner);
    const { lowMicros, highMicros } = eligibility.eligible ? priceAt(eligibility.candidate, slots) : { lowMicros: 0, highMicros: 0 };
    return {
      vendor: facts.vendor,
      owner: facts.owner,
      slots,
      items,
      share: inputs.dataset.items === 0 ? 0 : items / inputs.dataset.items,
      cap: (inputs.job.maxSharePerMillion ?? 1_000_000) / 1_000_000,
      capItems,
      exposure: { before, after: before + (placement.newItems.get(facts.owner) ?? 0) },
      ...purposesOf(question, placement, facts.vendor),
      cost: costRange(lowMicros, highMicros, inputs.currency),
      turnaroundHours: turnaroundOf(facts, slots),
      why: eligibility.eligible ? reasonsFor({ question, placement, facts, candidate }) : [eligibility.reason],
      ...accuracyOf(facts),
    };
  });
};

/** What a vendor's slots are for: the last judgment of an overlap item is the one more. */
const purposesOf = ({ inputs, units }: Question, placement: Placement, vendor: string): Pick<PlannedVendor, "purposes"> => {
  if (inputs.classes.every(({ purpose }) => purpose === undefined)) return {};
  const purposes = { real: 0, gold: 0, overlap: 0 };
  for (const [unit, { parts }] of units.entries())
    for (const { classIndex, each } of parts) {
      const { purpose, slotsEach = 1 } = inputs.classes[classIndex] ?? {};
      for (const { items, quotas } of placement.blocks[unit] ?? []) {
        let from = 0;
        for (const { vendor: name, slots } of quotas) {
          const extra = purpose === "overlap" ? Math.max(0, from + slots - Math.max(from, (slotsEach - 1) * items)) : 0;
          from += slots;
          if (name !== vendor) continue;
          if (purpose === "gold") purposes.gold += slots * each;
          else {
            purposes.overlap += extra * each;
            purposes.real += (slots - extra) * each;
          }
        }
      }
    }
  return { purposes };
};

/**
 * When half and when nine tenths of the answers are back: the vendor's own turnaround, and the days it needs to take that
 * many on, what it already has in hand first.
 */
const turnaroundOf = (facts: VendorFacts, slots: number): PlannedVendor["turnaroundHours"] => {
  const pace = paceOf(facts);
  if (slots === 0 || pace === undefined) return { p50: null, p90: null };
  return { p50: hoursOf(pace.p50Ms + pace.perSlotMs * slots * 0.5), p90: hoursOf(readyMs({ pace }, slots)) };
};

interface Share {
  readonly question: Question;
  readonly placement: Placement;
  readonly facts: VendorFacts;
  readonly candidate: number;
}

const reasonsFor = ({ question, placement, facts, candidate }: Share): readonly Reason[] => {
  const load = placement.loads[candidate];
  if (load === undefined) return [];
  const reasons: Reason[] = [];
  const { route } = question.inputs.job;
  const byPrice = route.by !== "objective" || route.objective === "cost";
  const full = fullBecause(question, placement, candidate);
  if (load.slots > 0) reasons.push(routeReason(question, facts.vendor, candidate));
  const least = question.problem.candidates[candidate]?.least;
  if (least !== undefined && load.slots > 0 && load.slots <= least)
    reasons.push({ code: "least", text: `is to get ${counted(least)} at least` });
  if (load.seenItems > 0) reasons.push({ code: "seen-before", text: `has seen ${countOf(load.seenItems, "item")} of them already` });
  if (full !== undefined) reasons.push(full);
  else if (load.slots > 0 && byPrice && restOf(question, placement, candidate)) reasons.push({ code: "rest", text: "takes the rest" });
  else if (load.slots === 0)
    reasons.push({
      code: "not-needed",
      text: placement.nowhere > 0 ? "may take none of what is left" : byPrice ? "not needed at this price" : "not needed",
    });
  if (facts.accuracySeen !== undefined) reasons.push(accuracyReason(facts, facts.accuracySeen));
  const hourly = load.slots > 0 ? hourlyReason(facts.price) : undefined;
  return hourly === undefined ? reasons : [...reasons, hourly];
};

const accuracyOf = ({ accuracyPerMillion = 0, accuracySeen }: VendorFacts): Pick<PlannedVendor, "accuracy"> =>
  accuracySeen === undefined ? {} : { accuracy: { expected: accuracyPerMillion / 1_000_000, ...accuracySeen } };

/** Where the figure that the route goes by comes from. */
const accuracyReason = ({ accuracyPerMillion = 0 }: VendorFacts, { seen, jobs }: AccuracySeen): Reason => ({
  code: "accuracy-seen",
  text: `accuracy ${(accuracyPerMillion / 1_000_000).toFixed(2)} from ${countOf(seen, "gold answer")} in ${countOf(jobs, "job")}`,
});

/** Which limit of its own a candidate has reached. */
const fullBecause = ({ problem, capItems, inputs, headRoom }: Question, placement: Placement, candidate: number): Reason | undefined => {
  const self = problem.candidates[candidate];
  if (self === undefined) return undefined;
  const room = problem.rooms.get(self.owner);
  if (room !== undefined && (placement.newItems.get(self.owner) ?? 0) >= room)
    return {
      code: "at-cap",
      text:
        room === 0 && seenBefore(inputs, self.owner) > capItems
          ? `over its cap of ${percentOf(inputs.job.maxSharePerMillion ?? 0)} already`
          : "at its cap",
    };
  const used = problem.measures?.find(
    ({ measure, rooms }) => (placement.added.get(measure)?.get(self.owner) ?? 0) >= (rooms.get(self.owner) ?? Infinity),
  );
  if (used !== undefined) return { code: "at-cap", text: `at its cap in ${used.measure}` };
  if (self.capacity !== undefined && (placement.loads[candidate]?.slots ?? 0) >= self.capacity)
    return { code: "at-capacity", text: "at its capacity" };
  if (headRoom !== undefined && (placement.loads[candidate]?.slots ?? 0) >= headRoom)
    return { code: "head-room", text: "gets no more, so that everything finds another place if it is lost" };
  return undefined;
};

/** Whether a cheaper vendor is full, so that this one got what was left over. */
const restOf = (question: Question, placement: Placement, candidate: number): boolean => {
  const own = question.problem.candidates[candidate]?.lowMicros ?? 0;
  return question.problem.candidates.some(
    ({ lowMicros }, other) => lowMicros < own && fullBecause(question, placement, other) !== undefined,
  );
};

const ranks = ["cheapest", "next cheapest", "third cheapest", "fourth cheapest", "fifth cheapest"];

const routeReason = ({ inputs, problem }: Question, vendor: string, candidate: number): Reason => {
  const { route } = inputs.job;
  switch (route.by) {
    case "shares":
      return { code: "fixed-share", text: `route.shares asks for ${percentOf(route.sharesPerMillion[vendor] ?? 0)}` };
    case "order": {
      const at = route.order.indexOf(vendor);
      return {
        code: "order",
        text: at < 0 ? "not in route.order, comes last" : at === 0 ? "first in route.order" : `number ${at + 1} in route.order`,
      };
    }
    case "objective": {
      if (route.objective !== "cost" && problem.candidates.length > 1) return objectiveReason(problem, route.objective, candidate);
      const own = problem.candidates[candidate]?.lowMicros ?? 0;
      const rank = new Set(problem.candidates.map(({ lowMicros }) => lowMicros).filter((price) => price < own)).size;
      return {
        code: "price",
        text: problem.candidates.length === 1 ? "the only vendor that may" : (ranks[rank] ?? `number ${rank + 1} by price`),
      };
    }
    default:
      return route satisfies never;
  }
};

const places = ["best", "next best", "third", "fourth", "fifth"];

/** Where a vendor stands by what the route asks for, and the figure it stands there with. */
const objectiveReason = (problem: Question["problem"], objective: "time" | "quality" | "balanced", candidate: number): Reason => {
  const self = problem.candidates[candidate];
  const p90 = hoursOf(self?.pace?.p90Ms ?? assumedP90Ms);
  const right = percentOf(Math.round((self?.accuracyPerMillion ?? assumedAccuracyPerMillion) / 1_000) * 1_000);
  const values = scoresOf(problem) ?? problem.candidates.map(({ pace }) => pace?.p90Ms ?? assumedP90Ms);
  const rank = new Set(values.filter((value) => value < (values[candidate] ?? 0))).size;
  const place = places[rank] ?? `number ${rank + 1}`;
  switch (objective) {
    case "time":
      return { code: "time", text: `${place} by time: the first answers take ${p90} h at p90` };
    case "quality":
      return { code: "quality", text: `${place} by quality: ${right} right` };
    case "balanced":
      return { code: "balanced", text: `${place} of price, time and quality together: ${right} right, ${p90} h at p90` };
    default:
      return objective satisfies never;
  }
};

const hourlyReason = (price: PriceFacts): Reason | undefined =>
  price.basis === "hour" ? { code: "hourly", text: `hourly, about ${Number(price.minutesPerItem.toFixed(1))} min an item` } : undefined;
