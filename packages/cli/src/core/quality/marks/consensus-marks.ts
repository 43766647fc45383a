/** What marks of one kind have in common: a label, how far two of them cover the same, and what several of them come to. */
export interface MarkKind<Mark extends { readonly label: string }> {
  /** Intersection over union, between 0 and 1. */
  readonly overlap: (a: Mark, b: Mark) => number;
  readonly merge: (marks: readonly Mark[]) => Mark;
  /** A fixed order, so that the result does not depend on who came first. */
  readonly compare: (a: Mark, b: Mark) => number;
}

export interface ConsensusMarks<Mark> {
  readonly marks: readonly Mark[];
  /** Mean over all groups of marks, kept or not, of the share of judges on the side that won; NaN with fewer than two judges. */
  readonly support: number;
}

/** Two marks are of the same thing from this overlap on. */
const sameThing = 0.5;

/**
 * Marks most judges drew: marks of one label that overlap by half or more are gathered into groups, nearest pairs first and each judge once a group; a group that more
 * than half of the judges are in becomes one mark.
 */
export const consensusMarks = <Mark extends { readonly label: string }>(
  judges: readonly (readonly Mark[])[],
  { overlap, merge, compare }: MarkKind<Mark>,
): ConsensusMarks<Mark> => {
  const all = judges
    .flatMap((marks, judge) => marks.map((mark) => ({ mark, judge })))
    .toSorted((a, b) => compareText(a.mark.label, b.mark.label) || compare(a.mark, b.mark));
  const pairs: { readonly a: number; readonly b: number; readonly over: number }[] = [];
  all.forEach((one, a) => {
    for (let b = a + 1; b < all.length && all[b]!.mark.label === one.mark.label; b += 1) {
      if (all[b]!.judge === one.judge) continue;
      const over = overlap(one.mark, all[b]!.mark);
      if (over >= sameThing) pairs.push({ a, b, over });
    }
  });
  const groupOf = all.map((_, index) => index);
  const members = all.map((_, index) => [index]);
  for (const { a, b } of pairs.toSorted((x, y) => y.over - x.over || x.a - y.a || x.b - y.b)) {
    const [to, from] = [groupOf[a]!, groupOf[b]!];
    if (to === from) continue;
    const seen = new Set(members[to]!.map((index) => all[index]!.judge));
    if (members[from]!.some((index) => seen.has(all[index]!.judge))) continue;
    for (const index of members[from]!) groupOf[index] = to;
    members[to]!.push(...members[from]!);
    members[from] = [];
  }
  const groups = members.filter((group) => group.length > 0).map((group) => group.map((index) => all[index]!.mark));
  const kept = groups.filter((group) => group.length * 2 > judges.length).map(merge);
  const sides = groups.map((group) => Math.max(group.length, judges.length - group.length) / judges.length);
  return {
    marks: kept.toSorted((a, b) => compare(a, b) || compareText(a.label, b.label)),
    support: judges.length < 2 ? Number.NaN : sides.length === 0 ? 1 : sides.reduce((sum, side) => sum + side, 0) / sides.length,
  };
};

/** The middle value, the lower of two: what most say wherever most agree, and never a value nobody gave. */
export const middleOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[(values.length - 1) >> 1]!;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
