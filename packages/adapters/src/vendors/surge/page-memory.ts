/** A page of a listing that had tasks, by its first one: should the pages move, another task is the first. */
export interface PageMark {
  readonly page: number;
  readonly first: string;
}

/** A page as it was just read. */
export interface PageSeen extends PageMark {
  /** From the key of every task on it to the task's id. */
  readonly refs: ReadonlyMap<string, string>;
  /** Whether it has room for no further task: it is as long as was asked for, or another page was known to follow before it was read. */
  readonly full: boolean;
}

/**
 * What reading a project's task list has shown so far, so that looking for a doubtful create need not begin at the beginning, nor again where it
 * broke off. Whoever reads a page for whatever reason helps: a doubtful key on it is found, and where it is not, looking goes on behind it. Memory
 * only ever saves requests: after a restart it is empty and everything is read. Only doubtful keys are kept, so it stays small.
 */
export interface PageMemory {
  saw(project: string, seen: PageSeen): void;
  /** A page was empty. Where it had tasks before, tasks have disappeared, and nothing that was thought of pages holds. */
  ended(project: string, page: number): void;
  /** The last page that is known to have tasks. */
  reach(project: string): PageMark | undefined;
  /** These keys may have landed: on page `from` or behind it, and where that is not known, anywhere. */
  doubt(project: string, keys: readonly string[], from: PageMark | undefined): void;
  /** Where to begin looking for those of the keys that were not found; undefined where all were. */
  beginOf(project: string, keys: readonly string[]): { readonly page: number; readonly first?: string } | undefined;
  refOf(project: string, key: string): string | undefined;
  settle(project: string, keys: readonly string[]): void;
}

interface Doubt {
  /** The key is on no page before this one. */
  page: number;
  /** The page's first task; undefined until it was read. */
  first: string | undefined;
  /** The page was read when it was full, and the key is not on it. */
  passed: boolean;
  ref: string | undefined;
}

export const createPageMemory = (): PageMemory => {
  const reached = new Map<string, PageMark>();
  const doubts = new Map<string, Map<string, Doubt>>();
  const of = (project: string): Map<string, Doubt> => {
    const known = doubts.get(project) ?? new Map<string, Doubt>();
    doubts.set(project, known);
    return known;
  };
  return {
    saw: (project, { page, first, refs, full }) => {
      const known = reached.get(project);
      if (known === undefined || page >= known.page) reached.set(project, { page, first });
      for (const [key, doubt] of doubts.get(project) ?? []) {
        doubt.ref ??= refs.get(key);
        if (doubt.page === page && (doubt.first ?? first) === first) Object.assign(doubt, { first, passed: doubt.passed || full });
        else if (doubt.passed && doubt.page + 1 === page) Object.assign(doubt, { page, first, passed: full });
      }
    },
    ended: (project, page) => {
      if (page > (reached.get(project)?.page ?? 0)) return;
      reached.delete(project);
      for (const doubt of doubts.get(project)?.values() ?? []) Object.assign(doubt, { page: 1, first: undefined, passed: false });
    },
    reach: (project) => reached.get(project),
    doubt: (project, keys, from) => {
      for (const key of keys) of(project).set(key, { page: from?.page ?? 1, first: from?.first, passed: false, ref: undefined });
    },
    beginOf: (project, keys) => {
      let earliest: Doubt | undefined;
      for (const key of keys) {
        const doubt = doubts.get(project)?.get(key);
        if (doubt === undefined) return { page: 1 };
        if (doubt.ref === undefined && (earliest === undefined || doubt.page < earliest.page)) earliest = doubt;
      }
      return earliest && { page: earliest.page, ...(earliest.first !== undefined && { first: earliest.first }) };
    },
    refOf: (project, key) => doubts.get(project)?.get(key)?.ref,
    settle: (project, keys) => {
      for (const key of keys) doubts.get(project)?.delete(key);
    },
  };
};
