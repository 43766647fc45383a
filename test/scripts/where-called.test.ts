import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

it("`pnpm tranche` works in the folder it was typed in, not at the root of the checkout", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tranche-typed-")));
  try {
    // As pnpm starts it: at the root, with the folder in the environment.
    const args = (scripts["tranche"] ?? "").split(" ").slice(1);
    const validate = (initCwd: string): string =>
      spawnSync(process.execPath, [...args, "validate", "job.yaml"], {
        cwd: root,
        env: { ...process.env, INIT_CWD: initCwd },
      }).stderr.toString();
    expect(validate(folder)).toContain(`there is no tranche.config.yaml in ${folder}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
