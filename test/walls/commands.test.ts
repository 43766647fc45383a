import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readModule } from "./read-module.ts";

const root = join(import.meta.dirname, "..", "..");
const table = readFileSync(join(root, "packages/cli/src/command-table.ts"), "utf8");

/** A command that is written but not in the table does not exist; one that is there twice is registered twice. */
it("names every command that is written, once", () => {
  const written = globSync("packages/cli/src/commands/**/*.ts", { cwd: root, exclude: ["**/*.test.ts"] }).flatMap((path) =>
    readModule(path, readFileSync(join(root, path), "utf8")).exported.filter((name) => /^register[A-Z]/.test(name)),
  );
  const registered = [...table.matchAll(/\)\)\.(register\w+)/g)].map(([, name = ""]) => name);
  const names = [...table.matchAll(/name: "([^"]+)"/g)].map(([, name = ""]) => name);
  expect(registered.toSorted()).toEqual([...new Set(written)].toSorted());
  expect(names).toEqual([...new Set(names)]);
});
