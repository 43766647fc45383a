import { flagOf, type JsonObject, listOf, objectOf, textOf, textsOf } from "../server/message.ts";
import { isoTime } from "../world/clock.ts";
import type { Question } from "../world/question.ts";
import { SurgeRefusal } from "./surge-error.ts";

const types = [
  "free_response",
  "multiple_choice",
  "likert",
  "checkbox",
  "text_tagging",
  "tree_selection",
  "ranking",
  "file_upload",
  "text",
  "chat",
] as const;

export type SurgeQuestionType = (typeof types)[number];

export interface SurgeQuestion {
  readonly id: string;
  readonly type: SurgeQuestionType;
  readonly createdAt: number;
  readonly options: readonly { readonly id: string; readonly text: string }[];
  readonly required: boolean;
  readonly requireTieBreaker: boolean;
  /** The request as it came; what the reply repeats under other names is taken from here. */
  readonly sent: JsonObject;
  text: string;
  hiddenByOptionId: string | undefined;
  shownByOptionId: string | undefined;
  chatOptions: unknown;
}

const isType = (value: string): value is SurgeQuestionType => (types as readonly string[]).includes(value);
const needsOptions: ReadonlySet<SurgeQuestionType> = new Set([
  "multiple_choice",
  "likert",
  "checkbox",
  "tree_selection",
  "ranking",
  "text_tagging",
]);

/** Reads one question of a project. Without a `type`, options make it multiple choice, else it is a free response. */
export const readQuestion = (value: unknown, at: number, nextId: () => string): SurgeQuestion => {
  const sent = objectOf(value);
  const options = listOf(sent["options"]).map((entry) =>
    typeof entry === "object" ? String(objectOf(entry)["text"] ?? "") : String(entry),
  );
  const type = textOf(sent["type"]) ?? (options.length > 0 ? "multiple_choice" : "free_response");
  if (!isType(type)) throw new SurgeRefusal(400, `Unknown question type "${type}"`);
  const text = textOf(sent["text"]);
  if (text === undefined) throw new SurgeRefusal(400, "Question text can't be blank");
  if (needsOptions.has(type) && options.length === 0) throw new SurgeRefusal(400, `Question "${text}" needs options`);
  return {
    id: nextId(),
    type,
    createdAt: at,
    options: options.map((option) => ({ id: nextId(), text: option })),
    required: sent["required"] === undefined || sent["required"] === null ? true : flagOf(sent["required"]),
    requireTieBreaker: flagOf(sent["require_tiebreaker"]),
    sent,
    text,
    hiddenByOptionId: textOf(sent["hidden_by_option_id"]),
    shownByOptionId: textOf(sent["shown_by_option_id"]),
    chatOptions: sent["chat_advanced_options"],
  };
};

/** The question as replies show it: several keys have other names than in the request. */
export const questionView = (question: SurgeQuestion, order: number): Record<string, unknown> => {
  const { sent } = question;
  const created = isoTime(question.createdAt);
  return {
    id: question.id,
    type: question.type,
    text: question.text,
    label: sent["label"] ?? null,
    required: question.required,
    column_header: sent["column_header"] ?? null,
    question_category: sent["question_category"] ?? null,
    carousel_round: sent["carousel_round"] ?? null,
    holistic: sent["holistic"] ?? false,
    order,
    hidden_by_item_option_id: question.hiddenByOptionId ?? null,
    shown_by_item_option_id: question.shownByOptionId ?? null,
    options: question.options.map((option) => option.text),
    options_objects: question.options.map((option, i) => ({
      id: option.id,
      text: option.text,
      item_id: question.id,
      order: i + 1,
      created_at: created,
      updated_at: created,
    })),
    descriptions: textsOf(sent["descriptions"]),
    preexisting_annotations: sent["preexisting_annotations"] ?? null,
    require_tie_breaker: question.requireTieBreaker,
    ner_token_granularity: sent["token_granularity"] ?? null,
    ner_allow_relationship_tags: sent["allow_relationship_tags"] ?? false,
    ner_allow_overlapping_tags: sent["allow_overlapping_tags"] ?? false,
    chat_advanced_options: question.chatOptions ?? null,
    allow_ranking_ties: sent["allow_ranking_ties"] ?? false,
    endpoint_url: sent["endpoint_url"] ?? null,
    endpoint_headers: sent["endpoint_headers"] ?? null,
  };
};

/** What a worker decides about the text shown; undefined for what is only shown itself. */
export const questionAsked = (question: SurgeQuestion, shown: string): Question | undefined => {
  switch (question.type) {
    case "multiple_choice":
    case "likert":
    case "checkbox":
    case "tree_selection":
      return { kind: "choice", options: question.options.map((option) => ({ value: option.text, label: option.text })) };
    case "free_response":
    case "chat":
    case "file_upload":
      return { kind: "text" };
    case "ranking":
      return { kind: "ranking", options: question.options.map((option) => ({ value: option.text, label: option.text })) };
    case "text_tagging":
      return { kind: "spans", text: shown, labels: question.options.map((option) => option.text) };
    case "text":
      return undefined;
    default:
      return question.type satisfies never;
  }
};

/** The key of an answer in `data`: the question's label where it has one, else its text. */
export const dataKey = (question: SurgeQuestion): string => textOf(question.sent["label"]) ?? question.text;
