/** Runs `work` over all of `list`, at most `width` at a time, and keeps the order. The first error stops the rest from starting. */
export const inTurns = async <Item, Result>(
  list: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  let next = 0;
  let stopped = false;
  const lane = async (): Promise<void> => {
    while (next < list.length && !stopped) {
      const index = next;
      next += 1;
      try {
        results[index] = await work(list[index] as Item);
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, list.length) }, lane));
  return results;
};

/** Cuts a list into pieces of at most `size`. */
export const piecesOf = <Item>(list: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
