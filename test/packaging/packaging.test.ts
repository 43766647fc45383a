import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core";
import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packages, packAndInstall, type PackageFolder, readManifest, root } from "./pack-packages.ts";

const run = promisify(execFile);

let folder = "";
let installed = "";
let tarballs: Readonly<Record<PackageFolder, string>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tranche-pack-"));
  ({ installed, tarballs } = await packAndInstall(folder));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(packages)("the packed package %s", (name) => {
  const unpacked = (): string => join(installed, "@tranche", name);

  it("passes publint", async () => {
    const { messages } = await publint({
      pack: { tarball: new Uint8Array(readFileSync(tarballs[name])).buffer },
      level: "warning",
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, readManifest(unpacked()) as never))).toEqual([]);
  });

  it("has types where its code is, for every way an ES module is imported", async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarballs[name]))), {
      excludeEntrypoints: [/\.json$/],
    });
    if (result.types === false) throw new Error("it has no types at all");
    // It is an ES module on purpose: how `require` of ten years ago would see it is no concern.
    const counts = (problem: Problem): boolean =>
      !("resolutionKind" in problem && ["node10", "node16-cjs"].includes(problem.resolutionKind));
    expect(result.problems.filter(counts)).toEqual([]);
  });

  it("holds a licence, a readme, and neither sources, tests, maps nor build state", () => {
    const files = globSync("**/*", { cwd: unpacked(), exclude: (path) => path === "node_modules" }).map(String);
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
    expect(files.filter((file) => /^src|\.test\.|__fixtures__|\.map$|\.tsbuildinfo$|tsconfig/.test(file))).toEqual([]);
  });

  it("leaves no word of the workspace in its package.json", () => {
    const manifest = readManifest(unpacked());
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|catalog:|"source"/);
    expect(Object.keys(manifest.exports)).toEqual(Object.keys(readManifest(join(root, "packages", name)).exports));
    expect(Object.keys(manifest.scripts ?? {}).filter((script) => /install/.test(script))).toEqual([]);
  });

  it("can be imported, every entry of it, with the dependencies it declares and no others", async () => {
    const { exports, name: full } = readManifest(unpacked());
    const entries = Object.keys(exports).filter((entry) => !entry.endsWith(".json"));
    const program = entries.map((entry) => `console.log(Object.keys(await import("${full}${entry.slice(1)}")).length > 0);`).join("\n");
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], { cwd: join(installed, "..") });
    expect(stdout.trim().split("\n")).toEqual(entries.map(() => "true"));
  });
});

describe("the packed command", () => {
  const tranche = async (...args: readonly string[]): Promise<string> =>
    (await run(process.execPath, [join(installed, "@tranche", "cli", "bin", "tranche.js"), ...args], { cwd: folder })).stdout;

  it("starts, and says its version", async () => {
    expect(await tranche("--version")).toBe(`${readManifest(join(root, "packages", "cli")).version}\n`);
  });

  it("finds everything its commands need: help reads every one of them", async () => {
    expect(await tranche("--help")).toContain("tranche completion");
  });
});
