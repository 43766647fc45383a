import type { JsonObject, TaskShape } from "@tranche/sdk";
import { ratingSteps } from "../rating-steps.ts";
import { unsupportedKind } from "../unsupported-kind.ts";

/** A question's label: what its answers are filed under, beside its text. */
export const answerLabel = "answer";
export const strengthLabel = "strength";
/** The texts workers read; answers may come filed under these instead. */
export const answerText = "Your answer";
export const strengthText = "How much better, from 1 (slightly) up";

/** A task shape as Surge questions, in the keys of a create request. */
export const toQuestions = (task: TaskShape, tiebreaker: boolean): readonly JsonObject[] => {
  const choice = (options: readonly string[], more: JsonObject = {}): JsonObject => ({
    type: "multiple_choice",
    text: answerText,
    label: answerLabel,
    required: true,
    options,
    ...(tiebreaker && { require_tiebreaker: true }),
    ...more,
  });
  const free = (text: string): JsonObject => ({ type: "free_response", text, label: answerLabel, required: true });
  switch (task.kind) {
    case "classification":
      return [choice(task.options)];
    case "rating": {
      const steps = ratingSteps(task);
      return [
        steps === undefined ? free(`${answerText}: a number from ${task.min} to ${task.max}, in steps of ${task.step}`) : choice(steps),
      ];
    }
    case "text":
      return [free(task.maxLength === undefined ? answerText : `${answerText}, at most ${task.maxLength} characters`)];
    case "comparison": {
      const [a, b] = task.between;
      const side = choice(["a", "b", ...(task.tie ? ["tie"] : [])], {
        descriptions: [`${a} is better`, `${b} is better`, ...(task.tie ? ["neither is better"] : [])],
      });
      if (task.strength === 1) return [side];
      const degrees = Array.from({ length: task.strength }, (_, index) => String(index + 1));
      return [side, { type: "multiple_choice", text: strengthText, label: strengthLabel, required: !task.tie, options: degrees }];
    }
    case "spans":
    case "boxes":
      throw unsupportedKind("Surge", task.kind);
    default:
      return task satisfies never;
  }
};
