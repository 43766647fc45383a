import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchReport, Measure } from "../scripts/bench/bench-report.ts";

export const name = "plan: items planned for three vendors, in a process of its own";

const cli = new URL("../packages/cli/src/bin.ts", import.meta.url).pathname;

const config = `version: 1
vendors:
  scale: { adapter: scale, baseUrl: "http://127.0.0.1:9", credential: { env: NONE }, owner: scale-ai, price: { perJudgment: 0.08 USD } }
  surge: { adapter: surge, baseUrl: "http://127.0.0.1:9", credential: { env: NONE }, owner: surge, price: { perJudgment: 0.10 USD } }
  mercor: { adapter: mercor, baseUrl: "http://127.0.0.1:9", credential: { env: NONE }, owner: mercor, price: { perHour: 60 USD, minutesPerItem: 1.1, fee: 30% } }
`;

const job = `version: 1
name: bench
task: { kind: classification, instructions: Pick one., show: [text], answer: { options: [a, b] } }
items: ./items.jsonl
policy: { maxShare: 0.4 }
`;

const writeItems = async (file: string, items: number): Promise<void> => {
  const out = createWriteStream(file);
  for (let from = 0; from < items; from += 10_000) {
    const lines = Array.from(
      { length: Math.min(10_000, items - from) },
      (_, at) =>
        `${JSON.stringify({ id: `item-${from + at}`, text: `message ${from + at}: my invoice of last month is wrong, please have a look` })}\n`,
    );
    if (!out.write(lines.join(""))) await new Promise<void>((resolve) => out.once("drain", () => resolve()));
  }
  await new Promise<void>((resolve) => out.end(() => resolve()));
};

const bareRead = async (file: string): Promise<number> => {
  const began = performance.now();
  for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 })) void _;
  return (performance.now() - began) / 1_000;
};

/** Runs the command and has it say, as it ends, what its largest resident memory was. */
const plan = (folder: string, items: number): Measure => {
  const began = performance.now();
  const preload = "data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";
  const ran = spawnSync(process.execPath, ["--conditions=source", "--import", preload, cli, "plan", "job.yaml", "--json", "--quiet"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (ran.status !== 0) throw new Error(`plan ended with ${ran.status}: ${ran.stderr}`);
  const peakKb = Number(/peak (\d+)/.exec(ran.stderr)?.[1]);
  return { subject: "tranche plan", size: items, seconds: (performance.now() - began) / 1_000, peakMb: (peakKb * 1_024) / 1e6 };
};

export const run = async (): Promise<BenchReport> => {
  const measures: Measure[] = [];
  let last: Measure | undefined;
  for (const items of [10_000, 100_000, 1_000_000]) {
    const folder = mkdtempSync(join(tmpdir(), "tranche-bench-plan-"));
    writeFileSync(join(folder, "tranche.config.yaml"), config);
    writeFileSync(join(folder, "job.yaml"), job);
    await writeItems(join(folder, "items.jsonl"), items);
    measures.push({ subject: "bare read of the file", size: items, seconds: await bareRead(join(folder, "items.jsonl")) });
    last = plan(folder, items);
    measures.push(last);
    rmSync(folder, { recursive: true, force: true });
  }
  const { seconds = Infinity, peakMb = Infinity } = last ?? {};
  return {
    unit: "items",
    measures,
    goals: [
      { text: `1,000,000 items in under 30 s: ${seconds.toFixed(1)} s`, kept: seconds < 30 },
      { text: `and under 400 MB resident: ${Math.round(peakMb)} MB`, kept: peakMb < 400 },
    ],
  };
};
