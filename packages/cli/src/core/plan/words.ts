/** `5,160`. */
export const counted = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** `1 item`, `5,160 items`. */
export const countOf = (count: number, one: string, many: string = `${one}s`): string => `${counted(count)} ${count === 1 ? one : many}`;

/** `40 %`, `33.4 %` from parts per million. */
export const percentOf = (perMillion: number): string => `${Number((perMillion / 10_000).toFixed(4))} %`;

/** Micros as a decimal without a currency: `500`, `165.12`, `0.0015`. Exact. */
export const decimalOf = (micros: number): string => {
  const whole = String(Math.floor(Math.abs(micros) / 1_000_000));
  const fraction = String(Math.abs(micros) % 1_000_000);
  const places = fraction.padStart(6, "0").replace(/0+$/, "");
  return `${micros < 0 ? "-" : ""}${whole}${places === "" ? "" : `.${places.padEnd(2, "0")}`}`;
};

/** Micros in the currency's main unit, for documents; never for arithmetic. */
export const mainUnit = (micros: number): number => micros / 1_000_000;

/** `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;

const numerals = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Small counts as words: `three`, from eleven on `11`. */
export const numeral = (count: number): string => numerals[count] ?? counted(count);

const hourMs = 3_600_000;

/** Milliseconds in hours, at most two places. */
export const hoursOf = (ms: number): number => Math.round((ms / hourMs) * 100) / 100;
