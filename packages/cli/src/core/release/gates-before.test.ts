import { describe, expect, it } from "vitest";
import type { ReleaseDecision } from "./decide-release.ts";
import type { Order } from "../../ports/store.ts";
import { gatesBefore } from "./gates-before.ts";

const held = (at: number): { readonly at: number; readonly decision: ReleaseDecision } => ({
  at,
  decision: { decision: "hold", vendor: "scale", because: "none of its gold" },
});
const released = (order: Partial<Order>): Order => ({ orderId: 1, vendor: "scale", what: "release", why: "w", at: 9, ...order });
const vendors = [{ vendor: "scale", owner: "scale-ai" }];
const after = (...orders: readonly Order[]): ReturnType<typeof gatesBefore> => gatesBefore([held(5)], orders, { job: "j", vendors });

describe("a vendor that an earlier run held at its gate", () => {
  it.each([
    ["nobody let back", []],
    ["was let back before it was held", [released({ at: 4 })]],
    ["was let back for another job", [released({ job: "other" })]],
    ["was not meant", [released({ vendor: "surge" })]],
    ["was held once more by a person", [released({ what: "hold" })]],
  ] as const)("is held on where it %s", (_, orders) => {
    const { gated, letBack } = after(...orders);
    expect([...gated.keys()]).toEqual(["scale"]);
    expect([...letBack]).toEqual([]);
  });

  it.each([
    ["for every job", released({})],
    ["for this one", released({ job: "j" })],
    ["with all of its owner's", released({ vendor: "owner/scale-ai" })],
  ])("is let back %s while nobody ran, and its gate is told so", (_, order) => {
    const { gated, letBack } = after(order);
    expect([...gated.keys()]).toEqual([]);
    expect([...letBack]).toEqual(["scale"]);
  });

  it("is let back once: what was decided since stands", () => {
    const since = { at: 12, decision: { decision: "release", vendor: "scale", tranche: 2, because: "a person let it back" } } as const;
    const { gated, letBack } = gatesBefore([held(5), since], [released({})], { job: "j", vendors });
    expect([gated.size, letBack.size]).toEqual([0, 0]);
  });
});
