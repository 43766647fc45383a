/** The last page of a listing that had tasks, and its first one: new tasks are listed on it or after it. */
export interface PageMark {
  readonly page: number;
  readonly first: string;
}

/**
 * How far each project's task list is known to reach, so that looking for a doubtful create need not read from the beginning. It only ever saves
 * requests: after a restart it is empty and everything is read. Only doubtful keys are kept, so it stays small.
 */
export interface PageMemory {
  /** A page with tasks was seen. */
  saw(project: string, mark: PageMark): void;
  reach(project: string): PageMark | undefined;
  /** These keys may have landed; whatever was listed before the create does not hold them. */
  doubt(project: string, keys: readonly string[], before: PageMark | undefined): void;
  /** Where to begin looking for the keys; undefined means at the beginning. */
  beginOf(project: string, keys: readonly string[]): PageMark | undefined;
  settle(project: string, keys: readonly string[]): void;
}

export const createPageMemory = (): PageMemory => {
  const reached = new Map<string, PageMark>();
  const doubtful = new Map<string, PageMark>();
  const name = (project: string, key: string): string => `${project}\n${key}`;
  return {
    saw: (project, mark) => {
      const known = reached.get(project);
      if (known === undefined || mark.page >= known.page) reached.set(project, mark);
    },
    reach: (project) => reached.get(project),
    doubt: (project, keys, before) => {
      if (before) for (const key of keys) doubtful.set(name(project, key), before);
    },
    beginOf: (project, keys) => {
      let earliest: PageMark | undefined;
      for (const key of keys) {
        const mark = doubtful.get(name(project, key));
        if (mark === undefined) return undefined;
        if (earliest === undefined || mark.page < earliest.page) earliest = mark;
      }
      return earliest;
    },
    settle: (project, keys) => {
      for (const key of keys) doubtful.delete(name(project, key));
    },
  };
};
