import { createHash } from "node:crypto";

/** Hex of a SHA-256 over the parts, each told apart from its neighbours. Stable over processes and versions: vendors remember it. */
export const stableHash = (parts: readonly (string | Uint8Array)[], digits: number): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex").slice(0, digits);
};
