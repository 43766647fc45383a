/*
 * Whether a vendor is released its next tranche. A vendor has a level: tranches up to it may be sent, the others wait. After each tranche stands a gate:
 *
 *   not enough is answered yet               wait
 *   enough is answered, and the gold is good release the next tranche
 *   enough is answered, and the gold is not  hold: what waits for it is placed elsewhere
 *   `maxWaitMs` is over                      decided with what is there; a vendor that has not answered enough by then is held
 *
 * Rules see one vendor's own facts only, and nothing but the facts: the same facts give the same decision, whenever and however often they are asked.
 */

/** What a vendor has to have shown. */
export interface GateRules {
  /** Absent: gold is not asked about. */
  readonly goldAccuracyPerMillion?: number;
  readonly minGold: number;
  readonly answeredPerMillion: number;
  /** On the clock of `now`. */
  readonly maxWaitMs: number;
  /** Judgments let go at once to a vendor that was released nothing so far. */
  readonly pilot: number;
}

/** One vendor's facts so far. */
export interface ReleaseFacts {
  readonly vendor: string;
  /** The last tranche it was released, from 1, and when. */
  readonly tranche: number;
  readonly since: number;
  /** Judgments it was released and that are still with it: sent, answered or about to be sent. */
  readonly released: number;
  readonly answered: number;
  /** Judgments that wait at it for their release. */
  readonly waiting: number;
  readonly gold: {
    readonly right: number;
    readonly seen: number;
    /** Gold among `released`, answered or not. */
    readonly given: number;
  };
  /** A person let it back in since it was held at a gate. */
  readonly letBack: boolean;
}

export type ReleaseDecision =
  | { readonly decision: "release"; readonly vendor: string; readonly tranche: number; readonly because: string }
  /** So many of those that wait are let go under the level it has: it had nothing to show anything with. */
  | { readonly decision: "begin"; readonly vendor: string; readonly slots: number; readonly because: string }
  | { readonly decision: "hold"; readonly vendor: string; readonly because: string };

/** The decision of a vendor's gate at this moment; undefined: wait. */
export const decideRelease = (facts: ReleaseFacts, rules: GateRules, now: number): ReleaseDecision | undefined => {
  const { vendor, tranche, released, answered, waiting, gold } = facts;
  if (waiting === 0) return undefined;
  const release = (because: string): ReleaseDecision => ({ decision: "release", vendor, tranche: tranche + 1, because });
  const hold = (because: string): ReleaseDecision => ({ decision: "hold", vendor, because });
  if (facts.letBack) return release("a person let it back");
  if (released === 0)
    return { decision: "begin", vendor, slots: Math.min(waiting, rules.pilot), because: "work came to it that was not planned for it" };
  const late = now - facts.since >= rules.maxWaitMs;
  const share = `${answered} of ${released} answered`;
  if (answered * 1_000_000 < rules.answeredPerMillion * released)
    return late ? hold(`${share} when its time was over, ${percent(rules.answeredPerMillion)} were asked for`) : undefined;
  const { goldAccuracyPerMillion: accuracy } = rules;
  if (accuracy === undefined) return release(share);
  if (gold.given === 0) return release(`${share}, it was given no known answers`);
  if (gold.seen < Math.min(rules.minGold, gold.given) && !late) return undefined;
  if (gold.seen === 0) return hold(`${share}, none of its gold, when its time was over`);
  const known = `${gold.right} of ${gold.seen} known answers right`;
  return gold.right * 1_000_000 >= accuracy * gold.seen
    ? release(`${share}, ${known}`)
    : hold(`${known}, ${percent(accuracy)} were asked for`);
};

const percent = (perMillion: number): string => `${Number((perMillion / 10_000).toFixed(4))} %`;
