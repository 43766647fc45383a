import type { Database } from "./database.ts";

/** The latest answers are past enough; a vendor with a longer one is no slower for it. */
const LATEST = 5_000;

/**
 * How long a vendor's latest answers took, and how long what was open at that moment had been open. By our clock, which may have been set meanwhile, or the
 * machine asleep; or by the vendor's own, which may say anything: by the shorter one, for a vendor that seems slow is waited for.
 */
export const turnarounds = (
  db: Database,
  vendor: string,
  at: number,
): { readonly ended: readonly number[]; readonly waiting: readonly number[] } => ({
  ended: db
    .all(
      "SELECT min(ended_at - accepted_at, coalesce(turnaround_ms, ended_at - accepted_at)) AS ms FROM attempts WHERE vendor = ? AND state = 'answered' AND accepted_at IS NOT NULL ORDER BY attempt DESC LIMIT ?",
      vendor,
      LATEST,
    )
    .map((row) => Math.max(0, row["ms"] as number)),
  waiting: db
    .all(
      "SELECT ? - accepted_at AS ms FROM attempts WHERE vendor = ? AND state = 'accepted' ORDER BY attempt DESC LIMIT ?",
      at,
      vendor,
      LATEST,
    )
    .map((row) => Math.max(0, row["ms"] as number)),
});
