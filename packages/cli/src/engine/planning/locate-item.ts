import { sortItem, type SortingOptions, type Survey, type SurveyedItem } from "./survey.ts";

/** Where an item of the items file stands among the surveyed ones. */
export interface LocatedItem {
  readonly classId: string;
  /** Among the distinct items of its class, from 0. */
  readonly index: number;
  /** Id of the first item with the same visible content, which is the one that is planned. */
  readonly sharesAnswerOf?: string;
}

/** Sorted as in the survey the plan was made from. */
export interface LocateOptions extends SortingOptions {
  readonly id: string;
  /** Of the survey the plan was made from, where the job has groups. */
  readonly locate?: Survey["locate"];
  /** Sees every other id on the way. */
  readonly onOther?: (id: string) => void;
}

/**
 * Finds an item and counts its way into its class, as the survey does, in constant memory; undefined where there is no such
 * item. Reads no further than it has to, and a second time where the item repeats an earlier one.
 */
export const locateItem = async (
  items: AsyncIterable<readonly SurveyedItem[]>,
  { id, onOther, ...sorting }: LocateOptions,
): Promise<LocatedItem | undefined> => {
  const found = await walk(items, sorting, (item) => (item.id === id ? true : (onOther?.(item.id), false)));
  if (found?.item.duplicateOf === undefined) return found?.located;
  const { duplicateOf } = found.item;
  const first = await walk(items, sorting, ({ seq }) => seq === duplicateOf);
  return first === undefined ? undefined : { ...first.located, sharesAnswerOf: first.item.id };
};

const walk = async (
  items: AsyncIterable<readonly SurveyedItem[]>,
  { locate, ...sorting }: Omit<LocateOptions, "id" | "onOther">,
  isIt: (item: SurveyedItem) => boolean,
): Promise<{ readonly item: SurveyedItem; readonly located: LocatedItem } | undefined> => {
  const counts = new Map<string, number>();
  for await (const batch of items) {
    for (const item of batch) {
      const { classId } = sortItem(item, sorting);
      const index = counts.get(classId) ?? 0;
      const grouped = item.duplicateOf !== undefined ? undefined : locate?.(item.seq, classId);
      if (isIt(item)) return { item, located: grouped ?? { classId, index } };
      // What is of a group is counted with its group.
      if (item.duplicateOf === undefined && grouped === undefined) counts.set(classId, index + 1);
    }
  }
  return undefined;
};
