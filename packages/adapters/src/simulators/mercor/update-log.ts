/** Things in the order of their last change, so that "changed since" costs no look at what has not changed. */
export interface UpdateLog<T extends { updatedAt: number }> {
  /** Sets the time of change and puts the thing last. Times must not go back. */
  readonly touch: (thing: T, at: number) => void;
  /** Up to `limit` things changed at or after `since`, oldest change first, from cursor `after` on. */
  readonly page: (ask: {
    readonly since: number | undefined;
    readonly after: number | undefined;
    readonly limit: number;
    readonly keep?: (thing: T) => boolean;
  }) => {
    readonly things: readonly T[];
    /** Undefined on the last page. */
    readonly next: number | undefined;
  };
}

export const createUpdateLog = <T extends { updatedAt: number }>(): UpdateLog<T> => {
  const entries: { readonly thing: T; readonly at: number; readonly place: number }[] = [];
  const latest = new Map<T, number>();
  return {
    touch: (thing, at) => {
      thing.updatedAt = at;
      latest.set(thing, entries.length);
      entries.push({ thing, at, place: entries.length });
    },
    page: ({ since, after, limit, keep }) => {
      let low = after === undefined ? 0 : after + 1;
      if (since !== undefined) {
        let high = entries.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (entries[middle]!.at < since) low = middle + 1;
          else high = middle;
        }
      }
      const things: T[] = [];
      let last: number | undefined;
      for (let i = low; i < entries.length; i++) {
        const entry = entries[i]!;
        // A later entry of the same thing stands for it.
        if (latest.get(entry.thing) !== i || keep?.(entry.thing) === false) continue;
        if (things.length === limit) return { things, next: last };
        things.push(entry.thing);
        last = i;
      }
      return { things, next: undefined };
    },
  };
};
