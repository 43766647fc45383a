import fc from "fast-check";
import type { ItemClass, PlanInputs, VendorFacts } from "../plan-inputs.ts";
import { itemClass, planInputsOf, vendorFacts } from "./plan-inputs-of.ts";

const hourMs = 3_600_000;

export interface WorldOptions {
  /** Default: any of the three. */
  readonly independent?: PlanInputs["job"]["independent"];
  /** Whether there may be budgets and hourly prices, which cut across everything else. Default true. */
  readonly money?: boolean;
  /** Whether single vendors may be barred from a class. Default true. */
  readonly bars?: boolean;
  /** Whether there may be set-ups, minimums and tiers. Default true. */
  readonly fixed?: boolean;
  /** Whether there may be caps for any two owners together. Default true. */
  readonly pairs?: boolean;
  /** Default 2; at most 5. */
  readonly fewestVendors?: number;
  /** Whether vendors may have to get some slots. Default true. */
  readonly minimums?: boolean;
  /** Default: any. */
  readonly route?: "cost" | "time" | "quality" | "balanced";
}

/** Random jobs: a few vendors of fewer owners, a few classes, and limits that often hold and often do not. */
export const worlds = ({ independent, money = true, bars = true, minimums = true, fixed = true, fewestVendors = 2, pairs = true, route }: WorldOptions = {}): fc.Arbitrary<PlanInputs> =>
  fc
    .record({
      vendors: fc.array(
        fc.record({
          owner: fc.nat(3),
          price: fc.integer({ min: 1, max: 12 }),
          hourly: fc.boolean(),
          perDay: fc.option(fc.integer({ min: 5, max: 90 }), { freq: 2 }),
          p90: fc.integer({ min: 1, max: 30 }),
          state: fc.nat(14),
          least: fc.nat(60),
          terms: fc.nat(45),
          setup: fc.nat(25),
          right: fc.option(fc.integer({ min: 10, max: 20 }), { freq: 4 }),
          tier: fc.integer({ min: 2, max: 20 }),
        }),
        { minLength: fewestVendors, maxLength: 5 },
      ),
      classes: fc.array(fc.record({ items: fc.nat(30), seenBy: fc.nat(15), barredOwners: fc.nat(100), barredVendors: fc.nat(200) }), {
        minLength: 1,
        maxLength: 4,
      }),
      slotsPerItem: fc.constantFrom(1, 1, 1, 2, 2, 3),
      independent:
        independent === undefined ? fc.constantFrom("owner" as const, "vendor" as const, "worker" as const) : fc.constant(independent),
      share: fc.option(fc.integer({ min: 150_000, max: 1_000_000 }), { freq: 4 }),
      deadline: fc.option(fc.integer({ min: 15, max: 96 }), { freq: 2 }),
      surviveLoss: fc.nat(9),
      ofTwo: fc.integer({ min: 350, max: 1_000 }),
      ofTwoIs: fc.nat(9),
      budget: fc.option(fc.integer({ min: 1, max: 120 }), { freq: 2 }),
      others: fc.nat(20),
      seenOthers: fc.array(fc.nat(20), { minLength: 4, maxLength: 4 }),
      route: route !== undefined ? fc.constant(routeKinds.indexOf(route)) : fc.nat(13),
      shares: fc.array(fc.nat(5), { minLength: 5, maxLength: 5 }),
    })
    .map((drawn): PlanInputs => {
      const vendors = drawn.vendors.map(({ owner, price, hourly, perDay, p90, state, least, terms, setup, tier, right }, index): VendorFacts =>
        vendorFacts(`v${index}`, {
          owner: `o${owner}`,
          price: {
            ...(fixed && [20, 23].includes(terms) ? { setupMicros: setup * 40_000 } : {}),
            ...(fixed && [21, 23].includes(terms) ? { minimumMicros: setup * 70_000 } : {}),
            ...(hourly && money
              ? { basis: "hour" as const, microsPerHour: price * 7_000_001, minutesPerItem: 1.3, feePerMillion: 123_456 }
              : {
                  basis: "judgment" as const,
                  micros: price * 20_000,
                  ...(fixed && [22, 23].includes(terms)
                    ? {
                        tiers: [
                          { from: tier, micros: Math.max(1, price - 2) * 20_000 },
                          { from: tier * 3, micros: (setup % 7) * 20_000 },
                        ],
                      }
                    : {}),
                }),
          },
          ...(right === null ? {} : { accuracyPerMillion: right * 50_000 }),
          turnaround: { p50Ms: (p90 * hourMs) / 2, p90Ms: p90 * hourMs },
          // Mostly none.
          ...(least < 1 || least > 8 || !minimums ? {} : { least }),
          ...(perDay === null ? {} : { capacity: { perDay } }),
          ...(state === 14 ? { available: { is: "no", reason: "held", why: "held by hand" } } : {}),
        }),
      );
      const owners = [0, 1, 2, 3].map((owner) => `o${owner}`);
      const picked = (mask: number, names: readonly string[]): readonly string[] => names.filter((_, index) => (mask >> index) % 2 === 1);
      const shapes = drawn.classes.map(({ items, seenBy, barredOwners, barredVendors }, index) =>
        itemClass(`c${index}`, items, {
          slotsEach: drawn.slotsPerItem,
          // Mostly nobody: masks above 15 bar nobody.
          seenBy: picked(seenBy % 5, owners),
          barredOwners: barredOwners > 15 ? [] : picked(barredOwners, owners),
          barredVendors:
            barredVendors > 31 || !bars
              ? []
              : picked(
                  barredVendors,
                  vendors.map(({ vendor }) => vendor),
                ),
        }),
      );
      const classes = shapes.filter((one, index) => shapes.findIndex((other) => sameRules(one, other)) === index);
      const items = classes.reduce((sum, one) => sum + one.items, 0) + drawn.others;
      const seenAll = (who: readonly string[]): number =>
        classes.filter(({ seenBy }) => who.every((owner) => seenBy.includes(owner))).reduce((sum, one) => sum + one.items, 0);
      const elsewhere = (index: number): number => Math.min(drawn.others, drawn.seenOthers[index] ?? 0);
      return planInputsOf({
        vendors,
        classes,
        job: {
          slotsPerItem: drawn.slotsPerItem,
          independent: drawn.independent,
          ...(drawn.share === null ? {} : { maxSharePerMillion: drawn.share }),
          ...(drawn.deadline === null ? {} : { deadlineMs: drawn.deadline * hourMs }),
          ...(drawn.ofTwoIs > 0 || !pairs ? {} : { maxShareOfTwoPerMillion: drawn.ofTwo * 1_000 }),
          ...(drawn.surviveLoss === 0 ? { surviveLoss: 1 as const } : {}),
          route: routeOf(drawn.route, drawn.shares, vendors),
        },
        dataset: {
          items,
          owners: owners.map((owner, index) => ({ owner, items: seenAll([owner]) + elsewhere(index) })),
          // Of the other items everybody has seen the first few.
          overlaps: owners.flatMap((a, first) =>
            owners
              .slice(first + 1)
              .map((b, gap) => ({ owners: [a, b] as const, items: seenAll([a, b]) + Math.min(elsewhere(first), elsewhere(first + 1 + gap)) })),
          ),
        },
        ...(drawn.budget === null || !money ? {} : { budget: { totalMicros: drawn.budget * 150_000, committedMicros: 20_001 } }),
      });
    });

const sameRules = (a: ItemClass, b: ItemClass): boolean =>
  JSON.stringify({ ...a, id: "", items: 0 }) === JSON.stringify({ ...b, id: "", items: 0 });

/** A drawn number as a route; anything else is the cost. */
const routeKinds = ["cost", "time", "quality", "balanced"] as const;

const routeOf = (kind: number, weights: readonly number[], vendors: readonly VendorFacts[]): PlanInputs["job"]["route"] => {
  const sum = vendors.reduce((all, _, index) => all + (weights[index] ?? 0), 0);
  if (kind === 8)
    return {
      by: "order",
      order: vendors
        .map(({ vendor }) => vendor)
        .toReversed()
        .slice(0, 2),
    };
  if (kind !== 9 || sum === 0) return { by: "objective", objective: routeKinds[kind] ?? "cost" };
  const parts = vendors.map((_, index) => Math.floor(((weights[index] ?? 0) * 1_000_000) / sum));
  const rest = 1_000_000 - parts.reduce((all, part) => all + part, 0);
  return {
    by: "shares",
    sharesPerMillion: Object.fromEntries(vendors.map(({ vendor }, index) => [vendor, (parts[index] ?? 0) + (index === 0 ? rest : 0)])),
  };
};
