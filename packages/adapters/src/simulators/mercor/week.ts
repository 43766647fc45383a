import { dayMs, hourMs } from "../world/clock.ts";

// Weeks run from Saturday 00:00 to Friday 23:59 at UTC+5:30; 3 January 1970 was a Saturday.
const offsetMs = 2 * dayMs - 5.5 * hourMs;
const weekMs = 7 * dayMs;

/** Number of the pay week a moment belongs to. */
export const weekOf = (at: number): number => Math.floor((at - offsetMs) / weekMs);

/** First moment of a pay week. */
export const weekStart = (week: number): number => week * weekMs + offsetMs;
