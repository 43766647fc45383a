/**
 * What a worker is asked for, in the form adapters translate to a vendor's words. Field names in here are names of
 * visible fields (`task.show`).
 */
export type TaskShape =
  | { readonly kind: "classification"; readonly options: readonly string[] }
  | {
      readonly kind: "comparison";
      /** The two visible fields that are compared: the first is `a`, the second is `b`. */
      readonly between: readonly [string, string];
      /** How many degrees a preference has; 1 means that only the side is asked for. */
      readonly strength: number;
      /** Whether `tie` is an allowed choice. */
      readonly tie: boolean;
    }
  | { readonly kind: "rating"; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: "text"; readonly maxLength?: number };

export type TaskKind = TaskShape["kind"];

/** One answer in neutral form: a label, a side with a strength, a number, or a text, as the shape says. */
export type Answer = string | number | ComparisonAnswer;

export interface ComparisonAnswer {
  readonly choice: "a" | "b" | "tie";
  /** 1 (slight) up to the shape's `strength`; absent for a tie and where only the side is asked for. */
  readonly strength?: number;
}
