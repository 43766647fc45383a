import { writeFile } from "node:fs/promises";
import { attemptTable } from "../packages/cli/src/core/failover/attempt-table.ts";

/* Writes docs/attempts.md from the attempt machine. A test beside the machine fails where the file is out of date. */

await writeFile(new URL("../docs/attempts.md", import.meta.url), attemptTable());
