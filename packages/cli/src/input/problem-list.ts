import { type Problem, UserError } from "./problem.ts";

/** Collects what is wrong with the rows of a file: the first 50 in full, of the rest the number. */
export interface ProblemList {
  readonly total: number;
  readonly add: (problem: Omit<Problem, "file">, everywhere?: Everywhere) => void;
  /** Counts a row that was read; what is wrong with every single one is said once. */
  readonly sawRow: () => void;
  /** All of it by line, the count of what was left off as the last one. */
  readonly problems: () => readonly Problem[];
  /** Throws a UserError where there is anything. */
  readonly throwIfAny: () => void;
}

/** What a mistake is called when every row of a file makes it: then it is one mistake, not a thousand. */
export interface Everywhere {
  readonly message: string;
  /** A mistake of rows that could not even be read is everywhere where none could. */
  readonly of?: "unread rows";
}

const mostShown = 50;

interface Bucket {
  readonly of: Everywhere["of"];
  total: number;
  readonly first: Problem[];
}

/** An empty list for the file that people know as `file`. */
export const createProblemList = (file: string): ProblemList => {
  // By the words for all rows; mistakes that have none are in the bucket of the empty text.
  const buckets = new Map<string, Bucket>();
  let rows = 0;
  let total = 0;
  const problems = (): readonly Problem[] => {
    const made = [...buckets].map(([everywhere, bucket]) =>
      everywhere !== "" && bucket.total > 1 && rows === (bucket.of === undefined ? bucket.total : 0)
        ? saidOnce(bucket, { file, message: everywhere })
        : bucket,
    );
    const shown = made
      .flatMap(({ first }) => first)
      .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
      .slice(0, mostShown);
    const left = made.reduce((sum, bucket) => sum + bucket.total, 0) - shown.length;
    return left === 0 ? shown : [...shown, { file, message: `and ${left} more like these`, standsFor: left }];
  };
  return {
    get total(): number {
      return total;
    },
    sawRow: () => {
      rows += 1;
    },
    add: (problem, everywhere) => {
      total += 1;
      const key = everywhere?.message ?? "";
      const bucket = buckets.get(key) ?? { of: everywhere?.of, total: 0, first: [] };
      buckets.set(key, bucket);
      bucket.total += 1;
      if (bucket.first.length < mostShown) bucket.first.push({ file, ...problem });
    },
    problems,
    throwIfAny: () => {
      if (total > 0) throw new UserError(2, problems());
    },
  };
};

const saidOnce = ({ of, first }: Bucket, { file, message }: { readonly file: string; readonly message: string }): Bucket => {
  const hint = first[0]?.hint;
  return { of, total: 1, first: [{ file, message, ...(hint === undefined ? {} : { hint }) }] };
};
