import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

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

/** Gives back what is no longer needed, now and not when it suits: the solver is about to want as much again outside the heap. Takes some ten milliseconds. */
export const giveBackMemory = (): void => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
};
