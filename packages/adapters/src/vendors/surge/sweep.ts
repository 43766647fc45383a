import { z } from "zod";

/**
 * Where reading a project's task list goes on. The list is oldest first and only grows at its end, so a page that was followed by another before it
 * was read, and whose tasks are all over, never changes again and is skipped from then on. That another follows by now would not be enough: tasks may
 * have come onto the page after it was read. Pages are tied to their first task: should tasks disappear and the pages move, everything is read again.
 */
export interface Sweep {
  /** The page to read next. */
  readonly page: number;
  /** Pages that need no more reading, as ranges in rising order. */
  readonly done: readonly (readonly [number, number])[];
  /** The first task of each page that follows a range. */
  readonly anchors: Readonly<Record<string, string>>;
  /** The first task of page 1: a vendor may answer it again for a page beyond the end. */
  readonly origin?: string;
  /** The first task of the page read before: or answer the last page again. */
  readonly last?: string;
  /** The last page that is known to have tasks: every page before it is full. */
  readonly reach?: number;
}

export const sweepSchema: z.ZodType<Sweep> = z.object({
  page: z.int().min(1),
  done: z.array(z.tuple([z.int(), z.int()])),
  anchors: z.record(z.string(), z.string()),
  origin: z.string().exactOptional(),
  last: z.string().exactOptional(),
  reach: z.int().exactOptional(),
});

export const beginning: Sweep = { page: 1, done: [], anchors: {} };

/** What the page that was just read says of the sweep. */
export interface PageSeen {
  /** The first task's id; undefined for an empty page. */
  readonly first?: string;
  /** Whether every task of the page is over and none can get more answers. */
  readonly over: boolean;
}

export interface SweepStep {
  readonly next: Sweep;
  readonly more: boolean;
  /** The page that was read is beyond the end: what is on it was on another page before. */
  readonly end: boolean;
}

/** One step: `(sweep, page) -> sweep`. */
export const stepSweep = (sweep: Sweep, seen: PageSeen): SweepStep => {
  const { first } = seen;
  const repeats = first !== undefined && sweep.page > 1 && (first === sweep.last || first === sweep.origin);
  if (first === undefined || repeats) return { next: restart(sweep, sweep.done, sweep.anchors), more: false, end: true };
  const anchored = sweep.anchors[sweep.page];
  if (anchored !== undefined && anchored !== first) return { next: beginning, more: true, end: false };

  const full = sweep.page < (sweep.reach ?? 0);
  const done = seen.over && full ? addPage(sweep.done, sweep.page) : sweep.done;
  const anchors = anchorsAfter(done, { ...sweep.anchors, [sweep.page]: first });
  return {
    next: {
      page: nextPage(done, sweep.page + 1),
      done,
      anchors,
      ...(sweep.page === 1 ? { origin: first } : sweep.origin !== undefined && { origin: sweep.origin }),
      last: first,
      reach: Math.max(sweep.page, sweep.reach ?? 0),
    },
    more: true,
    end: false,
  };
};

const restart = (sweep: Sweep, done: Sweep["done"], anchors: Sweep["anchors"]): Sweep => ({
  page: nextPage(done, 1),
  done,
  anchors,
  ...(sweep.origin !== undefined && { origin: sweep.origin }),
  ...(sweep.reach !== undefined && { reach: sweep.reach }),
});

const nextPage = (done: Sweep["done"], from: number): number =>
  done.reduce((page, [first, last]) => (page >= first && page <= last ? last + 1 : page), from);

const addPage = (done: Sweep["done"], page: number): Sweep["done"] => {
  const merged: [number, number][] = [];
  for (const [from, to] of [...done, [page, page] as const].toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
};

const anchorsAfter = (done: Sweep["done"], anchors: Sweep["anchors"]): Sweep["anchors"] =>
  Object.fromEntries(done.flatMap(([, to]) => (anchors[to + 1] === undefined ? [] : [[String(to + 1), anchors[to + 1] as string]])));
