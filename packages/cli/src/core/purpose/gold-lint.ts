/** What is kept of one item while a file of items is read: nothing of its content. */
export interface LintedItem {
  readonly id: string;
  readonly isGold: boolean;
  /** Place in the file, from 0. */
  readonly seq: number;
  /** Characters that a worker would see. */
  readonly length: number;
}

/** Gathers what might tell gold from other items; memory grows with the number of different lengths and forms of ids, not with the items. */
export interface GoldLint {
  readonly see: (item: LintedItem) => void;
  /** What gives gold away, one sentence each; empty where nothing does, or there are too few to say. */
  readonly found: () => readonly string[];
}

/** Fewer say nothing about a distribution. */
const fewest = 10;
/** Kolmogorov and Smirnov's critical value at 1 in 1,000: a lint that cries wolf is switched off. */
const critical = 1.95;
/** A form of id that holds most of the gold and hardly anything else gives it away. */
const mostGold = 0.9;
const fewOthers = 0.1;

/**
 * Looks for what would tell a gold item from the others: where it stands in the file, how long it is, how its id is built. Vendors see neither place nor id,
 * but whoever handles the files does, and a length is seen by everybody. Distributions are compared by the two-sample Kolmogorov-Smirnov test.
 */
export const createGoldLint = (): GoldLint => {
  const lengths = { gold: new Map<number, number>(), others: new Map<number, number>() };
  const forms = { gold: new Map<string, number>(), others: new Map<string, number>() };
  const places: number[] = [];
  let [items, others] = [0, 0];
  return {
    see: ({ id, isGold, seq, length }) => {
      items += 1;
      const kind = isGold ? "gold" : "others";
      if (isGold) places.push(seq);
      else others += 1;
      bump(lengths[kind], length);
      bump(forms[kind], formOf(id));
    },
    found: () => {
      const gold = places.length;
      if (gold < fewest || others < fewest) return [];
      return [...placeProblems(places, items), ...lengthProblems(lengths, { gold, others }), ...formProblems(forms, { gold, others })];
    },
  };
};

const bump = <Key>(counts: Map<Key, number>, key: Key): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** `msg-0042` is `a-0`: letters and digits by their kind, runs as one. */
const formOf = (id: string): string => id.replaceAll(/\p{L}+/gu, "a").replaceAll(/\d+/g, "0") + (/^\p{L}+/u.exec(id)?.[0] ?? "");

const placeProblems = (places: readonly number[], items: number): readonly string[] => {
  const sorted = places.toSorted((a, b) => a - b);
  const distance = Math.max(
    ...sorted.map((place, index) => {
      const share = (place + 0.5) / items;
      return Math.max(Math.abs((index + 1) / sorted.length - share), Math.abs(index / sorted.length - share));
    }),
  );
  if (distance * Math.sqrt(sorted.length) < critical) return [];
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  const half = sorted[sorted.length >> 1] ?? 0;
  const where =
    half < items / 3
      ? "near the beginning of the file"
      : half > (items * 2) / 3
        ? "near its end"
        : `between items ${first + 1} and ${last + 1}`;
  return [`the gold items stand together, ${where}: mix them among the others`];
};

const lengthProblems = (
  lengths: { readonly gold: ReadonlyMap<number, number>; readonly others: ReadonlyMap<number, number> },
  total: { readonly gold: number; readonly others: number },
): readonly string[] => {
  const all = [...new Set([...lengths.gold.keys(), ...lengths.others.keys()])].toSorted((a, b) => a - b);
  let [gold, others, distance, longer] = [0, 0, 0, 0];
  for (const length of all) {
    gold += (lengths.gold.get(length) ?? 0) / total.gold;
    others += (lengths.others.get(length) ?? 0) / total.others;
    distance = Math.max(distance, Math.abs(gold - others));
    longer += others - gold;
  }
  if (distance * Math.sqrt((total.gold * total.others) / (total.gold + total.others)) < critical) return [];
  return [`the gold items are ${longer > 0 ? "longer" : "shorter"} than the others: workers may learn to know them by it`];
};

const formProblems = (
  forms: { readonly gold: ReadonlyMap<string, number>; readonly others: ReadonlyMap<string, number> },
  total: { readonly gold: number; readonly others: number },
): readonly string[] => {
  const own = [...forms.gold].filter(([form]) => (forms.others.get(form) ?? 0) / total.others <= fewOthers);
  const count = own.reduce((sum, [, many]) => sum + many, 0);
  return count / total.gold >= mostGold ? ["the ids of the gold items are built differently from those of the others"] : [];
};
