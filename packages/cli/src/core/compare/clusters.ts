/** A sum over judgments, split up by where its parts come from. The parts of a level add up to (nearly) zero: they are deviations. */
export interface Clustered {
  /** One deviation an item. */
  readonly items: readonly number[];
  /** One a worker, for each vendor that takes part; a judgment without a named worker is a worker of its own. */
  readonly workers: readonly (readonly number[])[];
  /** The sum of the squares of all single judgments' deviations, and how many there are. */
  readonly cells: { readonly squares: number; readonly count: number };
}

/** How far a mean may be off by the choice of items and of workers together, and how well that is known. */
export interface ClusterVariance {
  readonly variance: number;
  /** Degrees of freedom for Student's distribution; infinite where nothing varies. */
  readonly degrees: number;
}

/**
 * The variance of a sum over judgments that share items and share workers: by items, plus by workers, less by single judgments, which both count.
 * Never less than the smaller of the two, which it would be only by bad luck. Sorted before it is summed, so that no name and no order changes a bit.
 *
 * A. C. Cameron, J. B. Gelbach and D. L. Miller, "Robust inference with multiway clustering", J. Business & Economic Statistics 29 (2011) 238-249;
 * degrees of freedom by F. E. Satterthwaite, Biometrics Bulletin 2 (1946) 110-114. A bootstrap of items and workers at once (A. B. Owen, "The pigeonhole
 * bootstrap", Annals of Applied Statistics 1 (2007) 386-411) counts a judgment's own noise up to three times: too wide where workers are alike.
 */
export const clusterVariance = ({ items, workers, cells }: Clustered): ClusterVariance => {
  const byItem = sized(squares(items), items.length);
  const byWorker = workers.map((parts) => sized(squares(parts), parts.length));
  const single = sized(cells.squares, cells.count);
  const workerSum = byWorker.reduce((sum, one) => sum + one, 0);
  const variance = Math.max(byItem + workerSum - single, Math.min(byItem, workerSum));
  const spread =
    degreeTerm(byItem - single, items.length) +
    workers.reduce((sum, parts, index) => sum + degreeTerm(byWorker[index] ?? 0, parts.length), 0);
  return { variance, degrees: spread > 0 ? Math.max(1, (variance * variance) / spread) : Number.POSITIVE_INFINITY };
};

const squares = (parts: readonly number[]): number =>
  Float64Array.from(parts, (part) => part * part)
    .sort()
    .reduce((sum, one) => sum + one, 0);

/** Without the small-sample factor a few clusters look more alike than they are. */
const sized = (sum: number, clusters: number): number => (clusters > 1 ? (sum * clusters) / (clusters - 1) : sum);

const degreeTerm = (variance: number, clusters: number): number => (variance * variance) / Math.max(1, clusters - 1);
