import { type AttemptFact, type CompareFacts, compareVendors, type JudgmentFact } from "../../core/compare/index.ts";
import type { CompareDocument, ExposureDocument, PlanSummary, RunDocument, RunVendor } from "../documents.ts";

type VendorOver = Partial<Omit<RunVendor, "attempts">> & { readonly attempts?: Partial<RunVendor["attempts"]> };

/** A vendor of a run with nothing done, and what the test wants to be different. */
export const runVendor = (vendor: string, over: VendorOver = {}): RunVendor => ({
  vendor,
  owner: vendor,
  health: "ok",
  planned: 0,
  waiting: 0,
  oldestOpenHours: null,
  items: 0,
  share: 0,
  cost: { committed: 0, settled: 0, currency: "USD" },
  turnaroundHours: { p50: null, p90: null },
  ...over,
  attempts: { accepted: 0, answered: 0, refused: 0, inDoubt: 0, withdrawn: 0, expired: 0, late: 0, open: 0, ...over.attempts },
});

/** A run in the middle of an outage. */
export const sampleRun: RunDocument = {
  job: "support-intent",
  dataset: "support-2026",
  runId: "12",
  plan: "7f3a91c2d4e5",
  state: "running",
  startedAt: "2026-11-03T13:00:00.000Z",
  items: { total: 5160, done: 2408, pending: 2425, stranded: 327, quarantined: 0, duplicates: 414 },
  slots: { total: 5160, filled: 2408, live: 535, inDoubt: 3, late: 0, waiting: 0, spared: 0, added: 0 },
  vendors: [
    runVendor("scale", {
      owner: "scale-ai",
      planned: 2064,
      items: 2064,
      share: 0.4,
      oldestOpenHours: 3.2,
      attempts: { accepted: 1651, answered: 1239, open: 412 },
      cost: { committed: 99.12, settled: 90, currency: "USD" },
      turnaroundHours: { p50: 6.8, p90: 25 },
    }),
    runVendor("surge", {
      planned: 2064,
      items: 1790,
      share: 1790 / 5160,
      health: "out",
      note: "unreachable since 00:33, given up at 00:39",
      attempts: { accepted: 702, answered: 702, inDoubt: 3 },
      cost: { committed: 70.2, settled: 70.2, currency: "USD" },
      turnaroundHours: { p50: 8.9, p90: 19 },
    }),
    runVendor("mercor", {
      planned: 1032,
      items: 1032,
      share: 0.2,
      note: "hours lock Friday",
      oldestOpenHours: 20,
      attempts: { accepted: 587, answered: 467, open: 120 },
      cost: { committed: 221.5, settled: 0, currency: "USD" },
      turnaroundHours: { p50: 45.6, p90: null },
    }),
  ],
  releases: [],
  failovers: [
    { at: "2026-11-03T13:00:39.000Z", from: "surge", reason: "unreachable for 6 h", slots: 1359, to: { mercor: 1032 }, stranded: 327 },
  ],
  cost: { committed: 390.82, settled: 160.2, cap: 2000, currency: "USD" },
  stranded: Array.from({ length: 327 }, (_, index) => ({
    item: `sms-${String(index).padStart(5, "0")}`,
    reasons: ["no owner left under maxShare 0.4: scale 2,064 of 2,064, mercor 2,064 of 2,064, surge out (unreachable 6 h)"],
  })),
  wouldPlace: [
    { text: "maxShare 0.464", places: 327 },
    { text: "one more vendor with room for 327", places: 327 },
    { text: "surge back (tranche release surge)", places: 300 },
  ],
  warnings: [],
};

/** The same run after it has ended without a place for everything. */
export const incompleteRun: RunDocument = {
  ...sampleRun,
  state: "incomplete",
  endedAt: "2026-11-03T13:50:41.000Z",
  items: { ...sampleRun.items, done: 4833, pending: 0 },
  slots: { ...sampleRun.slots, filled: 4833, live: 0, inDoubt: 0, late: 2 },
};

export const sampleExposure: ExposureDocument = {
  datasets: [
    {
      dataset: "support-2026",
      items: 5160,
      owners: [
        { owner: "scale-ai", vendors: ["scale"], items: 2064, share: 0.4, cap: 0.4, bytes: 168_322, groups: 0, purposes: { real: 0, gold: 0, pilot: 0, overlap: 0, hedge: 0, canary: 0 }, inDoubt: 0, last: "2026-11-03T14:02:10.000Z" },
        { owner: "mercor", vendors: ["mercor"], items: 2064, share: 0.4, cap: 0.4, bytes: 170_114, groups: 0, purposes: { real: 0, gold: 0, pilot: 0, overlap: 0, hedge: 0, canary: 0 }, inDoubt: 0, last: "2026-11-03T14:40:00.000Z" },
        { owner: "surge", vendors: ["surge"], items: 1790, share: 1790 / 5160, cap: 0.4, bytes: 146_002, groups: 0, purposes: { real: 0, gold: 0, pilot: 0, overlap: 0, hedge: 0, canary: 0 }, inDoubt: 3, last: "2026-11-02T13:33:00.000Z" },
      ],
    },
  ],
};

const hour = 3_600_000;

/** Three vendors with a seed for chance: one cheap and sloppy, one in between, one dear, slow and good. */
export const sampleFacts = (): CompareFacts => {
  let state = 5;
  const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const attempts: AttemptFact[] = [];
  const judgments: JudgmentFact[] = [];
  const kinds = [
    { vendor: "scale", hours: 6.8, right: 0.85, micros: 80_000, slots: 1800 },
    { vendor: "surge", hours: 9, right: 0.96, micros: 100_000, slots: 1800 },
    { vendor: "mercor", hours: 45, right: 0.975, micros: 1_310_000, slots: 500 },
  ];
  for (const { vendor, hours, right, micros, slots } of kinds) {
    for (let slot = 0; slot < slots; slot += 1) {
      const takes = 0.5 * hours * (1 - Math.log(chance()) / Math.LN2);
      const watched = 90 * chance() + 5;
      const outcome: AttemptFact["outcome"] = takes > watched ? { ended: "open", openMs: watched * hour } : { ended: "answered", turnaroundMs: takes * hour };
      attempts.push({ vendor, outcome, costMicros: micros, costFinal: vendor !== "mercor" });
      if (outcome.ended === "open") continue;
      const item = chance() < 0.1 ? Math.floor(chance() * 300) : 1000 + judgments.length;
      const answer = chance() < right ? "ham" : "spam";
      judgments.push({ item, vendor, answer, accepted: true, ...(chance() < 0.1 ? { goldAnswer: "ham" } : item < 300 ? { truthAnswer: "ham" } : {}) });
    }
  }
  return { jobs: ["support-intent"], currency: "USD", vendors: kinds.map(({ vendor }) => vendor), attempts, judgments };
};

/** A comparison of vendors that nothing is known of. */
export const emptyComparison = (...vendors: readonly string[]): CompareDocument =>
  compareVendors({ jobs: ["j"], currency: "USD", vendors, attempts: [], judgments: [] });

let sample: CompareDocument | undefined;

export const sampleComparison = (): CompareDocument => (sample ??= compareVendors(sampleFacts()));

const planned = (vendor: string, owner: string, items: number, low: number, high: number): PlanSummary["vendors"][number] => ({
  vendor,
  owner,
  slots: items,
  items,
  share: items / 5160,
  cap: 0.4,
  capItems: 2064,
  exposure: { before: 0, after: items },
  cost: { low, high, currency: "USD", lowMicros: low * 1e6, highMicros: high * 1e6 },
  turnaroundHours: { p50: 7, p90: 26 },
  why: [{ code: "cheapest", text: "cheapest; at its cap" }],
});

export const samplePlan: PlanSummary = {
  hash: "7f3a91c2d4e5",
  job: "support-intent",
  dataset: "support-2026",
  datasetItems: 5160,
  items: 5160,
  slots: 5160,
  feasible: true,
  vendors: [planned("scale", "scale-ai", 2064, 165.12, 165.12), planned("surge", "surge", 2064, 206.4, 206.4), planned("mercor", "mercor", 1032, 1190, 1510)],
  cost: { low: 1561.52, high: 1881.52, lowerBound: 1561.52, currency: "USD", lowMicros: 1_561_520_000, highMicros: 1_881_520_000 },
  contingency: [
    { lost: "scale", stranded: 1032, extraCost: 0, extraCostMicros: 0, needs: { by: "max-share", maxShare: 0.5, extraCost: 1214, extraCostMicros: 1_214_000_000 } },
    { lost: "surge", stranded: 1032, extraCost: 0, extraCostMicros: 0, needs: { by: "vendor", room: 1032 } },
    { lost: "mercor", stranded: 0, extraCost: -1290, extraCostMicros: -1_290_000_000, needs: null },
  ],
  warnings: [],
};
