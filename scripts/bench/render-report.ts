import type { BenchReport, Measure } from "./bench-report.ts";

/**
 * The report as a table. `of <baseline>` is the rate against the baseline's at the same size (1.00 = as fast). `growth` is the factor in time over the factor
 * in size since the same subject's next smaller size: 1.0 is linear, 10 on a tenfold size is quadratic.
 */
export const renderReport = (name: string, report: BenchReport): string => {
  const { measures, baseline, goals = [] } = report;
  const memory = measures.some(({ peakMb }) => peakMb !== undefined);
  const header = [
    "",
    report.unit,
    "seconds",
    `${report.unit}/s`,
    ...(baseline === undefined ? [] : [`of ${baseline}`]),
    "growth",
    ...(memory ? ["peak MB"] : []),
  ];
  const rows = measures.map((measure) => [
    measure.subject,
    count(measure.size),
    measure.seconds.toFixed(measure.seconds < 10 ? 3 : 1),
    count(Math.round(rate(measure))),
    ...(baseline === undefined ? [] : [ratio(measure, measures, baseline)]),
    growth(measure, measures),
    ...(memory ? [measure.peakMb === undefined ? "" : count(Math.round(measure.peakMb))] : []),
  ]);
  return [name, ...aligned([header, ...rows]), ...goals.map(({ text, kept }) => `  ${kept ? "kept  " : "MISSED"}  ${text}`), ""].join("\n");
};

const rate = ({ size, seconds }: Measure): number => size / seconds;

const ratio = (measure: Measure, all: readonly Measure[], baseline: string): string => {
  const base = all.find(({ subject, size }) => subject === baseline && size === measure.size);
  return base === undefined ? "" : (rate(measure) / rate(base)).toFixed(2);
};

const growth = (measure: Measure, all: readonly Measure[]): string => {
  const smaller = all
    .filter(({ subject, size }) => subject === measure.subject && size < measure.size)
    .toSorted((a, b) => b.size - a.size)[0];
  return smaller === undefined ? "" : (measure.seconds / smaller.seconds / (measure.size / smaller.size)).toFixed(1);
};

const count = (value: number): string => value.toLocaleString("en-US");

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("   ")}`.trimEnd(),
  );
};
