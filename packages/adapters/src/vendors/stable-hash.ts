import { createHash, hash } from "node:crypto";

/** Hex of a SHA-256 over the parts, each told apart from its neighbours. Stable over processes and versions: vendors remember it. */
export const stableHash = (parts: readonly (string | Uint8Array)[], digits: number): string => {
  // In one go where it can be: a hash object for a short text costs several times the hash.
  if (parts.every((part) => typeof part === "string"))
    return hash("sha256", parts.map((part) => `${part.length}:${part}`).join(""), "hex").slice(0, digits);
  const made = createHash("sha256");
  for (const part of parts) made.update(`${part.length}:`).update(part);
  return made.digest("hex").slice(0, digits);
};
