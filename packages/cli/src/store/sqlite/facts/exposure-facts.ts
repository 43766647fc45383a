import type { DatasetExposure, ExposureDocument } from "../../../report/documents.ts";
import type { Purpose } from "../../../core/purpose/purpose.ts";
import type { Database } from "../database.ts";

export interface ExposureFactsQuery {
  readonly dataset?: string;
  readonly owner?: string;
  /** Vendors of the config and their owners. */
  readonly vendors: readonly { readonly vendor: string; readonly owner: string }[];
  /** The cap as a share, by dataset; 1 where no job limits it. */
  readonly capOf: (dataset: string) => number;
}

/** Who has, or may have, seen how much of each dataset. */
export const exposureFacts = (db: Database, query: ExposureFactsQuery): ExposureDocument => {
  const rows = db.all(
    "SELECT dataset, items FROM dataset_counts WHERE ? IS NULL OR dataset = ? ORDER BY dataset",
    query.dataset ?? null,
    query.dataset ?? null,
  );
  return {
    datasets: rows.map((row) => datasetExposure(db, query, { dataset: row["dataset"] as string, items: row["items"] as number })),
    everything: everythingSent(db, query.owner),
  };
};

const everythingSent = (db: Database, owner: string | undefined): NonNullable<ExposureDocument["everything"]> =>
  db
    .all(
      `SELECT owner, count(DISTINCT dataset) AS datasets, count(DISTINCT fingerprint) AS items, total(bytes) AS bytes FROM exposure
       WHERE ? IS NULL OR owner = ? GROUP BY owner ORDER BY items DESC, owner`,
      owner ?? null,
      owner ?? null,
    )
    .map((row) => ({
      owner: row["owner"] as string,
      datasets: row["datasets"] as number,
      items: row["items"] as number,
      bytes: row["bytes"] as number,
    }));

/** What was released again was never sent, and is in no exposure row. */
const sentByJob = (db: Database, dataset: string, owner: string): NonNullable<DatasetExposure["owners"][number]["jobs"]> =>
  db
    .all(
      `SELECT d.job, count(DISTINCT d.fingerprint) AS items FROM disclosures d
       JOIN exposure e ON e.dataset = d.dataset AND e.fingerprint = d.fingerprint AND e.owner = d.owner
       WHERE d.dataset = ? AND d.owner = ? AND d.kind = 'disclosed' GROUP BY d.job ORDER BY d.job`,
      dataset,
      owner,
    )
    .map((row) => ({ job: row["job"] as string, items: row["items"] as number }));

const datasetExposure = (
  db: Database,
  query: ExposureFactsQuery,
  { dataset, items }: { readonly dataset: string; readonly items: number },
): DatasetExposure => {
  const known = db.all("SELECT owner, items, bytes FROM exposure_counts WHERE dataset = ? ORDER BY items DESC, owner", dataset);
  const byOwner = new Map(known.map((row) => [row["owner"] as string, { items: row["items"] as number, bytes: row["bytes"] as number }]));
  for (const { owner } of query.vendors) if (!byOwner.has(owner)) byOwner.set(owner, { items: 0, bytes: 0 });
  const wanted = [...byOwner].filter(([owner]) => query.owner === undefined || owner === query.owner);
  const anyTwo = twoWhoKnowMost(db, dataset, items);
  return {
    dataset,
    items,
    owners: wanted.map(([owner, seen]) => ({
      owner,
      vendors: vendorsOf(db, query, { dataset, owner }),
      items: seen.items,
      share: items === 0 ? 0 : seen.items / items,
      cap: query.capOf(dataset),
      bytes: seen.bytes,
      groups: groupsSeen(db, dataset, owner),
      purposes: purposesOf(db, dataset, owner),
      jobs: sentByJob(db, dataset, owner),
      inDoubt: inDoubt(db, dataset, owner),
      last: lastDisclosure(db, dataset, owner),
    })),
    ...(anyTwo === undefined ? {} : { anyTwo }),
  };
};

const vendorsOf = (
  db: Database,
  query: ExposureFactsQuery,
  { dataset, owner }: { readonly dataset: string; readonly owner: string },
): readonly string[] => {
  const names = new Set(query.vendors.filter((vendor) => vendor.owner === owner).map((vendor) => vendor.vendor));
  for (const row of db.all("SELECT DISTINCT vendor FROM disclosures WHERE dataset = ? AND owner = ?", dataset, owner))
    names.add(row["vendor"] as string);
  return [...names].toSorted();
};

/** Groups that an owner has some of: those of each field that jobs name groups by. */
const groupsSeen = (db: Database, dataset: string, owner: string): number =>
  db.get("SELECT count(*) AS n FROM exposure_groups WHERE dataset = ? AND owner = ? AND items > 0", dataset, owner)?.["n"] as number;

/** What each item that an owner has seen was shown to it for first. */
const purposesOf = (db: Database, dataset: string, owner: string): Readonly<Record<Purpose, number>> => {
  const purposes: Record<Purpose, number> = { real: 0, gold: 0, pilot: 0, overlap: 0, hedge: 0, canary: 0 };
  for (const row of db.all(
    `SELECT purpose, count(*) AS n FROM (
       SELECT d.purpose, min(d.seq) FROM disclosures d
       JOIN exposure e ON e.dataset = d.dataset AND e.fingerprint = d.fingerprint AND e.owner = d.owner
       WHERE d.dataset = ? AND d.owner = ? AND d.kind = 'disclosed' GROUP BY d.fingerprint) GROUP BY purpose`,
    dataset,
    owner,
  ))
    purposes[row["purpose"] as Purpose] = row["n"] as number;
  return purposes;
};

const inDoubt = (db: Database, dataset: string, owner: string): number =>
  (db.get(
    `SELECT count(DISTINCT a.job || '/' || a.seq) AS n FROM attempts a JOIN jobs j ON j.job = a.job
     WHERE j.dataset = ? AND a.owner = ? AND (a.state IN ('sending', 'in-doubt') OR (a.state = 'expired' AND a.ref IS NULL))`,
    dataset,
    owner,
  )?.["n"] as number | undefined) ?? 0;

const lastDisclosure = (db: Database, dataset: string, owner: string): string | null => {
  const at = db.get("SELECT max(at) AS at FROM disclosures WHERE dataset = ? AND owner = ? AND kind = 'disclosed'", dataset, owner)?.[
    "at"
  ] as number | null | undefined;
  return at == null ? null : new Date(at).toISOString();
};

const twoWhoKnowMost = (db: Database, dataset: string, items: number): DatasetExposure["anyTwo"] => {
  const row = db.get(
    `SELECT a.owner AS a, b.owner AS b, a.items + b.items - coalesce(o.items, 0) AS together FROM exposure_counts a
     JOIN exposure_counts b ON b.dataset = a.dataset AND b.owner > a.owner AND b.items > 0
     LEFT JOIN exposure_overlaps o ON o.dataset = a.dataset AND o.a = a.owner AND o.b = b.owner
     WHERE a.dataset = ? AND a.items > 0 ORDER BY together DESC, a.items + b.items DESC, a.owner, b.owner LIMIT 1`,
    dataset,
  );
  if (row === undefined) return undefined;
  const together = row["together"] as number;
  return { owners: [row["a"] as string, row["b"] as string], items: together, share: items === 0 ? 0 : together / items };
};
