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
  | { readonly kind: "text"; readonly maxLength?: number }
  | {
      readonly kind: "spans";
      readonly labels: readonly string[];
      /** The visible field whose text is marked. */
      readonly field: string;
    }
  | {
      readonly kind: "boxes";
      readonly labels: readonly string[];
      /** The visible field that holds the address of the picture. */
      readonly field: string;
    };

export type TaskKind = TaskShape["kind"];

/** One answer in neutral form: a label, a side with a strength, a number, a text, marked spans or drawn boxes, as the shape says. */
export type Answer = string | number | ComparisonAnswer | SpansAnswer | BoxesAnswer;

export interface ComparisonAnswer {
  readonly choice: "a" | "b" | "tie";
  /** 1 (slight) up to the shape's `strength`; absent for a tie and where only the side is asked for. */
  readonly strength?: number;
}

/** Marked stretches of a text; none is an answer too. */
export interface SpansAnswer {
  readonly spans: readonly Span[];
}

/** From `start` up to, not including, `end`, in UTF-16 code units as JavaScript counts. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** Boxes drawn on a picture; none is an answer too. */
export interface BoxesAnswer {
  readonly boxes: readonly Box[];
}

/** In pixels from the top left corner of the picture; may have fractions. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}
