import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { SolveLinearProgram } from "../../core/plan/index.ts";

/**
 * Does work that passes millions of short-lived objects by, with a young generation that does not grow: it would grow to some hundred megabytes, and
 * save no time here. What it is afterwards is as before.
 */
export const withSmallNursery = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  setFlagsFromString("--semi-space-growth-factor=1");
  try {
    return await work();
  } finally {
    // V8's own default.
    setFlagsFromString("--semi-space-growth-factor=2");
  }
};

/**
 * Gives back what is no longer needed, now and not when it suits: the solver is about to want as much again outside the heap. The heap is made as small as
 * it can be, and from there grows by little at a time. Takes some hundred milliseconds.
 */
export const giveBackMemory = (): void => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") (collect as Collect)({ type: "major", execution: "sync", flavor: "last-resort" });
};

type Collect = (options: { readonly type: "major"; readonly execution: "sync"; readonly flavor: "last-resort" }) => void;

/** From so many columns on what one solve leaves behind is megabytes. */
const largeColumns = 4_000;
/** Bytes that the heap may grow by meanwhile: left alone it grows to four times what it needs. */
const [solverSlack, readingSlack] = [60_000_000, 40_000_000];

/** Gives back memory once the heap has grown by so many bytes since the last time. */
const tidier = (slack: number): (() => void) => {
  let heap = getHeapStatistics().total_heap_size;
  return () => {
    if (getHeapStatistics().total_heap_size <= heap + slack) return;
    giveBackMemory();
    heap = getHeapStatistics().total_heap_size;
  };
};

/** The solver, before which memory is given back where large programs have left much behind. */
export const tidySolver = (solve: SolveLinearProgram): SolveLinearProgram => {
  const tidy = tidier(solverSlack);
  return (program) => {
    if (program.columns >= largeColumns) tidy();
    return solve(program);
  };
};

/** The batches, between which memory is given back where those before have left much behind. */
export const tidyBatches = async function* <Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  const tidy = tidier(readingSlack);
  for await (const batch of batches) {
    tidy();
    yield batch;
  }
};
