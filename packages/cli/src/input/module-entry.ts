import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";

/** The file that an `import` of a package or a path would load, or why there is none. */
export type ModuleEntry =
  | { readonly found: "file"; readonly file: string }
  | { readonly found: "nothing" }
  | { readonly found: "unusable"; readonly why: string };

/** Whether a written adapter is a place on disk, and not a name to look up. */
export const isPath = (written: string): boolean => /^\.{1,2}([/\\]|$)/.test(written) || isAbsolute(written);

/**
 * Finds the module that `written` names: a path (a file, or the folder of a package) relative to `folder`, or the name of a package
 * that is installed where `folder` sees it or, after that, where tranche itself sees it. Loads nothing.
 */
export const findModuleEntry = (written: string, folder: string): ModuleEntry => {
  if (isPath(written)) return entryAt(resolve(folder, written));
  // Anything else in a name could point out of node_modules.
  if (!/^(@[\w.-]+\/)?\w[\w.-]*$/.test(written)) return { found: "nothing" };
  for (const from of [join(folder, "package.json"), import.meta.url])
    for (const modules of createRequire(from).resolve.paths(written) ?? []) {
      const place = join(modules, written);
      if (existsSync(join(place, "package.json"))) return entryOfPackage(place);
    }
  return { found: "nothing" };
};

const entryAt = (path: string): ModuleEntry => {
  if (!existsSync(path)) return { found: "nothing" };
  if (!statSync(path).isDirectory()) return { found: "file", file: path };
  return existsSync(join(path, "package.json"))
    ? entryOfPackage(path)
    : { found: "unusable", why: "is a folder without a package.json; name the file that exports the adapter" };
};

const entryOfPackage = (folder: string): ModuleEntry => {
  let manifest: { readonly exports?: unknown; readonly main?: unknown };
  try {
    manifest = Object(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))) as typeof manifest;
  } catch {
    return { found: "unusable", why: "has a package.json that cannot be read" };
  }
  const target =
    manifest.exports === undefined ? (typeof manifest.main === "string" ? manifest.main : "index.js") : targetOf(manifest.exports);
  if (target === undefined) return { found: "unusable", why: "has a package.json whose exports offer nothing to import" };
  const file = resolve(folder, target);
  return existsSync(file)
    ? { found: "file", file }
    : { found: "unusable", why: `names ${target} in its package.json, which is not there; perhaps it has to be built first` };
};

const conditions: ReadonlySet<string> = new Set(["node", "import", "module-sync", "default"]);

/** The entry for an `import` of the package by its name, as Node picks it: the first condition that holds, in the order written. */
const targetOf = (exports: unknown): string | undefined => {
  if (typeof exports === "string") return exports;
  if (Array.isArray(exports)) return exports.map(targetOf).find((target) => target !== undefined);
  if (typeof exports !== "object" || exports === null) return undefined;
  const entries = Object.entries(exports);
  if (entries.some(([key]) => key.startsWith("."))) return targetOf((exports as Record<string, unknown>)["."]);
  for (const [condition, value] of entries) {
    const target = conditions.has(condition) ? targetOf(value) : undefined;
    if (target !== undefined) return target;
  }
  return undefined;
};
