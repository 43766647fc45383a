import { spawn } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPlace, type Place, tranche } from "./processes.ts";

let place: Place;
beforeEach(() => {
  place = openPlace();
});
afterEach(() => place.close());

const root = join(import.meta.dirname, "../../../..");

/** What `npm install` would bring, from this workspace. */
const install = (folder: string): void => {
  const installed: Readonly<Record<string, string>> = {
    "@tranche/sdk": "packages/sdk",
    "@tranche/adapters": "packages/adapters",
    "@types/node": "node_modules/@types/node",
    typescript: "node_modules/typescript",
    vitest: "node_modules/vitest",
    zod: "packages/sdk/node_modules/zod",
  };
  for (const [name, path] of Object.entries(installed)) {
    const target = join(folder, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(realpathSync(join(root, path)), target);
  }
};

const run = (script: string, args: readonly string[], cwd: string): Promise<{ readonly code: number | null; readonly out: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.once("close", (code) => resolve({ code, out }));
  });

const binOf = (name: string, path: string): string => join(dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))), path);

describe("a stranger begins an adapter", () => {
  it("types pass, a config loads it from source, and the conformance suite says what is missing", async () => {
    const made = await tranche(["vendors", "new", "acme-labs"], place.folder);
    expect(made.code, made.stderr).toBe(0);
    const folder = join(place.folder, "tranche-adapter-acme-labs");
    install(folder);

    const types = await run(binOf("typescript", "bin/tsc"), ["--noEmit", "--customConditions", "source"], folder);
    expect(types.out).toBe("");
    expect(types.code).toBe(0);

    writeFileSync(join(place.folder, "acme.key"), "key\n");
    writeFileSync(
      join(place.folder, "tranche.config.yaml"),
      `version: 1
vendors:
  acme:
    adapter: ./tranche-adapter-acme-labs/src/index.ts
    baseUrl: http://127.0.0.1:9/v1
    credential: { file: acme.key }
`,
    );
    const listed = await tranche(["vendors", "--json"], place.folder);
    expect(listed.code, listed.stderr).toBe(0);
    expect((JSON.parse(listed.stdout) as { vendors: unknown[] }).vendors).toMatchObject([
      { vendor: "acme", capabilities: { webhook: "signed" } },
    ]);

    writeFileSync(
      join(folder, "vitest.config.mjs"),
      `const conditions = ["source", "node", "import", "module", "default"];
export default { resolve: { conditions }, ssr: { resolve: { conditions } } };\n`,
    );
    const tests = await run(binOf("vitest", "vitest.mjs"), ["run", "--testTimeout", "20000", "--reporter", "verbose"], folder);
    expect(tests.code).toBe(1);
    expect(tests.out).toMatch(/✓.*check\/time-out-after/);
    expect(tests.out).toMatch(/engage is not written yet \(src\/engage\.ts\); nothing was sent/);
    expect(tests.out).not.toMatch(/TypeError|SyntaxError|Cannot find/);
  });
});
