import type { Json, JsonObject, TaskShape } from "@tranche/sdk";
import { ratingSteps } from "../rating-steps.ts";

/** The ids of the fields workers fill in. */
export const answerField = "answer";
export const strengthField = "strength";

const field = (type: string, more: JsonObject): JsonObject => ({ type, field_id: answerField, title: "Answer", required: true, ...more });
const choices = (values: readonly string[]): readonly Json[] => values.map((value) => ({ label: value, value }));
const oneOf = (values: readonly string[]): JsonObject => ({ choices: choices(values), min_choices: 1, max_choices: 1 });

/** A task shape as the `fields` of a textcollection task, the type that replaced categorization and takes every kind we ask for. */
export const toFields = (task: TaskShape): readonly JsonObject[] => {
  switch (task.kind) {
    case "classification":
      return [field("category", oneOf(task.options))];
    case "rating": {
      const steps = ratingSteps(task);
      return [steps === undefined ? field("number", { min: task.min, max: task.max }) : field("category", oneOf(steps))];
    }
    case "text":
      return [field("text", task.maxLength === undefined ? {} : { hint: `At most ${task.maxLength} characters.` })];
    case "comparison":
      return comparisonFields(task);
    default:
      return task satisfies never;
  }
};

const comparisonFields = (task: Extract<TaskShape, { kind: "comparison" }>): readonly JsonObject[] => {
  const [a, b] = task.between;
  const side = field("category", { ...oneOf(["a", "b", ...(task.tie ? ["tie"] : [])]), description: `a is ${a}, b is ${b}.` });
  if (task.strength === 1) return [side];
  const degrees = Array.from({ length: task.strength }, (_, index) => String(index + 1));
  const strength = {
    type: "category",
    field_id: strengthField,
    title: "How much better, from 1 (slightly) up",
    ...oneOf(degrees),
    required: !task.tie,
  };
  return [side, strength];
};

/** Appended to the instructions where more than one text is shown, because an attachment has no name of its own. */
export const attachmentNote = (show: readonly string[]): string =>
  show.length < 2 ? "" : `\n\nThe texts, in this order: ${show.map((name, index) => `${index + 1}. ${name}`).join(", ")}.`;
