import type { Purpose } from "../core/purpose/purpose.ts";
import { hash } from "node:crypto";

/** One line of the record of disclosures, as it goes into the chain. */
export interface DisclosureRecord {
  readonly kind: "disclosed" | "released";
  readonly dataset: string;
  readonly fingerprint: Uint8Array;
  readonly owner: string;
  readonly vendor: string;
  readonly job: string;
  readonly attemptKey: string;
  readonly purpose: Purpose;
  readonly bytes: number;
  readonly fence: number;
  readonly at: number;
}

/** What the first record is chained to. */
export const chainStart: Uint8Array = new Uint8Array(32);

/**
 * The next link: SHA-256 of the previous link and the record with its place. Change, delete or reorder one record and
 * every later link is another; cutting off the end is seen only by someone who kept a later head.
 */
export const nextLink = (previous: Uint8Array, seq: number, record: DisclosureRecord): Uint8Array => {
  const { kind, dataset, owner, vendor, job, attemptKey, purpose, bytes, fence, at } = record;
  const body = JSON.stringify([seq, kind, dataset, owner, vendor, job, attemptKey, purpose, bytes, fence, at]);
  return hash("sha256", Buffer.concat([previous, record.fingerprint, Buffer.from(body)]), "buffer");
};
