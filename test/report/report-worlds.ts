import {
  incompleteRun,
  runVendor,
  sampleComparison,
  sampleExposure,
  sampleFacts,
  samplePlan,
  sampleRun,
} from "../../packages/cli/src/report/__fixtures__/sample-documents.ts";
import { type AttemptFact, compareVendors, type JudgmentFact } from "../../packages/cli/src/core/compare/index.ts";
import type { ReportFacts } from "../../packages/cli/src/report/html/html-report.ts";

const madeAt = "2026-11-03T14:00:00.000Z";
const hour = 3_600_000;

/** Caps and what they cost; made up, falling. */
const frontier: NonNullable<ReportFacts["frontier"]> = [0.34, 0.36, 0.4, 0.5, 0.7, 1].map((maxShare, index) => ({
  maxShare,
  capItems: Math.round(maxShare * 5160),
  present: maxShare === 0.4,
  largestShare: maxShare,
  cost: { low: 1900 - index * 240, high: 2300 - index * 300, lowerBound: 1000, currency: "USD", lowMicros: 0, highMicros: 0 },
  p90Hours: 90 - index * 12,
  nowhere: 0,
  strandedIfLost: 2000 - index * 300,
  vendors: [],
}));

/** A comparison of so many vendors that answer, fail and cost differently, from a seed. */
const manyVendors = (names: readonly string[]): ReturnType<typeof compareVendors> => {
  let state = 11;
  const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const attempts: AttemptFact[] = [];
  const judgments: JudgmentFact[] = [];
  for (const [index, vendor] of names.entries()) {
    for (let slot = 0; slot < 150; slot += 1) {
      const takes = (4 + index * 2) * (0.4 - Math.log(chance())) * hour;
      const costMicros = 60_000 + 25_000 * index;
      if (chance() < 0.05) {
        attempts.push({
          vendor,
          outcome: { ended: chance() < 0.5 ? "returned" : "expired", afterMs: takes },
          costMicros: 0,
          costFinal: true,
        });
        continue;
      }
      attempts.push({ vendor, outcome: { ended: "answered", turnaroundMs: takes }, costMicros, costFinal: index % 2 === 0 });
      const at = Date.UTC(2026, 10, 3) + Math.floor(chance() * 72 * 60) * 60_000;
      const right = chance() < 0.8 + index * 0.015 ? "ham" : "spam";
      judgments.push({
        item: slot,
        vendor,
        worker: `w-${slot % 7}`,
        at,
        answer: right,
        accepted: true,
        ...(slot < 60 ? { goldAnswer: "ham" } : {}),
      });
    }
  }
  return compareVendors({ jobs: ["many"], currency: "EUR", vendors: names, attempts, judgments });
};

const ten = ["scale", "surge", "mercor", "toloka", "appen", "prolific", "invisible", "turing", "labelbox", "sama"];
const long = [
  "scale-ai-generalist-pool-of-the-eastern-team-2026",
  "Übersetzungsbüro-Größenwahn-GmbH-und-Co-KG-Köln",
  "標注服務供應商人工智慧資料處理股份有限公司",
];

const exposureOf = (names: readonly string[]): NonNullable<ReportFacts["exposure"]> => ({
  datasets: [
    {
      dataset: "many",
      items: 1000,
      owners: names.map((vendor, index) => ({
        owner: vendor,
        vendors: [vendor],
        items: 100 + index * 20,
        share: 0.1 + index * 0.02,
        cap: index === 1 ? 1 : 0.3,
        bytes: 9_999,
        groups: 3,
        purposes: { real: 0, gold: 0, pilot: 0, overlap: 0, hedge: 0, canary: 0 },
        inDoubt: index === 2 ? 40 : 0,
        last: madeAt,
      })),
    },
  ],
});

const runOf = (names: readonly string[]): NonNullable<ReportFacts["run"]> => ({
  ...sampleRun,
  job: "many",
  vendors: names.map((vendor, index) =>
    runVendor(vendor, {
      planned: 100,
      health: index === 0 || index === 2 ? "out" : "ok",
      attempts: { accepted: 100, answered: 95, open: 5 },
      ...(index === 0 ? { note: "unreachable since 2026-11-03 12:33, and before that it was throttled for three hours" } : {}),
    }),
  ),
  failovers: [
    {
      at: "2026-11-03T13:20:00.000Z",
      from: names[0] ?? "",
      reason: "unreachable for 6 h",
      slots: 900,
      to: { [names[1] ?? ""]: 500, [names[2] ?? ""]: 400 },
      stranded: 0,
    },
    {
      at: "2026-11-03T13:22:00.000Z",
      from: names[2] ?? "",
      reason: "refused the key",
      slots: 400,
      to: { [names[1] ?? ""]: 373 },
      stranded: 27,
    },
  ],
  endedAt: "2026-11-03T13:50:41.000Z",
  state: "incomplete",
});

const interval = (at: number, by: number): { readonly at: number; readonly low: number; readonly high: number } => ({
  at,
  low: at - by,
  high: at + by,
});
const policy = (cost: number, right: number, p50: number): NonNullable<NonNullable<ReportFacts["comparison"]>["whatIf"]>["would"] => ({
  costPerAnswer: interval(cost, 0.01),
  right: interval(right, 0.03),
  turnaroundHours: { p50, low50: p50 - 1, high50: p50 + 1, p90: 40, low90: 30, high90: null },
});

/** Three vendors over eight jobs, some of which know less than others, and another policy asked about. */
const overTime = (supported: boolean, names: readonly string[]): NonNullable<ReportFacts["comparison"]> => ({
  ...manyVendors(names),
  whatIf: {
    policy: "maxShare=0.6",
    supported,
    because: supported ? [] : [`${names[0] ?? ""} was never given an item of group customer-17, so nothing is known of it there`],
    shares: names.map((vendor, index) => ({ vendor, was: 1 / 3, would: index === 0 ? 0.6 : 0.2 })),
    was: supported ? policy(0.12, 0.9, 9) : null,
    would: supported ? policy(0.1, 0.87, 11) : null,
    decisions: 450,
    effective: supported ? 310 : null,
    warnings: [`${names[0] ?? ""} at 60 % is more than it was ever given: its turnaround may not hold`],
  },
  history: ["pilot", "january", "february", "march-with-a-long-name", "april", "may", "june", "july"].flatMap((job, at) =>
    names.map((vendor, index) => ({
      job,
      at: `2026-0${at + 1}-01T09:00:00.000Z`,
      vendor,
      slots: 100,
      answered: 90 + at,
      p50Hours: index === 1 && at < 2 ? null : 6 + index * 4 + (at % 3),
      low50: 5 + index * 4,
      high50: 10 + index * 4,
      costPerAnswer: 0.08 + index * 0.1,
      right: at === 4 ? null : 0.8 + index * 0.05,
      low: 0.7 + index * 0.05,
      high: 0.85 + index * 0.05,
      seen: 40,
    })),
  ),
});

/** Reports that have broken layouts before, or could: each is opened in a browser. */
export const reportWorlds: Readonly<Record<string, ReportFacts>> = {
  "a whole run": { madeAt, plan: samplePlan, frontier, run: incompleteRun, comparison: sampleComparison(), exposure: sampleExposure },
  "nothing yet": {
    madeAt,
    run: { ...sampleRun, vendors: [], failovers: [], stranded: [], wouldPlace: [] },
    comparison: compareVendors({ jobs: ["empty"], currency: "USD", vendors: ["scale", "surge"], attempts: [], judgments: [] }),
    exposure: { datasets: [{ dataset: "empty", items: 0, owners: [] }] },
    plan: { ...samplePlan, vendors: [], contingency: [], datasetItems: 0 },
  },
  "one vendor": {
    madeAt,
    comparison: compareVendors({
      ...sampleFacts(),
      vendors: ["scale"],
      attempts: sampleFacts().attempts.filter(({ vendor }) => vendor === "scale"),
      judgments: [],
    }),
    exposure: exposureOf(["scale"]),
  },
  "ten vendors": { madeAt, comparison: manyVendors(ten), exposure: exposureOf(ten), run: runOf(ten) },
  "several jobs": { madeAt, comparison: overTime(true, ["scale", "surge", "mercor"]) },
  "long names": {
    madeAt,
    comparison: overTime(false, long),
    exposure: exposureOf(long),
    run: { ...runOf(long), job: "a-job-name-that-somebody-made-from-a-sentence-without-a-single-space-in-it" },
  },
};
