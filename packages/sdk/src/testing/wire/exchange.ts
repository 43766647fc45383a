/** One request of an adapter as it came over the wire, and what became of it. */
export interface Exchange {
  /** From 0, in the order of arrival. */
  readonly index: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The fault it suffered. */
  fault?: Fault["do"];
  /** Whether the vendor got it. */
  reachedVendor: boolean;
  /** The status the adapter was given; absent where it got none. */
  status?: number;
}

/**
 * What the wire does to one exchange. `accept`: whether the vendor gets the request first and acts on it.
 * - `silence`: no answer until the client gives up.
 * - `drop`: the connection breaks without an answer.
 * - `cut`: accepted; half an answer under its full length, then the connection breaks.
 * - `truncate`: accepted; half of the body as if it were all.
 * - `slow`: accepted; the whole answer, in pieces over `ms`.
 * - `drip`: accepted; the answer a byte at a time and never to its end.
 * - `answer`: another answer than the vendor's.
 */
export type Fault =
  | { readonly do: "silence"; readonly accept: boolean }
  | { readonly do: "drop"; readonly accept: boolean }
  | { readonly do: "cut" }
  | { readonly do: "truncate" }
  | { readonly do: "slow"; readonly ms: number }
  | { readonly do: "drip" }
  | {
      readonly do: "answer";
      readonly accept: boolean;
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
      readonly type?: string;
    };

/** A vendor's answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What of a request may be rewritten on its way. */
export interface Sent {
  readonly path: string;
  readonly body: string;
}
