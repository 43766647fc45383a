import type { BenchReport, Goal, Measure } from "../scripts/bench/bench-report.ts";
import { type PlanCase, planCase, type PlanRun } from "./plan.ts";

export const name = "plan: items planned in a process of its own, with no groups and in groups of 1 to 40";

const plain = (items: number): PlanCase => ({ subject: "tranche plan, three vendors", items, vendors: 3 });
const grouped = (items: number): PlanCase => ({
  subject: "tranche plan, ten vendors, 50 classes, groups kept together",
  items,
  vendors: 10,
  classes: 50,
  groups: "{ by: customer, keep: together }",
});
const apart = (items: number): PlanCase => ({
  subject: "tranche plan, ten vendors, 50 classes, groups kept apart",
  items,
  vendors: 10,
  classes: 50,
  groups: "{ by: customer, keep: apart, atMost: 0.5 }",
});

const within = (what: string, { wallSeconds, cpuSeconds, peakMb, feasible }: PlanRun, seconds: number): readonly Goal[] => [
  {
    text: `${what} in under ${seconds} s: ${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor time`,
    kept: wallSeconds < seconds,
  },
  { text: `and under 400 MB resident: ${Math.round(peakMb)} MB`, kept: peakMb < 400 },
  { text: "and there is a plan", kept: feasible },
];

/** `TRANCHE_BENCH_ITEMS` is the largest size; default ten million without groups, and a tenth of it with them. */
export const run = async (): Promise<BenchReport> => {
  const most = Number(process.env["TRANCHE_BENCH_ITEMS"] ?? 10_000_000);
  const measures: Measure[] = [];
  const goals: Goal[] = [];
  for (const [of, largest, seconds] of [
    [plain, most, 200],
    [grouped, most / 10, 20],
    [apart, most / 10, 20],
  ] as const) {
    for (const items of [largest / 100, largest / 10, largest]) {
      const one = of(items);
      const ran = await planCase(one);
      measures.push(...ran.measures);
      if (items === largest)
        goals.push(...within(`${items.toLocaleString("en")} items, ${one.subject.replace("tranche plan, ", "")}`, ran, seconds));
    }
  }
  return { unit: "items", measures, goals };
};
