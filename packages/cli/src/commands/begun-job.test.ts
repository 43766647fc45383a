import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Plan } from "../core/plan/index.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { UserError } from "../input/index.ts";
import type { JobRecord } from "../ports/store.ts";
import { checkBegun } from "./begun-job.ts";
import type { CommandContext, CommonOptions } from "./context.ts";
import { runInit } from "./init.ts";
import { openJobBench } from "./job-bench.ts";
import { freshPlan } from "./planned-job.ts";
import { openWorkspace } from "./workspace.ts";

let folder: string;
let said: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tranche-begun-"));
  await runInit(common, context());
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const common: CommonOptions = { json: false, quiet: true, logLevel: "warn", color: false };
const context = (): CommandContext => ({
  cwd: folder,
  env: {},
  stdout: () => undefined,
  stderr: (text) => void said.push(text),
  stdin: Readable.from([]),
  terminal: { stdout: false, stderr: false, stdin: false, columns: 100 },
  signal: new AbortController().signal,
  version: "0",
});

/** The job as its files say it now, and the plan that would be made of it. */
const now = async (): Promise<{
  readonly bench: Awaited<ReturnType<typeof openJobBench>>;
  readonly plan: Plan;
  readonly itemsHash: string;
}> => {
  const bench = await openJobBench("job.yaml", await openWorkspace(common, context()), { ...context(), now: 1 });
  const { plan, survey } = await freshPlan({ bench, context: context(), solve: await loadHighs(), now: 1 });
  return { bench, plan, itemsHash: survey.itemsHash };
};

/** What a job that began with these files is told when it goes on after a change. */
const goesOn = async (change: () => void, plan?: (made: Plan) => Plan): Promise<string> => {
  const began = await now();
  const record = { contentHash: began.bench.contentHash, planHash: began.plan.hash, itemsHash: began.itemsHash } as JobRecord;
  if (plan !== undefined) writeFileSync(join(folder, "plan.json"), JSON.stringify(plan(began.plan)));
  change();
  const { bench } = await now();
  try {
    await checkBegun({ bench, record, context: context(), ...(plan === undefined ? {} : { plan: join(folder, "plan.json") }) });
  } catch (error) {
    if (!UserError.is(error)) throw error;
    expect(error.exitCode).toBe(2);
    return `refused: ${error.message}`;
  }
  return said.join("");
};

it("goes on without a word where nothing changed, also with the plan it began with", async () => {
  expect(await goesOn(() => undefined)).toBe("");
  expect(
    await goesOn(
      () => undefined,
      (made) => made,
    ),
  ).toBe("");
});

it("goes on without a word where nothing changed in a job with groups", async () => {
  const file = join(folder, "job.yaml");
  writeFileSync(file, `${readFileSync(file, "utf8")}groups: { by: customer, keep: together }\n`);
  expect(await goesOn(() => undefined)).toBe("");
});

it("says that items which came later are not in it", async () => {
  const later = (): void => appendFileSync(join(folder, "items.jsonl"), '{"id":"new","text":"one more"}\n');
  expect(await goesOn(later)).toMatch(/^! items\.jsonl changed since support-intent began/);
});

it("refuses another plan than the one it began with", async () => {
  const { plan } = await now();
  const other = await goesOn(
    () => appendFileSync(join(folder, "items.jsonl"), '{"id":"new","text":"one more"}\n'),
    () => plan,
  );
  expect(other).toMatch(/^! items\.jsonl changed/);
  appendFileSync(join(folder, "items.jsonl"), '{"id":"newer","text":"and one more"}\n');
  expect(
    await goesOn(
      () => undefined,
      () => plan,
    ),
  ).toMatch(/^refused: support-intent began with another plan/);
});
