// `pnpm dst [--seeds N] [--from S] [--workers W] [--json]`: runs the engine in simulated worlds, one a seed, and holds every promise against each.
// `pnpm dst --replay FILE`: runs one event log again. Ends with 5 when a promise is broken, 2 when the command is wrong.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { loadHighs } from "../packages/cli/src/engine/solve/highs.ts";
import { judgeWorld } from "../packages/cli/test/simulation/judge-world.ts";
import { replayLog, replayText } from "../packages/cli/test/simulation/replay.ts";
import { shrinkWorld } from "../packages/cli/test/simulation/shrink.ts";
import { worldOfSeed } from "../packages/cli/test/simulation/world-of-seed.ts";
import { runSeeds, type SeedFigures } from "./dst/run-seeds.ts";

/** Most lines of an event log that are printed; the file has all of them. */
const SHOWN_LINES = 60;
const BAR = 30;

class WrongUsage extends Error {}

const whole = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new WrongUsage(`--${name} has to be a whole number from 1 on, and is ${String(text)}`);
};

const optionsOf = (args: readonly string[]): Record<string, string | boolean | undefined> => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seeds: { type: "string" },
        from: { type: "string" },
        workers: { type: "string" },
        replay: { type: "string" },
        json: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error), { cause: error });
  }
};

/** A bar on a terminal; nothing where nobody watches. */
const progress = (seeds: number): ((sofar: SeedFigures) => void) => {
  if (!process.stderr.isTTY) return () => {};
  const began = performance.now();
  return ({ seeds: done, failed }) => {
    const full = Math.round((done / seeds) * BAR);
    const left = Math.ceil(((performance.now() - began) / done) * (seeds - done) * 0.001);
    process.stderr.write(
      `\r${"█".repeat(full)}${"░".repeat(BAR - full)} ${done.toLocaleString("en-US")} of ${seeds.toLocaleString("en-US")} seeds · ${failed.length} broken · ${left} s left  `,
    );
    if (done === seeds) process.stderr.write("\r\u001B[K");
  };
};

const inWords = (figures: SeedFigures, { from, seconds }: { readonly from: number; readonly seconds: number }): string => {
  const n = (value: number): string => value.toLocaleString("en-US");
  const kinds = Object.entries(figures.kinds)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => `  ${kind.padEnd(16)} ${n(count).padStart(10)}`);
  return [
    `${n(figures.seeds)} seeds from ${n(from)} in ${seconds.toFixed(1)} s (${(figures.seeds / seconds).toFixed(1)} a second)`,
    `${n(figures.events)} events · ${n(figures.faults)} faults · ${n(figures.crashes)} crashes · ${n(figures.commands)} commands of a person`,
    ...kinds,
    figures.failed.length === 0 ? "no promise was broken" : `${n(figures.failed.length)} seeds broke a promise`,
  ].join("\n");
};

/** Makes the first failing seed as small as it gets, keeps its event log, and answers it with the way to run it again. */
const explain = async (seed: number): Promise<{ readonly file: string; readonly text: string }> => {
  const solve = await loadHighs();
  const small = await shrinkWorld(worldOfSeed(seed), { solve });
  const text = replayText(small, await judgeWorld(small, { solve, keepLog: true }));
  const folder = join(import.meta.dirname, "..", "node_modules", ".cache", "tranche", "dst");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `seed-${seed}.jsonl`);
  writeFileSync(file, text);
  return { file: relative(process.cwd(), file), text };
};

const runMany = async (options: ReturnType<typeof optionsOf>): Promise<number> => {
  const seeds = whole("seeds", options["seeds"] as string | undefined, 2_000);
  const from = whole("from", options["from"] as string | undefined, 1);
  const workers = whole("workers", options["workers"] as string | undefined, availableParallelism());
  const began = performance.now();
  const figures = await runSeeds({ from, seeds, workers }, progress(seeds));
  const seconds = (performance.now() - began) / 1_000;
  const [first] = figures.failed;
  const shown = first === undefined ? undefined : await explain(first.seed);
  if (options["json"] === true)
    console.log(JSON.stringify({ from, ...figures, seconds, ...(shown === undefined ? {} : { replay: shown.file }) }));
  else {
    console.log(inWords(figures, { from, seconds }));
    for (const { seed, broken } of figures.failed.slice(0, 20)) console.log(`  seed ${seed}: ${broken[0] ?? ""}`);
    if (shown !== undefined) {
      const lines = shown.text.trimEnd().split("\n");
      console.log(
        `\nseed ${first?.seed ?? 0}, made as small as it gets (${lines.length} lines, the last ${Math.min(SHOWN_LINES, lines.length)}):`,
      );
      console.log(lines.slice(-SHOWN_LINES).join("\n"));
      console.log(`\nrun it again: pnpm dst --replay ${shown.file}`);
    }
  }
  return figures.failed.length === 0 ? 0 : 5;
};

const runReplay = async (file: string, json: boolean): Promise<number> => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new WrongUsage(`${file} cannot be read`, { cause: error });
  }
  const { head, verdict, differsAt } = await replayLog(text, { solve: await loadHighs() }).catch((error: unknown) => {
    throw new WrongUsage(`${file} is no event log: its first line has to be { "replay": 1, "world": … }`, { cause: error });
  });
  if (json)
    console.log(
      JSON.stringify({ replay: file, broken: verdict.broken, was: head.broken, differsAt: differsAt ?? null, events: verdict.events }),
    );
  else {
    console.log(verdict.log.join("\n"));
    console.log(differsAt === undefined ? "the same events, byte for byte" : `it ran another way from line ${differsAt} on`);
    console.log(verdict.broken.length === 0 ? "no promise was broken" : verdict.broken.join("\n"));
  }
  return verdict.broken.length === 0 ? 0 : 5;
};

const main = async (args: readonly string[]): Promise<number> => {
  try {
    const options = optionsOf(args);
    const { replay } = options;
    return await (typeof replay === "string" ? runReplay(replay, options["json"] === true) : runMany(options));
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    console.error(`${error.message}\nas in: pnpm dst --seeds 2000 --from 1, or pnpm dst --replay FILE`);
    return 2;
  }
};

process.exitCode = await main(process.argv.slice(2));
