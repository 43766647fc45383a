import { scopeKey } from "../health/scope.ts";
import type { ReleaseDecision } from "./decide-release.ts";

/** What a person asked, as far as gates go. */
interface GateOrder {
  /** A vendor's name, or the key of a scope. */
  readonly vendor: string;
  /** Absent: every job. */
  readonly job?: string;
  readonly what: string;
  readonly at: number;
}

/** What earlier runs of a job, and persons since, have said of its vendors' gates. */
export interface GatesBefore {
  /** Held at a gate, and not let back since; with the reason. */
  readonly gated: ReadonlyMap<string, string>;
  /** Let back since they were held, and not decided about since. */
  readonly letBack: ReadonlySet<string>;
}

/** A person lets a vendor back by its own name or with all of its owner's, for every job or for this one. */
export const gatesBefore = (
  records: readonly { readonly at: number; readonly decision: ReleaseDecision }[],
  orders: readonly GateOrder[],
  { job, vendors }: { readonly job: string; readonly vendors: readonly { readonly vendor: string; readonly owner: string }[] },
): GatesBefore => {
  const gated = new Map<string, string>();
  const letBack = new Set<string>();
  for (const { at, decision } of records) {
    const { vendor } = decision;
    const owner = vendors.find((one) => one.vendor === vendor)?.owner;
    const names = [vendor, ...(owner === undefined ? [] : [scopeKey({ scope: "owner", owner })])];
    const back = orders.some(
      (order) => order.what === "release" && names.includes(order.vendor) && (order.job ?? job) === job && order.at >= at,
    );
    gated.delete(vendor);
    letBack.delete(vendor);
    if (decision.decision !== "hold") continue;
    if (back) letBack.add(vendor);
    else gated.set(vendor, `held at the gate: ${decision.because}`);
  }
  return { gated, letBack };
};
