import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type Sandbox, startSandbox } from "@tranche/adapters/simulators";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../input/index.ts";
import type { CommandContext } from "./context.ts";
import { runRun } from "./run.ts";
import { writeSandboxConfig } from "./sandbox-config.ts";

const SPEED = 40_000;

let folder: string;
let sandbox: Sandbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tranche-fields-"));
  sandbox = await startSandbox({ port: 0, speed: SPEED, vendors: ["scale", "surge"], logDir: join(folder, "logs") });
  await writeSandboxConfig({ file: join(folder, "tranche.config.yaml"), vendors: sandbox.vendors, speed: SPEED, settings: {} });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const context = (): CommandContext => ({
  cwd: folder,
  env: {},
  stdout: () => {},
  stderr: () => {},
  stdin: Readable.from([]),
  terminal: { stdout: false, stderr: false, stdin: false, columns: 80 },
  signal: new AbortController().signal,
  version: "0",
});
const run = (): Promise<number> =>
  runRun({ json: true, quiet: true, logLevel: "silent", color: false, job: "job.yaml", yes: true, until: "complete" }, context());

/** Items with a phone number and an account, which a job may or may not show. */
const writeJob = (fields: string, showFor = ""): void => {
  writeFileSync(
    join(folder, "items.jsonl"),
    Array.from({ length: 40 }, (_, at) =>
      JSON.stringify({ id: `i${at}`, text: `message ${at}`, phone: `+49-${at}-77`, iban: `DE00-${at}` }),
    ).join("\n"),
  );
  writeFileSync(
    join(folder, "job.yaml"),
    `version: 1
name: mail
items: ./items.jsonl
task:
  kind: classification
  instructions: "Is it spam?"
  show:
    - text
    - phone
  answer: { options: [spam, ham] }
${showFor}policy: { maxShare: 0.6, fields: ${fields} }
route: { shares: { scale: 0.5, surge: 0.5 } }
`,
  );
};

describe("what fields may do", () => {
  it("stops a job that would show a field that never leaves, with its line, before any vendor hears of it", async () => {
    writeJob("{ phone: never }");
    const error: unknown = await run().catch((thrown: unknown) => thrown);
    if (!UserError.is(error)) throw new Error(`expected a problem, got ${String(error)}`);
    expect(error.problems).toMatchObject([
      { file: "job.yaml", line: 9, path: "task.show[1]", message: expect.stringContaining("policy.fields says that it never leaves") },
    ]);
    for (const name of ["scale", "surge"] as const) expect(sandbox.taken(name)).toEqual([]);
  });

  it(
    "sends the token for a redacted field, less to a vendor that is shown less, and nothing that is not listed",
    { timeout: 60_000 },
    async () => {
      writeJob("{ phone: redact, iban: never }", "  showFor: { surge: [text] }\n");
      expect(await run()).toBe(0);
      const [scale = "", surge = ""] = ["scale", "surge"].map((name) => readFileSync(join(folder, "logs", `${name}.jsonl`), "utf8"));
      expect(sandbox.taken("scale")).toHaveLength(20);
      expect(sandbox.taken("surge")).toHaveLength(20);
      for (const log of [scale, surge]) {
        expect(log).toMatch(/message \d/);
        expect(log).not.toMatch(/\+49-|DE00-|iban/);
      }
      expect(scale).toContain("[redacted]");
      expect(surge).not.toMatch(/redacted|phone/);
    },
  );
});
