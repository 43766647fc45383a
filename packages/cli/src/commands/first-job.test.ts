import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { checkConfig, checkJob } from "@tranche/sdk";
import { startSandbox } from "@tranche/adapters/simulators";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Problem, renderProblems, UserError } from "../input/index.ts";
import type { CommandContext, CommonOptions } from "./context.ts";
import { runInit } from "./init.ts";
import { runValidate } from "./validate.ts";

let folder: string;
let out: string[];
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tranche-first-"));
  out = [];
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const common: CommonOptions = { json: false, quiet: false, logLevel: "warn", color: false };
const context = (part: Partial<CommandContext> = {}): CommandContext => ({
  cwd: folder,
  env: {},
  stdout: (text) => void out.push(text),
  stderr: (text) => void told.push(text),
  stdin: Readable.from([]),
  terminal: { stdout: false, stderr: false, stdin: false, columns: 80 },
  signal: new AbortController().signal,
  version: "0",
  ...part,
});
const init = (dir?: string): Promise<number> => runInit({ ...common, ...(dir === undefined ? {} : { dir }) }, context());
const validate = (part: Partial<CommonOptions> = {}, job = "job.yaml"): Promise<number> =>
  runValidate({ ...common, job, ...part }, context());
const problemsOf = async (work: Promise<unknown>): Promise<readonly Problem[]> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!UserError.is(error)) throw new Error(`expected problems, got ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error.problems;
};
const said = (problems: readonly Problem[]): readonly string[] =>
  problems.map(({ file, line, message }) => `${file}${line === undefined ? "" : `:${line}`} ${message}`);
const change = (name: string, from: string | RegExp, to: string): void => {
  const text = readFileSync(join(folder, name), "utf8");
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(join(folder, name), changed);
};

describe("tranche init", () => {
  it("writes a job that is valid as it is", async () => {
    expect(await init()).toBe(0);
    expect(await validate()).toBe(0);
    expect(out.at(-1)).toBe(
      "support-intent is fine: 30 items, classification, 3 vendors (scale, surge, mercor)\nNothing has been sent. next: tranche plan job.yaml\n",
    );
    expect(told).toEqual([]);
  });

  it("writes what the sandbox is: its ports, its paths, its keys", async () => {
    await init();
    const checked = checkConfig(parse(readFileSync(join(folder, "tranche.config.yaml"), "utf8")));
    if (!checked.ok) throw new Error("the config is wrong");
    const sandbox = await startSandbox({ port: 0 });
    try {
      expect(Object.keys(checked.value.vendors)).toEqual(sandbox.vendors.map(({ name }) => name));
      for (const [index, vendor] of sandbox.vendors.entries()) {
        const { baseUrl, credential } = checked.value.vendors[vendor.name] ?? {};
        const [written, served] = [new URL(baseUrl ?? ""), new URL(vendor.baseUrl)];
        expect(written.pathname).toBe(served.pathname);
        expect(written.port).toBe(String(4101 + index));
        const file = credential !== undefined && "file" in credential ? credential.file : "";
        expect(readFileSync(join(folder, file), "utf8")).toBe(`${vendor.key}\n`);
        expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
      }
    } finally {
      await sandbox.close();
    }
  });

  it("shows editors the schemas it put beside it, and keeps its own folder out of git", async () => {
    await init();
    for (const [file, schema] of [
      ["job.yaml", "job.json"],
      ["tranche.config.yaml", "config.json"],
    ] as const) {
      expect(readFileSync(join(folder, file), "utf8")).toMatch(
        new RegExp(`^# yaml-language-server: \\$schema=\\.tranche/schema/${schema}\n`),
      );
      expect(JSON.parse(readFileSync(join(folder, ".tranche", "schema", schema), "utf8"))).toHaveProperty("properties.version");
    }
    expect(readFileSync(join(folder, ".tranche", ".gitignore"), "utf8")).toBe("*\n");
  });

  it("keeps a field of its items at home, to show how", async () => {
    await init();
    const job = checkJob(parse(readFileSync(join(folder, "job.yaml"), "utf8")));
    const [first] = readFileSync(join(folder, "items.jsonl"), "utf8").split("\n");
    expect(Object.keys(JSON.parse(first ?? "") as object)).toEqual(["id", "text", "customer"]);
    expect(job.ok && job.value.task.show).toEqual(["text"]);
  });

  it("overwrites nothing, and then writes nothing", async () => {
    writeFileSync(join(folder, "job.yaml"), "mine");
    expect(said(await problemsOf(init()))).toEqual([`${folder} there is job.yaml already; nothing was written`]);
    expect(readdirSync(folder)).toEqual(["job.yaml"]);
    expect(readFileSync(join(folder, "job.yaml"), "utf8")).toBe("mine");
  });

  it("leaves a README of one's own alone", async () => {
    writeFileSync(join(folder, "README.md"), "mine");
    expect(await init()).toBe(0);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("mine");
    expect(readFileSync(join(folder, "NEXT-STEPS.md"), "utf8")).toContain("tranche sandbox");
  });

  it("makes the folder it is told, and says so as JSON where asked", async () => {
    expect(await runInit({ ...common, dir: "deep/er", json: true }, context())).toBe(0);
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ dir: join(folder, "deep", "er"), files: expect.arrayContaining(["job.yaml"]) });
    expect(existsSync(join(folder, "deep", "er", "items.jsonl"))).toBe(true);
  });

  it("says where it may not write", async () => {
    writeFileSync(join(folder, "file"), "");
    expect((await problemsOf(init("file/below")))[0]?.message).toMatch(/cannot be written to/);
  });
});

describe("tranche validate", () => {
  beforeEach(() => init());

  it("finds everything at once: job, config, credentials, items and gold", async () => {
    change("job.yaml", "maxShare: 0.5", "maxShare: 50");
    change("tranche.config.yaml", "{ file: .tranche/sandbox-keys/scale }", "{ env: SCALE_API_KEY }");
    change("tranche.config.yaml", "adapter: surge", "adapter: srge");
    change("items.jsonl", '"text":"The app closes', '"txt":"The app closes');
    change("gold.csv", "msg-001,billing", "msg-001,money");
    const problems = await problemsOf(validate());
    expect(said(problems)).toEqual([
      "job.yaml:15 policy.maxShare must be between 0 and 1, got 50",
      "tranche.config.yaml:9 SCALE_API_KEY is not set, so there is no key for scale",
      expect.stringMatching(/^tranche\.config\.yaml:17 .*srge/),
      'gold.csv:2 "money" is not one of the options billing, technical, cancellation, other',
      'items.jsonl:2 field "text" is missing (task.show lists it)',
    ]);
    expect(renderProblems(problems, { color: false })).toContain("  > 15 |   maxShare: 50 ");
  });

  it("says the same as JSON", async () => {
    change("job.yaml", "maxShare: 0.5", "maxShare: 50");
    expect(await validate({ json: true })).toBe(2);
    expect(JSON.parse(out.at(-1) ?? "")).toMatchObject({
      ok: false,
      problems: [{ file: "job.yaml", line: 15, column: 13, path: "policy.maxShare", hint: "did you mean 0.5?" }],
    });
    change("job.yaml", "maxShare: 50", "maxShare: 0.5");
    expect(await validate({ json: true })).toBe(0);
    expect(JSON.parse(out.at(-1) ?? "")).toEqual({
      ok: true,
      job: "support-intent",
      dataset: "support-messages",
      items: { total: 30, distinct: 30, duplicates: 0, blank: 0, bytes: expect.any(Number) },
      vendors: ["scale", "surge", "mercor"],
      problems: [],
      warnings: [],
    });
  });

  it.each([
    [
      "a wrong key",
      "tranche.config.yaml",
      "concurrency: 32",
      "concurency: 32",
      "tranche.config.yaml:14 vendors.scale.limits.concurency is not a known key",
    ],
    [
      "an items file that is not there",
      "job.yaml",
      "./items.jsonl",
      "./nowhere.jsonl",
      "job.yaml:11 the items file nowhere.jsonl is not there",
    ],
    ["a label outside the options", "gold.csv", "msg-004,cancellation", "msg-004,quit", "options"],
    ["a gold item that is none", "gold.csv", "msg-004,", "msg-999,", 'gold.csv one id is not among the items: "msg-999"'],
    ["a duplicate id", "items.jsonl", '"id":"msg-002"', '"id":"msg-001"', 'items.jsonl:2 id "msg-001" was used in line 1 already'],
  ])("%s is one clear message", async (_, file, from, to, message) => {
    if (to === "msg-004,quit") change(file, /msg-004,\w+/, to);
    else change(file, from, to);
    const problems = said(await problemsOf(validate()));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it("asks for no key of a vendor the job does not use", async () => {
    change("tranche.config.yaml", "{ file: .tranche/sandbox-keys/mercor }", "{ env: MERCOR_API_KEY }");
    change("job.yaml", "[scale, surge, mercor]", "[scale, surge]");
    expect(await validate()).toBe(0);
  });

  it("counts what repeats, and warns of what is empty", async () => {
    writeFileSync(join(folder, "items.jsonl"), `${["a", "b", "a", "a", " "].map((text, id) => JSON.stringify({ id, text })).join("\n")}\n`);
    change("job.yaml", "quality: { gold: ./gold.csv }", "");
    expect(await validate()).toBe(0);
    expect(out.at(-1)).toContain("2 items repeat the visible content of another");
    expect(told.join("")).toContain("one item has nothing but empty text to show");
  });

  it("says that there is no config, and still what is wrong with the job", async () => {
    rmSync(join(folder, "tranche.config.yaml"));
    change("job.yaml", "maxShare: 0.5", "maxShare: 50");
    const problems = (await problemsOf(validate())).map(({ message }) => message);
    expect(problems[0]).toContain("policy.maxShare");
    expect(problems[1]).toMatch(/there is no tranche\.config\.yaml/);
  });

  it("reads items from stdin", async () => {
    change("job.yaml", "./items.jsonl", "'-'");
    change("job.yaml", "quality: { gold: ./gold.csv }", "");
    const options = { ...common, job: "job.yaml" };
    expect(await runValidate(options, context({ stdin: Readable.from([Buffer.from('{"id":1,"text":"x"}\n')]) }))).toBe(0);
    expect(said(await problemsOf(runValidate(options, context())))).toEqual(["stdin there are no items in it"]);
  });
});
