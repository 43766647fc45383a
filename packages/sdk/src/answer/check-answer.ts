import type { Answer, Box, Span, TaskShape } from "./task.ts";

export type CheckedAnswer = { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly why: string };

const bad = (why: string): CheckedAnswer => ({ ok: false, why });
const good = (answer: Answer): CheckedAnswer => ({ ok: true, answer });
const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80);

/** Holds an answer that came back against the declared shape. Never throws; `why` names what was expected. */
export const checkAnswer = (shape: TaskShape, value: unknown): CheckedAnswer => {
  switch (shape.kind) {
    case "classification":
      if (typeof value !== "string") return bad(`expected one of the options, got ${shown(value)}`);
      if (!shape.options.includes(value)) return bad(`${shown(value)} is not one of the options ${shape.options.join(", ")}`);
      return good(value);
    case "rating": {
      if (typeof value !== "number" || !Number.isFinite(value)) return bad(`expected a number, got ${shown(value)}`);
      if (value < shape.min || value > shape.max) return bad(`${value} is outside ${shape.min} to ${shape.max}`);
      const steps = (value - shape.min) / shape.step;
      if (Math.abs(steps - Math.round(steps)) > 1e-9) return bad(`${value} is not a step of ${shape.step} from ${shape.min}`);
      return good(value);
    }
    case "text":
      if (typeof value !== "string") return bad(`expected a text, got ${shown(value)}`);
      if (shape.maxLength !== undefined && value.length > shape.maxLength)
        return bad(`${value.length} characters, at most ${shape.maxLength} are allowed`);
      return good(value);
    case "comparison":
      return checkComparison(shape, value);
    case "spans":
      return checkSpans(shape, value);
    case "boxes":
      return checkBoxes(shape, value);
    default:
      return shape satisfies never;
  }
};

const checkComparison = (shape: Extract<TaskShape, { kind: "comparison" }>, value: unknown): CheckedAnswer => {
  if (typeof value !== "object" || value === null) return bad(`expected a choice, got ${shown(value)}`);
  const { choice, strength } = value as { choice?: unknown; strength?: unknown };
  if (choice === "tie") return shape.tie ? good({ choice }) : bad("a tie is not allowed here");
  if (choice !== "a" && choice !== "b") return bad(`choice must be a or b${shape.tie ? " or tie" : ""}, got ${shown(choice)}`);
  if (shape.strength === 1) return good({ choice });
  if (typeof strength !== "number" || !Number.isInteger(strength) || strength < 1 || strength > shape.strength)
    return bad(`strength must be 1 to ${shape.strength}, got ${shown(strength)}`);
  return good({ choice, strength });
};

const checkSpans = (shape: Extract<TaskShape, { kind: "spans" }>, value: unknown): CheckedAnswer => {
  const given = listIn(value, "spans");
  if (given === undefined) return bad(`expected a list of spans, got ${shown(value)}`);
  const spans: Span[] = [];
  for (const one of given) {
    const { start, end, label } = one as { start?: unknown; end?: unknown; label?: unknown };
    if (typeof label !== "string" || !shape.labels.includes(label))
      return bad(`${shown(label)} is not one of the labels ${shape.labels.join(", ")}`);
    if (!isCount(start) || !isCount(end) || end <= start) return bad(`a span from ${shown(start)} to ${shown(end)} is none`);
    spans.push({ start, end, label });
  }
  return good({ spans });
};

const checkBoxes = (shape: Extract<TaskShape, { kind: "boxes" }>, value: unknown): CheckedAnswer => {
  const given = listIn(value, "boxes");
  if (given === undefined) return bad(`expected a list of boxes, got ${shown(value)}`);
  const boxes: Box[] = [];
  for (const one of given) {
    const { left, top, width, height, label } = one as { [Key in keyof Box]?: unknown };
    if (typeof label !== "string" || !shape.labels.includes(label))
      return bad(`${shown(label)} is not one of the labels ${shape.labels.join(", ")}`);
    if (!isMeasure(left) || !isMeasure(top) || !isMeasure(width) || !isMeasure(height) || width === 0 || height === 0)
      return bad(`${shown(one)} is not a box`);
    boxes.push({ left, top, width, height, label });
  }
  return good({ boxes });
};

/** The list under a name, whose entries are objects; undefined for anything else. */
const listIn = (value: unknown, name: string): readonly object[] | undefined => {
  const list: unknown = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  return Array.isArray(list) && list.every((one) => typeof one === "object" && one !== null) ? list : undefined;
};

const isCount = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isMeasure = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
