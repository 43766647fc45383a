/** Another owner of the dataset, beside the one that is to be shown an item. */
export interface OtherOwner {
  /** Whether it has, or may have, seen the item. */
  readonly knows: boolean;
  /** Distinct items that at least one of the two has, or may have, seen. */
  readonly together: number;
}

/**
 * Whether an item may be shown to an owner without any two owners together having seen more than the cap. What the owner knows already, and what
 * the other one knows, is nothing new to the two of them.
 */
export const pairAllows = (question: {
  readonly known: boolean;
  readonly others: Iterable<OtherOwner>;
  readonly pairCap: number;
}): boolean => {
  if (question.known) return true;
  for (const { knows, together } of question.others) if (!knows && together + 1 > question.pairCap) return false;
  return true;
};
