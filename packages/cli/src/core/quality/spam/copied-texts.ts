import { normalised } from "../texts/medoid.ts";

/** A text that was not written for the item it answers, or not by everybody who gave it. */
export interface CopiedText {
  readonly text: string;
  /** `several-workers`: people gave the same text to one item. `several-items`: one worker gave it to item after item. */
  readonly how: "several-workers" | "several-items";
  readonly workers: readonly string[];
  readonly items: readonly string[];
}

/** Shorter texts are the same by chance, or because there is only one thing to say. */
const shortest = 20;
const fewestItems = 3;

/**
 * Texts of 20 characters or more that two workers gave to one item word for word (case and space aside), or one worker to three items or more. The first that sort
 * come first; the same for any order of the answers.
 */
export const copiedTexts = (
  answers: readonly { readonly item: string; readonly worker: string; readonly text: string }[],
): readonly CopiedText[] => {
  const groups = new Map<
    string,
    { readonly text: string; readonly workers: Set<string>; readonly items: Set<string>; readonly how: CopiedText["how"] }
  >();
  for (const { item, worker, text } of answers) {
    const plain = normalised(text);
    if (plain.length < shortest) continue;
    for (const [how, whose] of [
      ["several-workers", item],
      ["several-items", worker],
    ] as const) {
      const key = JSON.stringify([how, whose, plain]);
      const group = groups.get(key) ?? { text: plain, workers: new Set(), items: new Set(), how };
      groups.set(key, group);
      group.workers.add(worker);
      group.items.add(item);
    }
  }
  return [...groups]
    .filter(([, { how, workers, items }]) => (how === "several-workers" ? workers.size > 1 : items.size >= fewestItems))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { text, how, workers, items }]) => ({ text, how, workers: [...workers].toSorted(), items: [...items].toSorted() }));
};
