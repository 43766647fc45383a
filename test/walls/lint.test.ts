import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/*
 * The linter holds the same walls while one types. A rule that is misspelt or overridden by a later one is silent, so each is shown a breach here:
 * the real configuration, on a planted tree.
 */
const root = join(import.meta.dirname, "..", "..");
let tree = "";
let found: readonly { readonly code: string; readonly filename: string }[] = [];

const planted: readonly (readonly [path: string, text: string, rule: string])[] = [
  ["packages/cli/src/core/clock.ts", `export const now = Date.now();`, "eslint(no-restricted-globals)"],
  ["packages/cli/src/core/chance.ts", `export const chance = Math.random();`, "eslint(no-restricted-properties)"],
  ["packages/cli/src/core/timer.ts", `setTimeout(() => 1, 2);`, "eslint(no-restricted-globals)"],
  ["packages/cli/src/core/environment.ts", `export const key = process.env["KEY"];`, "eslint(no-restricted-globals)"],
  [
    "packages/cli/src/core/files.ts",
    `import { readFileSync } from "node:fs";\nexport const a = readFileSync;`,
    "eslint(no-restricted-imports)",
  ],
  ["packages/cli/src/core/package.ts", `import { z } from "zod";\nexport const a = z;`, "eslint(no-restricted-imports)"],
  ["packages/cli/src/core/value.ts", `import { money } from "@tranche/sdk";\nexport const a = money;`, "eslint(no-restricted-imports)"],
  ["packages/cli/src/engine/http.ts", `import axios from "axios";\nexport const a = axios;`, "eslint(no-restricted-imports)"],
  ["packages/cli/src/engine/end.ts", `process.exit(1);`, "eslint(no-restricted-properties)"],
  ["packages/cli/src/commands/say.ts", `console.log(1);`, "eslint(no-console)"],
  [
    "packages/cli/src/engine/lost.ts",
    `const send = async (): Promise<void> => {};\nexport const go = (): void => {\n  send();\n};`,
    "typescript(no-floating-promises)",
  ],
  ["packages/cli/src/engine/cycle-a.ts", `import { b } from "./cycle-b.ts";\nexport const a = (): unknown => b;`, "import(no-cycle)"],
  ["packages/cli/src/engine/cycle-b.ts", `import { a } from "./cycle-a.ts";\nexport const b = (): unknown => a;`, "import(no-cycle)"],
  ["packages/cli/src/engine/default.ts", `export default 1;`, "import(no-default-export)"],
  [
    "packages/cli/src/engine/long.ts",
    `export const a = 1;\n${Array.from({ length: 400 }, (_, i) => `export const a${i} = 1;`).join("\n")}`,
    "eslint(max-lines)",
  ],
  ["packages/sdk/src/up.ts", `import { a } from "@tranche/adapters";\nexport const b = a;`, "eslint(no-restricted-imports)"],
  ["packages/adapters/src/up.ts", `import { a } from "@tranche/cli/engine";\nexport const b = a;`, "eslint(no-restricted-imports)"],
  [
    "packages/adapters/src/vendors/scale/sim.ts",
    `import { a } from "../../simulators/x.ts";\nexport const b = a;`,
    "eslint(no-restricted-imports)",
  ],
  [
    "packages/adapters/src/vendors/scale/own-http.ts",
    `import axios from "axios";\nexport const b = axios;`,
    "eslint(no-restricted-imports)",
  ],
  [
    "packages/adapters/src/simulators/x.ts",
    `import { b } from "../vendors/scale/sim.ts";\nexport const a = b;`,
    "eslint(no-restricted-imports)",
  ],
  ["packages/adapters/src/http/x.ts", `import { b } from "../vendors/scale/sim.ts";\nexport const a = b;`, "eslint(no-restricted-imports)"],
];

const fine: readonly (readonly [path: string, text: string])[] = [
  [
    "packages/cli/src/core/fine.ts",
    `import type { Money } from "@tranche/sdk";\nexport const double = (n: Money["micros"]): number => n * 2;`,
  ],
  ["packages/adapters/src/http/fine.ts", `import axios from "axios";\nexport const a = axios;`],
  ["packages/cli/src/bin.ts", `process.exit(0);`],
];

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
};

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), "tranche-lint-"));
  copyFileSync(join(root, ".oxlintrc.json"), join(tree, ".oxlintrc.json"));
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: { module: "nodenext", target: "es2024", types: [], strict: true, allowImportingTsExtensions: true, noEmit: true },
    }),
  );
  for (const [path, text] of [...planted, ...fine]) write(path, text);
  const report = await new Promise<string>((resolve) => {
    // It exits with 1 when it finds something, which is the point.
    execFile(join(root, "node_modules", ".bin", "oxlint"), ["-f", "json"], { cwd: tree, maxBuffer: 1e8 }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  found = (JSON.parse(report) as { diagnostics: typeof found }).diagnostics;
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe("the linter", () => {
  it.each(planted)("finds the breach in %s", (path, _text, rule) => {
    expect(found.filter(({ filename }) => filename === path).map(({ code }) => code)).toContain(rule);
  });

  it.each(fine)("has nothing to say about %s", (path) => {
    expect(found.filter(({ filename }) => filename === path)).toEqual([]);
  });
});
