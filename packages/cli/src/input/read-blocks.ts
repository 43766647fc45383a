import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { UserError } from "./problem.ts";
import { whyUnreadable } from "./yaml-file.ts";

/** Where lines come from. */
export type LineSource = { readonly from: "file"; readonly path: string } | { readonly from: "stream"; readonly stream: Readable };

export interface ReadBlocksOptions {
  readonly source: LineSource;
  readonly shownAs: string;
  readonly signal?: AbortSignal;
  /** Told of each line that is not UTF-8; the block still comes, with marks in place of what could not be read. */
  readonly onBadLine: (line: number) => void;
}

/** Whole lines as text: it ends behind a line break, except for the last block. */
export interface Block {
  readonly text: string;
  /** Number of its first line, from 1. */
  readonly firstLine: number;
}

const chunkBytes = 64 * 1024;
const longestLine = 16 * 1024 * 1024;
const lineFeed = 0x0a;

/** Reads text in blocks of whole lines, in constant memory. Throws a UserError where it cannot, or where a line is over 16 MB. */
export const readBlocks = async function* (options: ReadBlocksOptions): AsyncGenerator<Block> {
  const { source, shownAs, signal } = options;
  let line = 1;
  let first = true;
  let held: Buffer[] = [];
  let heldBytes = 0;
  const block = (buffer: Buffer): Block => {
    const bytes = first ? withoutMark(buffer, shownAs) : buffer;
    first = false;
    if (!isUtf8(bytes)) reportBadLines(bytes, { firstLine: line, onBadLine: options.onBadLine });
    const made = { text: bytes.toString("utf8"), firstLine: line };
    line += countLines(bytes);
    return made;
  };
  const stream = source.from === "file" ? createReadStream(source.path, { highWaterMark: chunkBytes }) : source.stream;
  const stop = (): void => void stream.destroy(signal?.reason as Error);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    signal?.throwIfAborted();
    for await (const chunk of stream as AsyncIterable<Buffer | string>) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      const end = bytes.lastIndexOf(lineFeed) + 1;
      if (end > 0) {
        yield block(held.length === 0 ? bytes.subarray(0, end) : Buffer.concat([...held, bytes.subarray(0, end)]));
        held = [];
        heldBytes = 0;
      }
      if (end < bytes.length) {
        held.push(bytes.subarray(end));
        heldBytes += bytes.length - end;
        if (heldBytes > longestLine)
          throw new UserError(2, [{ file: shownAs, line, message: "this line is longer than 16 MB", hint: "an item is one line" }]);
      }
    }
    if (heldBytes > 0) yield block(Buffer.concat(held));
  } catch (error) {
    signal?.throwIfAborted();
    if (UserError.is(error) || source.from === "stream") throw error;
    throw new UserError(2, [{ file: shownAs, message: `the file ${whyUnreadable(error)}` }], { cause: error });
  } finally {
    signal?.removeEventListener("abort", stop);
  }
};

/** Takes the byte order mark off; a file in UTF-16 is none that could be read line by line. */
const withoutMark = (bytes: Buffer, shownAs: string): Buffer => {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new UserError(2, [{ file: shownAs, message: "is in UTF-16; UTF-8 is expected", hint: "save it as UTF-8" }]);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
};

const countLines = (bytes: Buffer): number => {
  let lines = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) lines += 1;
  return lines;
};

const reportBadLines = (
  bytes: Buffer,
  { firstLine, onBadLine }: { readonly firstLine: number; readonly onBadLine: (line: number) => void },
): void => {
  let line = firstLine;
  for (let start = 0; start < bytes.length; line += 1) {
    const next = bytes.indexOf(lineFeed, start);
    const end = next === -1 ? bytes.length : next;
    if (!isUtf8(bytes.subarray(start, end))) onBadLine(line);
    start = end + 1;
  }
};
