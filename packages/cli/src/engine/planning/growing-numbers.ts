/** Whole numbers from 0 to 4,294,967,295 by their index, in flat memory that grows as it has to; what was never set is 0. */
export interface GrowingNumbers {
  readonly at: (index: number) => number;
  readonly set: (index: number, value: number) => void;
}

/** Makes an empty list. It takes 4 bytes an entry, and grows by half. */
export const createGrowingNumbers = (): GrowingNumbers => {
  let values = new Uint32Array(1_024);
  return {
    at: (index) => values[index] ?? 0,
    set: (index, value) => {
      if (index >= values.length) {
        const grown = new Uint32Array(Math.max(index + 1, Math.floor(values.length * 1.5)));
        grown.set(values);
        values = grown;
      }
      values[index] = value;
    },
  };
};
