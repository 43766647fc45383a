import { createHmac, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Keys that names are derived with; one per vendor and dataset, so that two vendors cannot join what they hold. */
export interface Pseudonyms {
  /** 32 characters of [0-9a-v], the same for the same vendor, dataset and name. */
  nameFor(scope: { readonly vendor: string; readonly dataset: string }, name: string): string;
  /** A whole number below 2^48 that orders a vendor's items its own way. */
  placeFor(scope: { readonly vendor: string; readonly dataset: string }, seq: number): number;
}

const derive = (master: Uint8Array): Pseudonyms => {
  const keys = new Map<string, Buffer>();
  const keyOf = ({ vendor, dataset }: { vendor: string; dataset: string }): Buffer => {
    const label = JSON.stringify([vendor, dataset]);
    const known = keys.get(label);
    if (known !== undefined) return known;
    const made = createHmac("sha256", master).update(label).digest();
    keys.set(label, made);
    return made;
  };
  return {
    nameFor: (scope, name) => base32(createHmac("sha256", keyOf(scope)).update(`name ${name}`).digest().subarray(0, 20)),
    placeFor: (scope, seq) => createHmac("sha256", keyOf(scope)).update(`place ${seq}`).digest().readUIntBE(0, 6),
  };
};

const alphabet = "0123456789abcdefghijklmnopqrstuv";
const base32 = (bytes: Uint8Array): string => {
  let out = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet[(held >>> bits) & 31];
    }
  }
  return out;
};

/** Reads the master key beside the store, or makes it (mode 0600) the first time. */
export const openPseudonyms = (file: string): Pseudonyms => {
  try {
    return derive(Buffer.from(readFileSync(file, "utf8").trim(), "hex"));
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw error;
  }
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    chmodSync(file, 0o600);
  } catch (error) {
    // Another process made it at the same moment; its key is the key.
    if ((error as { code?: string }).code !== "EEXIST") throw error;
  }
  return derive(Buffer.from(readFileSync(file, "utf8").trim(), "hex"));
};

/** Names from a fixed key, for tests and simulations. */
export const fixedPseudonyms = (key: string): Pseudonyms => derive(Buffer.from(key));
