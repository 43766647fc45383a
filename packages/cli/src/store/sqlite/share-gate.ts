import { capOf } from "../../core/exposure/cap.ts";
import { bytesAllow, groupCapAllows } from "../../core/failover/share-rules.ts";
import type { ShareLimits } from "../../ports/share-limits.ts";
import type { Database } from "./database.ts";

/** An item as the caps in bytes and in groups see it. */
export interface WeighedItem {
  readonly known: boolean;
  readonly bytes: number;
  /** Absent: it belongs to no group. */
  readonly unit: string | undefined;
}

/** Keeps one owner within its shares of a dataset's bytes and groups, within one transaction. */
export interface ShareGate {
  /** The cap that an item would break; undefined where it may be shown. */
  readonly ruleAgainst: (item: WeighedItem) => "byte-cap" | "group-cap" | undefined;
  /** To be told of each item before its disclosure is written. */
  readonly shown: (item: WeighedItem) => void;
}

/** Reads both totals and what the owner has of them, once; after that only whether it has some of a group is asked. */
export const shareGate = (
  db: Database,
  { dataset, owner, limits }: { readonly dataset: string; readonly owner: string; readonly limits: ShareLimits },
): ShareGate => {
  const number = (sql: string, ...values: readonly string[]): number => (db.get(sql, ...values)?.["n"] as number | undefined) ?? 0;
  const { bytesPerMillion, groups } = limits;
  const byteCap =
    bytesPerMillion === undefined
      ? Infinity
      : capOf(number("SELECT bytes AS n FROM dataset_counts WHERE dataset = ?", dataset), bytesPerMillion);
  let seenByOwner = number("SELECT bytes AS n FROM exposure_counts WHERE dataset = ? AND owner = ?", dataset, owner);
  const by = groups?.by ?? "";
  const groupCap =
    groups === undefined
      ? Infinity
      : capOf(number("SELECT count(*) AS n FROM dataset_groups WHERE dataset = ? AND grouped_by = ?", dataset, by), groups.perMillion);
  let groupsOfOwner =
    groups === undefined
      ? 0
      : number(
          "SELECT count(*) AS n FROM exposure_groups WHERE dataset = ? AND grouped_by = ? AND owner = ? AND items > 0",
          dataset,
          by,
          owner,
        );
  const hasSomeOf = (unit: string): boolean =>
    db.get(
      "SELECT 1 FROM exposure_groups WHERE dataset = ? AND grouped_by = ? AND owner = ? AND unit = ? AND items > 0",
      dataset,
      by,
      owner,
      unit,
    ) !== undefined;
  return {
    ruleAgainst: ({ known, bytes, unit }) => {
      if (!bytesAllow({ known, bytes, seenByOwner, byteCap })) return "byte-cap";
      if (groups === undefined || unit === undefined || known) return undefined;
      return groupCapAllows({ touched: hasSomeOf(unit), groupsOfOwner, groupCap }) ? undefined : "group-cap";
    },
    shown: ({ known, bytes, unit }) => {
      if (known) return;
      seenByOwner += bytes;
      if (groups !== undefined && unit !== undefined && !hasSomeOf(unit)) groupsOfOwner += 1;
    },
  };
};
