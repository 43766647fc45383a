import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

/* The process around a command: its streams, its signals, its parent, its end. */
const packageFolder = join(import.meta.dirname, "..", "..");
const source = ["--conditions=source", join(packageFolder, "src", "bin.ts")];
const sandbox = ["sandbox", "--port", "0"];

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

interface Running {
  readonly child: ChildProcess;
  /** Settles when every process that holds its output is gone. */
  readonly ended: Promise<Ended>;
  /** Settles at the first output. */
  readonly ready: Promise<void>;
}

const start = (args: readonly string[], stdio: StdioOptions = "pipe", env: Record<string, string> = {}): Running => {
  const child = spawn(process.execPath, args, { cwd: tmpdir(), stdio, env: { ...process.env, ...env } });
  started.push(child);
  let err = "";
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ready = new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  const ended = new Promise<Ended>((resolve) => child.on("close", (code, signal) => resolve({ code, signal, err })));
  return { child, ended, ready };
};

const withChannel = (): Running => start([...source, ...sandbox, "--quiet"], ["ignore", "pipe", "pipe", "ipc"], { TRANCHE_CHANNEL: "1" });

describe("the entry of the command line", { timeout: 20_000 }, () => {
  it("is quiet when the reader of stdout has gone", async () => {
    const { child, ended } = start([...source, "--help"]);
    child.stdout?.destroy();
    expect(await ended).toEqual({ code: 0, signal: null, err: "" });
  });

  it("says so when stdout goes to a disk that is full", async (test) => {
    if (!existsSync("/dev/full")) test.skip("this system has no /dev/full");
    const full = openSync("/dev/full", "w");
    const { ended } = start([...source, "--help"], ["ignore", full, "pipe"]);
    expect(await ended).toMatchObject({ code: 1, err: expect.stringMatching(/^the disk is full/) });
    closeSync(full);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("stops cleanly on %s", async (signal) => {
    const { child, ended, ready } = start([...source, ...sandbox, "--quiet"]);
    await ready;
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, signal: null, err: "" });
  });
});

describe("as the child of an older Node", { timeout: 20_000 }, () => {
  it("stops on what its parent was told", async () => {
    const { child, ended, ready } = withChannel();
    await ready;
    child.send({ signal: "SIGTERM" });
    expect(await ended).toMatchObject({ code: 0, signal: null });
  });

  it("takes a Ctrl-C, which reaches parent and child, as one", async () => {
    const { child, ended, ready } = withChannel();
    await ready;
    child.send({ signal: "SIGINT" });
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: 0, signal: null });
  });

  it("dies as its parent died", async () => {
    const { child, ready } = withChannel();
    await ready;
    const signal = new Promise((resolve) => child.once("exit", (_code, by) => resolve(by)));
    child.disconnect();
    expect(await signal).toBe("SIGKILL");
  });

  it("is gone with the command as built when that is killed", async () => {
    expect(existsSync(join(packageFolder, "dist", "bin.js")), "this test runs what `pnpm build` leaves; build first").toBe(true);
    const pretendOld = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})`;
    const { child, ended, ready } = start(["--import", pretendOld, join(packageFolder, "bin", "tranche.js"), ...sandbox], "pipe", {
      TRANCHE_NODE: process.execPath,
    });
    await ready;
    const killedAt = performance.now();
    child.kill("SIGKILL");
    await ended;
    expect(performance.now() - killedAt).toBeLessThan(2_000);
  });
});
