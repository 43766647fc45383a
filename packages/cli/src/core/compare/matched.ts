import type { JudgmentFact } from "./facts.ts";

/** What one vendor said about one item: how often it gave each answer, and the right answer where one is known. */
interface Voice {
  total: number;
  readonly answers: Map<string, number>;
}

interface ItemVoices {
  readonly byVendor: Map<string, Voice>;
  gold: string | undefined;
  truth: string | undefined;
}

/** All accepted judgments, gathered by item. Built once, read by every pair. */
export type MatchedItems = ReadonlyMap<number, ItemVoices>;

/** Gathers accepted judgments by item; the order of the judgments does not matter. A gold answer goes before a truth file. */
export const gatherItems = (judgments: readonly JudgmentFact[]): MatchedItems => {
  const items = new Map<number, ItemVoices>();
  for (const judgment of judgments) {
    if (!judgment.accepted) continue;
    let item = items.get(judgment.item);
    if (!item) items.set(judgment.item, (item = { byVendor: new Map(), gold: undefined, truth: undefined }));
    item.gold ??= judgment.goldAnswer;
    item.truth ??= judgment.truthAnswer;
    let voice = item.byVendor.get(judgment.vendor);
    if (!voice) item.byVendor.set(judgment.vendor, (voice = { total: 0, answers: new Map() }));
    voice.total += 1;
    voice.answers.set(judgment.answer, (voice.answers.get(judgment.answer) ?? 0) + 1);
  }
  return items;
};

/** Two vendors on the items both answered. */
export interface PairTable {
  readonly items: number;
  /** Sum over the items of how often their answers are equal (0 to 1 each). */
  readonly agreeing: number;
  /** Of those with a right answer. */
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
}

/**
 * Counts for one pair. Several judgments of one vendor on one item share the item's weight of 1, so that an item judged
 * often does not speak louder.
 */
export const pairTable = (items: MatchedItems, a: string, b: string): PairTable => {
  const table = { items: 0, agreeing: 0, bothRight: 0, onlyA: 0, onlyB: 0, neither: 0 };
  for (const item of items.values()) {
    const first = item.byVendor.get(a);
    const second = item.byVendor.get(b);
    if (!first || !second) continue;
    table.items += 1;
    table.agreeing += agreement(first, second);
    const known = item.gold ?? item.truth;
    if (known === undefined) continue;
    const rightA = shareOf(first, known);
    const rightB = shareOf(second, known);
    table.bothRight += rightA * rightB;
    table.onlyA += rightA * (1 - rightB);
    table.onlyB += (1 - rightA) * rightB;
    table.neither += (1 - rightA) * (1 - rightB);
  }
  return table;
};

/** One vendor against all others: each of its items that anyone else answered counts 1, shared evenly over the others. */
export const agreementWithOthers = (items: MatchedItems, vendor: string): { readonly items: number; readonly agreeing: number } => {
  let shared = 0;
  let agreeing = 0;
  for (const item of items.values()) {
    const own = item.byVendor.get(vendor);
    if (!own || item.byVendor.size < 2) continue;
    shared += 1;
    let sum = 0;
    for (const [other, voice] of item.byVendor) if (other !== vendor) sum += agreement(own, voice);
    agreeing += sum / (item.byVendor.size - 1);
  }
  return { items: shared, agreeing };
};

const shareOf = (voice: Voice, answer: string): number => (voice.answers.get(answer) ?? 0) / voice.total;

const agreement = (a: Voice, b: Voice): number => {
  let equal = 0;
  for (const [answer, count] of a.answers) equal += count * (b.answers.get(answer) ?? 0);
  return equal / (a.total * b.total);
};
