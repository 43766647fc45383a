import { readFile, writeFile } from "node:fs/promises";
import { schemaDocuments } from "../packages/sdk/src/written/schema-documents.ts";

/*
 * Writes packages/sdk/schema/*.json from the schemas the sdk checks files with. `--check` writes nothing and fails where a file
 * is out of date.
 */

const folder = new URL("../packages/sdk/schema/", import.meta.url);
const check = process.argv.includes("--check");

for (const { file, text } of schemaDocuments()) {
  const url = new URL(file, folder);
  if (!check) await writeFile(url, text);
  else if ((await readFile(url, "utf8").catch(() => "")) !== text) {
    process.stderr.write(`packages/sdk/schema/${file} is out of date: run pnpm schema\n`);
    process.exitCode = 1;
  }
}
