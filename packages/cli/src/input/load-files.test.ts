import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findConfig } from "./find-config.ts";
import { loadConfig } from "./load-config.ts";
import { examineJob, type LoadedJob, loadJob } from "./load-job.ts";
import { type Problem, UserError } from "./problem.ts";
import { renderProblems } from "./render-problems.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tranche-input-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const problemsOf = async (work: Promise<unknown>): Promise<readonly Problem[]> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!UserError.is(error)) throw new Error(`expected problems, got ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error.problems;
};

const jobText = (change: (text: string) => string = (text) => text): string =>
  change(`# a job
version: 1
name: mail
task:
  kind: classification
  instructions: ./how.md
  show: [text]
  answer: { options: [ham, spam] }
items: ./items.jsonl
policy:
  maxShare: 0.4
budget: { total: 5 USD }
`);
const configText = `version: 1
vendors:
  scale:
    adapter: scale
    baseUrl: https://api.scale.com/v1
    credential: { env: SCALE_API_KEY }
    price: { perJudgment: 0.08 USD }
  surge:
    adapter: surge
    baseUrl: https://app.surgehq.ai/api
    credential: { env: SURGE_API_KEY }
    price: { perJudgment: 0.10 USD }
`;

const job = async (text: string = jobText(), config?: string): Promise<LoadedJob> => {
  write("how.md", "Choose.\n");
  write("items.jsonl", "{}\n");
  write("job.yaml", text);
  if (config === undefined) return loadJob("job.yaml", { cwd: folder });
  write("tranche.config.yaml", config);
  return loadJob("job.yaml", { cwd: folder, config: (await loadConfig("tranche.config.yaml", { cwd: folder })).config });
};

describe("a job file", () => {
  it("is read with the files it names, relative to where it lies", async () => {
    mkdirSync(join(folder, "deep"));
    write("deep/how.md", "\uFEFFChoose well.\n");
    write("deep/items.jsonl", "{}\n");
    write("deep/job.yaml", jobText());
    const loaded = await loadJob("deep/job.yaml", { cwd: folder });
    expect(loaded).toMatchObject({
      folder: join(folder, "deep"),
      file: join(folder, "deep", "job.yaml"),
      instructions: "Choose well.\n",
      items: { path: join(folder, "deep", "items.jsonl"), shownAs: "deep/items.jsonl" },
      warnings: [],
    });
    expect(loaded.job.name).toBe("mail");
  });

  it("may be JSON, and may take its items from stdin", async () => {
    const loaded = await job(
      JSON.stringify({ version: 1, name: "mail", task: { kind: "text", instructions: "Sum it up.", show: ["text"] }, items: "-" }),
    );
    expect(loaded.items).toBe("stdin");
    expect(loaded.instructions).toBe("Sum it up.");
  });

  it("is hashed by what it asks for, not by where its files lie or how it is written", async () => {
    const { hashInput } = await job();
    const elsewhere = await job(
      jobText((text) => `${text.replace("./how.md", "|\n    Choose.\n").replace("0.4", "0.40")}judgments: { perItem: 1 }\n`),
    );
    expect(elsewhere.hashInput).toBe(hashInput);
    expect((await job(jobText((text) => text.replace("0.4", "0.41")))).hashInput).not.toBe(hashInput);
    write("how.md", "Choose otherwise.\n");
    expect((await loadJob("job.yaml", { cwd: folder })).hashInput).not.toBe(hashInput);
  });

  it("shows each mistake with its line", async () => {
    const problems = await problemsOf(
      job(jobText((text) => text.replace("maxShare: 0.4", "maxShare: 40").replace("[ham, spam]", "[ham]"))),
    );
    expect(renderProblems(problems, { color: false })).toBe(`\
job.yaml:8:13  task.answer.options must have at least 2 entries
     7 |   show: [text]
  >  8 |   answer: { options: [ham] }
       |             ^^^^^^^
job.yaml:11:13  policy.maxShare must be between 0 and 1, got 40
    10 | policy:
  > 11 |   maxShare: 40
       |             ^^ did you mean 0.4?
`);
  });

  it("marks a key that is not known, and for one that is missing the place it belongs to", async () => {
    const unknown = await problemsOf(job(jobText((text) => text.replace("maxShare", "maxshare"))));
    expect(unknown).toMatchObject([
      { line: 11, column: 3, path: "policy.maxshare", hint: "did you mean maxShare?", excerpt: { length: 8 } },
    ]);
    const missing = await problemsOf(job(jobText((text) => text.replace("  show: [text]\n", ""))));
    expect(missing).toMatchObject([{ line: 4, column: 1, path: "task.show", message: "task.show is missing" }]);
  });

  it("says that a file is not there, one message each", async () => {
    write(
      "job.yaml",
      jobText((text) => `${text}quality: { gold: ./gold.jsonl }\n`),
    );
    expect((await problemsOf(loadJob("job.yaml", { cwd: folder }))).map(({ line, message }) => [line, message])).toEqual([
      [6, "the instructions file how.md is not there"],
      [9, "the items file items.jsonl is not there"],
      [13, "the gold file gold.jsonl is not there"],
    ]);
    expect(await problemsOf(loadJob("nowhere.yaml", { cwd: folder }))).toMatchObject([
      { file: "nowhere.yaml", message: "the job file is not there" },
    ]);
  });

  it.each([
    ["a: [1\n", "is not valid YAML"],
    ["a: 1\na: 2\n", "this key is there twice"],
    ["a:\n\t- 1\n", "a line begins with a tab"],
    ["a: 1\n  b: 2\n", "the next line is indented as if it belonged to this value"],
    ["", "the job file is empty"],
    ["# nothing\n", "the job file is empty"],
    ["just words\n", "the job must be a mapping of keys to values"],
    ["a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c]\n", "through aliases"],
  ])("%j is one clear message", async (text, message) => {
    write("job.yaml", text);
    const problems = await problemsOf(loadJob("job.yaml", { cwd: folder }));
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.file).toBe("job.yaml");
  });

  it("with a mistake elsewhere still leads to its items", async () => {
    write("how.md", "Choose.\n");
    write("items.jsonl", "{}\n");
    write(
      "job.yaml",
      jobText((text) => text.replace("0.4", "40")),
    );
    const examined = await examineJob("job.yaml", { cwd: folder });
    expect(examined.problems).toHaveLength(1);
    expect(examined.hasItems).toBe(true);
    expect(examined.job?.job.task.show).toEqual(["text"]);
  });
});

describe("a job beside a config", () => {
  it("names vendors that are there", async () => {
    const text = jobText((written) => `${written}vendors: [scale, sruge]\nvendorOptions: { mercor: { a: 1 } }\n`);
    expect((await problemsOf(job(text, configText))).map(({ line, message, hint }) => [line, message, hint])).toEqual([
      [13, "there is no vendor called sruge in the config", "did you mean surge?"],
      [14, "there is no vendor called mercor in the config", "there are scale, surge"],
    ]);
  });

  it("routes only to vendors of the job", async () => {
    const text = jobText((written) => `${written}vendors: [scale]\nroute: { shares: { scale: 0.5, surge: 0.5 } }\n`);
    expect(await problemsOf(job(text, configText))).toMatchObject([
      { line: 14, path: "route.shares.surge", message: "there is no vendor called surge in the job's vendors" },
    ]);
  });

  it("has amounts in one currency", async () => {
    const text = jobText((written) => written.replace("5 USD", "5 EUR"));
    expect(await problemsOf(job(text, configText))).toMatchObject([
      { line: 12, path: "budget.total", message: "the budget is in EUR, but the price of scale in USD, surge in USD" },
    ]);
  });

  it("is warned where it denies nobody", async () => {
    const owners = `${configText}owners: { scale: { stakes: [{ holder: meta, share: 0.49 }] } }\n`;
    const deny = (name: string): string => jobText((written) => written.replace("maxShare: 0.4", `maxShare: 0.4\n  deny: [${name}]`));
    expect((await job(deny("meta"), owners)).warnings).toEqual([]);
    expect((await job(deny("mata"), owners)).warnings).toMatchObject([{ line: 12, hint: "did you mean meta?" }]);
  });
});

describe("a config file", () => {
  it("is found upwards, by name or by the environment", () => {
    mkdirSync(join(folder, "a", "b"), { recursive: true });
    write("tranche.config.yaml", configText);
    expect(findConfig({ cwd: join(folder, "a", "b") })).toBe(join(folder, "tranche.config.yaml"));
    expect(findConfig({ cwd: folder, env: { TRANCHE_CONFIG: "x.yaml" } })).toBe(join(folder, "x.yaml"));
    expect(findConfig({ cwd: folder, option: "y.yaml", env: { TRANCHE_CONFIG: "x.yaml" } })).toBe(join(folder, "y.yaml"));
  });

  it("is found beside the job where there is none above the working directory, which goes first", () => {
    mkdirSync(join(folder, "jobs", "deep"), { recursive: true });
    const beside = join(folder, write("jobs/tranche.config.yaml", ""));
    expect(findConfig({ cwd: folder, job: "jobs/deep/job.yaml" })).toBe(beside);
    expect(() => findConfig({ cwd: folder, job: "support-intent" })).toThrow(/there is no/);
    const above = join(folder, write("tranche.config.yaml", ""));
    expect(findConfig({ cwd: folder, job: "jobs/deep/job.yaml" })).toBe(above);
  });

  it("that is nowhere is one message that says how to get one", () => {
    expect(() => findConfig({ cwd: folder })).toThrow(/there is no tranche\.config\.yaml in .* or above it/);
  });

  it("answers with absolute paths and defaults", async () => {
    write("tranche.config.yaml", configText);
    const loaded = await loadConfig("tranche.config.yaml", { cwd: folder });
    expect(loaded).toMatchObject({ file: join(folder, "tranche.config.yaml"), folder });
    expect(loaded.config.vendors["scale"]?.limits.concurrency).toBe(8);
    expect(loaded.problemAt({ path: ["vendors", "surge", "adapter"], message: "no such adapter" })).toMatchObject({
      file: "tranche.config.yaml",
      line: 9,
      column: 14,
    });
  });

  it.each([
    ["a mistake on the line after the key", "    credential: SECRET\n    bseUrl: x"],
    ["a key spread over lines", "    credential:\n      key: >-\n        SECRET\n    bseUrl: x"],
    ["a key in a list", "    credential:\n      - SECRET\n    bseUrl: x"],
    ["a key as a mapping's key", "    credential: { SECRET }\n    bseUrl: x"],
    ["a file that does not parse", "    credential: SECRET\n    bseUrl: [x"],
    ["a tab", "    credential: SECRET\n\tbseUrl: x"],
  ])("shows no key: %s", async (_, lines) => {
    const secret = "live_0123456789abcdef0123456789abcdef";
    write("tranche.config.yaml", `version: 1\nvendors:\n  scale:\n    adapter: scale\n${lines.replace("SECRET", secret)}\n`);
    const problems = await problemsOf(loadConfig("tranche.config.yaml", { cwd: folder }));
    expect(problems.length).toBeGreaterThan(0);
    expect(renderProblems(problems, { color: false })).not.toContain("0123456789");
    expect(JSON.stringify(problems)).not.toContain("0123456789");
  });
});
