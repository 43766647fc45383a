import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/*
 * bin/tranche.js under a Node that is too old. The age is pretended, the processes are real; TRANCHE_NODE names a stand-in for Node 24 that shows
 * what it was given.
 */
const bin = join(import.meta.dirname, "..", "..", "bin", "tranche.js");
const pretendOld = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})`;

let folder = "";
let standIn = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tranche-older-"));
  standIn = join(folder, "node");
  writeFileSync(
    standIn,
    `#!${process.execPath}
const [, , , act, value] = process.argv;
if (act === "show") console.log(JSON.stringify({ argv: process.argv.slice(2), marker: process.env.TRANCHE_CHANNEL, channel: process.connected }));
if (act === "show") process.disconnect();
if (act === "exit") process.exit(Number(value));
if (act === "die") process.kill(process.pid, value);
if (act === "wait") {
  process.on("SIGINT", () => console.log("from the system"));
  process.on("message", ({ signal }) => { console.log("told", signal); process.exit(42); });
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  console.log("waiting");
}
`,
  );
  chmodSync(standIn, 0o755);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Starts it; `ended` settles when every process that holds its stdout is gone. */
const start = (
  args: readonly string[],
  env: Record<string, string | undefined> = {},
): { child: ChildProcess; ended: Promise<Ended>; line: Promise<string> } => {
  const child = spawn(process.execPath, ["--import", pretendOld, bin, ...args], {
    env: { ...process.env, TRANCHE_NODE: standIn, ...env },
    stdio: "pipe",
  });
  let out = "";
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const line = new Promise<string>((resolve) =>
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      resolve(out);
    }),
  );
  const ended = new Promise<Ended>((resolve) => child.on("close", (code, signal) => resolve({ code, signal, out, err })));
  return { child, ended, line };
};

describe("tranche under an older Node", { timeout: 10_000 }, () => {
  it("runs the same command under a Node that will do", async () => {
    const { out, code } = await start(["show", "job file.yaml", "--json"]).ended;
    expect([code, JSON.parse(out)]).toEqual([0, { argv: [bin, "show", "job file.yaml", "--json"], marker: "1", channel: true }]);
  });

  it("ends as it ended: with its code", async () => {
    expect(await start(["exit", "75"]).ended).toMatchObject({ code: 75, signal: null });
  });

  it.each(["SIGTERM", "SIGKILL", "SIGINT"] as const)("ends as it ended: by %s", async (signal) => {
    expect(await start(["die", signal]).ended).toMatchObject({ code: null, signal });
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("tells it about a %s of its own, and waits for its answer", async (signal) => {
    const { child, line, ended } = start(["wait"]);
    await line;
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 42, signal: null, out: `waiting\ntold ${signal}\n` });
  });

  it("takes it along when it is killed", async () => {
    const { child, line, ended } = start(["wait"]);
    await line;
    child.kill("SIGKILL");
    // The stand-in holds the same stdout: the promise settles only when it is dead, too.
    expect(await ended).toMatchObject({ signal: "SIGKILL", out: "waiting\n" });
  });

  it("says what is missing where no Node 24 is found, also when TRANCHE_NODE is too old itself", async () => {
    const { code, err, out } = await start(["show"], { TRANCHE_CHANNEL: "1" }).ended;
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^tranche needs Node 24 or newer; this is Node 20\.20\.2 .*\nInstall it from .* TRANCHE_NODE .*\n$/);
  });

  it("says so when TRANCHE_NODE cannot be started", async () => {
    const { code, err } = await start(["show"], { TRANCHE_NODE: join(folder, "absent") }).ended;
    expect([code, err]).toEqual([1, expect.stringMatching(/^tranche could not start .*absent: .*ENOENT\n$/)]);
  });
});
