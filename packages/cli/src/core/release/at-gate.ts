/** What a vendor of a job has in hand and what waits for its gate. Judgments. */
export interface AtGate {
  /** Let go and not sent yet. */
  readonly pending: number;
  /** Not let go. */
  readonly waiting: number;
  readonly live: number;
  readonly filled: number;
  /** Why its gate, or its gold, holds it; absent: it is not held. */
  readonly held?: string;
}

/**
 * How a vendor that is well itself stands at its release gate, in words for people; undefined where no gate is in its way. `waiting`: everything it was
 * let go is sent, and the next of it waits for what that shows. `held`: it gets no more of this job until a person lets it back.
 */
export const gateWord = ({
  pending,
  waiting,
  live,
  filled,
  held,
}: AtGate): { readonly word: "waiting" | "held"; readonly note: string } | undefined => {
  if (held !== undefined) return { word: "held", note: held };
  if (waiting === 0 || pending > 0) return undefined;
  const wait = `${waiting} ${waiting === 1 ? "judgment waits" : "judgments wait"}`;
  return {
    word: "waiting",
    note:
      live + filled === 0
        ? `at its release gate: ${wait} to begin`
        : `at its release gate: ${filled} of ${live + filled} answered, ${wait}`,
  };
};
