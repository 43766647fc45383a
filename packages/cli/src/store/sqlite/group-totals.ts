import type { GroupTotals, GroupTotalsQuery } from "../../ports/share-limits.ts";
import type { Database } from "./database.ts";

/** Counts a dataset's groups by one field, and those that each owner has some of. */
export const groupTotals = (db: Database, { dataset, by, standing }: GroupTotalsQuery): GroupTotals => {
  const groups = db.get("SELECT count(*) AS n FROM dataset_groups WHERE dataset = ? AND grouped_by = ?", dataset, by)?.["n"] as number;
  const owners = new Map(
    db
      .all(
        "SELECT owner, count(*) AS n FROM exposure_groups WHERE dataset = ? AND grouped_by = ? AND items > 0 GROUP BY owner ORDER BY owner",
        dataset,
        by,
      )
      .map((row) => [row["owner"] as string, row["n"] as number]),
  );
  if (standing === undefined) return { groups, owners };
  const { slots } = standing;
  for (const [owner, vendors] of Map.groupBy(standing.vendors, ([, one]) => one)) {
    const more = db.get(
      `SELECT count(DISTINCT i.unit) AS n FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq
       WHERE s.job = ? AND s.vendor IN (SELECT value FROM json_each(?)) AND s.state IN ('pending', 'waiting') AND i.unit IS NOT NULL
         ${slots === undefined ? "" : "AND s.slot IN (SELECT value FROM json_each(?))"}
         AND NOT EXISTS (
           SELECT 1 FROM exposure_groups g WHERE g.dataset = ? AND g.grouped_by = ? AND g.owner = ? AND g.unit = i.unit AND g.items > 0
         )`,
      standing.job,
      JSON.stringify(vendors.map(([vendor]) => vendor)),
      ...(slots === undefined ? [] : [JSON.stringify(slots)]),
      dataset,
      by,
      owner,
    )?.["n"] as number;
    owners.set(owner, (owners.get(owner) ?? 0) + more);
  }
  return { groups, owners };
};
