import { createHash } from "node:crypto";
import { stableHash } from "../stable-hash.ts";

/*
 * Prolific lists batches and never what is in them. So a batch's name says it: 40 bits for the engagement and a mark of 42 bits for each of its units, in the
 * order of the uploaded file. That is all a process needs that remembers nothing.
 */

const length = 7;

/** A unit's mark, made of its key. */
export const markOf = (key: string): string => createHash("sha256").update(key).digest("base64url").slice(0, length);

/** Name of the batch that holds these units. */
export const batchName = (engagement: string, keys: readonly string[]): string => `${prefixOf(engagement)}${keys.map(markOf).join("")}`;

const prefixOf = (engagement: string): string => `${stableHash([engagement], 10)}.`;

const taken = ".x";

/** The same name, after its units were withdrawn: nobody may publish it any more. */
export const withdrawnName = (name: string): string => (name.endsWith(taken) ? name : `${name}${taken}`);

/** What a batch's name says; undefined for a batch of somebody else, or of another engagement. */
export const readBatchName = (
  name: string,
  engagement: string,
): { readonly marks: readonly string[]; readonly withdrawn: boolean } | undefined => {
  const prefix = prefixOf(engagement);
  if (!name.startsWith(prefix)) return undefined;
  const withdrawn = name.endsWith(taken);
  const written = name.slice(prefix.length, withdrawn ? -taken.length : undefined);
  if (written === "" || written.length % length !== 0 || !/^[\w-]+$/.test(written)) return undefined;
  return { marks: written.match(/.{7}/g) ?? [], withdrawn };
};

/** A unit's ref: its batch and its mark. There is no id of a unit at Prolific before somebody answered it. */
export const refOf = (batch: string, mark: string): string => `${batch}.${mark}`;

/** The parts of a ref; undefined for what was never one. */
export const readRef = (ref: string): { readonly batch: string; readonly mark: string } | undefined => {
  const found = /^(.+)\.([\w-]{7})$/.exec(ref);
  return found === null ? undefined : { batch: found[1] ?? "", mark: found[2] ?? "" };
};
