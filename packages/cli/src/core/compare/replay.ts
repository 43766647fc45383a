import { clusterBootstrap, quantileOf } from "./cluster-bootstrap.ts";
import { type Clustered, clusterVariance } from "./clusters.ts";
import { studentQuantile } from "./distributions.ts";
import { mixtureCurve } from "./mixture-curve.ts";
import { z95 } from "./wilson.ts";

/** What the plan's lottery decided for one slot, and what came of it. Only the first placing counts: later ones follow from what happened. */
export interface LoggedDecision {
  readonly stratum: string;
  /** Whom it fell to. */
  readonly vendor: string;
  readonly item: number;
  readonly worker?: string;
  /** Absent: it was never sent there. */
  readonly outcome?: DecisionOutcome;
}

export interface DecisionOutcome {
  readonly costMicros: number;
  readonly answered: boolean;
  /** Time to the answer, or how long it has been waited for. */
  readonly ms: number;
  /** Whether the answer was right; absent where nobody knows. */
  readonly right?: boolean;
}

/** Slots that were dealt by one lottery: the chance of each vendor, from the quotas of the plan. */
export interface LotteryStratum {
  readonly id: string;
  readonly slots: number;
  /** Chances add up to 1 at most; a vendor that is not named had none. */
  readonly chances: Readonly<Record<string, number>>;
  /** Bought to measure vendors (gold, overlap), whatever the policy: left as it is, but what it tells of who is right is used. */
  readonly measures?: boolean;
}

export interface ReplayInput {
  readonly decisions: readonly LoggedDecision[];
  readonly strata: readonly LotteryStratum[];
  /** The shares of a stratum's slots that each vendor would have got; taken in proportion where they do not add up to 1. */
  readonly target: (stratum: LotteryStratum) => Readonly<Record<string, number>>;
  readonly seed: number;
  readonly replicates: number;
}

/** A figure under the other policy with its limits at 95 %. */
export interface ReplayedFigure {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

export interface ReplayedPolicy {
  readonly supported: true;
  /** Micros; failures are in it. Undefined where nothing was answered. */
  readonly costPerAnswer: ReplayedFigure | undefined;
  readonly right: ReplayedFigure | undefined;
  /** How many equally weighted known answers the share right is worth. */
  readonly rightKnown: number;
  /** True where known answers are mostly gold, and the share right of each vendor is that of its gold, taken to be like the rest. */
  readonly rightFromGold: boolean;
  /** Why there is no share right: vendors of which nobody knows an answer. */
  readonly rightUnknownOf: readonly string[];
  readonly medianMs: { readonly at: number | undefined; readonly low: number | undefined; readonly high: number | undefined };
  readonly p90Ms: { readonly at: number | undefined; readonly low: number | undefined; readonly high: number | undefined };
  /** Decisions with an outcome, and how many equally weighted ones they are worth under the other policy (L. Kish). */
  readonly decisions: number;
  readonly effective: number;
}

export interface UnsupportedPolicy {
  readonly supported: false;
  /** Each a vendor that the facts say nothing about under that policy, and why. */
  readonly because: readonly MissingSupport[];
}

export interface MissingSupport {
  readonly vendor: string;
  readonly stratum: string;
  readonly why: "no chance" | "nothing sent" | "nothing answered";
}

/**
 * What would have come of another policy, from decisions that a lottery with known chances made: every outcome weighs by how much likelier the other policy makes
 * it, normalised within each stratum and vendor. Where the other policy gives work to a vendor that had no chance of it, or that was
 * sent none, nothing is known and nothing is said.
 *
 * Self-normalised inverse propensity: D. G. Horvitz and D. J. Thompson, JASA 47 (1952) 663-685, normalised as by J. Hájek (1971); A. Swaminathan and T. Joachims, "The
 * self-normalized estimator for counterfactual learning", NIPS 2015. With chances that are exact quotas of strata it is post-stratification, and doubly robust with cell means as its model.
 */
export const replay = (input: ReplayInput): ReplayedPolicy | UnsupportedPolicy => {
  const cells = cellsOf(input);
  const because = unsupported(input, cells);
  if (because.length > 0) return { supported: false, because };
  const used = [...cells.values()].filter(({ weight }) => weight > 0);
  const { known, fromGold } = knownCells(used, input);
  const unknown = known.filter(({ rows }) => rows.length === 0).map(({ vendor }) => vendor);
  const curve = mixtureCurve(
    used.map(({ weight, rows }) => ({
      weight,
      ended: rows.filter(({ outcome }) => outcome.answered).map(({ outcome }) => outcome.ms),
      waiting: rows.filter(({ outcome }) => !outcome.answered).map(({ outcome }) => outcome.ms),
    })),
  );
  return {
    supported: true,
    costPerAnswer: costPerAnswer(used, input),
    right: unknown.length > 0 ? undefined : shareRight(known, input),
    rightKnown: unknown.length > 0 ? 0 : worthOf(known),
    rightFromGold: fromGold,
    rightUnknownOf: [...new Set(unknown)].toSorted(),
    medianMs: curve.quantile(0.5),
    p90Ms: curve.quantile(0.9),
    decisions: used.reduce((sum, { rows }) => sum + rows.length, 0),
    effective: worthOf(used),
  };
};

/** Known answers by stratum and vendor; where some have none, by vendor, over everything that is known of it. */
const knownCells = (used: readonly Cell[], { decisions }: ReplayInput): { readonly known: readonly Cell[]; readonly fromGold: boolean } => {
  const strict = used.map((cell) => ({ ...cell, rows: cell.rows.filter(({ outcome }) => outcome.right !== undefined) }));
  if (strict.every(({ rows }) => rows.length > 0)) return { known: strict, fromGold: false };
  const byVendor = new Map<string, { readonly vendor: string; readonly stratum: string; weight: number; readonly rows: Observed[] }>();
  for (const { vendor, weight } of used) {
    const cell = byVendor.get(vendor) ?? { vendor, stratum: "", weight: 0, rows: [] };
    byVendor.set(vendor, cell);
    cell.weight += weight;
  }
  for (const { vendor, item, worker, outcome } of decisions)
    if (outcome?.right !== undefined) byVendor.get(vendor)?.rows.push({ item, worker, outcome });
  return { known: [...byVendor.values()], fromGold: true };
};

/** Kish's effective size of cells whose rows share the cell's weight evenly. */
const worthOf = (cells: readonly Cell[]): number => {
  const squares = cells.reduce((sum, { weight, rows }) => sum + (weight * weight) / rows.length, 0);
  return squares > 0 ? 1 / squares : 0;
};

interface Observed {
  readonly item: number;
  readonly worker: string | undefined;
  readonly outcome: DecisionOutcome;
}

/** One vendor in one stratum: what the other policy makes of it, and what is known. */
interface Cell {
  readonly vendor: string;
  readonly stratum: string;
  /** Share of all slots that would be in this cell. */
  readonly weight: number;
  readonly rows: readonly Observed[];
}

const cellsOf = ({ decisions, strata, target }: ReplayInput): ReadonlyMap<string, Cell> => {
  const cells = new Map<string, Cell & { readonly rows: Observed[] }>();
  const wanted = strata.filter(({ measures }) => measures !== true).map((stratum) => ({ ...stratum, shares: target(stratum) }));
  const all = wanted.reduce((sum, { slots, shares }) => sum + slots * addedUp(shares), 0);
  for (const { id, slots, chances, shares } of wanted)
    for (const vendor of new Set([...Object.keys(shares), ...Object.keys(chances)]))
      cells.set(`${id}\n${vendor}`, { vendor, stratum: id, weight: all > 0 ? ((shares[vendor] ?? 0) * slots) / all : 0, rows: [] });
  for (const { stratum, vendor, item, worker, outcome } of decisions)
    if (outcome !== undefined) cells.get(`${stratum}\n${vendor}`)?.rows.push({ item, worker, outcome });
  return cells;
};

const addedUp = (shares: Readonly<Record<string, number>>): number => Object.values(shares).reduce((sum, share) => sum + share, 0);

const unsupported = ({ strata }: ReplayInput, cells: ReadonlyMap<string, Cell>): readonly MissingSupport[] => {
  const chances = new Map(strata.map((stratum) => [stratum.id, stratum.chances]));
  const missing = ({ vendor, stratum, rows }: Cell): MissingSupport["why"] | undefined => {
    if ((chances.get(stratum)?.[vendor] ?? 0) <= 0) return "no chance";
    if (rows.length === 0) return "nothing sent";
    return rows.some(({ outcome }) => outcome.answered) ? undefined : "nothing answered";
  };
  return [...cells.values()].flatMap((cell): readonly MissingSupport[] => {
    const why = cell.weight > 0 ? missing(cell) : undefined;
    return why === undefined ? [] : [{ vendor: cell.vendor, stratum: cell.stratum, why }];
  });
};

const costPerAnswer = (cells: readonly Cell[], input: ReplayInput): ReplayedFigure | undefined => {
  const means = cells.map(({ weight, rows }) => {
    const cost = rows.reduce((sum, { outcome }) => sum + outcome.costMicros, 0) / rows.length;
    const answered = rows.filter(({ outcome }) => outcome.answered).length / rows.length;
    return { weight, cost, answered };
  });
  const answered = means.reduce((sum, cell) => sum + cell.weight * cell.answered, 0);
  if (!(answered > 0)) return undefined;
  const at = means.reduce((sum, cell) => sum + cell.weight * cell.cost, 0) / answered;
  // A ratio of two means moves with what each decision costs beyond what its answer is worth.
  const values = cells.map(({ rows }) => rows.map(({ outcome }) => (outcome.costMicros - at * (outcome.answered ? 1 : 0)) / answered));
  const { low, high } = around(at, spreadOf(cells, values), input);
  return { at, low: Math.max(0, low), high };
};

const shareRight = (cells: readonly Cell[], input: ReplayInput): ReplayedFigure => {
  const values = cells.map(({ rows }) => rows.map(({ outcome }) => (outcome.right === true ? 1 : 0)));
  const at = cells.reduce((sum, { weight }, index) => sum + weight * meanOf(values[index] ?? []), 0);
  const { low, high } = around(at, spreadOf(cells, values), input);
  return { at, low: Math.max(0, low), high: Math.min(1, high) };
};

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The deviations of a weighted sum of cell means, by item and by worker. */
const spreadOf = (cells: readonly Cell[], values: readonly (readonly number[])[]): Clustered => {
  const items = new Map<number, number>();
  const workers = new Map<string, Map<string, number>>();
  let squares = 0;
  let count = 0;
  for (const [index, { vendor, weight, rows }] of cells.entries()) {
    const own = values[index] ?? [];
    const mean = meanOf(own);
    const byWorker = workers.get(vendor) ?? new Map<string, number>();
    workers.set(vendor, byWorker);
    for (const [at, { item, worker }] of rows.entries()) {
      // As many as there are, less the mean that was taken from them.
      const part = (weight * ((own[at] ?? 0) - mean)) / rows.length;
      const scaled = rows.length > 1 ? part * Math.sqrt(rows.length / (rows.length - 1)) : part;
      items.set(item, (items.get(item) ?? 0) + scaled);
      const name = worker ?? `${index}/${at}`;
      byWorker.set(name, (byWorker.get(name) ?? 0) + scaled);
      squares += scaled * scaled;
      count += 1;
    }
  }
  return {
    items: [...items.values()],
    workers: [...workers.values()].map((byWorker) => [...byWorker.values()]),
    cells: { squares, count },
  };
};

/** Limits from resampled items and workers, as wide as few workers make them. */
const around = (at: number, spread: Clustered, { seed, replicates }: ReplayInput): { readonly low: number; readonly high: number } => {
  const named = spread.workers.reduce((sum, parts) => sum + parts.length, 0) < spread.cells.count;
  const { variance, degrees } = clusterVariance(named ? spread : { ...spread, workers: [] });
  const widened = variance * (studentQuantile(0.975, Math.max(2, degrees)) / z95) ** 2;
  const drawn = clusterBootstrap(named ? spread : { ...spread, workers: [] }, { seed, replicates, variance: widened });
  return { low: at - quantileOf(drawn, 0.975), high: at - quantileOf(drawn, 0.025) };
};
