import { createHash } from "node:crypto";

/** SHA-256 over ids, fingerprints and, where the job has groups, the names of those, in the order of the file. */
export interface ItemsHash {
  readonly add: (item: { readonly id: string; readonly fingerprint: Uint8Array; readonly group?: string }) => void;
  /** In hex; once. */
  readonly close: () => string;
}

export const createItemsHash = ({ grouped }: { readonly grouped: boolean }): ItemsHash => {
  const hash = createHash("sha256");
  return {
    add: ({ id, fingerprint, group }) => {
      hash.update(`${id}\n`);
      hash.update(fingerprint);
      if (grouped) hash.update(`${group ?? ""}\n`);
    },
    close: () => hash.digest("hex"),
  };
};
