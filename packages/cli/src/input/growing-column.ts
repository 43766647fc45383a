/** A column of whole numbers that grows as rows come: 4 bytes a row, where a list would take more. */
export interface GrowingColumn {
  readonly push: (value: number) => void;
  /** What is there so far; valid until the next push. */
  readonly values: () => Int32Array;
}

export const growingColumn = (): GrowingColumn => {
  let values = new Int32Array(1 << 12);
  let length = 0;
  return {
    push: (value) => {
      if (length === values.length) {
        const larger = new Int32Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length] = value;
      length += 1;
    },
    values: () => values.subarray(0, length),
  };
};

/** Numbers for names, in the order they first come up. */
export interface NameTable {
  readonly numberOf: (name: string) => number;
  readonly names: readonly string[];
}

export const nameTable = (): NameTable => {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    names,
    numberOf: (name) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      // A piece of a long text keeps the whole text in memory; a copy of its bytes does not.
      const own = name.length < 13 ? name : Buffer.from(name, "utf8").toString("utf8");
      numbers.set(own, names.length);
      return names.push(own) - 1;
    },
  };
};
