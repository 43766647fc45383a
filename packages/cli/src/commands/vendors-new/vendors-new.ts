import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { builtinAdapters } from "@tranche/adapters";
import { shownPath, UserError } from "../../input/index.ts";
import type { CommandContext, CommonOptions, ExitCode } from "../context.ts";
import { type AdapterFile, adapterFiles } from "./adapter-files.ts";
import { adapterNames } from "./adapter-names.ts";

export interface VendorsNewOptions extends CommonOptions {
  readonly name?: string;
}

/**
 * Writes the package of a new adapter to `tranche-adapter-<name>` below the current folder. Throws a UserError (2) where the name is none or the folder
 * is there already; then nothing is written.
 */
export const runVendorsNew = async (options: VendorsNewOptions, context: CommandContext): Promise<ExitCode> => {
  if (options.name === undefined) throw new UserError(2, [{ message: "vendors new needs a name", hint: "tranche vendors new acme" }]);
  const names = adapterNames(options.name);
  if (names === undefined)
    throw new UserError(2, [
      {
        message: `${JSON.stringify(options.name)} cannot be the name of an adapter`,
        hint: "small letters, digits and single dashes, a letter first, at most 40 characters, as in acme-labs",
      },
    ]);
  if (builtinAdapters.has(names.plain))
    throw new UserError(2, [
      { message: `${names.plain} is an adapter that comes with tranche`, hint: "a config would never find another one of that name" },
    ]);
  const folder = join(context.cwd, `tranche-adapter-${names.plain}`);
  const shown = shownPath(folder, context.cwd);
  if (existsSync(folder))
    throw new UserError(2, [
      { file: shown, message: "is there already; nothing was written", hint: "take another name, or move that folder away" },
    ]);
  const files = adapterFiles(names);
  try {
    await writeAll(folder, files);
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    if (code === "ENOSPC" || code === "EDQUOT") throw error;
    throw new UserError(2, [{ file: shown, message: `cannot be written to (${String(code)})` }], { cause: error });
  }
  const paths = files.map(([path]) => path);
  context.stdout(options.json ? `${JSON.stringify({ dir: folder, files: paths })}\n` : `${written(names.plain, shown, paths.length)}\n`);
  return 0;
};

const writeAll = async (folder: string, files: readonly AdapterFile[]): Promise<void> => {
  for (const [path, text] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
  }
};

const written = (name: string, shown: string, count: number): string =>
  [
    `wrote ${count} files to ${shown}`,
    "",
    `  cd ${shown}`,
    "  npm install",
    "  npm test        the conformance suite; red until it is written, and each line says what is missing",
    "",
    `In a config: adapter: ./${shown}/src/index.ts while you write it, tranche-adapter-${name} once it is published.`,
  ].join("\n");
