import { categorization, comparison, textcollection } from "./form-types.ts";
import { languageTypes } from "./language-types.ts";
import { pictureTypes } from "./picture-types.ts";
import type { TaskType } from "./task-type.ts";

/** Every task type of the API by its name in the path. */
export const taskTypes: Readonly<Record<string, TaskType>> = {
  textcollection,
  categorization,
  comparison,
  ...languageTypes,
  ...pictureTypes,
};
