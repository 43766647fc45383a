import { describe, expect, it } from "vitest";
import { type StandingOrder, standingOrders } from "./standing-orders.ts";

const vendors = [
  { vendor: "a", owner: "o" },
  { vendor: "b", owner: "o" },
];
const hold = { vendor: "a", what: "hold" } as const;
const holdJob = { ...hold, job: "j" } as const;
const out = { vendor: "owner/o", what: "take-out" } as const;
const release = { vendor: "a", what: "release" } as const;
const left = (...orders: readonly StandingOrder[]): readonly string[] => [...standingOrders(orders, vendors).keys()];

describe("orders that still stand", () => {
  it.each([
    ["what was never ended", [hold, holdJob, out], ["a", "job/j@a", "owner/o"]],
    ["nothing that was released", [hold, release], []],
    ["what was said again after it", [hold, release, hold], ["a"]],
    ["with a vendor all of it is released", [hold, holdJob, release], []],
    ["with an owner all of its vendors'", [hold, holdJob, out, { vendor: "owner/o", what: "release" }], []],
    ["one job's release is for that job", [hold, holdJob, { ...release, job: "j" }], ["a"]],
    ["another vendor's release is not its own", [hold, { vendor: "b", what: "release" }], ["a"]],
    ["a vendor's release does not let its owner back", [out, release], ["owner/o"]],
  ] as const)("%s", (_, orders, keys) => {
    expect(left(...orders)).toEqual(keys);
  });

  it("are the last word of their scope", () => {
    expect([...standingOrders<StandingOrder>([hold, { ...hold, what: "take-out" }], vendors).values()]).toMatchObject([
      { what: "take-out" },
    ]);
  });
});
