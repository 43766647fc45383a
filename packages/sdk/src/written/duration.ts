const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What {@link parseDuration} takes, for a person who wrote something else. */
export const durationForm = "a number and s, m, h or d, as in 45s, 30m, 6h or 2d";

/**
 * Reads `45s`, `30m`, `6h`, `2d` as milliseconds: a decimal with at most three places and one unit.
 * Returns undefined for anything else, and where the amount is not a whole number of milliseconds.
 */
export const parseDuration = (text: string): number | undefined => {
  const found = /^(\d{1,9})(?:\.(\d{1,3}))?\s?([smhd])$/.exec(text.trim());
  if (!found) return undefined;
  const [, whole = "0", fraction = "", unit = "s"] = found;
  const thousandths = Number(whole) * 1_000 + Number(fraction.padEnd(3, "0"));
  const ms = (thousandths * (units[unit] ?? 0)) / 1_000;
  return Number.isSafeInteger(ms) ? ms : undefined;
};

/** Writes milliseconds in the form {@link parseDuration} reads, in the largest unit that stays exact; below a second, `0.25s`. */
export const formatDuration = (ms: number): string => {
  for (const unit of ["d", "h", "m"]) {
    const size = units[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms / 1_000}s`;
};
