import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const bin = new URL("../../src/bin.ts", import.meta.url).pathname;

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts the command line as a process of its own, in a folder. */
export const start = (args: readonly string[], cwd: string): Started => {
  const child = spawn(process.execPath, ["--conditions=source", bin, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>((resolve) => child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr })));
  return { child, finished };
};

export const tranche = (args: readonly string[], cwd: string): Promise<Finished> => start(args, cwd).finished;

/** A folder that is gone after the test, and whatever was started in it. */
export interface Place {
  readonly folder: string;
  readonly close: () => Promise<void>;
  readonly onClose: (work: () => Promise<unknown>) => void;
}

export const openPlace = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), "tranche-e2e-"));
  const work: (() => Promise<unknown>)[] = [];
  return {
    folder,
    onClose: (one) => work.push(one),
    close: async () => {
      for (const one of work.toReversed()) await one();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Starts a sandbox on free ports that writes a config into the folder, and waits until it is ready. */
export const startSandboxProcess = async (place: Place, args: readonly string[]): Promise<Started> => {
  const sandbox = start(
    ["sandbox", "--port", "0", "--write-config", join(place.folder, "tranche.config.yaml"), "--log", join(place.folder, "logs"), ...args],
    place.folder,
  );
  place.onClose(async () => {
    sandbox.child.kill("SIGTERM");
    await sandbox.finished;
  });
  const { stdout } = sandbox.child;
  if (stdout === null) throw new Error("no output to wait for");
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: stdout }).on("line", (line) => line.includes("sandbox ready") && resolve());
    void sandbox.finished.then(({ stderr }) => reject(new Error(`the sandbox ended: ${stderr}`)));
  });
  return sandbox;
};

/** What a vendor's own log says it took on: one content an entry, in the order it came. */
export const takenOn = (place: Place, vendor: string): readonly string[] => {
  const folder = join(place.folder, "logs");
  if (!existsSync(folder)) return [];
  const file = readdirSync(folder).find((name) => name.startsWith(vendor));
  if (file === undefined) return [];
  return readFileSync(join(folder, file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { created?: string; content?: unknown })
    .filter(({ created }) => created !== undefined)
    .map(({ content }) => JSON.stringify(content));
};

export interface JobParts {
  readonly items: string;
  readonly maxShare: number;
  readonly extra?: string;
  readonly options?: string;
}

export const writeJob = (place: Place, { items, maxShare, extra = "", options = "ham, spam" }: JobParts): void => {
  mkdirSync(place.folder, { recursive: true });
  writeFileSync(join(place.folder, "instructions.md"), "Is this text message spam?\n");
  writeFileSync(
    join(place.folder, "job.yaml"),
    `version: 1
name: sms
task:
  kind: classification
  instructions: ./instructions.md
  show: [text]
  answer: { options: [${options}] }
items: ${items}
policy: { maxShare: ${maxShare} }
${extra}`,
  );
};

export const jsonOf = <T>(finished: Finished): T => {
  try {
    return JSON.parse(finished.stdout) as T;
  } catch {
    throw new Error(`no JSON on stdout (exit ${finished.code}): ${finished.stdout.slice(0, 500)}\n${finished.stderr.slice(-2_000)}`);
  }
};
