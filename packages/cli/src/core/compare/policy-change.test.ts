import { describe, expect, it } from "vitest";
import { readPolicyChange, statedShares } from "./policy-change.ts";

const vendors = ["scale", "surge", "mercor"];

describe("readPolicyChange", () => {
  it.each([
    ["maxShare=0.6", { maxSharePerMillion: 600_000 }],
    ["maxShare=60 %", { maxSharePerMillion: 600_000 }],
    ["shares.scale=0.5, shares.surge=.25", { sharesPerMillion: { scale: 500_000, surge: 250_000 } }],
    ["without=surge,maxShare=1", { without: ["surge"], maxSharePerMillion: 1_000_000 }],
    ["objective=time", { objective: "time" }],
  ])("%s", (text, change) => expect(readPolicyChange(text, vendors)).toEqual({ ok: true, change }));

  it.each([
    ["maxShare=40", "maxShare must be over 0 and at most 1, got 40"],
    ["maxShare=0", "maxShare must be over 0 and at most 1, got 0"],
    ["shares.scael=0.5", "there is no vendor called scael in these jobs"],
    ["shares.scale=0.7,shares.surge=0.7", "the shares add up to 1.4, which is more than 1"],
    ["without=nobody", "there is no vendor called nobody in these jobs"],
    ["without=scale,shares.scale=0.1", "scale cannot get a share and not be there"],
    ["objective=luck", "there is no objective luck"],
    ["budget=5", '"budget=5" is not understood'],
    ["", '"" is not understood'],
  ])("refuses %s", (text, why) => expect(readPolicyChange(text, vendors)).toMatchObject({ ok: false, why }));
});

describe("statedShares", () => {
  const were = { scale: 0.5, surge: 0.3, mercor: 0.2 };
  it("lets those that are not named share the rest as they did", () => {
    const shares = statedShares({ sharesPerMillion: { scale: 750_000 } }, were);
    expect(shares?.["scale"]).toBe(0.75);
    expect(shares?.["surge"]).toBeCloseTo(0.15, 12);
    expect(shares?.["mercor"]).toBeCloseTo(0.1, 12);
    expect(statedShares({ sharesPerMillion: { scale: 600_000 }, without: ["surge"] }, were)).toEqual({
      scale: 0.6,
      mercor: expect.closeTo(0.4, 12),
    });
  });
  it("leaves caps and objectives to a planner", () => expect(statedShares({ maxSharePerMillion: 600_000 }, were)).toBeUndefined());
});
