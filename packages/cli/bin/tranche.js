#!/usr/bin/env node
// The command as installed. Plain JavaScript for any Node: an older one looks for a Node 24 and runs the same command under it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const wantedNode = 24;
const here = fileURLToPath(import.meta.url);
const dist = new URL("../dist/bin.js", import.meta.url);

const fail = (text) => {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
};

/** Path of a Node 24: what TRANCHE_NODE names, else the one installed as a package beside this one or in the workspace around it. */
const findNode = () => {
  if (process.env.TRANCHE_NODE) return process.env.TRANCHE_NODE;
  try {
    const found = join(dirname(createRequire(here).resolve(`node-${process.platform}-${process.arch}/package.json`)), "bin", "node");
    return existsSync(found) ? found : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Runs this file again under `node`. The channel has two uses. It carries signals sent to this process alone: the child counts a signal once,
 * whether it came from the terminal, through here, or both. And it closes when this process dies by SIGKILL, which no handler sees: the child
 * then ends as hard as its parent did.
 */
const runUnder = (node) => {
  const child = spawn(node, [here, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, TRANCHE_CHANNEL: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (child.connected) child.send({ signal }, () => {});
    });
  }
  child.on("error", (error) => fail(`tranche could not start ${node}: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    process.exitCode = 128 + (constants.signals[signal] ?? 0);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
};

if (Number.parseInt(process.versions.node, 10) >= wantedNode) {
  if (existsSync(dist)) await import(dist.href);
  else fail("tranche is not built yet: run `pnpm build` in the checkout first, or use `pnpm tranche` there.");
} else {
  const node = findNode();
  // The marker says that this is the second start already: a TRANCHE_NODE that is too old as well must not start a third.
  if (node !== undefined && process.env.TRANCHE_CHANNEL === undefined) runUnder(node);
  else
    fail(
      `tranche needs Node ${wantedNode} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
        `Install it from https://nodejs.org, or set TRANCHE_NODE to the path of one.`,
    );
}
