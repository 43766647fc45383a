import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadAdapter, UserError } from "../../input/index.ts";
import type { CommandContext } from "../context.ts";
import { runVendors } from "../vendors.ts";
import { adapterFiles } from "./adapter-files.ts";
import { adapterNames } from "./adapter-names.ts";

const common = { json: false, quiet: true, logLevel: "silent", color: false, what: "new" } as const;

const place = () => {
  const cwd = mkdtempSync(join(tmpdir(), "vendors-new-"));
  const out: string[] = [];
  const context: CommandContext = {
    cwd,
    env: {},
    stdout: (text) => out.push(text),
    stderr: () => {},
    stdin: Readable.from([]),
    terminal: { stdout: false, stderr: false, stdin: false, columns: 80 },
    signal: new AbortController().signal,
    version: "0",
  };
  return { cwd, context, out };
};

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

describe("tranche vendors new", () => {
  it("writes a package with the files every vendor here has", async () => {
    const { cwd, context, out } = place();
    expect(await runVendors({ ...common, name: "acme-labs" }, context)).toBe(0);
    const folder = join(cwd, "tranche-adapter-acme-labs");
    const files = filesBelow(folder);
    for (const name of "definition options context engage question submit find collect withdraw check hint status answer wire errors".split(
      " ",
    ))
      expect(files).toContain(`src/${name}.ts`);
    expect(files).toContain("src/conformance.test.ts");
    const all = files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
    expect(all).toMatch(/interface AcmeLabsContext/);
    expect(all).toMatch(/const acmeLabsStatus/);
    expect(all).toMatch(/ACME_LABS_API_KEY/);
    expect(all).toMatch(/name: "acme-labs"/);
    expect(out.join("")).toMatch(/wrote \d+ files to tranche-adapter-acme-labs/);
  });

  it("leaves nothing of the name in its templates", () => {
    for (const [path, text] of adapterFiles(adapterNames("globex") ?? expect.fail())) expect(text, path).not.toMatch(/acme/i);
  });

  it("asks for the versions it comes with, and for the tools the workspace is built with", () => {
    const files = new Map(adapterFiles(adapterNames("globex") ?? expect.fail()));
    const { dependencies, devDependencies } = JSON.parse(files.get("package.json") ?? "{}") as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const root = join(import.meta.dirname, "../../../../..");
    const sdk = JSON.parse(readFileSync(join(root, "packages/sdk/package.json"), "utf8")) as { version: string };
    expect(dependencies["@tranche/sdk"]).toBe(`^${sdk.version}`);
    const { catalog } = parse(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) as { catalog: Record<string, string> };
    const { devDependencies: own } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      devDependencies: Record<string, string>;
    };
    const wanted = (name: string): string | undefined => catalog[name] ?? own[name];
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies }))
      if (!name.startsWith("@tranche/")) expect(range, name).toBe(wanted(name));
  });

  it("is found by a config beside it", async () => {
    const { cwd, context } = place();
    await runVendors({ ...common, name: "acme" }, context);
    const problemAt = (said: { readonly message: string }) => said;
    const loading = loadAdapter({ name: "acme", adapter: "./tranche-adapter-acme" }, { folder: cwd, problemAt });
    await expect(loading).rejects.toThrow(/names \.\/dist\/index\.js .*built first/);
  });

  it("overwrites nothing", async () => {
    const { cwd, context } = place();
    mkdirSync(join(cwd, "tranche-adapter-acme"));
    const thrown: unknown = await runVendors({ ...common, name: "acme" }, context).catch((error: unknown) => error);
    expect(UserError.is(thrown) && thrown.exitCode).toBe(2);
    expect(UserError.is(thrown) && thrown.problems[0]?.message).toBe("is there already; nothing was written");
    expect(readdirSync(join(cwd, "tranche-adapter-acme"))).toEqual([]);
  });

  it.each([
    ["no name", undefined, /needs a name/],
    ["capitals", "Acme", /cannot be the name/],
    ["a path", "../acme", /cannot be the name/],
    ["a dash at the end", "acme-", /cannot be the name/],
    ["the name of an adapter that is here", "scale", /comes with tranche/],
  ])("refuses %s", async (_what, name, message) => {
    const { cwd, context } = place();
    await expect(runVendors({ ...common, ...(name === undefined ? {} : { name }) }, context)).rejects.toThrow(message);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("takes a name with new only", async () => {
    const { cwd, context } = place();
    await expect(runVendors({ ...common, what: "check", name: "acme" }, context)).rejects.toThrow(/takes no name/);
    expect(existsSync(join(cwd, "tranche-adapter-acme"))).toBe(false);
  });
});
