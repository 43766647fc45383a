// Removes what the compiler wrote: `tsc -b` leaves the outputs of deleted files behind, and they must not be packed.
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages");
for (const name of readdirSync(packages)) rmSync(join(packages, name, "dist"), { recursive: true, force: true });
