import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

const run = async (command: string, args: readonly string[], options: { readonly cwd?: string } = {}): Promise<void> => {
  try {
    await execute(command, args, options);
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")}: ${String((error as { stdout?: unknown }).stdout)}`, { cause: error });
  }
};

/** The checkout. */
export const root: string = join(import.meta.dirname, "..", "..");

/** The three packages, lowest first. */
export const packages = ["sdk", "adapters", "cli"] as const;

export type PackageFolder = (typeof packages)[number];

type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** What a package.json says, as far as the tests look. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Exports;
  readonly publishConfig: { readonly exports: Exports };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

export const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/**
 * Builds a copy of the checkout from nothing, as a release does, packs its packages with pnpm and unpacks them below `into/node_modules`, each
 * beside the dependencies it declares and no others. The checkout itself is left alone; nothing is fetched.
 */
export const packAndInstall = async (
  into: string,
): Promise<{ readonly tarballs: Readonly<Record<PackageFolder, string>>; readonly installed: string }> => {
  const copy = join(into, "copy");
  copyCheckout(copy);
  await run(join(root, "node_modules", ".bin", "tsc"), ["-b", "packages/cli"], { cwd: copy });
  const tarballs = Object.fromEntries(
    await Promise.all(
      packages.map(async (folder) => [folder, await pack(join(copy, "packages", folder), join(into, "tarballs", folder))] as const),
    ),
  ) as Record<PackageFolder, string>;
  const installed = join(into, "installed", "node_modules");
  for (const folder of packages) await install(tarballs[folder], folder, installed);
  return { tarballs, installed };
};

const copyCheckout = (copy: string): void => {
  mkdirSync(copy, { recursive: true });
  for (const file of ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", "tsconfig.base.json", "LICENSE"])
    cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  for (const folder of packages) {
    const from = join(root, "packages", folder);
    const to = join(copy, "packages", folder);
    cpSync(from, to, { recursive: true, filter: (path) => !["dist", "node_modules"].includes(basename(path)) });
    link(folder, join(to, "node_modules"), (own) => join(copy, "packages", own));
  }
};

/** Links what the package has installed into `nodeModules`; the workspace's own packages to where `ownAt` says. */
const link = (folder: PackageFolder, nodeModules: string, ownAt: (own: string) => string, only?: readonly string[]): void => {
  const installed = join(root, "packages", folder, "node_modules");
  const names = readdirSync(installed).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(installed, name)).map((one) => `${name}/${one}`) : [name],
  );
  for (const name of only ?? names) {
    if (name.startsWith(".")) continue;
    const at = join(nodeModules, name);
    mkdirSync(dirname(at), { recursive: true });
    const own = /^@tranche\/(.*)$/.exec(name)?.[1];
    symlinkSync(own === undefined ? realpathSync(join(installed, name)) : ownAt(own), at);
  }
};

const pack = async (folder: string, into: string): Promise<string> => {
  mkdirSync(into, { recursive: true });
  const [command, ...args] = pnpm();
  await run(command, [...args, "pack", "--pack-destination", into], { cwd: folder });
  const [tarball] = readdirSync(into);
  if (tarball === undefined) throw new Error(`pnpm packed nothing from ${folder}`);
  return join(into, tarball);
};

/** The pnpm that started the tests, else the one npm has fetched before. */
const pnpm = (): readonly [string, ...string[]] => {
  const startedBy = process.env["npm_execpath"];
  const usable = process.env["npm_config_user_agent"]?.startsWith("pnpm/") === true && startedBy !== undefined && existsSync(startedBy);
  if (!usable) return ["npx", "-y", "--prefer-offline", "pnpm@12"];
  return /\.[cm]?js$/.test(startedBy) ? [process.execPath, startedBy] : [startedBy];
};

const install = async (tarball: string, folder: PackageFolder, nodeModules: string): Promise<void> => {
  const to = join(nodeModules, "@tranche", folder);
  mkdirSync(to, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", to, "--strip-components=1"]);
  link(folder, join(to, "node_modules"), (own) => join(nodeModules, "@tranche", own), Object.keys(readManifest(to).dependencies ?? {}));
};
