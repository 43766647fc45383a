// Runs scripts of the root package.json on a machine that has nothing but some Node (18 or newer) and npm:
//
//     node scripts/with-pnpm.mjs <script>... [-- arguments for the last one]
//
// Dependencies are installed first, unless they already match the lockfile. The scripts then start directly, with the installed tools and the
// installed Node 24 first in PATH: asking a package manager to do that would cost seconds on every run.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bins = join(root, "node_modules", ".bin");
const stampFile = join(root, "node_modules", ".tranche-installed");
const wantedNode = 24;

const say = (text) => process.stderr.write(`${text}\n`);

/** Fingerprint of everything an install depends on. */
const fingerprint = () => {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name, "package.json"));
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...packages.sort()]) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(file).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
};

/** The pnpm that started us, else whichever 12 npm can fetch. */
const pnpmCommand = () => {
  const startedBy = process.env.npm_config_user_agent?.startsWith("pnpm/") ? process.env.npm_execpath : undefined;
  if (startedBy !== undefined && existsSync(startedBy)) return /\.[cm]?js$/.test(startedBy) ? [process.execPath, startedBy] : [startedBy];
  return [process.platform === "win32" ? "npx.cmd" : "npx", "-y", "pnpm@12"];
};

const offline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|fetch failed/i;

/** Starts a command and passes on what ends it: SIGINT reaches the whole terminal group by itself, the others are handed down. */
const run = (command, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    let stderr = "";
    child.stderr?.on("data", (chunk) => (stderr += chunk));
    const hand = (signal) => child.kill(signal);
    const wait = () => {};
    process.on("SIGTERM", hand).on("SIGHUP", hand).on("SIGINT", wait);
    const end = (outcome) => {
      process.off("SIGTERM", hand).off("SIGHUP", hand).off("SIGINT", wait);
      resolve({ stderr, ...outcome });
    };
    child.on("error", (error) => end({ code: 127, error }));
    child.on("close", (code, signal) => end(signal === null ? { code } : { code: 128 + (constants.signals[signal] ?? 0), signal }));
  });

const leave = ({ code, signal }) => {
  // A shell tells "ended by Ctrl-C" from "failed" only when the signal itself is passed on.
  if (signal !== undefined) process.kill(process.pid, signal);
  process.exitCode = code;
};

/** @returns undefined when all is in place, else how it went wrong. */
const install = async () => {
  const wanted = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return undefined;
  const [command, ...args] = pnpmCommand();
  say("installing dependencies (the first time, and when the lockfile changed)");
  const outcome = await run(command, [...args, "install", "--frozen-lockfile", "--loglevel=warn", "--config.confirmModulesPurge=false"], {
    stdio: ["ignore", "inherit", "pipe"],
    // npm comments on settings that are not ours; what matters is shown when it fails.
    env: { ...process.env, npm_config_loglevel: "error", npm_config_update_notifier: "false" },
    shell: process.platform === "win32",
  });
  if (outcome.code !== 0) {
    if (outcome.error !== undefined)
      say(`could not start ${command}: ${outcome.error.message}. Node's installer brings it along with npm.`);
    else if (offline.test(outcome.stderr)) {
      say(`the package registry did not answer (${offline.exec(outcome.stderr)[0]}).`);
      say("The first run downloads pnpm and the dependencies (about 200 MB) and needs the network; later runs do not.");
      say("Behind a proxy, set HTTPS_PROXY; behind a mirror, run: npm config set registry <url>");
    } else say(outcome.stderr);
    return outcome;
  }
  const node = spawnSync(process.platform === "win32" ? "node.exe" : "node", ["--version"], { env: environment(), encoding: "utf8" });
  if (node.status !== 0 || Number.parseInt(node.stdout.slice(1), 10) < wantedNode) {
    say(
      `tranche needs Node ${wantedNode} or newer; this machine has ${process.version}, and no Node ${wantedNode} is packaged for ${process.platform}-${process.arch}.`,
    );
    say("Install it from https://nodejs.org, then run this again.");
    return { code: 1 };
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, wanted);
  return undefined;
};

const environment = () => {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  return { ...process.env, [key]: [bins, process.env[key]].filter(Boolean).join(delimiter) };
};

const quote = (text) => (process.platform === "win32" ? `"${text.replaceAll('"', '""')}"` : `'${text.replaceAll("'", `'\\''`)}'`);

const script = (name, args) => {
  const scripts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;
  const text = [scripts[name], ...args.map(quote)].join(" ");
  // `exec` leaves no shell in between that would swallow signals; a chain of commands needs its shell.
  return process.platform === "win32" || /[&|;]/.test(scripts[name]) ? text : `exec ${text}`;
};

const [names, args] = (() => {
  const all = process.argv.slice(2);
  const at = all.indexOf("--");
  return at === -1 ? [all, []] : [all.slice(0, at), all.slice(at + 1)];
})();

const main = async () => {
  const failed = await install();
  if (failed !== undefined) return leave(failed);
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1;
    const startedAt = Date.now();
    const outcome = await run(script(name, last ? args : []), [], { shell: true, env: environment() });
    if (last || outcome.code !== 0) {
      if (!last) say(`${name} failed`);
      return leave(outcome);
    }
    say(`${name} ok (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  }
};

await main();
