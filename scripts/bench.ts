// `pnpm bench [name…]`: runs bench/*.bench.ts one after the other, each in its own process, and prints their tables. Ends with 1 when a goal is missed.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./bench/bench-report.ts";
import { renderReport } from "./bench/render-report.ts";

const folder = join(import.meta.dirname, "..", "bench");
const suffix = ".bench.ts";

const runHere = async (name: string): Promise<boolean> => {
  const bench = (await import(join(folder, `${name}${suffix}`))) as Bench;
  const report = await bench.run();
  console.log(renderReport(bench.name, report));
  return (report.goals ?? []).every(({ kept }) => kept);
};

const runEach = (names: readonly string[]): boolean => {
  const results = names.map(
    (name) => spawnSync(process.execPath, [...process.execArgv, import.meta.filename, "--here", name], { stdio: "inherit" }).status === 0,
  );
  return results.every(Boolean);
};

const main = async (args: readonly string[]): Promise<boolean> => {
  if (args[0] === "--here") return runHere(args[1] ?? "");
  const known = readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .toSorted();
  const unknown = args.filter((name) => !known.includes(name));
  if (unknown.length === 0) return runEach(args.length === 0 ? known : args);
  console.error(`no bench called ${unknown.join(", ")}; there are: ${known.join(", ")}`);
  return false;
};

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
