import type { TaskShape } from "@tranche/sdk";
import { toBoxes } from "./boxes.ts";
import { answerField, strengthField } from "./question.ts";
import { toSpans } from "./spans.ts";

/**
 * A response in neutral form. Two textcollection formats are in use: the documented `{ answer: value }`, and what workers' projects send,
 * `{ answer: { type, field_id, response: [[value]] } }`. `source` is the text that was marked, where the task gives it back. What cannot be read
 * comes out as it is, for the caller to refuse.
 */
export const toAnswer = (task: TaskShape, response: unknown, source?: string): unknown => {
  switch (task.kind) {
    case "classification": {
      const answer = collected(response);
      return typeof answer === "number" || typeof answer === "boolean" ? String(answer) : answer;
    }
    case "rating":
      return toNumber(collected(response));
    case "text":
      return collected(response);
    case "comparison": {
      const answer = collected(response);
      const strength = toNumber(first(annotation(response, strengthField)));
      return answer === undefined ? undefined : { choice: answer, ...(answer !== "tie" && task.strength > 1 && { strength }) };
    }
    case "spans":
      return toSpans(response, source);
    case "boxes":
      return toBoxes(response);
    default:
      return task satisfies never;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const collected = (response: unknown): unknown => first(annotation(response, answerField));

const annotation = (response: unknown, id: string): unknown => {
  const annotations = isRecord(response) ? response["annotations"] : undefined;
  if (isRecord(annotations)) return annotations[id];
  return Array.isArray(annotations) ? annotations.find((one) => isRecord(one) && one["field_id"] === id) : undefined;
};

/** The value under any number of lists and `{ response }` wrappings. */
const first = (value: unknown): unknown => {
  if (Array.isArray(value)) return first(value[0]);
  return isRecord(value) && "response" in value ? first(value["response"]) : value;
};

const toNumber = (value: unknown): unknown =>
  typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
