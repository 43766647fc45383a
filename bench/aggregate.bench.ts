import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerTable } from "../packages/cli/src/core/quality/answer-table.ts";
import { dawidSkene } from "../packages/cli/src/core/quality/labels/dawid-skene.ts";
import type { BenchReport, Measure } from "../scripts/bench/bench-report.ts";

export const name = "aggregate: Dawid-Skene alone, and a file of answers read, aggregated and written in a process of its own";

const cli = new URL("../packages/cli/src/bin.ts", import.meta.url).pathname;
const classes = ["billing", "technical", "cancellation", "other"];
const answersEach = 5;

/** Answers of a crowd of unequal people, one a worker and item in five; the same every time. */
const crowd = function* (answers: number): Generator<readonly [item: number, worker: number, label: number]> {
  let state = 1;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), state | 1);
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61);
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32;
  };
  const workers = Math.max(50, answers / 1000);
  for (let item = 0; item < answers / answersEach; item += 1) {
    const truth = Math.floor(next() * classes.length);
    for (let answer = 0; answer < answersEach; answer += 1) {
      const worker = Math.floor(next() * workers);
      const skill = 0.5 + 0.45 * (((worker * 2_654_435_761) >>> 0) / 2 ** 32);
      yield [item, worker, next() < skill ? truth : Math.floor(next() * classes.length)];
    }
  }
};

const writeAnswers = async (file: string, answers: number): Promise<void> => {
  const out = createWriteStream(file);
  let text = "task,worker,label\n";
  for (const [item, worker, label] of crowd(answers)) {
    text += `task-${item},worker-${worker},${classes[label]}\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await new Promise<void>((resolve) => out.once("drain", () => resolve()));
    text = "";
  }
  await new Promise<void>((resolve) => out.end(text, () => resolve()));
};

const bareRead = async (file: string): Promise<number> => {
  const began = performance.now();
  for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 })) void _;
  return (performance.now() - began) / 1_000;
};

/** The method alone, all rounds, the middle of five runs. */
const methodAlone = (answers: number): Measure => {
  const rows = [...crowd(answers)];
  const table = answerTable({
    items: answers / answersEach,
    workers: Math.max(50, answers / 1000),
    classes: classes.length,
    item: rows.map(([item]) => item),
    worker: rows.map(([, worker]) => worker),
    label: rows.map(([, , label]) => label),
  });
  const runs = Array.from({ length: 5 }, () => {
    const began = performance.now();
    dawidSkene(table, { rounds: 100, tolerance: 0 });
    return (performance.now() - began) / 1_000;
  }).toSorted((a, b) => a - b);
  return { subject: "Dawid-Skene, 100 rounds", size: answers, seconds: runs[2] ?? Infinity };
};

/** Runs the command and has it say, as it ends, what its largest resident memory was. */
const aggregate = (folder: string, answers: number): Measure => {
  const began = performance.now();
  const preload = "data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";
  const ran = spawnSync(
    process.execPath,
    [
      "--conditions=source",
      "--import",
      preload,
      cli,
      "aggregate",
      "answers.csv",
      "--method",
      "dawid-skene",
      "--out",
      "labels.csv",
      "--quiet",
    ],
    { cwd: folder, encoding: "utf8" },
  );
  if (ran.status !== 0) throw new Error(`aggregate ended with ${ran.status}: ${ran.stderr}`);
  const peakKb = Number(/peak (\d+)/.exec(ran.stderr)?.[1]);
  return { subject: "tranche aggregate", size: answers, seconds: (performance.now() - began) / 1_000, peakMb: (peakKb * 1_024) / 1e6 };
};

export const run = async (): Promise<BenchReport> => {
  const alone = methodAlone(100_000);
  const measures: Measure[] = [alone];
  let last: Measure | undefined;
  for (const answers of [100_000, 1_000_000, 10_000_000]) {
    const folder = mkdtempSync(join(tmpdir(), "tranche-bench-aggregate-"));
    const file = join(folder, "answers.csv");
    await writeAnswers(file, answers);
    measures.push({ subject: "bare read of the file", size: answers, seconds: await bareRead(file) });
    last = aggregate(folder, answers);
    measures.push(last);
    rmSync(folder, { recursive: true, force: true });
  }
  const { seconds = Infinity, peakMb = Infinity } = last ?? {};
  return {
    unit: "answers",
    measures,
    goals: [
      { text: `100,000 answers × 4 labels, Dawid-Skene 100 rounds in under 1 s: ${alone.seconds.toFixed(2)} s`, kept: alone.seconds < 1 },
      { text: `10,000,000 answers in under 100 s: ${seconds.toFixed(1)} s`, kept: seconds < 100 },
      { text: `and under 2,000 MB resident: ${Math.round(peakMb)} MB`, kept: peakMb < 2_000 },
    ],
  };
};
