import { createHash } from "node:crypto";

/** SHA-256 over ids, fingerprints and, where the job has groups, the names of those, in the order of the file. */
export interface ItemsHash {
  readonly add: (item: { readonly id: string; readonly fingerprint: Uint8Array; readonly group?: string }) => void;
  /** In hex; once. */
  readonly close: () => string;
}

/** Bytes that are hashed at a time: each call costs as much as hashing some hundred of them. */
const blockBytes = 1 << 16;

export const createItemsHash = ({ grouped }: { readonly grouped: boolean }): ItemsHash => {
  const hash = createHash("sha256");
  const block = Buffer.alloc(blockBytes);
  let used = 0;
  const flush = (): void => {
    hash.update(block.subarray(0, used));
    used = 0;
  };
  const line = (text: string): void => {
    // A character of UTF-16 is three bytes of UTF-8 at most.
    const most = text.length * 3 + 1;
    if (used + most > blockBytes) flush();
    if (most > blockBytes) {
      hash.update(`${text}\n`);
      return;
    }
    used += block.write(text, used);
    used = block.writeUInt8(0x0a, used);
  };
  return {
    add: ({ id, fingerprint, group }) => {
      line(id);
      if (used + fingerprint.length > blockBytes) flush();
      block.set(fingerprint, used);
      used += fingerprint.length;
      if (grouped) line(group ?? "");
    },
    close: () => {
      flush();
      return hash.digest("hex");
    },
  };
};
