import { posix } from "node:path";
import type { ModuleFacts, ModuleUse } from "./read-module.ts";

/** One source file: its path from the root of the checkout, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly facts: ModuleFacts;
}

/** Dependencies as each package.json declares them, by the folder below `packages/`. */
export type Declared = Readonly<Record<string, readonly string[]>>;

/** Everything that breaches a wall, one line each: `path:line  why`. Empty when the walls stand. */
export const breaches = (files: readonly SourceFile[], declared: Declared): readonly string[] =>
  files.flatMap((file) => [
    ...ownBreaches(file),
    ...file.facts.uses.flatMap((use) => useBreaches(file.path, use, declared).map((why) => `${file.path}:${use.line}  ${why}`)),
  ]);

export const longestFile = 400;

const isTest = (path: string): boolean => /\.test\.ts$|\/__fixtures__\/|\/__testing__\//.test(path);
const inside = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
const packageOf = (path: string): string => path.split("/")[1] ?? "";
const core = "packages/cli/src/core";

const ownBreaches = ({ path, facts }: SourceFile): readonly string[] => {
  if (isTest(path)) return [];
  const found: string[] = [];
  if (facts.lines > longestFile) found.push(`${path}:1  ${facts.lines} lines; past ${longestFile} a file is split`);
  if (facts.exportsAll) found.push(`${path}:1  export *: name what is exported`);
  if (facts.exportsDefault) found.push(`${path}:1  default export: name what is exported`);
  for (const { name, line } of facts.mentions) {
    if (inside(path, core) && impure.has(name)) found.push(`${path}:${line}  core is deaf and still: no ${name}`);
    else if (inside(path, "packages/cli/src") && !touchesProcess.has(path) && name === "process")
      found.push(`${path}:${line}  only bin.ts touches the process`);
    else if (path !== "packages/cli/src/bin.ts" && name === "process.exit") found.push(`${path}:${line}  only bin.ts ends the process`);
  }
  return found;
};

/** The process as a whole is the entry's business; the lock asks the kernel whether another process still lives. */
const touchesProcess = new Set(["packages/cli/src/bin.ts", "packages/cli/src/engine/process-lock.ts"]);

/** What core may not know of: clocks, chance, environment, waiting, I/O. */
const impure = new Set(
  "Date performance Math.random crypto process globalThis Buffer setTimeout setInterval setImmediate queueMicrotask fetch console require Promise Promise.all await async".split(
    " ",
  ),
);

const useBreaches = (path: string, use: ModuleUse, declared: Declared): readonly string[] =>
  use.specifier.startsWith(".") ? relativeBreaches(path, use) : packageBreaches(path, use, declared);

const relativeBreaches = (path: string, { specifier }: ModuleUse): readonly string[] => {
  const target = posix.join(posix.dirname(path), specifier);
  const source = `packages/${packageOf(path)}/src`;
  const found: string[] = [];
  if (!inside(target, source)) found.push(`${specifier} leaves the package`);
  if (!target.endsWith(".ts")) found.push(`${specifier} has to name the file, with .ts`);
  if (isTest(path)) return found;
  if (isTest(target)) found.push(`${specifier} is test code`);
  if (inside(path, core) && !inside(target, core)) found.push(`${specifier} leaves core`);
  for (const [from, to] of apart)
    if (inside(path, from) && inside(target, to)) found.push(`${posix.basename(from)} may not import ${posix.basename(to)}`);
  return found;
};

const adapters = "packages/adapters/src";
/** Rooms that may not look into each other. A simulator and an adapter are two readings of one set of facts. */
const apart: readonly (readonly [string, string])[] = [
  [`${adapters}/simulators`, `${adapters}/vendors`],
  [`${adapters}/simulators`, `${adapters}/http`],
  [`${adapters}/vendors`, `${adapters}/simulators`],
  [`${adapters}/http`, `${adapters}/simulators`],
  [`${adapters}/http`, `${adapters}/vendors`],
];

/** cli -> adapters -> sdk, never back. */
const below: Readonly<Record<string, readonly string[]>> = { sdk: [], adapters: ["sdk"], cli: ["sdk", "adapters"] };

/** The one file that loads the chart library. */
const painter = "packages/cli/src/report/html/charts/painter.ts";

const packageBreaches = (path: string, { specifier, typeOnly }: ModuleUse, declared: Declared): readonly string[] => {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const own = /^@tranche\/(.+)$/.exec(name)?.[1];
  if (own !== undefined && own !== packageOf(path) && !(below[packageOf(path)] ?? []).includes(own))
    return [`${packageOf(path)} may not import ${specifier}`];
  if (/\/(src|dist)(\/|$)/.test(specifier)) return [`${specifier} reaches into a package`];
  if (isTest(path)) return [];
  if (inside(path, core))
    return specifier === "@tranche/sdk" && typeOnly ? [] : [`core imports types of @tranche/sdk and nothing else, not ${specifier}`];
  if (name === "node:process" && !touchesProcess.has(path)) return ["only bin.ts touches the process"];
  if (name === "axios" && !inside(path, `${adapters}/http`)) return ["only adapters/src/http imports axios"];
  if (name === "echarts" && path !== painter)
    return typeOnly ? [] : ["only the report's painter imports echarts, when a report is asked for"];
  if (specifier.startsWith("node:") || own === packageOf(path) || (declared[packageOf(path)] ?? []).includes(name)) return [];
  return [`${specifier} is not declared in packages/${packageOf(path)}/package.json`];
};
