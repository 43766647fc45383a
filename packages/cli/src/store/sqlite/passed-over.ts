import type { PassedOver } from "../../ports/listing-store.ts";
import { answersKept } from "../../core/failover/answers-kept.ts";
import type { Database } from "./database.ts";

/** States of attempts that a vendor is believed not to have. */
const GONE = "('absent', 'refused', 'throttled', 'released')";

export const listedAsGone = (
  db: Database,
  { job, vendor, keys }: { readonly job: string; readonly vendor: string; readonly keys: readonly string[] },
): ReadonlySet<string> =>
  new Set(
    db
      .all(
        `SELECT a.key FROM json_each(?) k CROSS JOIN attempts a ON a.vendor = ? AND a.key = k.value WHERE a.job = ? AND a.state IN ${GONE}`,
        JSON.stringify(keys),
        vendor,
        job,
      )
      .map((row) => row["key"] as string),
  );

export const recordPassedOver = (
  db: Database,
  { job, vendor, what, units }: { readonly job: string; readonly vendor: string; readonly what: PassedOver; readonly units: number },
): void =>
  db.transaction(() => {
    db.run(
      "INSERT INTO passed_over VALUES (?, ?, ?, ?) ON CONFLICT (job, vendor, what) DO UPDATE SET units = max(units, excluded.units)",
      job,
      vendor,
      what,
      units,
    );
  });

/** One sentence for each vendor that gave more than was asked for. */
export const passedOverWarnings = (db: Database, job: string): readonly string[] =>
  db
    .all("SELECT vendor, what, units FROM passed_over WHERE job = ? AND units > 0 ORDER BY vendor, what DESC", job)
    .map((row) => sentence(row["what"] as PassedOver, row["vendor"] as string, (row["units"] as number).toLocaleString("en-US")));

const sentence = (what: PassedOver, vendor: string, units: string): string => {
  switch (what) {
    case "not-ours":
      return `${vendor} lists work under names that this folder cannot have made (${units}): somebody else's, or nobody's; it is passed over`;
    case "answers":
      return `${vendor} gave more answers to one unit than are kept of it (${answersKept}); not kept: ${units}`;
    default:
      return what satisfies never;
  }
};
