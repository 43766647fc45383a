import { readFileSync } from "node:fs";
import type { ExitCode } from "./commands/context.ts";
import { tell } from "./exit.ts";
import { main } from "./main.ts";

/*
 * The process around a command: its streams, its signals, its end. Nothing else in the package touches `process`.
 *
 * The first signal asks the command to stop, which it does cleanly; the second ends the process at once, which is safe as well, since facts are
 * stored before acts. Under an older Node, bin/tranche.js runs this file as a child and tells it over the channel which signals it got. A Ctrl-C
 * reaches both, so the two counts are not added up: the larger one is how often somebody asked.
 */
const controller = new AbortController();
const asked = { here: 0, parent: 0 };
const ask = (by: keyof typeof asked): void => {
  asked[by] += 1;
  const times = Math.max(asked.here, asked.parent);
  if (times > 1) process.exit(130);
  controller.abort();
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ask("here"));

if (process.env["TRANCHE_CHANNEL"] !== undefined) {
  delete process.env["TRANCHE_CHANNEL"];
  // The parent cannot say that it was killed, but the channel closes. To go on alone would leave an owner nobody can stop.
  const orphaned = (): boolean => process.kill(process.pid, "SIGKILL");
  process.on("disconnect", orphaned).on("message", () => ask("parent"));
  process.channel?.unref();
  if (!process.connected) orphaned();
}

const version = (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }).version;

/** What went wrong with stdout itself; undefined while it takes what it is given. */
let broken: Error | undefined;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader has seen enough (`| head`): stop as if asked, and say nothing.
  if (error.code !== "EPIPE") broken = error;
  if (!controller.signal.aborted) controller.abort();
});
process.stderr.on("error", () => undefined);

const context = {
  cwd: process.cwd(),
  env: { ...process.env },
  stdout: (text: string): void => void process.stdout.write(text),
  stderr: (text: string): void => void process.stderr.write(text),
  stdin: process.stdin,
  terminal: {
    stdout: process.stdout.isTTY,
    stderr: process.stderr.isTTY,
    stdin: process.stdin.isTTY,
    // A terminal that does not know its width says 0; the panel is on stderr, which is one also where stdout goes to a file.
    columns: process.stdout.columns || process.stderr.columns || 100,
  },
  signal: controller.signal,
  version,
};

const debug = process.argv.includes("debug") || process.argv.includes("trace");
const tellUnexpected = (error: unknown): ExitCode => tell(error, context, { json: false, color: false, debug });
process.on("uncaughtException", (error) => process.exit(tellUnexpected(error)));

const flushed = async (stream: NodeJS.WriteStream): Promise<void> => new Promise((resolve) => void stream.write("", () => resolve()));

let code = await main(process.argv.slice(2), context);
await flushed(process.stdout);
if (broken !== undefined) code = tellUnexpected(broken);
await flushed(process.stderr);
process.exit(code);
