import { countOf, formatPrice } from "./number.ts";
import { printable } from "./text-width.ts";

/** What `resolve` says. */
export interface DecisionDocument {
  readonly job: string;
  readonly item: string;
  readonly as: "absent" | "accepted" | "abandon";
  readonly attempts: readonly DecidedAttempt[];
  /** Whether anything was decided now; false for a dry run, and where it was so already. */
  readonly decided: boolean;
  /** Whether a run goes on that carries it out; else it is carried out. */
  readonly running: boolean;
}

export interface DecidedAttempt {
  readonly vendor: string;
  readonly owner: string;
  /** What the vendor knows the work by. */
  readonly key: string;
  readonly state: string;
  readonly since: string;
  /** Absent where nothing is to be decided, and `why` says why not. */
  readonly mayCost?: {
    /** Decimal of the job's currency: what may be paid once more. */
    readonly money: number;
    readonly currency: string;
    /** Owners that may come to see the item who have not. */
    readonly owners: number;
    readonly because: string;
  };
  readonly why?: string;
}

/** What a decision may cost, attempt by attempt, and what was done. */
export const decisionText = (document: DecisionDocument): string => {
  const { item, as, attempts, decided, running } = document;
  const lines = attempts.map(({ vendor, key, state, since, mayCost, why }) => {
    const head = `  ${printable(vendor)}  ${state} since ${since}, known there as ${key}`;
    if (mayCost === undefined) return `${head}\n    ${printable(why ?? "")}`;
    const money = mayCost.money === 0 ? "no money" : `up to ${formatPrice(mayCost.money, mayCost.currency)} once more`;
    const owners = mayCost.owners === 0 ? "no further owner sees it" : `${countOf(mayCost.owners, "more owner")} may see it`;
    return `${head}\n    may cost: ${money}; ${owners} (${mayCost.because})`;
  });
  const end = decided
    ? `decided: ${as}${running ? "; the run that is going on carries it out" : ""}`
    : attempts.some(({ mayCost }) => mayCost !== undefined)
      ? "nothing was decided"
      : "there is nothing to decide";
  return `${[`${printable(item)} as ${as}`, ...lines, end].join("\n")}\n`;
};
