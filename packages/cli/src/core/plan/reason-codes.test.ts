import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const here = import.meta.dirname;

it("lists every reason code in docs/planning.md, and none that does not exist", () => {
  const sources = [here, `${here}/../route`].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".ts") && !name.includes(".test.") && !name.includes(".property."))
      .map((name) => readFileSync(`${folder}/${name}`, "utf8")),
  );
  const used = new Set(sources.flatMap((text) => [...text.matchAll(/(?:code: |\bno\(\s*)"([a-z-]+)"/g)].map((found) => found[1] ?? "")));
  for (const reason of ["held", "out", "unauthorized"]) used.add(reason);
  const section = readFileSync(`${here}/../../../../../docs/planning.md`, "utf8").split("## Reason codes")[1]?.split("\n## ")[0] ?? "";
  const listed = new Set(
    section
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([a-z-]+)`/g)].map((found) => found[1] ?? "")),
  );
  expect([...listed].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([...used].toSorted((a, b) => (a < b ? -1 : 1)));
});
