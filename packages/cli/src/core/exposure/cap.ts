/**
 * The most distinct items of a dataset one owner may have seen: the share of the items, rounded down, so that the share is
 * never exceeded by a part of an item. Without a share there is no cap but the dataset itself. Exact: no floating point.
 */
export const capOf = (datasetItems: number, maxSharePerMillion: number | undefined): number =>
  maxSharePerMillion === undefined ? datasetItems : Number((BigInt(datasetItems) * BigInt(maxSharePerMillion)) / 1_000_000n);

/** Items an owner may still be shown for the first time; 0 where it has seen its cap or more. */
export const roomUnderCap = (capItems: number, seenItems: number): number => Math.max(0, capItems - seenItems);

/**
 * The smallest share, in parts per million and in steps of a thousandth, whose cap holds that many items. A cap a person
 * would write: 0.464, not 0.463372.
 */
export const shareToHold = (datasetItems: number, items: number): number => {
  const perMillion = (BigInt(items) * 1_000_000n + BigInt(datasetItems) - 1n) / BigInt(datasetItems);
  return Number(((perMillion + 999n) / 1000n) * 1000n);
};
