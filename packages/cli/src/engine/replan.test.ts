import { expect, it } from "vitest";
import { withoutThoseOut } from "./replan.ts";

it("takes back what a plan gave to a vendor that is out, with the reason, and counts it as having no place", () => {
  const plan = {
    placements: [
      { slot: 1, vendor: "a", position: 4 },
      { slot: 2, vendor: "b", position: 5 },
      { slot: 3, position: 0, reason: "no place" },
    ],
    to: { a: 1, b: 1 },
    stranded: 1,
  };
  expect(withoutThoseOut(plan, new Map([["a", "unreachable"]]))).toEqual({
    placements: [{ slot: 1, position: 0, reason: "a: unreachable" }, ...plan.placements.slice(1)],
    to: { b: 1 },
    stranded: 2,
  });
  expect(withoutThoseOut(plan, new Map())).toEqual(plan);
});
