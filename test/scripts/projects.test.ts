import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/** A test file outside every pattern is never run, and nobody is told. */
it("runs every test file in exactly one project", () => {
  const listed = JSON.parse(
    execFileSync(join(root, "node_modules", ".bin", "vitest"), ["list", "--filesOnly", "--json"], { cwd: root, encoding: "utf8" }),
  ) as readonly { readonly file: string }[];
  const written = globSync(["packages/*/{src,test}/**/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts"], {
    cwd: root,
  });
  expect(listed.map(({ file }) => relative(root, file)).toSorted()).toEqual(written.toSorted());
});
