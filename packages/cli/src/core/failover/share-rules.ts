/** Bytes of an item that an owner would see, beside what it has, or may have, seen. */
export interface ByteQuestion {
  /** The owner has, or may have, seen this item already. */
  readonly known: boolean;
  /** UTF-8 bytes of the item's content. */
  readonly bytes: number;
  readonly seenByOwner: number;
  readonly byteCap: number;
}

/** Whether an item may be shown to an owner under its cap in bytes; what it knows already adds none. */
export const bytesAllow = ({ known, bytes, seenByOwner, byteCap }: ByteQuestion): boolean => known || seenByOwner + bytes <= byteCap;

/** A group that an owner would see some of, beside those it has, or may have, seen some of. */
export interface TouchQuestion {
  /** The owner has, or may have, seen an item of this group already. */
  readonly touched: boolean;
  /** Distinct groups that it has, or may have, seen some of. */
  readonly groupsOfOwner: number;
  readonly groupCap: number;
}

/** Whether an item of a group may be shown to an owner under its cap in groups; a group that it has some of adds none. */
export const groupCapAllows = ({ touched, groupsOfOwner, groupCap }: TouchQuestion): boolean => touched || groupsOfOwner + 1 <= groupCap;
