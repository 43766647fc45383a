import { hash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { loadHighs } from "../../engine/solve/highs.ts";
import { workedExample } from "./__fixtures__/plan-inputs-of.ts";
import { canonicalJson } from "./canonical-json.ts";
import { planJob } from "./plan-job.ts";
import type { Plan } from "./plan.ts";
import { comparePlanInputs, readPlan, sealPlan } from "./seal-plan.ts";

const sha256 = (text: string): string => hash("sha256", text, "hex");
let plan: Plan;
beforeAll(async () => {
  plan = sealPlan(planJob(workedExample(), await loadHighs()), sha256);
});

const saved = (): Record<string, unknown> => JSON.parse(JSON.stringify(plan));

describe("a saved plan", () => {
  it("is read back as it was", () => {
    expect(readPlan(saved(), sha256)).toEqual({ ok: true, plan });
  });

  it("may come back with its keys in another order", () => {
    expect(readPlan(Object.fromEntries(Object.entries(saved()).toReversed()), sha256).ok).toBe(true);
  });

  it.each([
    ["a share", { slots: 1 }],
    ["the inputs", { inputs: { job: "other" } }],
    ["the hash", { hash: "0".repeat(64) }],
    ["a field that was not there", { extra: 1 }],
  ])("is refused when %s was changed by hand", (_, change) => {
    expect(readPlan({ ...saved(), ...change }, sha256)).toMatchObject({ ok: false, why: expect.stringContaining("plan again") });
  });

  it.each([
    [null, "this is not a plan: it has no planVersion"],
    ["{}", "this is not a plan: it has no planVersion"],
    [{}, "this is not a plan: it has no planVersion"],
    [{ planVersion: 2 }, "planVersion 2 is not one this version reads (it reads 1); plan again"],
  ])("is refused when it is %j", (json, why) => {
    expect(readPlan(json, sha256)).toEqual({ ok: false, why });
  });

  it("says which inputs changed since", () => {
    const now = plan.inputs;
    expect(comparePlanInputs(plan, now)).toEqual([]);
    expect(comparePlanInputs(plan, { ...now, job: "x", ledgerHead: "y" })).toEqual([
      "the job file",
      "what has been disclosed of the dataset",
    ]);
    expect(comparePlanInputs(plan, { ...now, items: "x", vendors: "y" })).toEqual([
      "the items",
      "the vendors of the config (prices, owners, capacity or rules)",
    ]);
  });
});

describe("canonicalJson", () => {
  it("is the same bytes for equal values", () => {
    expect(canonicalJson({ b: [1, "x", null, { d: true, c: undefined }], a: -0 })).toBe('{"a":0,"b":[1,"x",null,{"d":true}]}');
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });

  it("refuses what JSON cannot say", () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
    expect(() => canonicalJson([1n])).toThrow("a bigint has no place in JSON");
  });
});
