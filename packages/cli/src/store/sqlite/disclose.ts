import { chainStart, type DisclosureRecord, nextLink } from "../../trust/audit-chain.ts";
import type { Database } from "./database.ts";

/** Appends to the record of disclosures. Must run inside a transaction; `next` is used up by it and must not be kept. */
export interface DisclosureWriter {
  /** Distinct items of the dataset the owner has, or may have, seen. */
  readonly count: (dataset: string, owner: string) => number;
  /** `known`: the owner has, or may have, seen the item already. The running count is moved by `addToCount`. */
  readonly disclose: (record: Omit<DisclosureRecord, "kind">, known: boolean) => void;
  /** Moves an owner's running count by what was newly disclosed. */
  readonly addToCount: (
    owner: { readonly dataset: string; readonly owner: string },
    added: { readonly items: number; readonly bytes: number },
  ) => void;
  readonly release: (record: Omit<DisclosureRecord, "kind">) => void;
}

/** The writer for one transaction: reads the end of the chain once, then appends. */
export const disclosureWriter = (db: Database): DisclosureWriter => {
  const last = db.get("SELECT seq, chain FROM disclosures ORDER BY seq DESC LIMIT 1");
  let seq = (last?.["seq"] as number | undefined) ?? 0;
  let head = (last?.["chain"] as Uint8Array | undefined) ?? chainStart;
  const append = (record: DisclosureRecord): void => {
    seq += 1;
    head = nextLink(head, seq, record);
    const { kind, dataset, fingerprint, owner, vendor, job, attemptKey, purpose, bytes, fence, at } = record;
    db.run(
      "INSERT INTO disclosures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      seq,
      kind,
      dataset,
      fingerprint,
      owner,
      vendor,
      job,
      attemptKey,
      purpose,
      bytes,
      fence,
      at,
      head,
    );
  };
  return {
    count: (dataset, owner) =>
      (db.get("SELECT items FROM exposure_counts WHERE dataset = ? AND owner = ?", dataset, owner)?.["items"] as number | undefined) ?? 0,
    disclose: (record, known) => {
      append({ ...record, kind: "disclosed" });
      const { dataset, fingerprint, owner, bytes } = record;
      if (known) {
        db.run(
          "UPDATE exposure SET standing = standing + 1, bytes = max(bytes, ?) WHERE dataset = ? AND fingerprint = ? AND owner = ?",
          bytes,
          dataset,
          fingerprint,
          owner,
        );
        return;
      }
      db.run("INSERT INTO exposure VALUES (?, ?, ?, 1, ?)", dataset, fingerprint, owner, bytes);
    },
    addToCount: ({ dataset, owner }, { items, bytes }) => {
      db.run(
        "INSERT INTO exposure_counts VALUES (?, ?, ?, ?) ON CONFLICT (dataset, owner) DO UPDATE SET items = items + excluded.items, bytes = bytes + excluded.bytes",
        dataset,
        owner,
        items,
        bytes,
      );
    },
    release: (record) => {
      append({ ...record, kind: "released" });
      const { dataset, fingerprint, owner } = record;
      db.run(
        "UPDATE exposure SET standing = standing - 1 WHERE dataset = ? AND fingerprint = ? AND owner = ?",
        dataset,
        fingerprint,
        owner,
      );
      const gone = db.get(
        "SELECT bytes FROM exposure WHERE dataset = ? AND fingerprint = ? AND owner = ? AND standing = 0",
        dataset,
        fingerprint,
        owner,
      );
      if (gone === undefined) return;
      db.run("DELETE FROM exposure WHERE dataset = ? AND fingerprint = ? AND owner = ?", dataset, fingerprint, owner);
      db.run(
        "UPDATE exposure_counts SET items = items - 1, bytes = bytes - ? WHERE dataset = ? AND owner = ?",
        gone["bytes"] as number,
        dataset,
        owner,
      );
    },
  };
};
