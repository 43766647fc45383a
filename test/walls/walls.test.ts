import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readModule } from "./read-module.ts";
import { breaches, type Declared, longestFile, type SourceFile } from "./rules.ts";

const root = join(import.meta.dirname, "..", "..");

const file = (path: string, text: string): SourceFile => ({ path, facts: readModule(path, text) });

const declared: Declared = Object.fromEntries(
  ["sdk", "adapters", "cli"].map((name) => {
    const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as Record<
      string,
      Record<string, string> | undefined
    >;
    return [name, Object.keys({ ...manifest["dependencies"], ...manifest["peerDependencies"], ...manifest["optionalDependencies"] })];
  }),
);

const sources = globSync("packages/*/src/**/*.ts", { cwd: root }).map((path) =>
  file(path.replaceAll("\\", "/"), readFileSync(join(root, path), "utf8")),
);

describe("the walls between the packages", () => {
  it("stand in the tree as it is", () => {
    expect(new Set(sources.map(({ path }) => path.split("/")[1]))).toEqual(new Set(["sdk", "adapters", "cli"]));
    expect(breaches(sources, declared)).toEqual([]);
  });

  it.each([
    ["sdk", "packages/sdk/src/x.ts", `import { a } from "@tranche/adapters";`, "sdk may not import @tranche/adapters"],
    [
      "adapters",
      "packages/adapters/src/vendors/x/y.ts",
      `export { a } from "@tranche/cli/engine";`,
      "adapters may not import @tranche/cli/engine",
    ],
    ["even tests", "packages/sdk/src/x.test.ts", `import { a } from "@tranche/cli/engine";`, "sdk may not import @tranche/cli/engine"],
    ["types too", "packages/sdk/src/x.ts", `import type { A } from "@tranche/cli/engine";`, "sdk may not import @tranche/cli/engine"],
    [
      "no deep imports",
      "packages/cli/src/x.ts",
      `import { a } from "@tranche/sdk/dist/x.js";`,
      "@tranche/sdk/dist/x.js reaches into a package",
    ],
    [
      "no way around",
      "packages/adapters/src/x.ts",
      `import { a } from "../../cli/src/main.ts";`,
      "../../cli/src/main.ts leaves the package",
    ],
    [
      "axios stays in http",
      "packages/adapters/src/vendors/scale/client.ts",
      `import axios from "axios";`,
      "only adapters/src/http imports axios",
    ],
    [
      "the chart library is loaded by one file",
      "packages/cli/src/report/html/plan-section.ts",
      `const a = await import("echarts/core");`,
      "only the report's painter imports echarts, when a report is asked for",
    ],
    ["axios stays out of cli", "packages/cli/src/engine/x.ts", `const a = await import("axios");`, "only adapters/src/http imports axios"],
    [
      "simulators alone",
      "packages/adapters/src/simulators/scale/x.ts",
      `import type { A } from "../../vendors/scale/wire.ts";`,
      "simulators may not import vendors",
    ],
    [
      "simulators speak their own HTTP",
      "packages/adapters/src/simulators/x.ts",
      `import { a } from "../http/index.ts";`,
      "simulators may not import http",
    ],
    [
      "vendors alone",
      "packages/adapters/src/vendors/scale/x.ts",
      `import { a } from "../../simulators/scale/tasks.ts";`,
      "vendors may not import simulators",
    ],
    [
      "http knows no vendor",
      "packages/adapters/src/http/x.ts",
      `import { a } from "../vendors/scale/config.ts";`,
      "http may not import vendors",
    ],
    ["declared only", "packages/cli/src/x.ts", `import { a } from "left-pad";`, "left-pad is not declared in packages/cli/package.json"],
    ["no test code", "packages/cli/src/x.ts", `import { a } from "./__fixtures__/a.ts";`, "./__fixtures__/a.ts is test code"],
    ["file names", "packages/cli/src/x.ts", `import { a } from "./a.js";`, "./a.js has to name the file, with .ts"],
    ["export *", "packages/cli/src/x.ts", `export * from "./a.ts";`, "export *: name what is exported"],
    ["default export", "packages/cli/src/x.ts", `export default 1;`, "default export: name what is exported"],
    ["length", "packages/cli/src/x.ts", "\n".repeat(longestFile), "401 lines; past 400 a file is split"],
    ["the process", "packages/cli/src/commands/x.ts", `export const a = process.env;`, "only bin.ts touches the process"],
    [
      "the process by its module",
      "packages/cli/src/commands/x.ts",
      `import { pid } from "node:process";`,
      "only bin.ts touches the process",
    ],
    ["ending it", "packages/sdk/src/x.ts", `process.exit(1);`, "only bin.ts ends the process"],
  ])("name a breach: %s", (_, path, text, why) => {
    expect(breaches([file(path, text)], declared).map((line) => line.split("  ")[1])).toContain(why);
  });
});

describe("the wall around core", () => {
  const inCore = (text: string): readonly string[] => breaches([file("packages/cli/src/core/x/y.ts", text)], declared);

  it.each([
    `const now = Date.now();`,
    `const at = new Date(0);`,
    `const chance = Math.random();`,
    `const key = process.env.KEY;`,
    `setTimeout(() => 1, 2);`,
    `const answer = fetch("x");`,
    `const t = performance.now();`,
    `const id = crypto.randomUUID();`,
    `console.warn("x");`,
    `const d = globalThis.Date;`,
    `export const f = async () => 1;`,
    `await f();`,
    `const p = new Promise(() => 1);`,
    `import { readFileSync } from "node:fs";`,
    `import { z } from "zod";`,
    `import { parseMoney } from "@tranche/sdk";`,
    `import { type Money } from "@tranche/sdk";`,
    `import { store } from "../../store/index.ts";`,
    `import type { Store } from "../../ports/store.ts";`,
  ])("refuses %s", (text) => {
    expect(inCore(text)).not.toEqual([]);
  });

  it.each([
    `import type { Money } from "@tranche/sdk";`,
    `import { shares } from "../split/shares.ts";`,
    `interface A { readonly Date: string; fetch(): void }`,
    `const a = { process: 1, Date: 2 }; a.process + a.Date;`,
    `// new Date() in a comment\nconst s = "Math.random()";`,
    `const x = Math.round(1.5);`,
  ])("lets %s through", (text) => {
    expect(inCore(text)).toEqual([]);
  });

  it("does not hold for its tests", () => {
    expect(breaches([file("packages/cli/src/core/x/y.test.ts", `import fc from "fast-check"; const now = Date.now();`)], declared)).toEqual(
      [],
    );
  });
});
