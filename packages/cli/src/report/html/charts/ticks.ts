import { formatHours } from "../../duration.ts";
import { formatNumber } from "../../number.ts";

/** Round steps from zero to at least `max`, about `count` of them: 1, 2 or 5 times a power of ten. */
export const roundTicks = (max: number, count: number = 4): readonly number[] => {
  if (!(max > 0)) return [0, 1];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  return Array.from({ length: Math.ceil(max / step - 1e-9) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
};

const niceHours = [1 / 60, 1 / 12, 1 / 4, 1 / 2, 1, 2, 4, 6, 12, 24, 48, 96, 168, 336, 720, 2160, 8760] as const;

/** Times a person counts in, from zero up to `until`: two to five of them. */
export const hourTicks = (until: number): readonly number[] => {
  const step = niceHours.find((hours) => until / hours <= 5);
  if (step === undefined || until < step) return roundTicks(until).filter((hours) => hours <= until);
  return Array.from({ length: Math.floor(until / step) + 1 }, (_, index) => index * step);
};

/** Words for such ticks: days where the step is a day or more, else as {@link formatHours}. */
export const hourWords = (ticks: readonly number[]): ((hours: number) => string) => {
  const days = (ticks[1] ?? 0) >= 24;
  return (hours) => (hours === 0 ? "0" : days ? `${formatNumber(hours / 24, 1).replace(/\.0$/, "")} d` : formatHours(hours));
};

/** Shares on an axis from a round value at or below `lowest` up to 1. */
export const shareTicks = (lowest: number): readonly number[] => {
  const step = lowest >= 0.8 ? 0.05 : lowest >= 0.5 ? 0.1 : lowest >= 0.2 ? 0.2 : 0.25;
  const count = Math.max(1, Math.ceil((1 - lowest) / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => Number(Math.max(0, 1 - (count - index) * step).toFixed(4)));
};

/** Words for such ticks, all with the decimals that the finest of them needs: `0`, `0.5`, `1.0`. */
export const tickWords = (ticks: readonly number[]): ((value: number) => string) => {
  const decimals = Math.max(0, ...ticks.map((tick) => (String(tick).split(".")[1] ?? "").length));
  return (value) => (value === 0 ? "0" : formatNumber(value, decimals));
};
