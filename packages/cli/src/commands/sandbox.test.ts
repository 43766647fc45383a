import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { checkConfig } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { UserError } from "../input/problem.ts";
import type { CommandContext } from "./context.ts";
import { runSandbox, type SandboxCommandOptions } from "./sandbox.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "sandbox-"));

const plain: SandboxCommandOptions = { port: 0, speed: 3600, seed: 1, outage: [], faults: 0, set: [], json: false, quiet: true };

const contextIn = (
  cwd: string,
  whenReady: (stop: () => void) => Promise<void>,
): { context: CommandContext; out: string[]; settled: () => Promise<void> } => {
  const controller = new AbortController();
  const out: string[] = [];
  let ready: Promise<void> = Promise.resolve();
  const context: CommandContext = {
    cwd,
    env: {},
    stdout: (text) => {
      out.push(text);
      ready = whenReady(() => controller.abort()).finally(() => controller.abort());
    },
    stderr: () => {},
    stdin: Readable.from([]),
    terminal: { stdout: false, stderr: false, stdin: false, columns: 80 },
    signal: controller.signal,
    version: "0",
  };
  return { context, out, settled: () => ready };
};

const problemOf = async (options: Partial<SandboxCommandOptions>): Promise<UserError> => {
  const { context } = contextIn(folder(), async () => {});
  try {
    await runSandbox({ ...plain, ...options }, context);
  } catch (error) {
    if (UserError.is(error)) return error;
    throw error;
  }
  throw new Error("the options were accepted");
};

describe("tranche sandbox", () => {
  it("says it is ready, serves with the keys of the config it wrote, and ends with its signal", async () => {
    const cwd = folder();
    const statuses: Record<string, number> = {};
    const { context, out, settled } = contextIn(cwd, async () => {
      const config = parse(readFileSync(join(cwd, "tranche.config.yaml"), "utf8")) as {
        vendors: Record<string, { baseUrl: string; credential: { file: string } }>;
      };
      for (const [name, vendor] of Object.entries(config.vendors)) {
        const key = readFileSync(join(cwd, vendor.credential.file), "utf8").trim();
        const path = { scale: "/projects", surge: "/projects", mercor: "/workspace" }[name];
        const authorization = name === "mercor" ? `Bearer ${key}` : `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
        statuses[name] = (await fetch(`${vendor.baseUrl}${path}`, { headers: { authorization } })).status;
      }
    });
    expect(await runSandbox({ ...plain, writeConfig: "tranche.config.yaml" }, context)).toBe(0);
    await settled();
    expect(out).toEqual(["sandbox ready\n"]);
    expect(statuses).toEqual({ scale: 200, surge: 200, mercor: 200 });
    expect(statSync(join(cwd, ".tranche/sandbox-keys/scale")).mode & 0o777).toBe(0o600);
  });

  it("writes a config the strict reader accepts, with one baseUrl line a vendor and the sandbox's pace", async () => {
    const cwd = folder();
    const { context } = contextIn(cwd, async () => {});
    await runSandbox({ ...plain, speed: 7200, set: ["surge.price=0.2"], writeConfig: "c.yaml" }, context);
    const text = readFileSync(join(cwd, "c.yaml"), "utf8");
    expect(text.match(/^ +baseUrl: http:\/\/127\.0\.0\.1:\d+\//gmu)).toHaveLength(3);
    const checked = checkConfig(parse(text));
    expect(checked).toMatchObject({ ok: true, value: { timeScale: 7200 } });
    expect(text).toContain("0.2 USD");
    expect(text).not.toMatch(/live_[0-9a-f]{32}/u);
  });

  it("keeps a config that no sandbox wrote", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "c.yaml"), "version: 1 # mine\n");
    const { context } = contextIn(cwd, async () => {});
    await runSandbox({ ...plain, writeConfig: "c.yaml" }, context);
    expect(readFileSync(join(cwd, "c.yaml.bak"), "utf8")).toContain("# mine");
  });

  it.each([
    [{ speed: 0 }, "--speed"],
    [{ port: 70_000 }, "--port"],
    [{ faults: 1 }, "--faults"],
    [{ truth: "t.csv" }, "--truth"],
    [{ set: ["surge.acuracy=0.9"] }, "--set"],
  ])("refuses %j and names the option", async (options, path) => {
    const { exitCode, problems } = await problemOf(options);
    expect(exitCode).toBe(2);
    expect(problems[0]).toMatchObject({ path });
  });

  it("suggests the property that was meant", async () => {
    expect((await problemOf({ set: ["surge.acuracy=0.9"] })).problems[0]?.hint).toContain("surge.accuracy");
  });

  it("refuses an outage it cannot read, a vendor that does not run and a file that is not there", async () => {
    expect((await problemOf({ outage: ["surge@soon"] })).message).toContain("surge@soon");
    expect((await problemOf({ outage: ["acme@860"] })).message).toContain("acme");
    expect((await problemOf({ outage: ["surge@33%"] })).message).toContain("items file");
    expect((await problemOf({ items: "nowhere.jsonl" })).problems[0]?.file).toBe("nowhere.jsonl");
  });
});
