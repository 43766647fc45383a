interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: (at: number) => void;
}

/**
 * What will happen at a vendor, in simulated time. Nothing runs by itself: whoever looks at the vendor first lets everything
 * happen that is due, in order of time (and of entry, where times are equal). No timer per unit of work.
 */
export interface Agenda {
  readonly add: (at: number, run: (at: number) => void) => void;
  /** Runs everything due at `now`, entries added on the way included. */
  readonly advanceTo: (now: number) => void;
  readonly nextAt: () => number | undefined;
  /** The vendor's present: the time of the event that runs, else the last time it was advanced to. Never goes back. */
  readonly now: () => number;
}

export const createAgenda = (startAt: number): Agenda => {
  const heap: Entry[] = [];
  let order = 0;
  let present = startAt;
  const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  const add: Agenda["add"] = (at, run) => {
    // What should have happened already happens now: a vendor's record never goes back in time.
    const entry: Entry = { at: Math.max(at, present), order: order++, run };
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent]!;
      if (before(above, entry)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  };

  const take = (): Entry => {
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (before(last, heap[child]!)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return top;
  };

  return {
    add,
    advanceTo: (now) => {
      while (heap.length > 0 && heap[0]!.at <= now) {
        const entry = take();
        present = entry.at;
        entry.run(entry.at);
      }
      present = Math.max(present, now);
    },
    nextAt: () => heap[0]?.at,
    now: () => present,
  };
};
