import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The rest of every digest of a set and its value, in the order they were added: in memory, and from some number on in a temporary file. */
export interface DigestLog {
  /** Answers the number of the entry, from 0. */
  readonly push: (b: number, c: number, value: number) => number;
  /** The value of an entry if it is this digest's. */
  readonly find: (entry: number, b: number, c: number) => number | undefined;
  /** Gives up memory and file. */
  readonly close: () => void;
}

/** Words of an entry: two of the digest, and the value. */
const entryWords = 3;
const entryBytes = entryWords * Uint32Array.BYTES_PER_ELEMENT;
/** Entries that are written at a time. */
const blockEntries = 1 << 14;

/** An empty log. What reaches the disk are parts of hashes, in a file without a name; where none can be written everything stays in memory. */
export const createDigestLog = (inMemory: number): DigestLog => {
  /** The last one is being filled; undefined where it is in the file. */
  const blocks: (Uint32Array | undefined)[] = [];
  const read = new Uint32Array(entryWords);
  let length = 0;
  let firstInMemory = 0;
  let file: ScratchFile | undefined;
  let mayWrite = true;
  let spare: Uint32Array | undefined;
  const spill = (): void => {
    try {
      file ??= openScratchFile();
      for (; firstInMemory < blocks.length; firstInMemory += 1) {
        const block = blocks[firstInMemory];
        if (block !== undefined) file.write(block, firstInMemory * blockEntries * entryBytes);
        blocks[firstInMemory] = undefined;
        spare = block;
      }
    } catch {
      mayWrite = false;
    }
  };
  return {
    push: (b, c, value) => {
      const within = (length % blockEntries) * entryWords;
      if (within === 0) {
        if (mayWrite && length > 0 && length >= inMemory) spill();
        blocks.push(spare ?? new Uint32Array(blockEntries * entryWords));
        spare = undefined;
      }
      const block = blocks.at(-1);
      if (block !== undefined) {
        block[within] = b;
        block[within + 1] = c;
        block[within + 2] = value;
      }
      length += 1;
      return length - 1;
    },
    find: (entry, b, c) => {
      let words = blocks[Math.floor(entry / blockEntries)];
      let within = (entry % blockEntries) * entryWords;
      if (words === undefined) {
        file?.read(read, entry * entryBytes);
        words = read;
        within = 0;
      }
      return words[within] === b && words[within + 1] === c ? words[within + 2] : undefined;
    },
    close: () => {
      blocks.length = 0;
      file?.close();
      file = undefined;
    },
  };
};

interface ScratchFile {
  readonly write: (words: Uint32Array, position: number) => void;
  readonly read: (words: Uint32Array, position: number) => void;
  readonly close: () => void;
}

/** A file for this process alone. It has no name any more once it is open, so that nothing is left of it whatever happens; where that is not possible it is removed at the end. */
const openScratchFile = (): ScratchFile => {
  const folder = mkdtempSync(join(tmpdir(), "tranche-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const handle = openSync(join(folder, "digests"), "wx+", 0o600);
  let named = true;
  try {
    remove();
    named = false;
  } catch {
    // Some systems keep the name of a file that is open.
  }
  return {
    write: (words, position) => {
      for (let done = 0; done < words.byteLength;) done += writeSync(handle, words, done, words.byteLength - done, position + done);
    },
    read: (words, position) => {
      for (let done = 0; done < words.byteLength;) {
        const got = readSync(handle, words, done, words.byteLength - done, position + done);
        if (got === 0) throw new Error("a temporary file is shorter than what was written to it");
        done += got;
      }
    },
    close: () => {
      closeSync(handle);
      if (named) remove();
    },
  };
};
