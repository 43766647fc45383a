import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../packages/cli/src/store/sqlite/sqlite-store.ts";
import type { BenchReport, Measure } from "../scripts/bench/bench-report.ts";

export const name = "compare: agreement and comparison of slots at three vendors, from the store, in a process of its own";

const cli = new URL("../packages/cli/src/bin.ts", import.meta.url).pathname;

const config = `version: 1
store: ./bench.db
vendors:
  scale: { adapter: scale, baseUrl: "http://127.0.0.1:9", credential: { env: NONE }, owner: scale-ai, price: { perJudgment: 0.08 USD } }
  surge: { adapter: surge, baseUrl: "http://127.0.0.1:9", credential: { env: NONE }, owner: surge, price: { perJudgment: 0.10 USD } }
  mercor: { adapter: mercor, baseUrl: "http://127.0.0.1:9", credential: { env: NONE }, owner: mercor, price: { perHour: 60 USD, minutesPerItem: 1.1, fee: 30% } }
`;

const job = {
  name: "bench",
  dataset: "bench",
  task: { shape: { kind: "classification", options: ["a", "b", "c", "d"] } },
  judgments: { perItem: 1, independent: "owner" },
  policy: { maxSharePerMillion: 1_000_000, deny: [], regions: [] },
  route: { by: "objective", objective: "cost" },
  quality: {},
};

/** A job that has ended, written by SQL: one item in ten is answered by two vendors, 500 workers a vendor, nine answers in ten alike, one in fifty still open. */
const fill = async (folder: string, slots: number): Promise<void> => {
  const file = join(folder, "bench.db");
  await openSqliteStore(file).close();
  const db = new DatabaseSync(file);
  const items = Math.floor(slots / 1.1);
  const plan = { job: "bench", datasetItems: items, items, vendors: [], assignment: { key: "k", classes: [] }, inputs: {} };
  db.exec("PRAGMA synchronous = OFF; BEGIN");
  db.prepare("INSERT INTO jobs VALUES (?, ?, '', '', ?, ?, '', 'USD', 1, 1, 1)").run(
    "bench",
    "bench",
    JSON.stringify(job),
    JSON.stringify(plan),
  );
  const numbers = (count: number): string => `WITH RECURSIVE n (x) AS (VALUES (0) UNION ALL SELECT x + 1 FROM n WHERE x + 1 < ${count})`;
  // A number without a pattern for each row.
  const mixed = (by: number): string => `((x * 2654435761 + ${by} * 40503) % 4294967296 / 65536)`;
  db.exec(
    `${numbers(items)} INSERT INTO items (job, seq, item, fingerprint, content) SELECT 'bench', x, 'item-' || x, zeroblob(4), '{}' FROM n`,
  );
  db.exec(
    `${numbers(slots)} INSERT INTO slots (slot, job, seq, k, state, vendor, position)
     SELECT x + 1, 'bench', CASE WHEN x < ${items} THEN x ELSE x - ${items} END, CASE WHEN x < ${items} THEN 0 ELSE 1 END, 'filled',
       CASE (x + (x >= ${items})) % 3 WHEN 0 THEN 'scale' WHEN 1 THEN 'surge' ELSE 'mercor' END, x FROM n`,
  );
  db.exec(
    `${numbers(slots)} INSERT INTO attempts
     SELECT s.slot, 'bench', s.slot, s.seq, s.vendor, s.vendor, 1, 'key-' || s.slot, CASE WHEN ${mixed(1)} % 50 = 0 THEN 'accepted' ELSE 'answered' END, '{}',
       'ref-' || s.slot, 80000, 1, 1700000000000 + x, 1700000001000 + x, 1700000001000 + x + ${mixed(2)} * 900, CASE WHEN ${mixed(1)} % 50 = 0 THEN NULL ELSE ${mixed(2)} * 900 END
     FROM n JOIN slots s ON s.slot = x + 1`,
  );
  db.exec(
    `${numbers(slots)} INSERT INTO judgments
     SELECT s.vendor, 'j' || s.slot, 'bench', s.seq, s.slot, s.slot, 1, 0, 1, 'w' || (${mixed(3)} % 500),
       CASE WHEN ${mixed(4)} % 10 = 0 THEN '"d"' ELSE '"' || char(97 + s.seq % 3) || '"' END, 1700000000000 + ${mixed(5)} * 90000, NULL, NULL
     FROM n JOIN slots s ON s.slot = x + 1 WHERE ${mixed(1)} % 50 <> 0`,
  );
  db.exec("COMMIT");
  db.close();
  writeFileSync(join(folder, "tranche.config.yaml"), config);
  const truth = Array.from({ length: Math.floor(items / 5) }, (_, item) => `item-${item * 5},${"abc"[(item * 5) % 3]}\n`);
  writeFileSync(join(folder, "truth.csv"), `id,label\n${truth.join("")}`);
};

const bareRead = (folder: string): number => {
  const db = new DatabaseSync(join(folder, "bench.db"));
  const began = performance.now();
  for (const table of ["attempts", "judgments"]) for (const _ of db.prepare(`SELECT * FROM ${table}`).iterate()) void _;
  const seconds = (performance.now() - began) / 1_000;
  db.close();
  return seconds;
};

const compare = (folder: string, slots: number): Measure => {
  const preload = "data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";
  const began = performance.now();
  const ran = spawnSync(
    process.execPath,
    ["--conditions=source", "--import", preload, cli, "compare", "--truth", "truth.csv", "--json", "--quiet"],
    { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, NONE: "none" } },
  );
  if (ran.status !== 0) throw new Error(`compare ended with ${ran.status}: ${ran.stderr}`);
  const { vendors } = JSON.parse(ran.stdout) as { readonly vendors: readonly { readonly slots: number }[] };
  const compared = vendors.reduce((sum, vendor) => sum + vendor.slots, 0);
  if (compared !== slots) throw new Error(`${slots} slots were written, ${compared} compared`);
  const peakKb = Number(/peak (\d+)/.exec(ran.stderr)?.[1]);
  return { subject: "tranche compare", size: slots, seconds: (performance.now() - began) / 1_000, peakMb: (peakKb * 1_024) / 1e6 };
};

export const run = async (): Promise<BenchReport> => {
  const measures: Measure[] = [];
  let last: Measure | undefined;
  for (const slots of [10_000, 100_000, 1_000_000]) {
    const folder = mkdtempSync(join(tmpdir(), "tranche-bench-compare-"));
    await fill(folder, slots);
    measures.push({ subject: "bare read of the rows", size: slots, seconds: bareRead(folder) });
    last = compare(folder, slots);
    measures.push(last);
    rmSync(folder, { recursive: true, force: true });
  }
  const { seconds = Infinity, peakMb = Infinity } = last ?? {};
  return {
    unit: "slots",
    measures,
    baseline: "bare read of the rows",
    goals: [
      { text: `1,000,000 slots in under 10 s: ${seconds.toFixed(1)} s`, kept: seconds < 10 },
      { text: `and under 2 GB resident: ${Math.round(peakMb)} MB`, kept: peakMb < 2_000 },
    ],
  };
};
