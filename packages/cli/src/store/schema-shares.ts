/** The migration that counts a dataset in bytes and in groups; like all of them it is never edited once released. */
export const sharesOfADataset = `
-- UTF-8 bytes of the content of a dataset's distinct items, as exposure counts them for an owner.
ALTER TABLE dataset_counts ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE dataset_counts SET bytes = coalesce((
  SELECT sum(bytes) FROM (
    SELECT max(length(CAST(i.content AS BLOB))) AS bytes FROM items i JOIN jobs j ON j.job = i.job
    WHERE j.dataset = dataset_counts.dataset AND i.duplicate_of IS NULL GROUP BY i.fingerprint
  )
), 0);
-- The groups of a dataset by a field, over all jobs that name groups by it, and how many items of each an owner has, or may have, seen.
-- Both are moved with the rows they are counted from, whoever moves those.
CREATE INDEX items_grouped ON items (fingerprint) WHERE unit IS NOT NULL;
CREATE TABLE dataset_groups (
  dataset TEXT NOT NULL,
  grouped_by TEXT NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY (dataset, grouped_by, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE exposure_groups (
  dataset TEXT NOT NULL,
  grouped_by TEXT NOT NULL,
  owner TEXT NOT NULL,
  unit TEXT NOT NULL,
  items INTEGER NOT NULL,
  PRIMARY KEY (dataset, grouped_by, owner, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO dataset_groups
  SELECT DISTINCT j.dataset, json_extract(j.job_json, '$.groups.by'), i.unit FROM items i JOIN jobs j ON j.job = i.job
  WHERE i.unit IS NOT NULL AND json_extract(j.job_json, '$.groups.by') IS NOT NULL;
INSERT INTO exposure_groups
  SELECT j.dataset, json_extract(j.job_json, '$.groups.by') AS grouped_by, e.owner, i.unit, count(DISTINCT i.fingerprint)
  FROM items i JOIN jobs j ON j.job = i.job JOIN exposure e ON e.dataset = j.dataset AND e.fingerprint = i.fingerprint
  WHERE i.unit IS NOT NULL AND json_extract(j.job_json, '$.groups.by') IS NOT NULL GROUP BY j.dataset, grouped_by, e.owner, i.unit;
CREATE TRIGGER item_grouped AFTER INSERT ON items WHEN NEW.unit IS NOT NULL BEGIN
  INSERT OR IGNORE INTO dataset_groups
    SELECT dataset, json_extract(job_json, '$.groups.by'), NEW.unit FROM jobs
    WHERE job = NEW.job AND json_extract(job_json, '$.groups.by') IS NOT NULL;
  INSERT INTO exposure_groups
    SELECT j.dataset, json_extract(j.job_json, '$.groups.by'), e.owner, NEW.unit, 1
    FROM jobs j CROSS JOIN exposure e ON e.dataset = j.dataset AND e.fingerprint = NEW.fingerprint
    WHERE j.job = NEW.job AND json_extract(j.job_json, '$.groups.by') IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM items o CROSS JOIN jobs k ON k.job = o.job
      WHERE o.fingerprint = NEW.fingerprint AND o.unit = NEW.unit AND o.job <> NEW.job AND k.dataset = j.dataset
        AND json_extract(k.job_json, '$.groups.by') = json_extract(j.job_json, '$.groups.by')
    )
    ON CONFLICT (dataset, grouped_by, owner, unit) DO UPDATE SET items = items + 1;
END;
-- Only what an import that broke off has left is ever deleted.
CREATE TRIGGER item_ungrouped BEFORE DELETE ON items WHEN OLD.unit IS NOT NULL BEGIN
  UPDATE exposure_groups SET items = items - 1
  WHERE unit = OLD.unit AND (dataset, grouped_by, owner) IN (
    SELECT j.dataset, json_extract(j.job_json, '$.groups.by'), e.owner
    FROM jobs j CROSS JOIN exposure e ON e.dataset = j.dataset AND e.fingerprint = OLD.fingerprint
    WHERE j.job = OLD.job AND NOT EXISTS (
      SELECT 1 FROM items o CROSS JOIN jobs k ON k.job = o.job
      WHERE o.fingerprint = OLD.fingerprint AND o.unit = OLD.unit AND o.job <> OLD.job AND k.dataset = j.dataset
        AND json_extract(k.job_json, '$.groups.by') = json_extract(j.job_json, '$.groups.by')
    )
  );
  DELETE FROM dataset_groups WHERE unit = OLD.unit AND (dataset, grouped_by) IN (
    SELECT j.dataset, json_extract(j.job_json, '$.groups.by') FROM jobs j WHERE j.job = OLD.job AND NOT EXISTS (
      SELECT 1 FROM jobs k CROSS JOIN items o ON o.job = k.job AND o.unit = OLD.unit
      WHERE k.dataset = j.dataset AND (o.job <> OLD.job OR o.seq <> OLD.seq)
        AND json_extract(k.job_json, '$.groups.by') = json_extract(j.job_json, '$.groups.by')
    )
  );
END;
CREATE TRIGGER group_touched AFTER INSERT ON exposure BEGIN
  INSERT INTO exposure_groups
    SELECT DISTINCT NEW.dataset, json_extract(j.job_json, '$.groups.by'), NEW.owner, i.unit, 1
    FROM items i CROSS JOIN jobs j ON j.job = i.job
    WHERE i.fingerprint = NEW.fingerprint AND i.unit IS NOT NULL AND j.dataset = NEW.dataset
      AND json_extract(j.job_json, '$.groups.by') IS NOT NULL
    ON CONFLICT (dataset, grouped_by, owner, unit) DO UPDATE SET items = items + 1;
END;
CREATE TRIGGER group_untouched AFTER DELETE ON exposure BEGIN
  UPDATE exposure_groups SET items = items - 1
  WHERE dataset = OLD.dataset AND owner = OLD.owner AND (grouped_by, unit) IN (
    SELECT json_extract(j.job_json, '$.groups.by'), i.unit FROM items i CROSS JOIN jobs j ON j.job = i.job
    WHERE i.fingerprint = OLD.fingerprint AND i.unit IS NOT NULL AND j.dataset = OLD.dataset
  );
END;
`;
