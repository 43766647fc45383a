import { type Problem, UserError } from "./problem.ts";

/** Collects what is wrong with the lines of a file: the first 50 in full, of the rest the number. */
export interface ProblemList {
  readonly total: number;
  readonly add: (problem: Omit<Problem, "file">) => void;
  /** All of it, the count of what was left off as the last one. */
  readonly problems: () => readonly Problem[];
  /** Throws a UserError where there is anything. */
  readonly throwIfAny: () => void;
}

const mostShown = 50;

/** An empty list for the file that people know as `file`. */
export const createProblemList = (file: string): ProblemList => {
  const shown: Problem[] = [];
  let total = 0;
  const problems = (): readonly Problem[] =>
    total <= mostShown ? shown : [...shown, { file, message: `and ${total - mostShown} more of them (the first ${mostShown} are above)` }];
  return {
    get total(): number {
      return total;
    },
    add: (problem) => {
      total += 1;
      if (shown.length < mostShown) shown.push({ file, ...problem });
    },
    problems,
    throwIfAny: () => {
      if (total > 0) throw new UserError(2, problems());
    },
  };
};
