import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concernsVendor, type HealthScope, type HealthTarget, healthFor, scopeKey, scopesOf } from "./scope.ts";
import { healthy, unitsAllowed, type VendorHealth } from "./vendor-health.ts";

const failures = { inARow: 0, recent: [], ejections: 0 };
const health: fc.Arbitrary<VendorHealth> = fc.oneof(
  fc.constant(healthy),
  fc
    .record({ until: fc.nat(100), probing: fc.boolean() })
    .map((more): VendorHealth => ({ is: "cooling", ejections: 1, why: "w", failures, ...more })),
  fc.constant<VendorHealth>({ is: "held", why: "w", since: 1 }),
  fc.constantFrom("refuses-everything" as const, "silent" as const, "operator" as const).map((cause): VendorHealth => ({
    is: "out",
    why: "w",
    since: 1,
    cause,
  })),
);
const name = fc.constantFrom("a", "b", "c");
const target: fc.Arbitrary<HealthTarget> = fc.record({ owner: name, vendor: name, kind: name, job: name });
const scope: fc.Arbitrary<HealthScope> = target.chain((one) => fc.constantFrom(...scopesOf(one)));
const known = fc.array(fc.tuple(scope, health), { maxLength: 8 });
const mapOf = (entries: readonly (readonly [HealthScope, VendorHealth])[]): ReadonlyMap<string, VendorHealth> =>
  new Map(entries.map(([at, is]) => [scopeKey(at), is]));
const limit = (is: VendorHealth): number => unitsAllowed(is) ?? Number.POSITIVE_INFINITY;

describe("health by scope", () => {
  it("gives every scope a name of its own", () => {
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        expect(scopeKey(a) === scopeKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it("lets through no more than the strictest scope that holds the work", () => {
    fc.assert(
      fc.property(target, known, (work, entries) => {
        const map = mapOf(entries);
        const limits = scopesOf(work).map((one) => limit(map.get(scopeKey(one)) ?? healthy));
        expect(limit(healthFor(map, work))).toBe(Math.min(...limits));
      }),
    );
  });

  it("never grows wider by one more block, and does not care for blocks elsewhere", () => {
    fc.assert(
      fc.property(target, known, scope, health, (work, entries, at, is) => {
        const before = mapOf(entries);
        const after = new Map(before);
        if (!after.has(scopeKey(at))) after.set(scopeKey(at), is);
        expect(limit(healthFor(after, work))).toBeLessThanOrEqual(limit(healthFor(before, work)));
        const holds = scopesOf(work).some((one) => scopeKey(one) === scopeKey(at));
        if (!holds) expect(healthFor(after, work)).toEqual(healthFor(before, work));
      }),
    );
  });

  it("knows what is a vendor's own: its account, its kinds and its engagements, and not its owner", () => {
    fc.assert(
      fc.property(scope, name, (at, vendor) => {
        expect(concernsVendor(scopeKey(at), vendor)).toBe(at.scope !== "owner" && at.vendor === vendor);
      }),
    );
  });

  it("takes a vendor that keeps nothing before one that keeps what it took", () => {
    const takesNothing: VendorHealth = { is: "out", why: "full", since: 1, cause: "refuses-everything" };
    const gone: VendorHealth = { is: "out", why: "gone", since: 2, cause: "unreachable" };
    const map = mapOf([
      [{ scope: "account", vendor: "a" }, takesNothing],
      [{ scope: "engagement", vendor: "a", job: "j" }, gone],
    ]);
    expect(healthFor(map, { owner: "o", vendor: "a", kind: "k", job: "j" })).toBe(gone);
    expect(healthFor(map, { owner: "o", vendor: "a", kind: "k", job: "other" })).toBe(takesNothing);
  });
});
