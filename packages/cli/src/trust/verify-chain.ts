import { chainStart, type DisclosureRecord, nextLink } from "./audit-chain.ts";

export interface ChainedRecord extends DisclosureRecord {
  readonly seq: number;
  readonly chain: Uint8Array;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly records: number;
  /** The last link that holds, in hex. */
  readonly head: string;
  readonly firstBad?: { readonly index: number; readonly why: string };
}

/**
 * Walks the record of disclosures in order and names the first record that was changed, removed or moved. What was cut off at
 * the end is seen only against a head that was kept elsewhere: pass it as `expectedHead`.
 */
export const verifyChain = (records: Iterable<ChainedRecord>, expectedHead?: string): ChainReport => {
  let previous = chainStart;
  let count = 0;
  const report = (firstBad?: { readonly index: number; readonly why: string }): ChainReport => ({
    ok: firstBad === undefined,
    records: count,
    head: Buffer.from(previous).toString("hex"),
    ...(firstBad === undefined ? {} : { firstBad }),
  });
  for (const record of records) {
    const { seq, chain, ...body } = record;
    if (seq !== count + 1) return report({ index: count + 1, why: `record ${count + 1} is missing: the next one is ${seq}` });
    const link = nextLink(previous, seq, body);
    if (!Buffer.from(link).equals(Buffer.from(chain)))
      return report({
        index: seq,
        why: `record ${seq} does not follow from the one before it: it, or one that stood before it, was changed`,
      });
    previous = link;
    count = seq;
  }
  if (expectedHead !== undefined && Buffer.from(previous).toString("hex") !== expectedHead)
    return report({
      index: count + 1,
      why: `the record ends at ${count}, and the head that was kept is of a later one: its end was cut off`,
    });
  return report();
};
