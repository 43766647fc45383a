import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { startSandbox } from "@tranche/adapters/simulators";
import type { Argv } from "yargs";
import { UserError } from "../input/problem.ts";
import { runCompare } from "./compare.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { demoItems, demoLabels } from "./demo-items.ts";
import { runExposure } from "./exposure.ts";
import { runPlan } from "./plan.ts";
import { runResults } from "./results.ts";
import { runRun } from "./run.ts";
import { writeSandboxConfig } from "./sandbox-config.ts";

export interface DemoOptions extends CommonOptions {
  readonly out?: string;
  readonly items: number;
}

/** Simulated seconds a real second: a day of the vendors' passes in about four seconds. */
const SPEED = 20_000;

/** `tranche demo`: the whole story on three sandbox vendors, an outage and a failover included; nothing leaves this machine. */
export const registerDemo = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "demo",
    "the whole story on a sandbox in under a minute, an outage and a failover included",
    (command) =>
      command
        .option("out", { type: "string", requiresArg: true, describe: "folder for everything it makes; default: demo-out" })
        .option("items", { type: "number", default: 1_200, describe: "made-up messages to label, at most 3,360" }),
    async (args) => done(await runDemo(args as unknown as DemoOptions, context)),
  );

export const runDemo = async (options: DemoOptions, context: CommandContext): Promise<ExitCode> => {
  if (!Number.isInteger(options.items) || options.items < 30 || options.items > 3_360)
    throw new UserError(2, [{ path: "--items", message: `${options.items} is not a whole number from 30 to 3360` }]);
  const out = await freshFolder(resolve(context.cwd, options.out ?? "demo-out"));
  const items = demoItems(options.items);
  const sandbox = await startSandbox({
    port: 0,
    speed: SPEED,
    seed: 1,
    items: items.map(({ id, text }) => ({ id, text })),
    truth: items.map(({ id, label }) => ({ id, label })),
    outages: ["surge@33%"],
    logDir: join(out, "vendor-logs"),
  });
  const say = (text: string): void => {
    if (!options.quiet) context.stderr(text);
  };
  try {
    const job = await writeJob(out, items);
    const config = join(out, "tranche.config.yaml");
    await writeSandboxConfig({ file: config, vendors: sandbox.vendors, speed: SPEED, settings: {} });
    // Its own folder and store: `out` means another thing to each of the commands it runs.
    const { store: _store, out: _out, ...common } = { ...options, config };
    const shown = (file: string): string => relative(context.cwd, file) || file;
    const told = { ...common, job: shown(job), yes: true };

    say(
      `Three vendors of three owners run on this machine; surge will be gone for good after answering a third of the messages.\n\n1. The plan: tranche plan ${shown(job)}\n\n`,
    );
    const planned = await runPlan({ ...told, json: false }, { ...context, stdout: say });
    if (planned !== 0) return planned;
    say(`\n2. The run, the outage and the failover: tranche run ${shown(job)}\n\n`);
    const ran = await runRun({ ...told, until: "complete", showPlan: false }, context);
    say(`\n3. The vendors compared: tranche compare --truth truth.csv --basis weighted\n\n`);
    const html = join(out, "report.html");
    await runCompare(
      { ...common, json: false, jobs: ["demo"], basis: "weighted", truth: join(out, "truth.csv"), html, quiet: true },
      { ...context, stdout: say },
    );
    say(`\n4. Who has seen what: tranche exposure\n\n`);
    await runExposure({ ...common, json: false }, { ...context, stdout: say });
    await runResults({ ...common, job: "demo", format: "jsonl", method: "auto", out: join(out, "results.jsonl"), quiet: true }, context);
    const seen = sandbox.vendors.map(
      ({ name }) => `${name} ${new Set(sandbox.taken(name).map(({ content }) => JSON.stringify(content))).size}`,
    );
    say(`\nWhat the vendors' own logs say they were given: ${seen.join(", ")}, of ${items.length} messages.\n`);
    say(
      `Report: ${shown(html)}\nResults: ${shown(join(out, "results.jsonl"))}\nEverything else, the vendors' request logs included: ${shown(out)}\n`,
    );
    return ran;
  } finally {
    await sandbox.close();
  }
};

/** The folder itself where it is new or empty; a story that was told before is kept, and the next one gets a folder inside. */
const freshFolder = async (base: string): Promise<string> => {
  await mkdir(base, { recursive: true });
  if ((await readdir(base)).length === 0) return base;
  const inside = join(base, new Date().toISOString().slice(0, 19).replaceAll(":", ""));
  await mkdir(inside, { recursive: true });
  return inside;
};

const writeJob = async (out: string, items: ReturnType<typeof demoItems>): Promise<string> => {
  const job = join(out, "job.yaml");
  await writeFile(
    job,
    `version: 1
name: demo
task:
  kind: classification
  instructions: ./instructions.md
  show: [text]
  answer: { options: [${demoLabels.join(", ")}] }
items: ./items.jsonl
policy: { maxShare: 0.5 }
budget: { total: 5000 USD }
`,
  );
  await writeFile(join(out, "instructions.md"), "What is this message to a phone company about? Pick the one that fits best.\n");
  await writeFile(join(out, "items.jsonl"), items.map(({ id, text }) => `${JSON.stringify({ id, text })}\n`).join(""));
  await writeFile(join(out, "truth.csv"), `id,label\n${items.map(({ id, label }) => `${id},${label}\n`).join("")}`);
  return job;
};
