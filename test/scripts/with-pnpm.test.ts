import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/* The real script in a small checkout of its own; `npx` is a stand-in that notes what it was asked for. */
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tranche-with-"));
  for (const folder of ["scripts", "packages/a", "bin"]) mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(join(import.meta.dirname, "..", "..", "scripts", "with-pnpm.mjs"), join(root, "scripts", "with-pnpm.mjs"));
  writeFileSync(join(root, "pnpm-lock.yaml"), "lockfileVersion: '9.0'\n");
  writeFileSync(join(root, "packages/a/package.json"), "{}");
  const scripts = {
    show: `node -e "console.log(JSON.stringify(process.argv.slice(1)))" --`,
    fail: `node -e "process.exit(7)"`,
    die: `node -e "process.kill(process.pid, 'SIGKILL')"`,
    wait: "node wait.mjs",
    chain: "echo one && echo two",
  };
  writeFileSync(join(root, "package.json"), JSON.stringify({ scripts }));
  writeFileSync(
    join(root, "wait.mjs"),
    `process.on("SIGTERM", () => process.exit(42)); setInterval(() => 1, 1000); console.log("waiting");`,
  );
  npx(`echo "$@" >> "${join(root, "asked")}"`);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const npx = (body: string): void => {
  writeFileSync(join(root, "bin", "npx"), `#!/bin/sh\n${body}\n`);
  chmodSync(join(root, "bin", "npx"), 0o755);
};

const asked = (): readonly string[] =>
  existsSync(join(root, "asked")) ? readFileSync(join(root, "asked"), "utf8").trim().split("\n") : [];

const start = (...args: readonly string[]): ChildProcess => {
  const PATH = [join(root, "bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter);
  return spawn(process.execPath, [join(root, "scripts", "with-pnpm.mjs"), ...args], {
    env: { ...process.env, PATH, npm_config_user_agent: "npm/11" },
    cwd: tmpdir(),
  });
};

const ended = async (child: ChildProcess): Promise<{ code: number | null; signal: string | null; out: string; err: string }> => {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal, out, err })));
};

describe("scripts/with-pnpm.mjs", { timeout: 10_000 }, () => {
  it("installs by the lockfile before the first script, and again only when something it depends on changed", async () => {
    await ended(start("show"));
    await ended(start("show"));
    expect(asked()).toEqual([expect.stringMatching(/^-y pnpm@12 install --frozen-lockfile/)]);
    writeFileSync(join(root, "packages/a/package.json"), `{"dependencies":{}}`);
    await ended(start("show"));
    expect(asked()).toHaveLength(2);
  });

  it("hands arguments to the last script as they are", async () => {
    const { code, out } = await ended(start("chain", "show", "--", "--out", "a b", "it's", '"$HOME"', "--", "*"));
    expect([code, out]).toEqual([0, `one\ntwo\n${JSON.stringify(["--out", "a b", "it's", '"$HOME"', "--", "*"])}\n`]);
  });

  it("stops at the first script that fails, with its code", async () => {
    expect(await ended(start("fail", "show"))).toMatchObject({ code: 7, out: "", err: expect.stringMatching(/fail failed\n$/) });
  });

  it("dies of the signal its script died of", async () => {
    expect(await ended(start("die"))).toMatchObject({ signal: "SIGKILL" });
  });

  it("hands a SIGTERM down and answers with the script's answer", async () => {
    const child = start("wait");
    const end = ended(child);
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.kill("SIGTERM");
    expect(await end).toMatchObject({ code: 42 });
  });

  it("says in words that the network is missing, and tries again the next time", async () => {
    npx(`echo "npm error code ENOTFOUND" >&2; echo tried >> "${join(root, "asked")}"; exit 1`);
    const { code, err } = await ended(start("show"));
    expect([code, err]).toEqual([1, expect.stringMatching(/registry did not answer \(ENOTFOUND\)[\s\S]*needs the network/)]);
    expect(err).not.toContain("npm error");
    await ended(start("show"));
    expect(asked()).toEqual(["tried", "tried"]);
  });

  it("shows what went wrong when it was something else", async () => {
    npx(`echo "ERR_PNPM_OUTDATED_LOCKFILE" >&2; exit 3`);
    expect(await ended(start("show"))).toMatchObject({ code: 3, err: expect.stringContaining("ERR_PNPM_OUTDATED_LOCKFILE") });
  });
});
