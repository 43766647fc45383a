import type { TaskShape } from "@tranche/sdk";
import type { ProlificResponse } from "./wire.ts";

/** What was said to each instruction of one task, in neutral form; undefined as long as an answer is missing. What cannot be read comes out as it is. */
export const toAnswer = (task: TaskShape, responses: readonly ProlificResponse[]): unknown => {
  const values = responses.map(valueOf).filter((value) => value !== undefined);
  switch (task.kind) {
    case "classification":
    case "text":
      return values[0];
    case "rating":
      return toNumber(values[0]);
    case "comparison": {
      const choice = values.find((value) => toNumber(value) === value);
      const strength = values.map(toNumber).find((value) => typeof value === "number");
      if (choice === undefined) return undefined;
      if (task.strength === 1 || choice === "tie") return { choice };
      return strength === undefined ? undefined : { choice, strength };
    }
    case "spans":
    case "boxes":
      return values[0];
    default:
      return task satisfies never;
  }
};

const valueOf = ({ response }: ProlificResponse): unknown => {
  const { answer, text } = response ?? {};
  if (!Array.isArray(answer) || answer.length === 0) return text ?? (Array.isArray(answer) ? undefined : (answer ?? undefined));
  const [first] = answer as readonly unknown[];
  const value = typeof first === "object" && first !== null && "value" in first ? (first as { readonly value: unknown }).value : first;
  return answer.length === 1 ? value : answer;
};

const toNumber = (value: unknown): unknown =>
  typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
