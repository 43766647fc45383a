import { type HealthTarget, healthFor } from "../../../core/health/scope.ts";
import type { VendorHealth as Word } from "../../../report/documents.ts";
import type { Database } from "../database.ts";
import { readHealth } from "../keep.ts";

const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

/** A vendor's health as people read it: what holds for that work of it, the strictest of everything that is known. */
export const healthOf = (db: Database, target: HealthTarget, now: number): { readonly health: Word; readonly note?: string } => {
  const health = healthFor(readHealth(db), target);
  switch (health.is) {
    case "ok":
      return { health: "ok" };
    case "cooling":
      return { health: "cooling", note: health.until > now ? `until ${timeOf(health.until)}: ${health.why}` : "on trial" };
    case "held":
      return { health: "held", note: `${health.why} since ${timeOf(health.since)}` };
    case "out": {
      const note = health.why === "" ? "" : `${health.why} since ${timeOf(health.since)}`;
      return { health: "out", note: health.cause === "unauthorized" ? `${note}: needs a person` : note };
    }
    default:
      return health satisfies never;
  }
};
