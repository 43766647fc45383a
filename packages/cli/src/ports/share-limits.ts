/** Caps of one owner that are not counted in items, parts per million of what the store knows of the dataset at that moment. */
export interface ShareLimits {
  /** Of the UTF-8 bytes of its distinct items. Absent: no cap. */
  readonly bytesPerMillion?: number;
  /** Of its groups by a field, over all jobs that name groups by it: a group counts as soon as the owner is sent any of it. Absent: no cap. */
  readonly groups?: { readonly perMillion: number; readonly by: string };
}

export interface GroupTotalsQuery {
  readonly dataset: string;
  readonly by: string;
  /** Unsent slots of a job that stand, for what they will show; absent: none do. */
  readonly standing?: {
    readonly job: string;
    /** Their vendors and those vendors' owners. */
    readonly vendors: ReadonlyMap<string, string>;
    /** Only these of them. Default all. */
    readonly slots?: readonly number[];
  };
}

/** Groups of a dataset by one field, and of how many of them each owner has, or may have, seen some, or is to be sent some. */
export interface GroupTotals {
  readonly groups: number;
  readonly owners: ReadonlyMap<string, number>;
}
