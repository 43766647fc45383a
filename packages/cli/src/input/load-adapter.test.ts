import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { scaleAdapter } from "@tranche/adapters";
import { describe, expect, it } from "vitest";
import { loadAdapter } from "./load-adapter.ts";
import { loadConfig } from "./load-config.ts";
import { type Problem, UserError } from "./problem.ts";

const adapterSource = (changes: Readonly<Record<string, unknown>> = {}): string => `
  const capabilities = {
    submission: { mode: "item", maxUnits: 1, partialAcceptance: false },
    idempotency: { kind: "none", settleMs: 60000 },
    cancel: "none", lateResults: true, mayExceedRedundancy: false, webhook: "none",
    price: { basis: "judgment", finalAt: "result" }, workerIds: "never", timeTaken: "none",
    taskKinds: ["text", "a-kind-of-tomorrow"], regions: [],
  };
  class Definition {
    contract = "v1"; name = "elsewhere"; capabilities = capabilities;
    create() { return { from: this.name }; }
  }
  export const adapter = Object.assign(new Definition(), ${JSON.stringify(changes)});
`;

const world = (files: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), "load-adapter-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const load = async (adapter: string) => {
    const file = join(folder, "tranche.config.yaml");
    writeFileSync(
      file,
      `version: 1\nvendors:\n  acme:\n    adapter: "${adapter}"\n    baseUrl: https://acme.example\n    credential: { env: ACME_KEY }\n`,
    );
    const loaded = await loadConfig(file, { cwd: folder });
    const vendor = loaded.config.vendors["acme"];
    if (vendor === undefined) throw new Error("the vendor is in the config");
    return loadAdapter(vendor, loaded);
  };
  const problem = async (adapter: string): Promise<Problem | undefined> => {
    const thrown: unknown = await load(adapter).catch((error: unknown) => error);
    if (!UserError.is(thrown)) throw new Error("no UserError", { cause: thrown });
    expect(thrown.exitCode).toBe(2);
    expect(thrown.problems).toHaveLength(1);
    return thrown.problems[0];
  };
  return { load, problem };
};

const manifest = (fields: Readonly<Record<string, unknown>>): string => JSON.stringify({ type: "module", ...fields });
const inModules = (name: string): string => `node_modules/${name}/package.json`;

describe("an adapter that comes with tranche", () => {
  it("is taken by its name, even where a package has the same one", async () => {
    const { load } = world({ [inModules("scale")]: manifest({ main: "a.js" }), "node_modules/scale/a.js": adapterSource() });
    expect(await load("scale")).toBe(scaleAdapter);
  });
});

describe("an adapter from outside the tree", () => {
  it("is a package installed where the config lies", async () => {
    const { load } = world({
      [inModules("tranche-adapter-acme")]: manifest({ exports: { ".": { types: "./a.d.ts", import: "./dist/a.js" } } }),
      "node_modules/tranche-adapter-acme/dist/a.js": adapterSource(),
    });
    const adapter = await load("tranche-adapter-acme");
    expect(adapter).toMatchObject({ contract: "v1", name: "elsewhere" });
    expect(adapter.create({ baseUrl: "https://acme.example", credential: "k" })).toEqual({ from: "elsewhere" });
  });

  it("may have a scope, a condition list, or no exports at all", async () => {
    const { load } = world({
      [inModules("@acme/one")]: manifest({ exports: { browser: "./no.js", node: { import: "./a.js" } } }),
      "node_modules/@acme/one/a.js": adapterSource(),
      [inModules("two")]: manifest({ exports: "./a.js" }),
      "node_modules/two/a.js": adapterSource(),
      [inModules("three")]: manifest({}),
      "node_modules/three/index.js": adapterSource(),
    });
    for (const name of ["@acme/one", "two", "three"]) expect(await load(name)).toMatchObject({ name: "elsewhere" });
  });

  it("is a file or the folder of a package, relative to the config, TypeScript too", async () => {
    const { load } = world({
      "here/adapter.ts": `${adapterSource()}\nexport const unused: number = 1;\n`,
      "package/package.json": manifest({ exports: { ".": "./a.js" } }),
      "package/a.js": adapterSource(),
    });
    expect(await load("./here/adapter.ts")).toMatchObject({ name: "elsewhere" });
    expect(await load("./package")).toMatchObject({ name: "elsewhere" });
  });
});

describe("what is not an adapter gives one problem, at its line of the config", () => {
  it("where there is nothing of that name", async () => {
    const { problem } = world({});
    expect(await problem("scael")).toMatchObject({
      line: 4,
      path: "vendors.acme.adapter",
      message: "there is no adapter called scael",
      hint: expect.stringMatching(/did you mean scale\?/) as unknown,
    });
    expect(await problem("some-package")).toMatchObject({ hint: expect.stringMatching(/scale, surge.*npm install/) as unknown });
    expect(await problem("./not-here.js")).toMatchObject({
      message: "there is no adapter at ./not-here.js",
      hint: "the path is relative to this file",
    });
  });

  it("where a name tries to climb out of node_modules", async () => {
    const { problem } = world({ "secret/package.json": manifest({}), "secret/index.js": adapterSource() });
    expect((await problem("a/../../secret"))?.message).toMatch(/^there is no adapter called/);
  });

  it("where a package was not built, or offers nothing to import", async () => {
    const { problem } = world({
      [inModules("unbuilt")]: manifest({ exports: { ".": "./dist/index.js" } }),
      [inModules("closed")]: manifest({ exports: { browser: "./x.js" } }),
      [inModules("broken")]: "{",
      "folder/index.js": adapterSource(),
    });
    expect((await problem("unbuilt"))?.message).toMatch(/names \.\/dist\/index\.js .*has to be built first/);
    expect((await problem("closed"))?.message).toMatch(/offer nothing to import/);
    expect((await problem("broken"))?.message).toMatch(/cannot be read/);
    expect((await problem("./folder"))?.message).toMatch(/without a package\.json/);
  });

  it("where its code fails while it is loaded", async () => {
    const { problem } = world({ "throws.js": `throw new Error("no licence\\nat line 3");`, "syntax.mjs": "export const = 1;" });
    expect((await problem("./throws.js"))?.message).toBe("the adapter ./throws.js could not be loaded: no licence");
    expect((await problem("./syntax.mjs"))?.message).toMatch(/^the adapter \.\/syntax\.mjs could not be loaded: /);
  });

  it("where it exports nothing called adapter", async () => {
    const { problem } = world({ "other.js": "export const client = {};" });
    expect(await problem("./other.js")).toMatchObject({ message: "./other.js exports nothing called adapter" });
  });

  it("where it speaks another contract, or none", async () => {
    const { problem } = world({ "later.js": adapterSource({ contract: "v2" }), "none.js": "export const adapter = {};" });
    expect((await problem("./later.js"))?.message).toBe("the adapter of ./later.js is written for contract v2, and this tranche speaks v1");
    expect((await problem("./none.js"))?.message).toBe("the adapter of ./none.js states no contract");
  });

  it.each([
    ["name", { name: "" }],
    ["create", { create: 1 }],
    ["checkJobOptions", { checkJobOptions: true }],
    ["capabilities", { capabilities: null }],
    ["capabilities.idempotency", { capabilities: { idempotency: { kind: "luck" } } }],
  ])("where its %s has the wrong shape", async (field, changes) => {
    const capabilities = {
      submission: { mode: "item", maxUnits: 1, partialAcceptance: false },
      idempotency: { kind: "none", settleMs: 1 },
      cancel: "none",
      lateResults: true,
      mayExceedRedundancy: false,
      webhook: "none",
      price: { basis: "judgment", finalAt: "result" },
      workerIds: "never",
      timeTaken: "none",
      taskKinds: ["text"],
      regions: [],
    };
    const merged =
      "capabilities" in changes && changes.capabilities !== null
        ? { ...changes, capabilities: { ...capabilities, ...changes.capabilities } }
        : changes;
    const { problem } = world({ "wrong.js": adapterSource(merged) });
    expect((await problem("./wrong.js"))?.message).toMatch(new RegExp(`^the adapter of ./wrong.js is not one of contract v1: ${field}`));
  });

  it("where it is no object", async () => {
    const { problem } = world({ "text.js": "export const adapter = 'v1';" });
    expect((await problem("./text.js"))?.message).toMatch(/it is a string, not a definition/);
  });
});
