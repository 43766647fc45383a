import type { AttemptFact, CompareFacts, JudgmentFact } from "../facts.ts";
import { streamOf } from "../../quality/numeric/seeded.ts";

/** A vendor whose truth is known: what its interval has to cover. */
export interface SimulatedVendor {
  readonly vendor: string;
  /** The share its workers get right, over all workers it might send. */
  readonly accuracy: number;
  /** Standard deviation of that between its workers. */
  readonly workerSpread: number;
  readonly workers: number;
}

export interface SimulatedWorld {
  readonly vendors: readonly SimulatedVendor[];
  readonly items: number;
  /** Standard deviation between items of how hard they are; the same for every vendor. */
  readonly itemSpread: number;
  readonly seed: number;
}

/** Every vendor answers every item once; all items have a known answer. Effects are uniform, so that they stay between 0 and 1. */
export const simulatedJudgments = ({ vendors, items, itemSpread, seed }: SimulatedWorld): CompareFacts => {
  const chance = streamOf(seed);
  const spread = (deviation: number): number => deviation * Math.sqrt(3) * (2 * chance() - 1);
  const people = vendors.map(({ workers, workerSpread }) => Array.from({ length: workers }, () => spread(workerSpread)));
  const judgments: JudgmentFact[] = [];
  for (let item = 0; item < items; item += 1) {
    const harder = spread(itemSpread);
    for (const [index, { vendor, accuracy, workers }] of vendors.entries()) {
      const worker = Math.floor(chance() * workers);
      const right = chance() < accuracy + harder + (people[index]?.[worker] ?? 0);
      judgments.push({ item, vendor, worker: `w${worker}`, answer: right ? "x" : "y", goldAnswer: "x", accepted: true });
    }
  }
  return { jobs: ["j"], currency: "USD", vendors: vendors.map(({ vendor }) => vendor), attempts: [], judgments };
};

/** Work that takes log-normal times around a median, watched for a random while: what takes longer is still open. */
export const simulatedAttempts = (options: {
  readonly vendor: string;
  readonly medianMs: number;
  readonly attempts: number;
  /** Mean time watched, in medians. */
  readonly watched: number;
  readonly seed: number;
}): readonly AttemptFact[] => {
  const chance = streamOf(options.seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return Array.from({ length: options.attempts }, (): AttemptFact => {
    const takes = options.medianMs * Math.exp(0.8 * normal());
    const watched = -Math.log(1 - chance()) * options.watched * options.medianMs;
    return {
      vendor: options.vendor,
      outcome: takes <= watched ? { ended: "answered", turnaroundMs: takes } : { ended: "open", openMs: watched },
      costMicros: 0,
      costFinal: true,
    };
  });
};
