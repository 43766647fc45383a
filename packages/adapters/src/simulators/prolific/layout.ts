import { type JsonObject, listOf, numberOf, objectOf, textOf } from "../server/message.ts";
import type { Question } from "../world/question.ts";
import { ProlificRefusal } from "./prolific-error.ts";
import type { Dataset, Instruction, Layout } from "./state.ts";

const shown = new Set(["text", "image_url", "audio_url", "video_url"]);

/**
 * Checks `batch_items` (pages, rows, columns, items) against the dataset and gives every item an id. Throws a refusal (422) where an item is of no known
 * type, or names a field that is not there, cannot be shown, or is on the page already.
 */
export const readLayout = (
  sent: unknown,
  dataset: Dataset | undefined,
  nextId: () => string,
): { readonly layout: Layout; readonly items: unknown } => {
  const fields: string[] = [];
  const instructions: Instruction[] = [];
  const refuse = (why: string): ProlificRefusal => new ProlificRefusal(422, `batch_items: ${why}`);

  const readItem = (value: unknown, onPage: Set<string>): JsonObject => {
    const item = objectOf(value);
    const id = textOf(item["id"]) ?? nextId();
    const type = textOf(item["type"]) ?? "";
    switch (type) {
      case "dataset_field": {
        const name = textOf(item["field"]) ?? "";
        const field = dataset?.fields.get(name);
        if (field === undefined) throw refuse(`the dataset has no field ${JSON.stringify(name)}`);
        if (!shown.has(field.type)) throw refuse(`a field of type ${field.type} cannot be shown`);
        if (onPage.has(name)) throw refuse(`the field ${JSON.stringify(name)} is on the page twice`);
        onPage.add(name);
        fields.push(name);
        break;
      }
      case "rich_text":
      case "image":
        break;
      case "multiple_choice":
      case "multiple_choice_with_free_text":
      case "free_text":
      case "free_text_with_unit":
      case "file_upload":
        instructions.push({ id, type, question: toQuestion(type, item, refuse) });
        break;
      default:
        throw refuse(`there is no item type ${JSON.stringify(type)}`);
    }
    return { ...item, id };
  };

  const pages = listOf(sent).map((page) => {
    const onPage = new Set<string>();
    const rows = listOf(objectOf(page)["rows"]).map((row) => {
      const columns = listOf(objectOf(row)["columns"]).map((column) => ({
        id: nextId(),
        items: listOf(objectOf(column)["items"]).map((item) => readItem(item, onPage)),
      }));
      if (columns.length < 1 || columns.length > 2) throw refuse("a row has one or two columns");
      return { id: nextId(), columns };
    });
    if (rows.length === 0) throw refuse("a page has at least one row");
    return { id: nextId(), rows };
  });
  if (pages.length > 0 && instructions.length === 0) throw refuse("nothing is asked");
  return { layout: { fields, instructions }, items: pages };
};

const toQuestion = (type: string, item: JsonObject, refuse: (why: string) => ProlificRefusal): Question => {
  if (textOf(item["description"]) === undefined) throw refuse("an instruction needs a description");
  if (type.startsWith("multiple_choice")) {
    const options = listOf(item["options"]).map((option) => {
      const { label, value } = objectOf(option);
      if (textOf(label) === undefined || textOf(value) === undefined) throw refuse("an option needs a label and a value");
      return { label: String(label), value: String(value) };
    });
    if (options.length < 2) throw refuse("a choice needs two options");
    return { kind: "choice", options };
  }
  const validation = objectOf(item["validation"]);
  const max = numberOf(validation["max"]);
  if (validation["type"] === "number") return { kind: "number", min: numberOf(validation["min"]) ?? 0, max: max ?? 100, step: 1 };
  return { kind: "text", ...(max !== undefined && { maxLength: max }) };
};
