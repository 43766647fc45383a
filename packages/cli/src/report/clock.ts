/** How times of day are shown. `now` (epoch ms) is what "today" is measured against; `timeZone` is an IANA name, default UTC. */
export interface ClockStyle {
  readonly now?: number;
  readonly timeZone?: string;
}

/** `today 14:02`, `2026-11-03 14:02`; `–` where it is not known. Without `now` the date is always there. */
export const formatClock = (iso: string | null, { now, timeZone = "UTC" }: ClockStyle = {}): string => {
  const at = iso === null ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(at)) return "–";
  const then = partsOf(at, timeZone);
  return `${now !== undefined && partsOf(now, timeZone).day === then.day ? "today" : then.day} ${then.time}`;
};

const partsOf = (at: number, timeZone: string): { readonly day: string; readonly time: string } => {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  const [day = "", time = ""] = format.format(at).split(" ");
  return { day, time };
};
