import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { SolveLinearProgram } from "../../core/plan/index.ts";

/**
 * How much of what was in use after the last collection a heap may grow by until the next. Left alone it is up to four times as much. While reading, most of what is resident lies outside the heap; solving leaves more behind.
 */
const growthPercent = { reading: 25, solving: 50 } as const;

/** The young generation is of the size from which on hardly anything of a batch outlives its collection. Left alone it grows to several times that. */
const nurseryBytes = 8 * 1024 * 1024;

/**
 * Does work that passes millions of short-lived objects by, with a heap that is kept near what is in use: the default is for programs that have the
 * machine to themselves, and would take some hundred megabytes here. What it is afterwards is as before.
 */
export const withSmallHeap = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  setFlagsFromString(`--heap-growing-percent=${growthPercent.reading}`);
  try {
    return await work();
  } finally {
    // V8's own defaults.
    setFlagsFromString("--heap-growing-percent=0");
    setFlagsFromString("--semi-space-growth-factor=2");
  }
};

/** Lets the young generation grow to its size and no further. It is made smaller when memory is given back, and then may grow again. */
const holdNursery = (): void => {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  const size = young === undefined ? 0 : young.space_used_size + young.space_available_size;
  // It doubles when it grows.
  setFlagsFromString(`--semi-space-growth-factor=${size * 2 > nurseryBytes * 1.5 ? 1 : 2}`);
};

/**
 * Gives back what is no longer needed, now and not when it suits: the solver is about to want as much again outside the heap. Takes some hundred milliseconds.
 */
export const giveBackMemory = (): void => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") (collect as Collect)({ type: "major", execution: "sync", flavor: "last-resort" });
};

type Collect = (options: { readonly type: "major"; readonly execution: "sync"; readonly flavor: "last-resort" }) => void;

/** The solver, with the young generation held at its size; from here on less may lie about. */
export const steadySolver = (solve: SolveLinearProgram): SolveLinearProgram => {
  setFlagsFromString(`--heap-growing-percent=${growthPercent.solving}`);
  return (program) => {
    holdNursery();
    return solve(program);
  };
};

/** The batches, with the young generation held at its size. */
export const steadyBatches = async function* <Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    holdNursery();
    yield batch;
  }
};
