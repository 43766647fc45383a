import { sharesOfADataset } from "./schema-shares.ts";

/**
 * The tables, as numbered migrations. A migration that has been released is never edited; the next one is appended.
 * Times are epoch ms; money is micros of the job's currency; `state` words are those of the core.
 */
export const migrations: readonly string[] = [
  `
CREATE TABLE jobs (
  job TEXT PRIMARY KEY,
  dataset TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  items_hash TEXT NOT NULL,
  job_json TEXT NOT NULL,
  plan_json TEXT NOT NULL,
  plan_hash TEXT NOT NULL,
  currency TEXT NOT NULL,
  slots_per_item INTEGER NOT NULL,
  imported INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE locks (
  job TEXT PRIMARY KEY,
  holder TEXT,
  fence INTEGER NOT NULL,
  renewed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  fence INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  state TEXT NOT NULL
) STRICT;

CREATE TABLE items (
  job TEXT NOT NULL,
  seq INTEGER NOT NULL,
  item TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  group_key TEXT,
  content TEXT NOT NULL,
  duplicate_of INTEGER,
  PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX items_by_id ON items (job, item);

CREATE TABLE dataset_items (
  dataset TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  PRIMARY KEY (dataset, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE TABLE dataset_counts (dataset TEXT PRIMARY KEY, items INTEGER NOT NULL) STRICT;

-- One row an item and owner that has, or may have, seen it. standing counts the disclosures that still stand.
CREATE TABLE exposure (
  dataset TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  owner TEXT NOT NULL,
  standing INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (dataset, fingerprint, owner)
) STRICT, WITHOUT ROWID;
CREATE TABLE exposure_counts (
  dataset TEXT NOT NULL,
  owner TEXT NOT NULL,
  items INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (dataset, owner)
) STRICT;

-- Append-only. kind is disclosed or released; released is written only where nothing was sent.
CREATE TABLE disclosures (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  dataset TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  owner TEXT NOT NULL,
  vendor TEXT NOT NULL,
  job TEXT NOT NULL,
  attempt_key TEXT NOT NULL,
  purpose TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  chain BLOB NOT NULL
) STRICT;

CREATE TABLE slots (
  slot INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  seq INTEGER NOT NULL,
  k INTEGER NOT NULL,
  state TEXT NOT NULL,
  vendor TEXT,
  position INTEGER NOT NULL,
  reason TEXT,
  not_before INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX slots_to_send ON slots (job, vendor, position) WHERE state = 'pending';
CREATE INDEX slots_by_item ON slots (job, seq);

CREATE TABLE attempts (
  attempt INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  slot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  owner TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  state_json TEXT NOT NULL,
  ref TEXT,
  price INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  reserved_at INTEGER NOT NULL,
  accepted_at INTEGER,
  ended_at INTEGER,
  turnaround_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX attempts_by_key ON attempts (vendor, key);
CREATE INDEX attempts_by_slot ON attempts (slot);
CREATE INDEX attempts_by_ref ON attempts (vendor, ref) WHERE ref IS NOT NULL;
-- Not by state: going from one live state to the next must not touch the index.
CREATE INDEX attempts_live ON attempts (job, vendor) WHERE state IN ('sending', 'in-doubt', 'accepted');

-- A vendor that may not be asked again for an item, with the reason.
CREATE TABLE item_bars (
  job TEXT NOT NULL,
  seq INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (job, seq, vendor)
) STRICT, WITHOUT ROWID;

CREATE TABLE judgments (
  vendor TEXT NOT NULL,
  judgment TEXT NOT NULL,
  job TEXT NOT NULL,
  seq INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  late INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  worker TEXT,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  seconds REAL,
  raw TEXT,
  PRIMARY KEY (job, vendor, judgment)
) STRICT, WITHOUT ROWID;
CREATE INDEX judgments_by_item ON judgments (job, seq);

CREATE TABLE costs (
  job TEXT NOT NULL,
  vendor TEXT NOT NULL,
  cost TEXT NOT NULL,
  ref TEXT,
  micros INTEGER NOT NULL,
  currency TEXT NOT NULL,
  final INTEGER NOT NULL,
  what TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (job, vendor, cost)
) STRICT, WITHOUT ROWID;

-- Running totals, moved in the same transaction as the attempts and cost entries they sum.
CREATE TABLE commitments (
  job TEXT NOT NULL,
  vendor TEXT NOT NULL,
  estimated INTEGER NOT NULL,
  billed INTEGER NOT NULL,
  PRIMARY KEY (job, vendor)
) STRICT, WITHOUT ROWID;

CREATE TABLE engagements (
  job TEXT NOT NULL,
  vendor TEXT NOT NULL,
  engagement TEXT,
  cursor TEXT,
  PRIMARY KEY (job, vendor)
) STRICT, WITHOUT ROWID;

CREATE TABLE vendor_health (vendor TEXT PRIMARY KEY, health TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;

-- What a person asked of a run that may be going on in another process.
CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY,
  vendor TEXT NOT NULL,
  job TEXT,
  what TEXT NOT NULL,
  why TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE failovers (
  failover INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  at INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;
`,
  `
-- What happened to an attempt off the good path. Going from sent to accepted to answered writes nothing here.
CREATE TABLE attempt_events (
  event_id INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX attempt_events_by_attempt ON attempt_events (attempt);

-- What a person decided about one attempt while a run of its job went on; that run, or the next, carries it out.
CREATE TABLE decisions (
  decision_id INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  event TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
`,
  `
-- Jobs that a person has ended. Nothing new is sent of them; what vendors still answer is kept.
CREATE TABLE cancellations (job TEXT PRIMARY KEY, why TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
`,
  `
-- How many judgments the estimate stands for, and what an order of so many comes to (JSON) where that is not so much each.
ALTER TABLE commitments ADD COLUMN units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE commitments ADD COLUMN terms TEXT;
UPDATE commitments SET units = (
  SELECT count(*) FROM attempts a WHERE a.job = commitments.job AND a.vendor = commitments.vendor
    AND a.state IN ('sending', 'in-doubt', 'accepted', 'answered', 'late', 'expired', 'invalid')
);
`,
  `
-- Waits that a vendor asked for and that people should know of. Over when their time is.
CREATE TABLE waits (
  job TEXT NOT NULL,
  vendor TEXT NOT NULL,
  why TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (job, vendor)
) STRICT, WITHOUT ROWID;
`,
  // What each slot is bought for and in which tranche it may be sent, the answers that are known, and what was decided about releasing more.
  // A slot is waiting until its tranche is released to its vendor; one that the job can do without, and that has no place, is spared.
  `
ALTER TABLE slots ADD COLUMN purpose TEXT NOT NULL DEFAULT 'real';
ALTER TABLE slots ADD COLUMN tranche INTEGER NOT NULL DEFAULT 1;
CREATE INDEX slots_waiting ON slots (job, vendor, tranche) WHERE state = 'waiting';
CREATE TABLE released (
  job TEXT NOT NULL,
  vendor TEXT NOT NULL,
  tranche INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (job, vendor)
) STRICT, WITHOUT ROWID;
CREATE TABLE release_decisions (
  decision INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  at INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE TABLE known_answers (
  job TEXT NOT NULL,
  seq INTEGER NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;
`,
  `
-- The group an item is planned with, where its job has groups; NULL for a repeated item, which is never sent itself.
ALTER TABLE items ADD COLUMN unit TEXT;
CREATE INDEX items_by_unit ON items (job, unit) WHERE unit IS NOT NULL;
`,
  `
-- What the plan's lottery decided, which failover never changes: the vendor, and the class of the plan (by its place there) whose quotas are the chances.
ALTER TABLE slots ADD COLUMN drawn TEXT;
ALTER TABLE slots ADD COLUMN stratum INTEGER;
`,
  `
-- Distinct items that two owners have both seen, in the order of their names; moved with the rows they are counted from, whoever moves those.
CREATE TABLE exposure_overlaps (
  dataset TEXT NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  items INTEGER NOT NULL,
  PRIMARY KEY (dataset, a, b)
) STRICT, WITHOUT ROWID;
INSERT INTO exposure_overlaps
  SELECT x.dataset, x.owner, y.owner, count(*) FROM exposure x
  JOIN exposure y ON y.dataset = x.dataset AND y.fingerprint = x.fingerprint AND y.owner > x.owner
  GROUP BY x.dataset, x.owner, y.owner;
CREATE TRIGGER exposure_shared AFTER INSERT ON exposure BEGIN
  INSERT INTO exposure_overlaps
    SELECT NEW.dataset, min(owner, NEW.owner), max(owner, NEW.owner), 1 FROM exposure
    WHERE dataset = NEW.dataset AND fingerprint = NEW.fingerprint AND owner <> NEW.owner
    ON CONFLICT (dataset, a, b) DO UPDATE SET items = items + 1;
END;
CREATE TRIGGER exposure_unshared AFTER DELETE ON exposure BEGIN
  UPDATE exposure_overlaps SET items = items - 1
  WHERE dataset = OLD.dataset AND (a, b) IN (
    SELECT min(owner, OLD.owner), max(owner, OLD.owner) FROM exposure
    WHERE dataset = OLD.dataset AND fingerprint = OLD.fingerprint AND owner <> OLD.owner
  );
END;
`,
  `
-- Few slots are hedges, and every freed slot asks whether its item has one.
CREATE INDEX slots_hedged ON slots (job, seq) WHERE purpose = 'hedge';
`,
  sharesOfADataset,
  `
-- What a vendor gave and nobody acts on, as far as any one run saw it.
CREATE TABLE passed_over (
  job TEXT NOT NULL,
  vendor TEXT NOT NULL,
  what TEXT NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (job, vendor, what)
) STRICT, WITHOUT ROWID;
`,
];
