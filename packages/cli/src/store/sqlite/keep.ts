import type { Engagement, JsonObject } from "@tranche/sdk";
import type { VendorHealth } from "../../core/health/vendor-health.ts";
import type { OrderEffects } from "../../ports/order-effects.ts";
import type { Order, Progress, VendorEngagement, VendorWait } from "../../ports/store.ts";
import type { Database } from "./database.ts";

/** Small things the engine keeps: engagements, cursors, health, orders of a person, failovers. */
export const readEngagement = (db: Database, job: string, vendor: string): VendorEngagement => {
  const row = db.get("SELECT engagement, cursor FROM engagements WHERE job = ? AND vendor = ?", job, vendor);
  return {
    ...(typeof row?.["engagement"] === "string" ? { engagement: JSON.parse(row["engagement"]) as Engagement } : {}),
    ...(typeof row?.["cursor"] === "string" ? { cursor: row["cursor"] } : {}),
  };
};

export const saveEngagement = (db: Database, where: { readonly job: string; readonly vendor: string }, engagement: Engagement): void => {
  const json = JSON.stringify(engagement);
  db.transaction(() =>
    db.run(
      "INSERT INTO engagements VALUES (?, ?, ?, NULL) ON CONFLICT (job, vendor) DO UPDATE SET engagement = excluded.engagement",
      where.job,
      where.vendor,
      json,
    ),
  );
};

export const readWait = (db: Database, job: string, vendor: string): VendorWait | undefined => {
  const row = db.get("SELECT why, since, until FROM waits WHERE job = ? AND vendor = ?", job, vendor);
  return row === undefined ? undefined : { why: row["why"] as string, since: row["since"] as number, until: row["until"] as number };
};

export const saveWait = (db: Database, where: { readonly job: string; readonly vendor: string }, wait: VendorWait | undefined): void => {
  db.transaction(() =>
    wait === undefined
      ? db.run("DELETE FROM waits WHERE job = ? AND vendor = ?", where.job, where.vendor)
      : db.run("INSERT OR REPLACE INTO waits VALUES (?, ?, ?, ?, ?)", where.job, where.vendor, wait.why, wait.since, wait.until),
  );
};

export const saveCursor = (db: Database, where: { readonly job: string; readonly vendor: string }, cursor: string): void => {
  db.transaction(() =>
    db.run(
      "INSERT INTO engagements VALUES (?, ?, NULL, ?) ON CONFLICT (job, vendor) DO UPDATE SET cursor = excluded.cursor",
      where.job,
      where.vendor,
      cursor,
    ),
  );
};

export const readHealth = (db: Database): ReadonlyMap<string, VendorHealth> =>
  new Map(
    db
      .all("SELECT vendor, health FROM vendor_health")
      .map((row) => [row["vendor"] as string, JSON.parse(row["health"] as string) as VendorHealth]),
  );

export const saveHealth = (db: Database, vendor: string, health: VendorHealth, now: number): void => {
  db.transaction(() => db.run("INSERT OR REPLACE INTO vendor_health VALUES (?, ?, ?)", vendor, JSON.stringify(health), now));
};

export const giveOrder = (
  db: Database,
  { vendor, job, what, why, at }: Omit<Order, "orderId">,
  { health, waitsOver }: OrderEffects = { health: [], waitsOver: [] },
): void => {
  // Whoever gave it was told that it was given: a power cut may not take it, nor a part of it.
  db.transaction(() => {
    for (const [key, after] of health) saveHealth(db, key, after, at);
    for (const where of waitsOver) saveWait(db, where, undefined);
    db.run("INSERT INTO orders (vendor, job, what, why, at) VALUES (?, ?, ?, ?, ?)", vendor, job ?? null, what, why, at);
  }, "durable");
};

export const ordersAfter = (db: Database, orderId: number): readonly Order[] =>
  db.all("SELECT * FROM orders WHERE order_id > ? ORDER BY order_id", orderId).map((row) => ({
    orderId: row["order_id"] as number,
    vendor: row["vendor"] as string,
    ...(row["job"] === null ? {} : { job: row["job"] as string }),
    what: row["what"] as Order["what"],
    why: row["why"] as string,
    at: row["at"] as number,
  }));

export const recordFailover = (
  db: Database,
  job: string,
  entry: { readonly at: number; readonly vendor: string; readonly reason: string; readonly document: JsonObject },
): void => {
  db.transaction(() =>
    db.run(
      "INSERT INTO failovers (job, at, vendor, reason, document) VALUES (?, ?, ?, ?, ?)",
      job,
      entry.at,
      entry.vendor,
      entry.reason,
      JSON.stringify(entry.document),
    ),
  );
};

/** Slots by state and attempts by vendor and state. */
export const readProgress = (db: Database, job: string): Progress => {
  const slots = { pending: 0, waiting: 0, live: 0, filled: 0, stranded: 0, quarantined: 0, spared: 0 };
  for (const row of db.all("SELECT state, count(*) AS n FROM slots WHERE job = ? GROUP BY state", job))
    slots[row["state"] as keyof typeof slots] = row["n"] as number;
  const attempts = new Map<string, Record<string, number>>();
  for (const row of db.all("SELECT vendor, state, count(*) AS n FROM attempts WHERE job = ? GROUP BY vendor, state", job)) {
    const vendor = row["vendor"] as string;
    const counts = attempts.get(vendor) ?? {};
    counts[row["state"] as string] = row["n"] as number;
    attempts.set(vendor, counts);
  }
  return { slots, attempts };
};

/** Whether anything may be sent, waits for its release, or is in a vendor's hands: looks into small indices. */
export const unfinished = (
  db: Database,
  job: string,
): { readonly pending: boolean; readonly waiting: boolean; readonly live: boolean } => ({
  pending: db.get("SELECT 1 FROM slots WHERE job = ? AND state = 'pending' LIMIT 1", job) !== undefined,
  waiting: db.get("SELECT 1 FROM slots WHERE job = ? AND state = 'waiting' LIMIT 1", job) !== undefined,
  live: db.get("SELECT 1 FROM attempts WHERE job = ? AND state IN ('sending', 'in-doubt', 'accepted') LIMIT 1", job) !== undefined,
});
