/** When an item goes to one more owner. */
export interface AdjudicationRules {
  /** Confidence, in parts per million, from which an item needs no further judgment. */
  readonly untilPerMillion: number;
  /** Judgments of one item that are never exceeded. */
  readonly atMost: number;
}

/** What an item has come to so far. */
export interface JudgedSoFar {
  /** Between 0 and 1; undefined where one judgment alone carries the answer, or none. */
  readonly confidence: number | undefined;
  /** Judgments that it has, is to get, or was to get and could not. */
  readonly slots: number;
  /** One of them is missing, at work, or found no place: then another would not help, or comes anyway. */
  readonly unfinished: boolean;
  readonly isGold: boolean;
}

/**
 * Whether an item is asked about once more: its judgments are all there, they leave it below the confidence, and it may have more. An item whose answer is
 * known needs none, and one that found no further owner is not asked about again.
 */
export const wantsAnother = (
  { confidence, slots, unfinished, isGold }: JudgedSoFar,
  { untilPerMillion, atMost }: AdjudicationRules,
): boolean => !unfinished && !isGold && slots < atMost && (confidence ?? 0) * 1_000_000 < untilPerMillion;
