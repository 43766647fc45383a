import type { JsonObject, TaskShape } from "@tranche/sdk";
import { unsupportedKind } from "../unsupported-kind.ts";

/** A task shape as a project's `response_format`. */
export const toResponseFormat = (task: TaskShape): JsonObject => {
  switch (task.kind) {
    case "classification":
      return { kind: "classification", options: task.options };
    case "comparison":
      return { kind: "comparison", between: task.between, strength: task.strength, tie: task.tie };
    case "rating":
      return { kind: "rating", min: task.min, max: task.max, step: task.step };
    case "text":
      return { kind: "text", ...(task.maxLength !== undefined && { max_length: task.maxLength }) };
    case "spans":
    case "boxes":
      throw unsupportedKind("the Mercor-style shape", task.kind);
    default:
      return task satisfies never;
  }
};
