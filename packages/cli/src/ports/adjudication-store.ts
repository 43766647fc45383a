import type { TaskShape } from "@tranche/sdk";
import type { AdjudicationRules } from "../core/purpose/wants-another.ts";

export interface UnsureQuery extends AdjudicationRules {
  readonly job: string;
  readonly shape: TaskShape;
}

/** What adjudication asks of the store. */
export interface AdjudicationStore {
  /** Items, by their number, whose judgments are all there and leave them unsure, and that may have another. */
  readonly unsureItems: (query: UnsureQuery) => Promise<readonly number[]>;
  /** One more slot for each of these items. */
  readonly addSlots: (job: string, fence: number, items: readonly number[]) => Promise<void>;
}
