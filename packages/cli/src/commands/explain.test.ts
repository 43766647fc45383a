import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DraftPlan } from "../core/plan/index.ts";
import { itemsByPlan } from "../engine/planning/import-items.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { openItems, UserError } from "../input/index.ts";
import type { ExplainDocument } from "../report/documents.ts";
import type { CommandContext, CommonOptions } from "./context.ts";
import { runExplain } from "./explain.ts";
import { runInit } from "./init.ts";
import { openJobBench, sortingOf } from "./job-bench.ts";
import { runPlan } from "./plan.ts";
import { freshPlan } from "./planned-job.ts";
import { openStore, openWorkspace } from "./workspace.ts";

let folder: string;
let out: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tranche-explain-"));
  out = [];
  await runInit(common, context());
  const lines = readFileSync(join(folder, "items.jsonl"), "utf8").split("\n");
  writeFileSync(join(folder, "items.jsonl"), `${lines.slice(0, ids.length).join("\n")}\n`);
  out = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const common: CommonOptions = { json: false, quiet: true, logLevel: "warn", color: false };
const context = (): CommandContext => ({
  cwd: folder,
  env: {},
  stdout: (text) => void out.push(text),
  stderr: () => undefined,
  stdin: Readable.from([]),
  terminal: { stdout: false, stderr: false, stdin: false, columns: 100 },
  signal: new AbortController().signal,
  version: "0",
});
const printed = <T>(): T => JSON.parse(out.splice(0).join("")) as T;
const explain = async (item: string, job = "job.yaml"): Promise<ExplainDocument> => {
  await runExplain({ ...common, json: true, job, item }, context());
  return printed();
};
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!UserError.is(error)) throw new Error(`expected a problem, got ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error.problems.map(({ message, hint = "" }) => `${message} · ${hint}`).join("\n");
};
const destination = (document: ExplainDocument): readonly string[] =>
  document.from === "plan"
    ? document.vendors.flatMap(({ vendor, is }) => (is === "chosen" ? [vendor] : []))
    : document.slots.flatMap(({ vendor }) => (vendor === undefined ? [] : [vendor]));

const ids = Array.from({ length: 12 }, (_, index) => `msg-${String(index + 1).padStart(3, "0")}`);

describe("tranche explain", () => {
  it("sends as many items to each vendor as the plan says, and explains the same from the plan's file", { timeout: 60_000 }, async () => {
    await runPlan({ ...common, json: true, job: "job.yaml", out: "plan.json" }, context());
    const plan = printed<DraftPlan>();
    const counts = new Map<string, number>();
    for (const id of ids) for (const vendor of destination(await explain(id))) counts.set(vendor, (counts.get(vendor) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(plan.vendors.filter(({ slots }) => slots > 0).map(({ vendor, slots }) => [vendor, slots])),
    );
    expect(await explain("msg-002", "plan.json")).toEqual(await explain("msg-002"));
  });

  it("suggests ids for one that is not there", async () => {
    expect(await refusal(explain("msg-0022"))).toMatch(/^support-intent has no item msg-0022 · did you mean msg-002 or /);
    expect(await refusal(explain("invoice"))).toBe("support-intent has no item invoice · ids are those of the items file");
  });

  it("follows an item that repeats another", async () => {
    const [line = ""] = readFileSync(join(folder, "items.jsonl"), "utf8").split("\n");
    appendFileSync(join(folder, "items.jsonl"), `${line.replace("msg-001", "again")}\n`);
    const again = await explain("again");
    expect(again.sharesAnswerOf).toBe("msg-001");
    expect(destination(again)).toEqual(destination(await explain("msg-001")));
  });

  it("says that a plan alone cannot say, and that it is out of date", async () => {
    await runPlan({ ...common, json: true, job: "job.yaml", out: "plan.json" }, context());
    mkdirSync(join(folder, "elsewhere"));
    writeFileSync(join(folder, "elsewhere/plan.json"), readFileSync(join(folder, "plan.json")));
    expect(await refusal(explain("msg-001", "elsewhere/plan.json"))).toMatch(/^the plan alone cannot say/);
    appendFileSync(join(folder, "items.jsonl"), `{"id":"new","text":"one more"}\n`);
    expect(await refusal(explain("msg-001", "plan.json"))).toMatch(/^the items changed since this plan was made/);
  });

  it("answers 3 where there is no plan", async () => {
    const job = readFileSync(join(folder, "job.yaml"), "utf8").replace("maxShare: 0.5", "maxShare: 0.3");
    writeFileSync(join(folder, "job.yaml"), job);
    expect(await runExplain({ ...common, job: "job.yaml", item: "msg-001" }, context())).toBe(3);
    expect(out.join("")).toMatch(/^msg-001 → nowhere\n/);
  });

  it("reads the store once the job has begun: the same vendor, then what became of it", { timeout: 60_000 }, async () => {
    const before = new Map<string, readonly string[]>();
    for (const id of ids) before.set(id, destination(await explain(id)));
    const workspace = await openWorkspace(common, context());
    const bench = await openJobBench("job.yaml", workspace, { ...context(), now: 1 });
    const store = openStore(workspace);
    const { plan, survey } = await freshPlan({ bench, context: context(), store, solve: await loadHighs(), now: 1 });
    const { name: job, dataset } = bench.job;
    await store.importJob(
      {
        job,
        dataset,
        contentHash: "",
        itemsHash: survey.itemsHash,
        jobJson: JSON.stringify(bench.job),
        planJson: JSON.stringify(plan),
        planHash: plan.hash,
        currency: "USD",
        slotsPerItem: 1,
        createdAt: 1,
      },
      itemsByPlan(openItems(bench.loaded, {}), { plan, slotsPerItem: 1, placeFor: (_, seq) => seq, ...sortingOf(bench, undefined) }),
    );
    for (const id of ids) expect(destination(await explain(id))).toEqual(before.get(id));
    expect(await refusal(explain("msg-0022"))).toMatch(/did you mean msg-0/);

    const lock = await store.lockJob({ job, holder: "test", now: 1, isAlive: () => false });
    if (!lock.locked) throw new Error("the job is locked");
    const request = {
      job,
      dataset,
      vendor: "scale",
      owner: "scale-ai",
      fence: lock.fence,
      limit: 1,
      now: 2,
      ownerCap: 6,
      otherOwners: true,
      otherVendors: false,
      denied: undefined,
      price: 80_000,
      keyFor: ({ seq }: { readonly seq: number }) => `key-${seq}`,
    };
    const { reserved } = await store.reserve(request);
    const [unit] = reserved;
    if (unit === undefined) throw new Error("nothing was reserved");
    const id = ids[unit.seq] ?? "";
    expect(await explain(id)).toMatchObject({ status: "pending", slots: [{ state: "live", vendor: "scale" }] });
    await store.apply({
      job,
      fence: lock.fence,
      now: 3,
      triesPerVendor: 3,
      changes: [{ target: { attempt: unit.attempt }, event: { event: "submission-refused", why: "not in English", scope: "item", at: 3 } }],
    });
    const refused = await explain(id);
    expect(destination(refused)).toEqual([]);
    expect(refused.vendors.map(({ vendor, is }) => `${vendor} ${is}`)).toEqual(["scale excluded", "surge full", "mercor not-needed"]);
    expect(refused.vendors[0]).toMatchObject({ bar: "refused", seen: true, attempts: [{ state: "refused", note: "not in English" }] });
    await store.close();
  });
});

const messages = resolve(import.meta.dirname, "../../../../../shared/data/sms-spam/items.jsonl");
const here = existsSync(messages);
if (!here) process.stderr.write("skipped: the real messages (../shared/data/sms-spam beside the checkout) are not here\n");

it.skipIf(!here)("says of a real message what docs/planning.md shows", { timeout: 60_000 }, async () => {
  const vendor = (name: string, facts: string): string =>
    `  ${name}: { adapter: ${name}, baseUrl: "https://${name}.example/v1", credential: { env: KEY }, ${facts} }\n`;
  writeFileSync(
    join(folder, "tranche.config.yaml"),
    `version: 1\nvendors:\n${vendor("scale", "owner: scale-ai, price: { perJudgment: 0.08 USD }, turnaround: { p50: 6h, p90: 24h }, capacity: { perDay: 20000 }")}${vendor("surge", "price: { perJudgment: 0.10 USD }, turnaround: { p50: 8h, p90: 18h }, capacity: { perDay: 24000 }")}${vendor("mercor", "price: { perHour: 60 USD, minutesPerItem: 1.1, fee: 5% }, turnaround: { p50: 40h, p90: 84h }, capacity: { perDay: 2400 }")}`,
  );
  writeFileSync(
    join(folder, "job.yaml"),
    `version: 1\nname: support-intent\ndataset: support-2026\ntask:\n  kind: classification\n  instructions: ./question.md\n  show: [text]\n  answer: { options: [ham, spam] }\nitems: ${messages}\npolicy: { maxShare: 0.4 }\n`,
  );
  writeFileSync(join(folder, "question.md"), "Is this message spam?\n");
  // Which item goes where depends on a hash of everything a job can ask for, so any item of the same vendor will do.
  const shape = (text: string): string =>
    text
      .replaceAll(/sms-\d+/g, "sms")
      .replace(/place [\d,]+/, "place")
      .replace(/Plan \w+/, "Plan");
  const docs = readFileSync(join(import.meta.dirname, "../../../../docs/planning.md"), "utf8");
  const [, shown = ""] = /\$ tranche explain job\.yaml --item sms-\d+\n([^`]*)```/.exec(docs) ?? [];
  expect(shown).toMatch(/^sms-\d+ → surge\n/);
  for (let item = 0; item < 20 && !out.join("").includes("→ surge"); item += 1) {
    out = [];
    await runExplain({ ...common, job: "job.yaml", item: `sms-${String(item).padStart(5, "0")}` }, context());
  }
  expect(shape(out.join(""))).toBe(shape(shown));
});
