import { pairAllows } from "../../core/failover/pair-rule.ts";
import type { Database } from "./database.ts";

/** Keeps any two owners from seeing too much together, for one owner within one transaction. */
export interface PairGate {
  readonly allows: (fingerprint: Uint8Array, known: boolean) => boolean;
  /** To be told of each item as it is disclosed. */
  readonly shown: (fingerprint: Uint8Array, known: boolean) => void;
}

/** Reads what the owner and each other one have seen together, once; after that only who knows an item is asked. */
export const pairGate = (
  db: Database,
  { dataset, owner, pairCap }: { readonly dataset: string; readonly owner: string; readonly pairCap: number },
): PairGate => {
  const own =
    (db.get("SELECT items FROM exposure_counts WHERE dataset = ? AND owner = ?", dataset, owner)?.["items"] as number | undefined) ?? 0;
  // Somebody who has seen nothing yet: together with it the owner has seen what it has seen itself.
  const together = new Map<string, number>([["", own]]);
  for (const row of db.all(
    `SELECT c.owner, c.items - coalesce(o.items, 0) AS more FROM exposure_counts c
     LEFT JOIN exposure_overlaps o ON o.dataset = c.dataset AND o.a = min(c.owner, ?) AND o.b = max(c.owner, ?)
     WHERE c.dataset = ? AND c.owner <> ? AND c.items > 0`,
    owner,
    owner,
    dataset,
    owner,
  ))
    together.set(row["owner"] as string, own + (row["more"] as number));
  const knowing = (fingerprint: Uint8Array): ReadonlySet<string> =>
    new Set(
      db.all("SELECT owner FROM exposure WHERE dataset = ? AND fingerprint = ?", dataset, fingerprint).map((row) => row["owner"] as string),
    );
  return {
    allows: (fingerprint, known) => {
      if (known) return true;
      const knows = knowing(fingerprint);
      return pairAllows({ known, others: [...together].map(([other, count]) => ({ knows: knows.has(other), together: count })), pairCap });
    },
    shown: (fingerprint, known) => {
      if (known) return;
      const knows = knowing(fingerprint);
      for (const [other, count] of together) if (!knows.has(other)) together.set(other, count + 1);
    },
  };
};
