import { existsSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { sandboxKey, simulatedVendors } from "@tranche/adapters/simulators";
import { configFileName, shownPath, UserError } from "../input/index.ts";
import type { CommandContext, CommonOptions, ExitCode, Register } from "./context.ts";
import { configText, goldText, instructionsText, itemsText, jobText, readmeText } from "./init-files.ts";

export interface InitOptions extends CommonOptions {
  /** Default: where one is. */
  readonly dir?: string;
}

/** `tranche init [dir]`: a config, a job, items and instructions that run against the sandbox as they are. */
export const registerInit: Register = (yargs, context, done) =>
  yargs.command(
    "init [dir]",
    "write a config, a job, items and instructions that run against the sandbox as they are",
    (command) => command.positional("dir", { type: "string", describe: "folder to write them to; default: this one" }),
    async (args) => done(await runInit(args as unknown as InitOptions, context)),
  );

/** Writes the files of a first job. Throws a UserError (2) where any of them is there already; then nothing is written. */
export const runInit = async (options: InitOptions, context: CommandContext): Promise<ExitCode> => {
  const folder = resolve(context.cwd, options.dir ?? ".");
  const files: readonly (readonly [string, string])[] = [
    [configFileName, configText],
    ["job.yaml", jobText],
    ["items.jsonl", itemsText],
    ["instructions.md", instructionsText],
    ["gold.csv", goldText],
    // A README of one's own stays; this one then stands beside it.
    [existsSync(join(folder, "README.md")) ? "NEXT-STEPS.md" : "README.md", readmeText],
  ];
  const taken = files.map(([name]) => name).filter((name) => existsSync(join(folder, name)));
  if (taken.length > 0)
    throw new UserError(2, [
      {
        file: shownPath(folder, context.cwd),
        message: `there is ${taken.join(", ")} already; nothing was written`,
        hint: "name an empty folder, as in: tranche init my-job",
      },
    ]);
  try {
    await writeAll(folder, files);
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    if (code === "ENOSPC" || code === "EDQUOT") throw error;
    throw new UserError(2, [{ file: shownPath(folder, context.cwd), message: `cannot be written to (${String(code)})` }], { cause: error });
  }
  const names = files.map(([name]) => name);
  if (options.json) context.stdout(`${JSON.stringify({ dir: folder, files: names })}\n`);
  else context.stdout(`${written(names, shownPath(folder, context.cwd), folder === context.cwd)}\n`);
  return 0;
};

const writeAll = async (folder: string, files: readonly (readonly [string, string])[]): Promise<void> => {
  const state = join(folder, ".tranche");
  await mkdir(join(state, "sandbox-keys"), { recursive: true, mode: 0o700 });
  await mkdir(join(state, "schema"), { recursive: true });
  await writeFile(join(state, ".gitignore"), "*\n");
  // Keys of the sandbox open nothing else; a sandbox that was here before may have written them.
  for (const vendor of simulatedVendors) await writeFile(join(state, "sandbox-keys", vendor), `${sandboxKey(vendor)}\n`, { mode: 0o600 });
  for (const schema of ["job.json", "config.json"])
    await copyFile(fileURLToPath(import.meta.resolve(`@tranche/sdk/schema/${schema}`)), join(state, "schema", schema));
  for (const [name, text] of files) await writeFile(join(folder, name), text, { flag: "wx" });
};

const written = (names: readonly string[], shown: string, isHere: boolean): string =>
  [
    `wrote ${names.join(", ")}${isHere ? "" : ` to ${shown}`}`,
    "",
    ...(isHere ? [] : [`  cd ${shown}`]),
    "  tranche sandbox --items items.jsonl --truth gold.csv     in another terminal: three vendors on this machine",
    "  tranche plan job.yaml                                    who would get what; sends nothing",
    "  tranche run job.yaml",
  ].join("\n");
