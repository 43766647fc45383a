import { describe, expect, expectTypeOf, it } from "vitest";
import type { ComparisonAnswer } from "../answer/task.ts";
import { defineJob, type JobAnswer } from "./define-job.ts";

const base = { version: 1, name: "mail", items: "./items.jsonl" } as const;

describe("a job written in TypeScript", () => {
  const mail = defineJob({
    ...base,
    task: { kind: "classification", instructions: "Choose one.", show: ["text"], answer: { options: ["ham", "spam"] } },
  });

  it("knows its answers: a classification's options", () => {
    expectTypeOf<JobAnswer<typeof mail>>().toEqualTypeOf<"ham" | "spam">();
    expect(mail.task.shape.options).toEqual(["ham", "spam"]);
  });

  it("knows its answers: the other kinds", () => {
    const task = { instructions: "x", show: ["a", "b"] } as const;
    const comparison = defineJob({ ...base, task: { ...task, kind: "comparison", answer: { between: ["a", "b"] } } });
    const rating = defineJob({ ...base, task: { ...task, kind: "rating", answer: { min: 1, max: 5 } } });
    const text = defineJob({ ...base, task: { ...task, kind: "text" } });
    expectTypeOf<JobAnswer<typeof comparison>>().toEqualTypeOf<ComparisonAnswer>();
    expectTypeOf<JobAnswer<typeof rating>>().toEqualTypeOf<number>();
    expectTypeOf<JobAnswer<typeof text>>().toEqualTypeOf<string>();
  });

  it("is held to the same rules as a file, all of them at once", () => {
    const make = (): unknown =>
      defineJob({
        ...base,
        task: { kind: "rating", instructions: "x", show: ["a"], answer: { min: 5, max: 1 } },
        policy: { maxShare: 40 },
      });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(
      "task.answer.max must be above min (5), got 1\npolicy.maxShare must be between 0 and 1, got 40 (did you mean 0.4?)",
    );
  });

  it("does not compile with a key that is not known", () => {
    expect(() =>
      defineJob({
        ...base,
        // @ts-expect-error options is misspelt
        task: { kind: "classification", instructions: "x", show: ["a"], answer: { optons: ["x", "y"] } },
      }),
    ).toThrow("did you mean options?");
  });
});
