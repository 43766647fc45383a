import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../packages/cli/src/store/sqlite/sqlite-store.ts";
import type { Measure } from "../scripts/bench/bench-report.ts";

const cli = new URL("../packages/cli/src/bin.ts", import.meta.url).pathname;

/** A job to plan, in a folder of its own. */
export interface PlanCase {
  readonly subject: string;
  readonly items: number;
  readonly vendors: number;
  /** Items are in groups of 1 to 40, and what is asked of those, as the job file has it. */
  readonly groups?: string;
  /** How many sets of owners have seen some of the groups in an earlier job; the classes of the items. Default 1: nobody has seen anything. */
  readonly classes?: number;
}

export interface PlanRun {
  readonly measures: readonly Measure[];
  /** Processor time of the command: what a machine that has more to do takes as well. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMb: number;
  readonly feasible: boolean;
}

const largestGroup = 40;

/** The group of every item, in the order of the file: groups of 1, 2 … 40, over and over, eight of them at a time dealt out in turn. */
const groupsOf = function* (items: number): Generator<number> {
  let next = 0;
  let open: { readonly group: number; left: number }[] = [];
  for (let item = 0; item < items; item += 1) {
    while (open.length < 8) {
      open.push({ group: next, left: 1 + (next % largestGroup) });
      next += 1;
    }
    const at = item % open.length;
    const one = open[at];
    if (one === undefined) return;
    yield one.group;
    one.left -= 1;
    if (one.left === 0) open = open.filter((other) => other !== one);
  }
};

const textOf = (item: number): string => `message ${item}: my invoice of last month is wrong, please have a look`;

const writeItems = async (file: string, { items, groups }: PlanCase): Promise<void> => {
  const out = createWriteStream(file);
  const group = groupsOf(items);
  for (let from = 0; from < items; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, items - from) }, (_, at) => {
      const item = { id: `item-${from + at}`, text: textOf(from + at) };
      return `${JSON.stringify(groups === undefined ? item : { ...item, customer: `customer-${group.next().value as number}` })}\n`;
    });
    if (!out.write(lines.join(""))) await new Promise<void>((resolve) => out.once("drain", () => resolve()));
  }
  await new Promise<void>((resolve) => out.end(() => resolve()));
};

/** The owners that have seen the groups of a class: each class has another set of two of the first owners. */
const ownersOfClass = (number: number, vendors: number): readonly string[] => {
  const pairs: string[][] = [[]];
  for (let a = 0; a < vendors; a += 1)
    for (let b = a; b < vendors; b += 1) pairs.push(a === b ? [`owner-${a}`] : [`owner-${a}`, `owner-${b}`]);
  return pairs[number % pairs.length] ?? [];
};

/** A store in which an earlier job of the dataset has shown whole groups to some owners. */
const writeStore = async (folder: string, { items, classes = 1, vendors }: PlanCase): Promise<void> => {
  const store = openSqliteStore(join(folder, "store.db"));
  const db = store.database;
  const counts = new Map<string, number>();
  const group = groupsOf(items);
  for (let from = 0; from < items; from += 50_000)
    db.transaction(() => {
      for (let item = from; item < Math.min(items, from + 50_000); item += 1) {
        const print = createHash("sha256")
          .update(JSON.stringify({ text: textOf(item) }))
          .digest();
        db.run("INSERT INTO dataset_items VALUES ('bench', ?)", print);
        for (const owner of ownersOfClass(Math.floor((group.next().value as number) / largestGroup) % classes, vendors)) {
          db.run("INSERT INTO exposure VALUES ('bench', ?, ?, 1, 1)", print, owner);
          counts.set(owner, (counts.get(owner) ?? 0) + 1);
        }
      }
    });
  for (const [owner, seen] of counts) db.run("INSERT INTO exposure_counts VALUES ('bench', ?, ?, ?)", owner, seen, seen);
  db.run("INSERT INTO dataset_counts (dataset, items) VALUES ('bench', ?)", items);
  await store.close();
};

const configOf = (vendors: number): string =>
  [
    "version: 1",
    "store: ./store.db",
    "vendors:",
    ...Array.from(
      { length: vendors },
      (_, at) =>
        `  vendor-${at}: { adapter: ${["scale", "surge", "mercor"][at % 3] ?? "surge"}, baseUrl: "http://127.0.0.1:9", credential: { env: NONE }, owner: owner-${at}, price: { perJudgment: 0.${String(80 + at * 7).padStart(3, "0")} USD } }`,
    ),
  ].join("\n");

const jobOf = ({ vendors, groups }: PlanCase): string => `version: 1
name: bench
task: { kind: classification, instructions: Pick one., show: [text], answer: { options: [a, b] } }
items: ./items.jsonl
policy: { maxShare: ${vendors === 3 ? 0.4 : 0.25} }
${groups === undefined ? "" : `groups: ${groups}\n`}`;

const bareRead = async (file: string): Promise<number> => {
  const began = performance.now();
  for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 })) void _;
  return (performance.now() - began) / 1_000;
};

/** Plans one case in a process of its own, which says as it ends what its largest resident memory was, and its processor time. */
export const planCase = async (one: PlanCase): Promise<PlanRun> => {
  const folder = mkdtempSync(join(tmpdir(), "tranche-bench-plan-"));
  try {
    writeFileSync(join(folder, "tranche.config.yaml"), configOf(one.vendors));
    writeFileSync(join(folder, "job.yaml"), jobOf(one));
    const file = join(folder, "items.jsonl");
    await writeItems(file, one);
    if ((one.classes ?? 1) > 1) await writeStore(folder, one);
    const read = await bareRead(file);
    const began = performance.now();
    const preload =
      "data:text/javascript,process.on('exit',()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();process.stderr.write('peak '+maxRSS+' cpu '+(userCPUTime+systemCPUTime))})";
    const ran = spawnSync(process.execPath, ["--conditions=source", "--import", preload, cli, "plan", "job.yaml", "--json", "--quiet"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const wallSeconds = (performance.now() - began) / 1_000;
    if (ran.status !== 0 && ran.status !== 3) throw new Error(`plan ended with ${ran.status}: ${ran.stderr}`);
    const [, peakKb, cpuMicros] = /peak (\d+) cpu (\d+)/.exec(ran.stderr) ?? [];
    const peakMb = (Number(peakKb) * 1_024) / 1e6;
    const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`;
    return {
      measures: [
        { subject: `bare read of the file${one.items < 1_000_000 ? "" : ` (${size})`}`, size: one.items, seconds: read },
        { subject: one.subject, size: one.items, seconds: wallSeconds, peakMb },
      ],
      cpuSeconds: Number(cpuMicros) / 1e6,
      wallSeconds,
      peakMb,
      feasible: ran.status === 0,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
