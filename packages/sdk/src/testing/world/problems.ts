const most = 8;

/** What was found wrong in one case; the first few are told, repeats once. */
export interface Problems {
  readonly add: (problem: string) => void;
  readonly list: () => readonly string[];
  /** From here on nothing is added: what a case leaves running when it ends is not its subject. */
  readonly close: () => void;
}

export const createProblems = (): Problems => {
  const found = new Map<string, number>();
  let closed = false;
  return {
    add: (problem) => {
      if (!closed) found.set(problem, (found.get(problem) ?? 0) + 1);
    },
    close: () => {
      closed = true;
    },
    list: () => {
      const lines = [...found].map(([problem, times]) => (times === 1 ? problem : `${problem} (${times} times)`));
      return lines.length > most ? [...lines.slice(0, most), `and ${lines.length - most} more`] : lines;
    },
  };
};

/** Ends a case that cannot go on: its message is what went wrong. Thrown by the kit only, never by what it tests. */
export class CaseEnded extends Error {
  readonly verdict: "failed" | "not-applicable";

  constructor(verdict: "failed" | "not-applicable", why: string) {
    super(why);
    this.name = "CaseEnded";
    this.verdict = verdict;
  }
}

/** Ends the case as failed. */
export const failCase = (why: string): never => {
  throw new CaseEnded("failed", why);
};

/** Ends the case as one that says nothing about this adapter or vendor. */
export const notApplicable = (why: string): never => {
  throw new CaseEnded("not-applicable", why);
};
