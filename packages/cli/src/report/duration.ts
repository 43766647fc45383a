import { formatNumber } from "./number.ts";

interface Scale {
  readonly unit: string;
  readonly hours: number;
  readonly decimals: number;
}

/** The unit a person would use for a time of this size. */
const scaleOf = (hours: number): Scale => {
  if (hours < 1 / 60) return { unit: "s", hours: 1 / 3600, decimals: 0 };
  if (hours < 1) return { unit: "min", hours: 1 / 60, decimals: 0 };
  if (hours < 10) return { unit: "h", hours: 1, decimals: 1 };
  if (hours < 36) return { unit: "h", hours: 1, decimals: 0 };
  return { unit: "d", hours: 24, decimals: hours < 240 ? 1 : 0 };
};

/** `40 s`, `12 min`, `6.8 h`, `25 h`, `1.9 d`; `–` where it is not known. */
export const formatHours = (hours: number | null | undefined): string => {
  if (hours === null || hours === undefined) return "–";
  const scale = scaleOf(hours);
  return `${formatNumber(hours / scale.hours, scale.decimals).replace(/\.0$/, "")} ${scale.unit}`;
};

/** The limits of a time in the unit of the time itself: `6.5–7.1` beside `6.8 h`; an open side is `…`, both open is nothing. */
export const formatHoursRange = ({
  at,
  low,
  high,
}: {
  readonly at: number | null;
  readonly low: number | null;
  readonly high: number | null;
}): string => {
  if (at === null || (low === null && high === null)) return "";
  const scale = scaleOf(at);
  const side = (hours: number | null): string => (hours === null ? "…" : formatNumber(hours / scale.hours, scale.decimals));
  return `${side(low)}–${side(high)}`;
};

/** Time on a running clock: `00:41`, `1:02:03`, `2 d 03:04`. */
export const formatElapsed = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [d, h, m, s] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  if (d > 0) return `${d} d ${two(h)}:${two(m)}`;
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
};

/** `about 31 min`, `about 40 s`, `about 2.5 h`. */
export const formatRemaining = (ms: number): string => `about ${formatHours(ms / 3_600_000)}`;
