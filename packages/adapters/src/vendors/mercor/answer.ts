import type { TaskShape } from "@tranche/sdk";

/** A deliverable's content in neutral form. What cannot be read comes out as it is. */
export const toAnswer = (task: TaskShape, content: unknown): unknown => {
  if (typeof content !== "object" || content === null) return content;
  const given = content as Readonly<Record<string, unknown>>;
  switch (task.kind) {
    case "classification":
      return given["label"];
    case "rating":
      return given["rating"];
    case "text":
      return given["text"];
    case "comparison": {
      const { choice, strength } = given as { choice?: unknown; strength?: unknown };
      return choice === undefined ? content : { choice, ...(choice !== "tie" && task.strength > 1 && { strength }) };
    }
    case "spans":
    case "boxes":
      return content;
    default:
      return task satisfies never;
  }
};
