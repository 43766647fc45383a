import { AdapterError, type Json, type JsonObject, type TaskShape, type Unit } from "@tranche/sdk";
import { fieldText, shownFields } from "../field-text.ts";
import { ratingSteps } from "../rating-steps.ts";

/** The ids of the fields workers fill in. */
export const answerField = "answer";
export const strengthField = "strength";

/** A task shape in Scale's words: the task type, and what every task of that project has in common. */
export interface ScaleQuestion {
  readonly type: "textcollection" | "namedentityrecognition" | "imageannotation";
  readonly params: JsonObject;
}

/**
 * Texts are asked for with textcollection, which replaced categorization and takes every kind of field; spans with namedentityrecognition; boxes
 * with imageannotation. The latter two show one field and no more: throws `refused` where a job shows others.
 */
export const toQuestion = (task: TaskShape, show: readonly string[]): ScaleQuestion => {
  switch (task.kind) {
    case "spans":
      onlyField(task, show);
      return { type: "namedentityrecognition", params: { labels: task.labels.map((name) => ({ name, description: name })) } };
    case "boxes":
      onlyField(task, show);
      return { type: "imageannotation", params: { geometries: { box: { objects_to_annotate: task.labels } } } };
    case "classification":
    case "comparison":
    case "rating":
    case "text":
      return { type: "textcollection", params: { fields: toFields(task) } };
    default:
      return task satisfies never;
  }
};

/** What a worker is shown of a unit: exactly the visible fields. Undefined where the field that is to be marked is missing. */
export const toContent = (task: TaskShape, unit: Unit, show: readonly string[]): JsonObject | undefined => {
  if (task.kind !== "spans" && task.kind !== "boxes")
    return { attachments: shownFields(unit, show).map(([, value]) => ({ type: "text", content: fieldText(value) })) };
  const value = unit.content[task.field];
  if (typeof value !== "string" || value === "") return undefined;
  return task.kind === "spans" ? { text: value } : { attachment: value };
};

/** Appended to the instructions where more than one text is shown, because an attachment has no name of its own. */
export const attachmentNote = (show: readonly string[]): string =>
  show.length < 2 ? "" : `\n\nThe texts, in this order: ${show.map((name, index) => `${index + 1}. ${name}`).join(", ")}.`;

const onlyField = (task: Extract<TaskShape, { field: string }>, show: readonly string[]): void => {
  if (show.length === 1 && show[0] === task.field) return;
  const message = `Scale shows one field in a ${task.kind} task: show must be [${task.field}] and nothing else; nothing was sent`;
  throw new AdapterError({ kind: "refused", scope: "engagement", code: "one_field_only", message });
};

const field = (type: string, more: JsonObject): JsonObject => ({ type, field_id: answerField, title: "Answer", required: true, ...more });
const choices = (values: readonly string[]): readonly Json[] => values.map((value) => ({ label: value, value }));
const oneOf = (values: readonly string[]): JsonObject => ({ choices: choices(values), min_choices: 1, max_choices: 1 });

const toFields = (task: Exclude<TaskShape, { field: string }>): readonly JsonObject[] => {
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
