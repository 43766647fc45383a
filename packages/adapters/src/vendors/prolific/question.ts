import type { Json, JsonObject, TaskShape } from "@tranche/sdk";
import { ratingSteps } from "../rating-steps.ts";
import { unsupportedKind } from "../unsupported-kind.ts";

/** Field of a record that holds a unit's key: `metadata`, which nobody is shown and every response gives back. */
export const referenceField = (show: readonly string[]): string => {
  let name = "unit";
  while (show.includes(name)) name += "_";
  return name;
};

/** The schema of a dataset: every visible field as text, and the key as metadata. */
export const toSchema = (show: readonly string[]): JsonObject => ({
  strict: true,
  fields: {
    ...Object.fromEntries(show.map((name) => [name, { type: "text", label: name }])),
    [referenceField(show)]: { type: "metadata" },
  },
});

/** One page with the fields to see and, below them, what is asked. */
export const toBatchItems = (task: TaskShape, show: readonly string[]): readonly Json[] => {
  const instructions = toInstructions(task);
  const heading = (text: string): JsonObject => ({ type: "rich_text", content: `**${text}**`, content_format: "markdown" });
  const fieldItems = (name: string, title?: string): readonly Json[] => [
    ...(title === undefined ? [] : [heading(title)]),
    { type: "dataset_field", field: name },
  ];
  const sides = task.kind === "comparison" ? task.between : undefined;
  const others = sides === undefined ? show : show.filter((name) => !sides.includes(name));
  const rows: Json[] = others.map((name) => ({ columns: [{ items: fieldItems(name) }] }));
  if (sides) rows.push({ columns: [{ items: fieldItems(sides[0], "a") }, { items: fieldItems(sides[1], "b") }] });
  rows.push({ columns: [{ items: instructions }] });
  return [{ rows }];
};

const toInstructions = (task: TaskShape): readonly JsonObject[] => {
  const choice = (description: string, options: readonly (readonly [value: string, label: string])[]): JsonObject => ({
    type: "multiple_choice",
    description,
    answer_limit: 1,
    options: options.map(([value, label]) => ({ label, value })),
  });
  const same = (values: readonly string[]): readonly (readonly [string, string])[] => values.map((value) => [value, value]);
  switch (task.kind) {
    case "classification":
      return [choice("Your answer", same(task.options))];
    case "rating": {
      const steps = ratingSteps(task);
      if (steps !== undefined) return [choice("Your rating", same(steps))];
      const description = `A number from ${task.min} to ${task.max}, in steps of ${task.step}`;
      return [{ type: "free_text", description, validation: { type: "number", min: task.min, max: task.max } }];
    }
    case "text": {
      const { maxLength } = task;
      const description = maxLength === undefined ? "Your answer" : `Your answer, at most ${maxLength} characters`;
      return [
        { type: "free_text", description, ...(maxLength !== undefined && { validation: { type: "string", min: 1, max: maxLength } }) },
      ];
    }
    case "comparison": {
      const side = choice("Which is better?", [
        ["a", "a is better"],
        ["b", "b is better"],
        ...(task.tie ? [["tie", "neither is better"] as const] : []),
      ]);
      if (task.strength === 1) return [side];
      // A number, so that the two answers can be told apart by what they say.
      return [
        side,
        choice("How much better, from 1 (slightly) up", same(Array.from({ length: task.strength }, (_, place) => String(place + 1)))),
      ];
    }
    case "spans":
    case "boxes":
      throw unsupportedKind("Prolific", task.kind);
    default:
      return task satisfies never;
  }
};
