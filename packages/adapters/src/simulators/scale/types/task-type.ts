import type { Answering, SeenUnit } from "../../world/answering.ts";
import type { AnswerTo, Question, QuestionOption } from "../../world/question.ts";
import { hashNumbers } from "../../world/seeded-random.ts";
import type { Worker } from "../../world/workforce.ts";
import { type JsonObject, listOf, objectOf, textOf } from "../../server/message.ts";
import { invalid } from "../scale-error.ts";

/** Who answers, and about what. */
export interface AnswerContext {
  readonly unit: SeenUnit;
  readonly worker: Worker;
  readonly answering: Answering;
  /** A recorded label that takes the place of the worker's own answer. */
  readonly label: string | undefined;
  readonly format: TextcollectionFormat;
  /** Whether `end` of a marked stretch is the last character or the one behind it. */
  readonly spanEnd: "exclusive" | "inclusive";
  /** Address of a result file of this task. */
  readonly link: (name: string) => string;
}

/** Both formats of textcollection answers: `value | [values]`, or `{type, field_id, response: […]}`. */
export type TextcollectionFormat = "flat" | "nested";

export type CannedContext = Pick<AnswerContext, "format" | "link">;

/** One task type: what it requires, what its people see, and the shape of what comes back. */
export interface TaskType {
  /** Parameters the server fills in. */
  readonly defaults?: JsonObject;
  /** Throws a refusal where the parameters cannot be worked on. */
  readonly check: (params: JsonObject) => void;
  readonly pieces: (params: JsonObject) => readonly string[];
  readonly respond: (params: JsonObject, context: AnswerContext) => JsonObject;
  /** The canned, wrong answer a test key gets. */
  readonly canned: (params: JsonObject, context: CannedContext) => JsonObject;
  /** Simulated ms a test key's answer takes, where it differs from the usual. */
  readonly testAnswerMs?: number;
}

/** Texts and addresses of everything attached. */
export const attachmentTexts = (params: JsonObject): readonly string[] => {
  const single = textOf(params["attachment"]);
  const many = listOf(params["attachments"]).map((entry) =>
    typeof entry === "string" ? entry : (textOf(objectOf(entry)["content"]) ?? textOf(objectOf(entry)["attachment"]) ?? ""),
  );
  const frames = listOf(params["frames"]).map((entry) => (typeof entry === "string" ? entry : (textOf(objectOf(entry)["url"]) ?? "")));
  const text = textOf(params["text"]);
  return [...(single === undefined ? [] : [single]), ...many, ...frames, ...(text === undefined ? [] : [text])].filter(
    (entry) => entry !== "",
  );
};

export const needsAttachment = (params: JsonObject, name = "attachment"): void => {
  if (attachmentTexts(params).length === 0) throw invalid(`"${name}" is required`);
};

const address = /^[a-z][a-z0-9+.-]*:\/\/\S+$/iu;

/** Refuses an attachment that is no address where the type is not text. */
export const needsAddress = (params: JsonObject, name = "attachment"): void => {
  needsAttachment(params, name);
  for (const text of attachmentTexts({ ...params, text: undefined }))
    if (!address.test(text)) throw invalid(`"${name}" must be a valid uri`);
};

/** As {@link needsAddress}, but only where `attachment_type` says that it is not text. */
export const needsFitting = (params: JsonObject, name = "attachment"): void => {
  const type = textOf(params["attachment_type"]);
  if (type !== undefined && !attachmentKinds.has(type))
    throw invalid(`"attachment_type" must be one of [${[...attachmentKinds].join(", ")}]`);
  if (type === undefined || type === "text") needsAttachment(params, name);
  else needsAddress(params, name);
};

export const attachmentKinds: ReadonlySet<string> = new Set(["image", "text", "video", "audio", "website", "pdf"]);

/** One worker's answer, a recorded one where there is one that fits. */
export const say = <Asked extends Question>(question: Asked, context: AnswerContext, place = 0): AnswerTo<Asked> =>
  (context.label === undefined ? undefined : context.answering.fromLabel(question, context.label)) ??
  context.answering.answer(question, context.unit, context.worker, place);

/** Choices in all their forms: texts, `{label, value}`, `{choice, subchoices}`; of a tree, its leaves. */
export const optionList = (value: unknown): readonly QuestionOption[] =>
  listOf(value).flatMap((entry) => {
    if (typeof entry === "string" || typeof entry === "number") return [{ value: String(entry), label: String(entry) }];
    const object = objectOf(entry);
    const label = textOf(object["label"]) ?? textOf(object["choice"]) ?? textOf(object["name"]) ?? textOf(object["value"]);
    if (label === undefined) return [];
    const nested = optionList(object["subchoices"]);
    return nested.length > 0 ? nested : [{ value: object["value"] === undefined ? label : String(object["value"]), label }];
  });

/** A UUID that depends on the unit and the place alone. */
export const uuidOf = (key: number, place: number): string => {
  const hex = [1, 2, 3, 4].map((n) => hashNumbers(key, place, n).toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};
