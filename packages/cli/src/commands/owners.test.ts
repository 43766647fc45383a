import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type Sandbox, startSandbox } from "@tranche/adapters/simulators";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunDocument, WhatIfDocument } from "../report/index.ts";
import type { CommandContext, CommonOptions } from "./context.ts";
import { runOwners } from "./owners.ts";
import { runRun } from "./run.ts";
import { writeSandboxConfig } from "./sandbox-config.ts";

const SPEED = 40_000;

let folder: string;
let out: string[];
let sandbox: Sandbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tranche-owners-"));
  out = [];
  sandbox = await startSandbox({ port: 0, speed: SPEED, vendors: ["scale", "surge"] });
  await writeSandboxConfig({ file: config(), vendors: sandbox.vendors, speed: SPEED, settings: {} });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = (): string => join(folder, "tranche.config.yaml");
const common: CommonOptions = { json: true, quiet: true, logLevel: "silent", color: false };
const context = (): CommandContext => ({
  cwd: folder,
  env: {},
  stdout: (text) => void out.push(text),
  stderr: () => {},
  stdin: Readable.from([]),
  terminal: { stdout: false, stderr: false, stdin: false, columns: 80 },
  signal: new AbortController().signal,
  version: "0",
});
const run = async (): Promise<{ readonly code: number; readonly document: RunDocument }> => {
  out = [];
  const code = await runRun({ ...common, job: "job.yaml", yes: true, until: "complete" }, context());
  return { code, document: JSON.parse(out.join("")) as RunDocument };
};
const whatIf = async (holder: string, buys: string): Promise<WhatIfDocument> => {
  out = [];
  await runOwners({ ...common, what: "what-if", holder, buys, share: 1 }, context());
  return JSON.parse(out.join("")) as WhatIfDocument;
};
const writeJob = (items: number, lines: string): void => {
  writeFileSync(
    join(folder, "items.jsonl"),
    Array.from({ length: items }, (_, at) => JSON.stringify({ id: `i${at}`, text: `message ${at}` })).join("\n"),
  );
  writeFileSync(join(folder, "job.yaml"), `version: 1\nname: mail\nitems: ./items.jsonl\n${lines}`);
};
const task = 'task: { kind: classification, instructions: "Is it spam?", show: [text], answer: { options: [spam, ham] } }\n';

describe("an owner that is bought while the job runs", () => {
  it("is sent nothing more from a second later on, and the run says what it holds", { timeout: 60_000 }, async () => {
    // Slowly enough that most of it is unsent when the config changes.
    const slow = readFileSync(config(), "utf8").replace(/concurrency: \d+/g, "concurrency: 1\n      perSecond: 20");
    writeFileSync(config(), slow);
    writeJob(120, `${task}policy: { maxShare: 1, deny: [meta] }\nroute: { shares: { scale: 1 } }\n`);
    // The shares leave surge nothing, so that after the purchase nobody may be given anything.
    const running = run();
    while (sandbox.taken("scale").length < 10) await new Promise((resolve) => setTimeout(resolve, 10));
    writeFileSync(
      config(),
      `${slow}owners: { scale-ai: { stakes: [{ holder: fund, share: 0.6 }] }, fund: { stakes: [{ holder: meta, share: 1 }] } }\n`,
    );
    // A second until it is looked at, and what is under way.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const held = sandbox.taken("scale").length;
    const { code, document } = await running;
    expect(sandbox.taken("scale").length).toBe(held);
    expect(held).toBeLessThan(120);
    expect(code).toBe(4);
    expect(document.items).toMatchObject({ done: held, stranded: 120 - held });
    expect(document.warnings).toEqual([
      `scale gets no new work: policy.deny names meta, which controls scale-ai. It holds ${held} items of mail`,
    ]);
    expect(document.stranded[0]?.reasons.join("\n")).toContain("policy.deny names meta, which controls scale-ai");
  });
});

describe("tranche owners what-if", () => {
  it("counts what the holder would have seen of each dataset, and which limits that touches", { timeout: 60_000 }, async () => {
    writeFileSync(config(), `${readFileSync(config(), "utf8")}owners: { surge: { stakes: [{ holder: meta, share: 0.5 }] } }\n`);
    writeJob(40, `${task}policy: { maxShare: 0.6 }\nroute: { shares: { scale: 0.5, surge: 0.5 } }\n`);
    expect((await run()).code).toBe(0);
    expect(await whatIf("meta", "scale")).toMatchObject({
      buys: "scale-ai",
      reach: { before: ["meta", "surge"], after: ["meta", "scale-ai", "surge"] },
      datasets: [
        {
          dataset: "mail",
          items: 40,
          before: { items: 20, share: 0.5 },
          after: { items: 40, share: 1 },
          jobs: [{ job: "mail", cap: 0.6, over: { before: 0, after: 16 }, denied: [] }],
        },
      ],
    });
  });
});
