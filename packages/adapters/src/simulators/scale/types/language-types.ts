import { type JsonObject, listOf, objectOf, textOf } from "../../server/message.ts";
import type { SpanValue } from "../../world/question.ts";
import { invalid } from "../scale-error.ts";
import { type AnswerContext, attachmentTexts, needsAddress, needsFitting, optionList, say, type TaskType, uuidOf } from "./task-type.ts";

const labelsOf = (value: unknown): readonly string[] => optionList(value).map((option) => option.value);

const marked = (text: string, spans: readonly SpanValue[], how: { readonly key: number; readonly inclusive: boolean }): JsonObject => ({
  annotations: spans.map((span, n) => ({
    id: uuidOf(how.key, n),
    start: span.start,
    end: how.inclusive ? span.end - 1 : span.end,
    text: text.slice(span.start, span.end),
    label: span.label,
    attributes: {},
  })),
  relationships: [],
});

const namedentityrecognition: TaskType = {
  check: (params) => {
    if (textOf(params["text"]) === undefined) throw invalid('"text" is required');
    if (labelsOf(params["labels"]).length === 0) throw invalid('"labels" is required');
  },
  pieces: attachmentTexts,
  respond: (params, context) => {
    const text = textOf(params["text"]) ?? "";
    const spans = say({ kind: "spans", text, labels: labelsOf(params["labels"]) }, context);
    return marked(text, spans, { key: context.unit.key, inclusive: context.spanEnd === "inclusive" });
  },
  canned: (params) => {
    const text = textOf(params["text"]) ?? "";
    const end = /\s|$/u.exec(text)?.index ?? text.length;
    return marked(text, [{ start: 0, end, label: labelsOf(params["labels"])[0] ?? "" }], { key: 0, inclusive: false });
  },
};

const featuresOf = (params: JsonObject): readonly JsonObject[] =>
  listOf(params["features"]).map((feature) => (typeof feature === "string" ? { type: "block", label: feature } : objectOf(feature)));

const blocks = (params: JsonObject, key: number, text: (label: string, place: number) => string): JsonObject => ({
  annotations: featuresOf(params).map((feature, n) => {
    const label = textOf(feature["label"]) ?? "";
    return {
      uuid: uuidOf(key, n),
      page: 0,
      label,
      text: text(label, n),
      location: { type: "box", top: 20 + 30 * n, left: 20, width: 200, height: 24 },
      refs: [],
    };
  }),
});

const documenttranscription: TaskType = {
  check: (params) => {
    needsAddress(params);
    if (featuresOf(params).length === 0) throw invalid('"features" is required');
  },
  pieces: attachmentTexts,
  respond: (params, context) => blocks(params, context.unit.key, (_label, n) => say({ kind: "text", maxLength: 80 }, context, n)),
  canned: (params) => blocks(params, 0, () => "test response"),
};

const names = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.map((field) =>
        typeof field === "string" ? field : (textOf(objectOf(field)["field_id"]) ?? textOf(objectOf(field)["title"]) ?? ""),
      )
    : Object.keys(objectOf(value));

const fill = (params: JsonObject, text: (place: number) => string): JsonObject => ({
  fields: Object.fromEntries(names(params["fields"]).map((name, n) => [name, text(n)])),
  ...(params["repeatable_fields"] === undefined
    ? {}
    : { repeatable_fields: [Object.fromEntries(names(params["repeatable_fields"]).map((name, n) => [name, text(100 + n)]))] }),
});

/** transcription and datacollection: a form with a text a field. */
const form = (needs: boolean): TaskType => ({
  check: (params) => {
    if (needs) needsFitting(params);
    if (names(params["fields"]).length === 0 && names(params["repeatable_fields"]).length === 0) throw invalid('"fields" is required');
  },
  pieces: attachmentTexts,
  respond: (params, context) => fill(params, (n) => say({ kind: "text", maxLength: 80 }, context, n)),
  canned: (params) => ({ ...fill(params, () => "test response"), ...(needs ? {} : { time_spent_in_seconds: 0 }) }),
});

const spoken = (text: string): JsonObject => {
  const words = text.split(/\s+/u).filter((word) => word !== "");
  return {
    transcript: text,
    duration: words.length * 0.4,
    alignment: words.map((word, n) => ({ word, start: n * 0.4, end: (n + 1) * 0.4, confidence: 0.9 })),
  };
};

const audiotranscription: TaskType = {
  check: (params) => needsAddress(params),
  pieces: attachmentTexts,
  respond: (_params, context) => spoken(say({ kind: "text" }, context)),
  canned: () => spoken("test response"),
};

const phonecall: TaskType = {
  check: (params) => {
    if (textOf(params["phone_number"]) === undefined) throw invalid('"phone_number" is required');
  },
  pieces: (params) => [textOf(params["script"]) ?? textOf(params["entity_name"]) ?? textOf(params["phone_number"]) ?? ""],
  respond: (params, context) => ({
    outcome: "success",
    ...fill(params, (n) => say({ kind: "text", maxLength: 80 }, context, n)),
    ...choiceOf(params, context),
  }),
  canned: (params) => ({ outcome: "success", ...fill(params, () => "test response"), ...choiceOf(params, undefined) }),
};

const choiceOf = (params: JsonObject, context: AnswerContext | undefined): JsonObject => {
  const options = optionList(params["choices"]);
  if (options.length === 0) return {};
  return { choice: context === undefined ? options[0]?.value : say({ kind: "choice", options }, context, 50)[0] };
};

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
};

/** chat and its kin: what the workers see comes from the template variables. */
const chat: TaskType = {
  check: () => {},
  pieces: (params) => {
    const shown = textsIn(params["template_variables"]).filter((text) => text !== "en_US");
    return shown.length > 0 ? shown : attachmentTexts(params);
  },
  respond: (_params, context) => ({ responses: [{ type: "text", output: say({ kind: "text" }, context) }] }),
  canned: () => ({ responses: [{ type: "text", output: "test response" }] }),
};

const multistage: TaskType = {
  check: () => {},
  pieces: attachmentTexts,
  respond: (_params, context) => ({ annotations: {}, stages: [{ response: { text: say({ kind: "text" }, context) } }] }),
  canned: () => ({ annotations: {}, stages: [{ response: { text: "test response" } }] }),
};

export const languageTypes: Readonly<Record<string, TaskType>> = {
  namedentityrecognition,
  documenttranscription,
  documentmodel: documenttranscription,
  transcription: form(true),
  datacollection: form(false),
  audiotranscription,
  phonecall,
  chat,
  chatlite: chat,
  chatexperimental: chat,
  multichat: chat,
  multistage,
};
