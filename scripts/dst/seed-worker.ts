// One thread of `pnpm dst`: takes seeds from the counter all threads share, a few at a time, and tells what they showed.
import { parentPort, workerData } from "node:worker_threads";
import { loadHighs } from "../../packages/cli/src/engine/solve/highs.ts";
import { judgeWorld } from "../../packages/cli/test/simulation/judge-world.ts";
import { worldOfSeed } from "../../packages/cli/test/simulation/world-of-seed.ts";
import type { SeedFigures, SeedWork } from "./run-seeds.ts";

const AT_A_TIME = 10;

const { from, seeds, taken } = workerData as SeedWork;
const solve = await loadHighs();
for (;;) {
  const start = Atomics.add(taken, 0, AT_A_TIME);
  if (start >= seeds) break;
  const count = Math.min(AT_A_TIME, seeds - start);
  const kinds: Record<string, number> = {};
  const failed: { seed: number; broken: readonly string[] }[] = [];
  let events = 0;
  let faults = 0;
  let crashes = 0;
  let commands = 0;
  for (let seed = from + start; seed < from + start + count; seed += 1) {
    const verdict = await judgeWorld(worldOfSeed(seed), { solve });
    events += verdict.events;
    faults += verdict.faults.length;
    crashes += verdict.crashes.length;
    commands += verdict.commands;
    for (const kind of [...verdict.faults.map((one) => one.kind), ...verdict.crashes]) kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (verdict.broken.length > 0) failed.push({ seed, broken: verdict.broken });
  }
  parentPort?.postMessage({ seeds: count, events, faults, crashes, commands, kinds, failed } satisfies SeedFigures);
}
