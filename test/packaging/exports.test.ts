import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readModule } from "../walls/read-module.ts";
import { packages, readManifest, root } from "./pack-packages.ts";

/*
 * The names other people's code hangs on. A changed snapshot is a changed public surface: it wants a changeset, and a name that goes away wants a
 * major version.
 */
describe.each(packages)("%s", (name) => {
  const { exports, publishConfig } = readManifest(join(root, "packages", name));

  it("publishes the same entries, without the workspace's own condition", () => {
    const withoutSource = Object.entries(exports).map(([entry, target]) => {
      if (typeof target === "string") return [entry, target];
      return [entry, Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== "source"))];
    });
    expect(publishConfig.exports).toEqual(Object.fromEntries(withoutSource));
  });

  it("exports the entries it is known for", () => {
    expect(Object.keys(exports)).toMatchSnapshot();
  });

  it.each(
    Object.entries(exports).flatMap(([entry, target]) => (typeof target === "string" ? [] : [[entry, target["source"] ?? ""] as const])),
  )("exports from %s the names it is known for", (_, source) => {
    const path = join(root, "packages", name, source);
    expect(readModule(path, readFileSync(path, "utf8")).exported).toMatchSnapshot();
  });
});
