import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { packages, readManifest, root } from "./pack-packages.ts";

interface Installed {
  readonly name: string;
  readonly folder: string;
  readonly license: string;
  readonly scripts: readonly string[];
}

/** What installing the package at `folder` brings along, however deep; optional dependencies included where they are installed. */
const closure = (folder: string, found: Map<string, Installed> = new Map()): readonly Installed[] => {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, Record<string, string> | undefined>;
  for (const name of Object.keys({ ...manifest["dependencies"], ...manifest["optionalDependencies"] })) {
    const at = resolve(folder, name);
    if (at === undefined || found.has(at)) continue;
    const { license, scripts } = JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as {
      license?: string;
      scripts?: Record<string, string>;
    };
    found.set(at, { name, folder: at, license: license ?? "none", scripts: Object.keys(scripts ?? {}) });
    closure(at, found);
  }
  return [...found.values()];
};

const resolve = (from: string, name: string): string | undefined => {
  for (let folder = realpathSync(from); folder !== dirname(folder); folder = dirname(folder)) {
    const at = join(folder, "node_modules", name);
    if (existsSync(at)) return realpathSync(at);
  }
  return undefined;
};

const all = packages.flatMap((name) => closure(join(root, "packages", name))).filter(({ name }) => !name.startsWith("@tranche/"));

describe("what users install", () => {
  it("is found, and not a handful", () => {
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(["zod", "axios", "yargs", "yargs-parser", "follow-redirects"]));
  });

  it("runs no script at install time", () => {
    const running = all.filter(({ scripts }) => scripts.some((script) => ["preinstall", "install", "postinstall"].includes(script)));
    expect(running.map(({ name }) => name)).toEqual([]);
  });

  it("has licences that ask for nothing but their mention", () => {
    expect(
      all
        .filter(({ license }) => !/^(MIT|ISC|BSD-[23]-Clause|0BSD|Apache-2\.0)$/.test(license))
        .map(({ name, license }) => `${name}: ${license}`),
    ).toEqual([]);
  });

  it("has a row each in docs/dependencies.md, in the packages that declare it, and no row too many", () => {
    const section = /## What users install\n([\s\S]*?)\n## /.exec(readFileSync(join(root, "docs", "dependencies.md"), "utf8"))?.[1] ?? "";
    const rows = [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map(([, name = "", where = ""]) => `${name} in ${where.trim()}`);
    const declared = new Map<string, string[]>();
    for (const folder of packages) {
      for (const name of Object.keys(readManifest(join(root, "packages", folder)).dependencies ?? {})) {
        if (!name.startsWith("@tranche/")) declared.set(name, [...(declared.get(name) ?? []), folder]);
      }
    }
    expect(rows.toSorted()).toEqual([...declared].map(([name, folders]) => `${name} in ${folders.join(", ")}`).toSorted());
  });
});
