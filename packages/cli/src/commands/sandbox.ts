import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { type SandboxOptions, type Simulator, simulatedVendors, startSandbox } from "@tranche/adapters/simulators";
import { UserError } from "../input/problem.ts";
import type { CommandContext, ExitCode, Register } from "./context.ts";
import { writeSandboxConfig } from "./sandbox-config.ts";
import { readSettings } from "./sandbox-settings.ts";

/** Options of `tranche sandbox`, as yargs hands them over. */
export interface SandboxCommandOptions {
  readonly port: number;
  readonly writeConfig?: string;
  readonly speed: number;
  readonly seed: number;
  readonly items?: string;
  readonly truth?: string;
  readonly answers?: string;
  readonly outage: readonly string[];
  readonly faults: number;
  readonly set: readonly string[];
  readonly log?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Adds `tranche sandbox`. */
export const registerSandbox: Register = (yargs, context, done) =>
  yargs.command(
    "sandbox",
    "Scale-, Surge- and Mercor-style vendors on loopback",
    (command: Argv) =>
      command.options({
        port: {
          type: "number",
          requiresArg: true,
          default: 4101,
          describe: "port of the first vendor; the others follow; 0 lets the system choose",
        },
        "write-config": { type: "string", requiresArg: true, describe: "write a config that works against this sandbox as it is" },
        speed: { type: "number", requiresArg: true, default: 3600, describe: "simulated seconds a real second" },
        seed: { type: "number", requiresArg: true, default: 1, describe: "decides everything left to chance" },
        items: { type: "string", requiresArg: true, describe: "items the workers will recognise by their content (.jsonl, .csv)" },
        truth: { type: "string", requiresArg: true, describe: "what is right: id,label (.csv, .jsonl); needs --items" },
        answers: {
          type: "string",
          requiresArg: true,
          describe: "recorded answers to give instead: id,vendor,worker,label,seconds; needs --items",
        },
        outage: {
          type: "string",
          array: true,
          requiresArg: true,
          default: [] as string[],
          describe: "a vendor goes away: surge@860 (units answered), surge@taken:860, surge@33%, surge@6h; then :refuse, :hang or :500",
        },
        faults: { type: "number", requiresArg: true, default: 0, describe: "share of requests that fail, spread over every kind of fault" },
        set: {
          type: "string",
          array: true,
          requiresArg: true,
          default: [] as string[],
          describe: "a property of a vendor, as in surge.accuracy=0.9",
        },
        log: { type: "string", requiresArg: true, describe: "directory of the request logs, one JSONL file a vendor" },
      }),
    async (args) => done(await runSandbox(args as unknown as SandboxCommandOptions, context)),
  );

/**
 * Runs the sandbox until the context's signal; answers 0 then. Prints `sandbox ready` once every vendor listens. Throws a
 * `UserError` (2) for options, files and ports that cannot be used.
 */
export const runSandbox = async (options: SandboxCommandOptions, context: CommandContext): Promise<ExitCode> => {
  check(options);
  const path = (text: string): string => resolve(context.cwd, text);
  const file = (option: "items" | "truth" | "answers"): Partial<Record<typeof option, string>> => {
    const text = options[option];
    if (text === undefined) return {};
    readable(path(text), text, option);
    return { [option]: path(text) };
  };
  const settings: SandboxOptions = {
    ...readSettings(options.set),
    port: options.port,
    speed: options.speed,
    seed: options.seed,
    outages: options.outage,
    ...file("items"),
    ...file("truth"),
    ...file("answers"),
    ...(options.faults === 0 ? {} : { faults: { rate: options.faults } }),
    ...(options.log === undefined ? {} : { logDir: path(options.log) }),
  };
  const sandbox = await startSandbox(settings).catch((error: unknown) => {
    throw startProblem(error, options);
  });
  try {
    if (options.writeConfig !== undefined)
      await writeSandboxConfig({ file: path(options.writeConfig), vendors: sandbox.vendors, speed: options.speed, settings });
    if (!options.quiet) for (const vendor of sandbox.vendors) context.stderr(`  ${vendor.name.padEnd(8)} ${vendor.baseUrl}\n`);
    context.stdout(options.json ? `${JSON.stringify({ sandbox: "ready", vendors: sandbox.vendors.map(shown) })}\n` : "sandbox ready\n");
    await aborted(context.signal);
  } finally {
    await sandbox.close();
  }
  return 0;
};

const shown = ({ name, baseUrl }: Simulator): { readonly name: string; readonly baseUrl: string } => ({ name, baseUrl });

const check = (options: SandboxCommandOptions): void => {
  const wrong = (path: string, message: string, hint?: string): never => {
    throw new UserError(2, [{ path, message, ...(hint === undefined ? {} : { hint }) }]);
  };
  const last = 65_536 - simulatedVendors.length;
  if (!Number.isInteger(options.port) || options.port < 0 || options.port > last)
    wrong("--port", `must be a whole number from 0 to ${last}, got ${options.port}`);
  if (!(options.speed > 0) || options.speed > 10_000_000)
    wrong("--speed", `must be above 0 and at most 10000000, got ${options.speed}`, "3600 lets an hour pass in a second");
  if (!Number.isInteger(options.seed)) wrong("--seed", `must be a whole number, got ${options.seed}`);
  if (!(options.faults >= 0 && options.faults < 1))
    wrong("--faults", `must be from 0 to below 1, got ${options.faults}`, "0.05 lets one request in twenty fail");
  if (options.truth !== undefined && options.items === undefined)
    wrong("--truth", "needs --items", "workers recognise an item by its content, which only the items file has");
  if (options.answers !== undefined && options.items === undefined)
    wrong("--answers", "needs --items", "workers recognise an item by its content, which only the items file has");
};

const readable = (absolute: string, given: string, option: string): void => {
  try {
    accessSync(absolute, constants.R_OK);
  } catch (error) {
    throw new UserError(2, [{ file: given, message: `cannot be read (--${option})` }], { cause: error });
  }
};

const startProblem = (error: unknown, options: SandboxCommandOptions): UserError => {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  if (code === "EADDRINUSE") {
    return new UserError(
      2,
      [
        {
          path: "--port",
          message: `a port from ${options.port} on is taken`,
          hint: "another sandbox may be running; --port names other ports, --port 0 lets the system choose",
        },
      ],
      { cause: error },
    );
  }
  if (code === "EACCES")
    return new UserError(2, [{ path: "--port", message: `port ${options.port} may not be used`, hint: "take one above 1023" }], {
      cause: error,
    });
  return new UserError(2, [{ message: message ?? String(error) }], { cause: error });
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });
