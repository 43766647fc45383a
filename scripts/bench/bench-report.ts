/** One measured run of one subject at one size. */
export interface Measure {
  /** What was measured: `tranche`, or the thing it is compared with. */
  readonly subject: string;
  /** How many of the report's `unit`. */
  readonly size: number;
  readonly seconds: number;
  /** Largest resident memory while it ran, in MB of 10^6 bytes. */
  readonly peakMb?: number;
}

/** A promise about the figures, and whether this run kept it. */
export interface Goal {
  readonly text: string;
  readonly kept: boolean;
}

/** What a bench answers. Give several sizes: the growth column is where a quadratic shows. */
export interface BenchReport {
  /** Plural: `items`, `tasks`. */
  readonly unit: string;
  readonly measures: readonly Measure[];
  /** The subject that ratios are taken against; none when absent. */
  readonly baseline?: string;
  readonly goals?: readonly Goal[];
}

/** What `bench/<name>.bench.ts` exports. It runs in a process of its own, so that memory figures are its own. */
export interface Bench {
  readonly name: string;
  readonly run: () => Promise<BenchReport>;
}
