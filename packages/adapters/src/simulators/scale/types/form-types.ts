import type { AnswerValue, Question } from "../../world/question.ts";
import { flagOf, type JsonObject, listOf, numberOf, objectOf, textOf, textsOf } from "../../server/message.ts";
import { invalid } from "../scale-error.ts";
import {
  attachmentKinds,
  attachmentTexts,
  needsAddress,
  needsFitting,
  optionList,
  say,
  type TaskType,
  type TextcollectionFormat,
} from "./task-type.ts";

/** Fields of a form, as textcollection and comparison carry them: a list, or a map by field id. */
export const fieldsOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value)
    ? value.map(objectOf)
    : Object.entries(objectOf(value)).map(([id, field]) =>
        typeof field === "string" ? { field_id: id, type: "text", title: field } : { field_id: id, ...objectOf(field) },
      );

const fieldTypes = new Set(["text", "number", "category", "datetime", "boolean", "field_set"]);

const checkField = (field: JsonObject, at: string): void => {
  const type = textOf(field["type"]);
  if (type === undefined) throw invalid(`"${at}.type" is required`);
  if (!fieldTypes.has(type)) throw invalid(`"${at}.type" must be one of [${[...fieldTypes].join(", ")}]`);
  if (textOf(field["field_id"]) === undefined) throw invalid(`"${at}.field_id" is required`);
  if (textOf(field["title"]) === undefined) throw invalid(`"${at}.title" is required`);
  if (type === "category" && optionList(field["choices"]).length === 0) throw invalid(`"${at}.choices" is required`);
  if (type === "field_set") {
    const inner = fieldsOf(field["fields"]);
    if (inner.length < 2) throw invalid(`"${at}.fields" must contain at least 2 items`);
    for (const [i, each] of inner.entries()) checkField(each, `${at}.fields[${i}]`);
  }
};

type FormQuestion = Extract<Question, { kind: "choice" | "number" | "boolean" | "text" }>;

const questionOf = (field: JsonObject): FormQuestion => {
  switch (textOf(field["type"])) {
    case "category":
      return { kind: "choice", options: optionList(field["choices"]) };
    case "number":
      return { kind: "number", min: numberOf(field["min"]) ?? 0, max: numberOf(field["max"]) ?? 10, step: numberOf(field["step"]) ?? 1 };
    case "boolean":
      return { kind: "boolean" };
    default: {
      const maxLength = numberOf(field["max_characters"]) ?? numberOf(field["max_length"]);
      return { kind: "text", ...(maxLength === undefined ? {} : { maxLength }) };
    }
  }
};

/** The value of one field in both formats: flat `value | [values]`, nested `{type, field_id, response: […]}`. */
const fieldAnswer = (
  field: JsonObject,
  context: { readonly format: TextcollectionFormat },
  value: (field: JsonObject, place: number) => AnswerValue,
  place: number,
): unknown => {
  const type = textOf(field["type"]) ?? "text";
  const id = textOf(field["field_id"]) ?? "";
  if (type === "field_set") {
    const inner = Object.fromEntries(
      fieldsOf(field["fields"]).map((each, i) => [textOf(each["field_id"]) ?? "", fieldAnswer(each, context, value, place * 16 + i + 1)]),
    );
    return context.format === "flat" ? inner : { type, field_id: id, response: [inner] };
  }
  const given = type === "datetime" ? "2024-01-01T00:00:00.000Z" : value(field, place);
  if (context.format === "nested") return { type, field_id: id, response: [given] };
  if (!Array.isArray(given)) return given;
  return (numberOf(field["max_choices"]) ?? 1) > 1 ? given : (given[0] ?? null);
};

const annotationsOf = (
  fields: readonly JsonObject[],
  format: TextcollectionFormat,
  value: (field: JsonObject, place: number) => AnswerValue,
): JsonObject => Object.fromEntries(fields.map((field, i) => [textOf(field["field_id"]) ?? "", fieldAnswer(field, { format }, value, i)]));

const cannedValue = (field: JsonObject): AnswerValue => {
  const question = questionOf(field);
  switch (question.kind) {
    case "choice":
      return question.options.slice(0, 1).map((option) => option.value);
    case "number":
      return question.min;
    case "boolean":
      return true;
    case "text":
      return "test response";
    default:
      return question satisfies never;
  }
};

export const textcollection: TaskType = {
  check: (params) => {
    const attachments = listOf(params["attachments"]);
    if (attachments.length === 0 && textOf(params["attachment"]) === undefined) throw invalid('"attachments" is required');
    for (const [i, entry] of attachments.entries()) {
      const { type, content } = objectOf(entry);
      if (typeof entry === "object" && !attachmentKinds.has(String(type)))
        throw invalid(`"attachments[${i}].type" must be one of [${[...attachmentKinds].join(", ")}]`);
      if (typeof entry === "object" && textOf(content) === undefined) throw invalid(`"attachments[${i}].content" is required`);
      if (typeof entry === "object" && type !== "text") needsAddress({ attachment: content }, `attachments[${i}].content`);
    }
    const fields = fieldsOf(params["fields"]);
    if (fields.length === 0) throw invalid('"fields" is required');
    for (const [i, field] of fields.entries()) checkField(field, `fields[${i}]`);
  },
  pieces: attachmentTexts,
  respond: (params, context) => ({
    annotations: annotationsOf(fieldsOf(params["fields"]), context.format, (field, place) => say(questionOf(field), context, place)),
  }),
  canned: (params, { format }) => ({ annotations: annotationsOf(fieldsOf(params["fields"]), format, cannedValue) }),
};

const categoriesOf = (params: JsonObject): readonly { readonly value: string; readonly label: string }[] => {
  const categories = optionList(params["categories"]);
  if (categories.length > 0) return categories;
  const ids = textsOf(params["category_ids"]);
  if (ids.length > 0) return ids.map((id) => ({ value: id, label: id }));
  return optionList(Object.keys(objectOf(params["category_ids"])));
};

export const categorization: TaskType = {
  defaults: { allow_multiple: false },
  check: (params) => {
    needsFitting(params);
    if (categoriesOf(params).length === 0 && Object.keys(objectOf(params["taxonomies"])).length === 0)
      throw invalid('"categories" is required');
  },
  pieces: attachmentTexts,
  respond: (params, context) => categoryResponse(params, (options, place) => say({ kind: "choice", options }, context, place)),
  canned: (params) => categoryResponse(params, (options) => options.slice(0, 1).map((option) => option.value)),
};

const categoryResponse = (
  params: JsonObject,
  choose: (options: readonly { readonly value: string; readonly label: string }[], place: number) => readonly string[],
): JsonObject => {
  const taxonomies = Object.entries(objectOf(params["taxonomies"]));
  if (taxonomies.length > 0) {
    return {
      annotations: Object.fromEntries(
        taxonomies.map(([name, taxonomy], i) => [name, choose(optionList(objectOf(taxonomy)["choices"] ?? taxonomy), i)[0]]),
      ),
    };
  }
  const chosen = choose(categoriesOf(params), 0);
  const ids = objectOf(params["category_ids"]);
  const first = chosen[0] ?? "";
  return { category: flagOf(params["allow_multiple"]) ? chosen : first, ...(ids[first] === undefined ? {} : { category_id: ids[first] }) };
};

export const comparison: TaskType = {
  check: (params) => {
    if (listOf(params["attachments"]).length < 2) throw invalid('"attachments" must contain at least 2 items');
    needsFitting(params, "attachments");
    if (optionList(params["choices"]).length === 0 && fieldsOf(params["fields"]).length === 0)
      throw invalid('"choices" or "fields" is required');
  },
  pieces: attachmentTexts,
  respond: (params, context) => {
    const options = optionList(params["choices"]);
    const fields = fieldsOf(params["fields"]);
    return {
      ...(options.length === 0 ? {} : { choice: say({ kind: "choice", options }, context)[0] }),
      ...(fields.length === 0
        ? {}
        : { fields: annotationsOf(fields, "flat", (field, place) => say(questionOf(field), context, place + 1)) }),
    };
  },
  canned: (params) => {
    const options = optionList(params["choices"]);
    const fields = fieldsOf(params["fields"]);
    return {
      ...(options.length === 0 ? {} : { choice: options[0]?.value }),
      ...(fields.length === 0 ? {} : { fields: annotationsOf(fields, "flat", cannedValue) }),
    };
  },
};
