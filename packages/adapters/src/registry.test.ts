import type { JsonObject, TaskKind } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import { builtinAdapters } from "./registry.ts";

/** Options without which an adapter cannot work. */
const needed: Readonly<Record<string, JsonObject>> = { handshake: { paidMinutesPerItem: 10 }, prolific: { workspace: "w-1" } };

describe("the adapters that come with the tool", () => {
  it("are known by the name a config calls them", () => {
    expect([...builtinAdapters.keys()]).toEqual(["scale", "surge", "mercor", "handshake", "prolific"]);
    for (const [name, definition] of builtinAdapters) expect(definition).toMatchObject({ name, contract: "v1" });
  });

  it("take plain settings, and say what is wrong with others", () => {
    for (const [name, definition] of builtinAdapters) {
      const options = needed[name] ?? {};
      const settings = { baseUrl: "https://vendor.example/v1", credential: "k", options };
      const adapter = definition.create(settings);
      expect(adapter.capabilities.submission.maxUnits).toBeGreaterThan(0);
      expect(() => definition.create({ ...settings, credential: "" })).toThrow(TypeError);
      expect(() => definition.create({ ...settings, baseUrl: "vendor.example" })).toThrow(TypeError);
      expect(() => definition.create({ ...settings, options: { ...options, nonsense: 1 } })).toThrow(/nonsense/);
    }
  });

  it("say what is wrong with a job's options before anything is planned", () => {
    const check = (name: string, options: Record<string, string | number | boolean>) =>
      builtinAdapters.get(name)?.checkJobOptions?.(options);
    expect(check("scale", { priority: 30 })).toBeUndefined();
    expect(check("scale", { priority: 15 })).toMatch(/^priority: /);
    expect(check("surge", { teem: "x" })).toMatch(/teem/);
    expect(check("mercor", { ratePerHour: "sixty" })).toBe("ratePerHour: expected an amount like 60 USD");
    expect(check("handshake", {})).toBeUndefined();
    expect(check("prolific", { rewardPerTask: "ten cents" })).toBe("rewardPerTask: expected an amount like 0.10 USD");
  });

  it("can do what they say: every kind they announce can be asked for, and no other", async () => {
    const shapes: Record<TaskKind, object> = {
      classification: { kind: "classification", options: ["a", "b"] },
      comparison: { kind: "comparison", between: ["x", "y"], strength: 1, tie: false },
      rating: { kind: "rating", min: 1, max: 5, step: 1 },
      text: { kind: "text" },
      spans: { kind: "spans", labels: ["l"], field: "f" },
      boxes: { kind: "boxes", labels: ["l"], field: "f" },
    };
    const questions = {
      scale: (await import("./vendors/scale/question.ts")).toQuestion,
      surge: (await import("./vendors/surge/question.ts")).toQuestions,
      mercor: (await import("./vendors/mercor/question.ts")).toResponseFormat,
      prolific: (await import("./vendors/prolific/question.ts")).toBatchItems,
    };
    for (const [name, ask] of Object.entries(questions)) {
      const announced = builtinAdapters.get(name)?.capabilities.taskKinds ?? [];
      for (const [kind, shape] of Object.entries(shapes)) {
        const asking = () => ask(shape as never, ["f"] as never);
        if (announced.includes(kind as TaskKind)) expect(asking, `${name} ${kind}`).not.toThrow();
        else expect(asking, `${name} ${kind}`).toThrow(/nothing was sent/);
      }
    }
  });
});
