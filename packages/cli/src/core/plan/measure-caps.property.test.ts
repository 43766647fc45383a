import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { groupWorlds } from "./__fixtures__/group-worlds.ts";
import { brokenRules, givenItems } from "./__fixtures__/recount.ts";
import { worlds } from "./__fixtures__/worlds.ts";
import { applyRemedy } from "./change-inputs.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import type { DraftPlan } from "./plan.ts";
import { planJob, planMissing } from "./plan-job.ts";
import { plannable } from "./remedies.ts";

const solve = await loadHighs();
/** `TRANCHE_PLANS=1000` for a long run. */
const long = process.env["TRANCHE_PLANS"];
const numRuns = Number(long ?? 20);

/** The same worlds with a cap in bytes, the items of each class of another size. */
const inBytes = fc
  .record({
    inputs: worlds({ pairs: false }),
    sizes: fc.array(fc.nat(400), { minLength: 4, maxLength: 4 }),
    others: fc.nat(3_000),
    share: fc.integer({ min: 100_000, max: 1_000_000 }),
  })
  .map(({ inputs, sizes, others, share }): PlanInputs => {
    const classes = inputs.classes.map((itemClass, index) => ({ ...itemClass, bytesEach: sizes[index % 4] ?? 0 }));
    const bytesOf = (own: typeof classes): number => own.reduce((sum, { items, bytesEach }) => sum + items * bytesEach, 0);
    return {
      ...inputs,
      job: { ...inputs.job, maxShareOfBytesPerMillion: share },
      dataset: {
        ...inputs.dataset,
        bytes: bytesOf(classes) + others,
        owners: inputs.dataset.owners.map((one) => ({
          ...one,
          bytes: bytesOf(classes.filter(({ seenBy }) => seenBy.includes(one.owner))),
        })),
      },
      classes,
    };
  });

/** The groups of a plan or a world, each with the owners that have seen any of it; with a plan, after it. */
const touchedBy = (inputs: PlanInputs, plan?: DraftPlan): ReadonlyMap<string, number> => {
  const ownerOf = new Map(inputs.vendors.map(({ vendor, owner }) => [vendor, owner]));
  const given = Map.groupBy(plan === undefined ? [] : givenItems(plan), ({ classId }) => classId);
  const touched = new Map<string, number>();
  for (const shape of inputs.groups ?? []) {
    const members = inputs.classes.filter(({ group }) => group?.of === shape.id);
    for (let number = 0; number < shape.groups; number += 1) {
      const owners = members.flatMap(({ id, seenBy, group }) => {
        const each = group?.each ?? 0;
        const own = given.get(id)?.slice(number * each, (number + 1) * each) ?? [];
        return [...seenBy, ...own.flatMap(({ vendors }) => vendors.map((vendor) => ownerOf.get(vendor) ?? ""))];
      });
      for (const owner of new Set(owners)) touched.set(owner, (touched.get(owner) ?? 0) + 1);
    }
  }
  return touched;
};

const inGroups = (keep: "together" | "apart"): fc.Arbitrary<PlanInputs> =>
  fc
    .record({ inputs: groupWorlds({ keep }), others: fc.nat(3), share: fc.integer({ min: 100_000, max: 1_000_000 }) })
    .map(({ inputs, others, share }): PlanInputs => {
      const touched = touchedBy(inputs);
      const { maxShareOfTwoPerMillion: _, ...job } = inputs.job;
      return {
        ...inputs,
        job: { ...job, maxShareOfGroupsPerMillion: share },
        dataset: {
          ...inputs.dataset,
          groups: (inputs.groups ?? []).reduce((sum, { groups }) => sum + groups, 0) + others,
          owners: inputs.dataset.owners.map((one) => ({ ...one, groups: touched.get(one.owner) ?? 0 })),
        },
      };
    });

/** Owners that a plan takes over a cap, by a recount that shares nothing with the planner. */
const overCaps = (inputs: PlanInputs, plan: DraftPlan): readonly string[] => {
  const { job, dataset } = inputs;
  const ownerOf = new Map(inputs.vendors.map(({ vendor, owner }) => [vendor, owner]));
  const bytes = new Map<string, number>();
  for (const { classId, vendors } of givenItems(plan)) {
    const itemClass = inputs.classes.find(({ id }) => id === classId);
    for (const owner of new Set(vendors.map((vendor) => ownerOf.get(vendor) ?? "")))
      if (itemClass?.seenBy.includes(owner) === false) bytes.set(owner, (bytes.get(owner) ?? 0) + (itemClass.bytesEach ?? 0));
  }
  const before = touchedBy(inputs);
  return dataset.owners.flatMap(({ owner, bytes: seen = 0 }) => {
    const more = bytes.get(owner) ?? 0;
    const all = seen + more;
    const touched = touchedBy(inputs, plan).get(owner) ?? 0;
    const [ofBytes, ofGroups] = [job.maxShareOfBytesPerMillion ?? Infinity, job.maxShareOfGroupsPerMillion ?? Infinity];
    return [
      ...(more > 0 && all * 1_000_000 > ofBytes * (dataset.bytes ?? 0) ? [`${owner} sees ${all} bytes of ${dataset.bytes}`] : []),
      ...(touched > (before.get(owner) ?? 0) && touched * 1_000_000 > ofGroups * (dataset.groups ?? 0)
        ? [`${owner} sees some of ${touched} groups of ${dataset.groups}`]
        : []),
    ];
  });
};

const kinds = { bytes: inBytes, "groups that stay together": inGroups("together"), "groups that are kept apart": inGroups("apart") };

describe.each(Object.entries(kinds))("a cap in %s", (name, kind) => {
  const measure = name === "bytes" ? "bytes" : "groups";

  it("is kept by every plan, with every other rule, and by whatever can be placed", () => {
    let whole = 0;
    fc.assert(
      fc.property(kind, (inputs) => {
        const plan = planMissing(inputs, solve);
        if (plan.feasible) whole += 1;
        expect([...brokenRules(inputs, plan), ...overCaps(inputs, plan)]).toEqual([]);
      }),
      { numRuns },
    );
    expect(whole).toBeGreaterThan(0);
  });

  it("is named where it alone is in the way, and the share that would help does", () => {
    const without = ({ job, ...inputs }: PlanInputs): PlanInputs => {
      const { maxShareOfBytesPerMillion: _, maxShareOfGroupsPerMillion: __, ...rest } = job;
      return { ...inputs, job: rest };
    };
    let held = 0;
    for (const inputs of fc.sample(kind, { numRuns: long === undefined ? 60 : numRuns, seed: 5 })) {
      if (held === 2 && long === undefined) break;
      if (inputs.job.surviveLoss === 1 || plannable(inputs, { solve }) || !plannable(without(inputs), { solve })) continue;
      held += 1;
      const { infeasible } = planJob(inputs, solve);
      // Where only whole groups cannot be had, what they leave short may be all that there is to name.
      const named = infeasible?.because.map(({ code }) => code) ?? [];
      expect(named.includes(`owner-cap-${measure}`) || named.includes("least")).toBe(true);
      const remedy = infeasible?.wouldHelp.find(({ change }) => change === `max-share-of-${measure}`);
      if (remedy === undefined) throw new Error("the share that would help is not named");
      const applied = applyRemedy(inputs, remedy);
      const after = planJob(applied, solve);
      expect(after.feasible).toBe(true);
      expect([...brokenRules(applied, after), ...overCaps(applied, after)]).toEqual([]);
    }
    expect(held).toBeGreaterThan(0);
  });

  it("would be seen to break if the rows were left out", () => {
    const planted = fc.check(
      fc.property(kind, (inputs) => {
        const { maxShareOfBytesPerMillion: _, maxShareOfGroupsPerMillion: __, ...job } = inputs.job;
        expect(overCaps(inputs, planMissing({ ...inputs, job }, solve))).toEqual([]);
      }),
      { numRuns: 500, endOnFailure: true },
    );
    expect(planted.failed).toBe(true);
  });
});
