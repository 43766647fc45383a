import type { TaskShape } from "@tranche/sdk";
import { answerLabel, answerText, strengthLabel, strengthText } from "./question.ts";
import type { SurgeResponse } from "./wire.ts";

/** A response's data, filed under a question's text or its label, in neutral form. What cannot be read comes out as it is. */
export const toAnswer = (task: TaskShape, data: SurgeResponse["data"]): unknown => {
  const answer = pick(data, answerLabel, answerText) ?? onlyValue(data);
  switch (task.kind) {
    case "classification":
    case "text":
      return answer;
    case "rating":
      return toNumber(answer);
    case "comparison": {
      if (answer === undefined) return undefined;
      const choice = typeof answer === "string" ? answer.toLowerCase() : answer;
      return { choice, ...(choice !== "tie" && task.strength > 1 && { strength: toNumber(pick(data, strengthLabel, strengthText)) }) };
    }
    case "spans":
    case "boxes":
      return data;
    default:
      return task satisfies never;
  }
};

const pick = (data: SurgeResponse["data"], label: string, text: string): unknown => {
  const key = Object.keys(data ?? {}).find((name) => name === label) ?? Object.keys(data ?? {}).find((name) => name.startsWith(text));
  return key === undefined ? undefined : single(data?.[key]);
};

const onlyValue = (data: SurgeResponse["data"]): unknown => {
  const values = Object.values(data ?? {});
  return values.length === 1 ? single(values[0]) : undefined;
};

const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

const toNumber = (value: unknown): unknown =>
  typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
