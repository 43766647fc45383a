import { capOf } from "../exposure/cap.ts";
import { measureCaps } from "../exposure/measure-caps.ts";
import { seenByEither } from "../exposure/two-owners.ts";
import type { Placement } from "../route/placement.ts";
import { mostOfGroup, type UnitClass } from "../route/units.ts";
import type { LossOnceSent } from "./head-room.ts";
import { isCapped, type Question, seenBefore } from "./placement-problem.ts";
import type { Contingency, Reason } from "./plan.ts";
import { counted, countOf, decimalOf, listed, numeral, percentOf } from "./words.ts";

/** Why not everything has a place: the count first, then each limit that stands in the way, with its numbers. */
export const becauseOf = (question: Question, placement: Placement): readonly Reason[] => {
  const { inputs, problem, vendors, capItems } = question;
  const items = inputs.classes.reduce((sum, itemClass) => sum + itemClass.items, 0);
  const slots = inputs.classes.reduce((sum, itemClass) => sum + itemClass.items * itemClass.slotsEach, 0);
  const placed = slots - placement.nowhere;
  const { blocking } = placement;
  const need = `${countOf(items, "item")} ${items === 1 ? "needs" : "need"} ${countOf(slots, "place")}`;
  const onlyCaps =
    blocking.owners.length > 0 &&
    blocking.pairs.length === 0 &&
    blocking.measures.length === 0 &&
    blocking.capacity.length === 0 &&
    !blocking.budget &&
    !blocking.independence &&
    blocking.shares.length === 0 &&
    blocking.groups.length === 0;
  const fresh = blocking.owners.every((owner) => seenBefore(inputs, owner) === 0) && blocking.owners.length * capItems === placed;
  const cap = percentOf(inputs.job.maxSharePerMillion ?? 1_000_000);
  const short = leastReasons(question, placement);
  const reasons: Reason[] = [
    ...(placement.nowhere === 0 ? short : []),
    ...(placement.nowhere === 0
      ? []
      : [
          onlyCaps && fresh
            ? {
                code: "short",
                text: `${need}, ${numeral(blocking.owners.length)} ${blocking.owners.length === 1 ? "owner gives" : `owners at ${cap} give`} ${counted(placed)}`,
              }
            : {
                code: "short",
                text:
                  problem.candidates.length === 0
                    ? `${need}, and no vendor may take any`
                    : `${need}, ${placed === 0 ? "none" : counted(placed)} can be had`,
              },
        ]),
    ...(placement.nowhere === 0 ? [] : short),
  ];
  if (isCapped(inputs) && !(onlyCaps && fresh))
    for (const owner of blocking.owners) {
      const seen = seenBefore(inputs, owner);
      reasons.push({
        code: "owner-cap",
        text: `${owner} may see ${counted(capItems)} of ${counted(inputs.dataset.items)} (${cap})${seen === 0 ? "" : `, and has seen ${counted(seen)}`}`,
      });
    }
  for (const index of blocking.pairs) {
    const pair = problem.pairRooms?.[index];
    if (pair === undefined || inputs.job.maxShareOfTwoPerMillion === undefined) continue;
    const most = capOf(inputs.dataset.items, inputs.job.maxShareOfTwoPerMillion);
    const seen = seenByEither(inputs.dataset, pair.owners);
    reasons.push({
      code: "pair-cap",
      text: `${listed(pair.owners)} may see ${counted(most)} of ${counted(inputs.dataset.items)} together (${percentOf(inputs.job.maxShareOfTwoPerMillion)})${seen === 0 ? "" : `, and have seen ${counted(seen)}`}`,
    });
  }
  reasons.push(...measureReasons(question, placement));
  for (const index of blocking.capacity) {
    const candidate = problem.candidates[index];
    if (candidate !== undefined)
      reasons.push({
        code: "capacity",
        text: `${candidate.vendor} takes ${counted(candidate.capacity ?? 0)} at most${inputs.job.deadlineMs === undefined ? "" : " before the deadline"}`,
      });
  }
  if (blocking.budget && inputs.budget !== undefined)
    reasons.push({
      code: "budget",
      text: `${decimalOf(Math.max(0, inputs.budget.totalMicros - inputs.budget.committedMicros))} ${inputs.currency} are left to commit`,
    });
  reasons.push(...groupReasons(question, placement));
  const apart = independenceReason(question, blocking.independence);
  if (apart !== undefined) reasons.push(apart);
  for (const index of blocking.shares) {
    const candidate = problem.candidates[index];
    if (candidate !== undefined && inputs.job.route.by === "shares")
      reasons.push({
        code: "shares",
        text: `route.shares gives ${candidate.vendor} ${percentOf(inputs.job.route.sharesPerMillion[candidate.vendor] ?? 0)} and no more`,
      });
  }
  for (const { facts, eligibility } of vendors)
    if (!eligibility.eligible) reasons.push({ code: eligibility.reason.code, text: `${facts.vendor}: ${eligibility.reason.text}` });
  return reasons;
};

const measureReasons = ({ inputs: { job, dataset } }: Question, { blocking }: Placement): readonly Reason[] =>
  measureCaps(job, dataset).flatMap(({ measure, perMillion, total, most, seenBy }) =>
    blocking.measures
      .filter((one) => one.measure === measure)
      .map(({ owner }): Reason => {
        const share = `${counted(most)} of ${counted(total)} ${measure} (${percentOf(perMillion)})${seenBy(owner) === 0 ? "" : `, and has seen ${counted(seenBy(owner))}`}`;
        if (measure === "bytes") return { code: "owner-cap-bytes", text: `${owner} may see ${share}` };
        const apart = job.groups?.keep === "apart" ? "; groups that are kept apart go round, and nearly every item is of another one" : "";
        return { code: "owner-cap-groups", text: `${owner} may see some of ${share}${apart}` };
      }),
  );

/** Losses that the plan would have to survive and does not. */
export const lossReasons = ({ inputs }: Question, fatal: readonly Contingency[]): readonly Reason[] => {
  const slots = inputs.classes.reduce((sum, itemClass) => sum + itemClass.items * itemClass.slotsEach, 0);
  return fatal.map(({ lost, stranded }) => ({
    code: "loss",
    text: `if ${lost} is lost, ${counted(stranded)} of ${countOf(slots, "judgment")} have nowhere to go, and policy.surviveLoss is 1`,
  }));
};

/** The same for losses once everything is sent. */
export const lossReasonsOnceSent = ({ inputs }: Question, losses: readonly LossOnceSent[]): readonly Reason[] => {
  const slots = inputs.classes.reduce((sum, itemClass) => sum + itemClass.items * itemClass.slotsEach, 0);
  return losses.map(({ lost, stranded }) => ({
    code: "loss-once-sent",
    text: `if ${lost} is lost once everything is sent and nothing has come back, ${counted(stranded)} of ${countOf(slots, "judgment")} have nowhere to go, and policy.surviveLoss is 1`,
  }));
};

/** Vendors that cannot be given the fewest slots they are to get. */
const leastReasons = ({ problem }: Question, { loads }: Placement): readonly Reason[] =>
  problem.candidates.flatMap(({ vendor, least = 0 }, candidate) => {
    const short = loads[candidate]?.short ?? 0;
    return short === 0
      ? []
      : [{ code: "least", text: `${vendor} is to get ${countOf(least, "judgment")} at least, and can be given ${counted(least - short)}` }];
  });

/** Groups that fit nowhere as a whole, and groups of which nobody may have more: how many, of which size, and a few by name. */
const groupReasons = ({ inputs, problem, units }: Question, { blocking }: Placement): readonly Reason[] => {
  const rule = inputs.job.groups;
  if (rule === undefined) return [];
  const named = (found: readonly UnitClass[]): string => {
    const names = found.flatMap(({ group }) => group?.shape.names ?? []).slice(0, 3);
    return names.length === 0
      ? ""
      : ` (${names.join(", ")}${found.reduce((sum, { units: count }) => sum + count, 0) > names.length ? ", …" : ""})`;
  };
  const groupsIn = (found: readonly UnitClass[]): number => found.reduce((sum, { group }) => sum + (group?.shape.groups ?? 0), 0);
  if (rule.keep === "together") {
    const largest = Math.max(
      0,
      ...problem.candidates.map(({ owner, capacity = Infinity }) => Math.min(capacity, problem.rooms.get(owner) ?? Infinity)),
    );
    const tooLarge = units.filter((unit, index) => {
      const { weight = 0, slotsEach = 0 } = problem.classes[index] ?? {};
      return unit.group !== undefined && unit.units > 0 && slotsEach > 0 && weight > largest;
    });
    if (tooLarge.length === 0) return [];
    const count = groupsIn(tooLarge);
    return [
      {
        code: "group-too-large",
        text: `${countOf(count, "group")} of more than ${countOf(largest, "item")}${named(tooLarge)} cannot stay together: no vendor may take as many${isCapped(inputs) ? ` under maxShare ${(inputs.job.maxSharePerMillion ?? 0) / 1_000_000}` : ""}`,
      },
    ];
  }
  const blocked = blocking.groups.flatMap((index) => units[index] ?? []);
  const sizes = [...new Set(blocked.map(({ group }) => group?.shape.whole ?? 0))].toSorted((a, b) => a - b);
  return sizes.slice(0, 3).map((whole) => {
    const own = blocked.filter(({ group }) => group?.shape.whole === whole);
    const most = mostOfGroup(whole, rule.atMostPerMillion);
    const count = groupsIn([...new Map(own.map((unit) => [unit.group?.key, unit])).values()]);
    return {
      code: "groups-apart",
      text: `${countOf(count, "group")} of ${countOf(whole, "item")}${named(own)}: one owner may hold ${most} of each under atMost ${rule.atMostPerMillion / 1_000_000}`,
    };
  });
};

/** Items that need more owners, or vendors, than may take them; also where a cap would have stopped the job before that. */
const independenceReason = ({ inputs, problem }: Question, blocking: boolean): Reason | undefined => {
  const { independent } = inputs.job;
  if (independent === "worker") return undefined;
  const most = Math.max(...inputs.classes.map(({ slotsEach }) => slotsEach));
  const names =
    independent === "owner" ? [...new Set(problem.candidates.map(({ owner }) => owner))] : problem.candidates.map(({ vendor }) => vendor);
  const need = `each item needs ${numeral(most)} different ${independent}s`;
  if (most > names.length && names.length > 0) return { code: "independence", text: `${need}, and only ${listed(names)} may take it` };
  return blocking ? { code: "independence", text: need } : undefined;
};
