import { Worker } from "node:worker_threads";

/** What a thread is started with. `taken` is shared: how many seeds have been given out. */
export interface SeedWork {
  readonly from: number;
  readonly seeds: number;
  readonly taken: Int32Array;
}

/** What some seeds came to. */
export interface SeedFigures {
  readonly seeds: number;
  readonly events: number;
  readonly faults: number;
  readonly crashes: number;
  readonly commands: number;
  /** Faults and crashes by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly failed: readonly { readonly seed: number; readonly broken: readonly string[] }[];
}

const none: SeedFigures = { seeds: 0, events: 0, faults: 0, crashes: 0, commands: 0, kinds: {}, failed: [] };

const added = (a: SeedFigures, b: SeedFigures): SeedFigures => ({
  seeds: a.seeds + b.seeds,
  events: a.events + b.events,
  faults: a.faults + b.faults,
  crashes: a.crashes + b.crashes,
  commands: a.commands + b.commands,
  kinds: Object.fromEntries(
    [...new Set([...Object.keys(a.kinds), ...Object.keys(b.kinds)])]
      .toSorted()
      .map((kind) => [kind, (a.kinds[kind] ?? 0) + (b.kinds[kind] ?? 0)]),
  ),
  failed: [...a.failed, ...b.failed],
});

/** Runs seeds on some threads; `onProgress` hears of every few. A thread that breaks down rejects. */
export const runSeeds = async (
  { from, seeds, workers }: { readonly from: number; readonly seeds: number; readonly workers: number },
  onProgress: (sofar: SeedFigures) => void,
): Promise<SeedFigures> => {
  const taken = new Int32Array(new SharedArrayBuffer(4));
  let sum = none;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./seed-worker.ts", import.meta.url), {
        workerData: { from, seeds, taken } satisfies SeedWork,
        execArgv: ["--conditions=source"],
      });
      worker.on("message", (figures: SeedFigures) => {
        sum = added(sum, figures);
        onProgress(sum);
      });
      worker.once("error", reject);
      worker.once("exit", () => resolve());
    });
  await Promise.all(Array.from({ length: workers }, one));
  return { ...sum, failed: sum.failed.toSorted((a, b) => a.seed - b.seed) };
};
