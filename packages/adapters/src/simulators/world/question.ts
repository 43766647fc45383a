/** What a worker is asked, free of any vendor's words. */
export type Question =
  | { readonly kind: "choice"; readonly options: readonly QuestionOption[] }
  | { readonly kind: "number"; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "text"; readonly maxLength?: number }
  | { readonly kind: "ranking"; readonly options: readonly QuestionOption[] }
  | { readonly kind: "spans"; readonly text: string; readonly labels: readonly string[] }
  | { readonly kind: "boxes"; readonly labels: readonly string[] };

/** `value` is what the answer carries, `label` what the worker reads. */
export interface QuestionOption {
  readonly value: string;
  readonly label: string;
}

/** From `start` up to, not including, `end`. */
export interface SpanValue {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

export interface BoxValue {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

/** The answer to each kind: option values (best first in a ranking), a number, a truth value, a text, spans, boxes. */
export interface AnswerByKind {
  readonly choice: readonly string[];
  readonly number: number;
  readonly boolean: boolean;
  readonly text: string;
  readonly ranking: readonly string[];
  readonly spans: readonly SpanValue[];
  readonly boxes: readonly BoxValue[];
}

export type AnswerTo<Asked extends Question> = AnswerByKind[Asked["kind"]];

export type AnswerValue = AnswerByKind[Question["kind"]];

/**
 * The options a label stands for: an exact match first, then without case and blanks, then all that begin with it as a
 * whole word (`a` for `a, slightly` and `a, strongly`).
 */
export const optionsFor = (options: readonly QuestionOption[], label: string): readonly QuestionOption[] => {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[\s_-]+/gu, " ")
      .trim();
  const wanted = plain(label);
  const exact = options.find((option) => option.value === label || option.label === label);
  if (exact !== undefined) return [exact];
  const near = options.find((option) => plain(option.value) === wanted || plain(option.label) === wanted);
  if (near !== undefined) return [near];
  const begins = (text: string): boolean => {
    const plainText = plain(text);
    return wanted !== "" && plainText.startsWith(wanted) && !/[\p{L}\p{N}]/u.test(plainText.charAt(wanted.length));
  };
  return options.filter((option) => begins(option.value) || begins(option.label));
};

/** A recorded or true label as an answer; undefined where it does not fit the question. `pick` decides among equal options. */
export const answerFromLabel = (question: Question, label: string, pick: number): AnswerValue | undefined => {
  switch (question.kind) {
    case "choice": {
      const options = optionsFor(question.options, label);
      const option = options[pick % Math.max(1, options.length)];
      return option === undefined ? undefined : [option.value];
    }
    case "number": {
      const value = Number(label);
      return label.trim() !== "" && Number.isFinite(value) && value >= question.min && value <= question.max ? value : undefined;
    }
    case "boolean":
      return /^(true|yes|1)$/iu.test(label.trim()) ? true : /^(false|no|0)$/iu.test(label.trim()) ? false : undefined;
    case "text":
      return question.maxLength === undefined ? label : label.slice(0, question.maxLength);
    case "ranking": {
      const names = label.trim().startsWith("[") ? list(label) : label.split(">").map((name) => name.trim());
      const values = names.flatMap((name) => optionsFor(question.options, String(name))[0]?.value ?? []);
      return values.length === question.options.length ? values : undefined;
    }
    case "spans":
      return records(label, "spans")?.flatMap((entry) => {
        const { start, end, label: name } = entry as Partial<SpanValue>;
        return typeof start === "number" && typeof end === "number" && typeof name === "string" ? [{ start, end, label: name }] : [];
      });
    case "boxes":
      return records(label, "boxes")?.flatMap((entry) => {
        const { left, top, width, height, label: name } = entry as Partial<BoxValue>;
        return typeof left === "number" &&
          typeof top === "number" &&
          typeof width === "number" &&
          typeof height === "number" &&
          typeof name === "string"
          ? [{ left, top, width, height, label: name }]
          : [];
      });
    default:
      return question satisfies never;
  }
};

const list = (json: string): readonly unknown[] => {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
};

/** A JSON list, or an object with the list under `name`; undefined for anything else. */
const records = (json: string, name: string): readonly object[] | undefined => {
  try {
    const value: unknown = JSON.parse(json);
    const held: unknown = Array.isArray(value) ? value : (value as Readonly<Record<string, unknown>> | null)?.[name];
    return Array.isArray(held) ? held.filter((entry): entry is object => typeof entry === "object" && entry !== null) : undefined;
  } catch {
    return undefined;
  }
};
