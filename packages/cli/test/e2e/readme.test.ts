import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { openPlace, type Place, start, tranche } from "./processes.ts";

let place: Place | undefined;
afterEach(async () => {
  await place?.close();
  place = undefined;
});

/** The commands of a section of the README, as they stand there, without their comments. */
const commandsOf = (section: string): readonly string[][] => {
  const readme = readFileSync(join(import.meta.dirname, "../../../../README.md"), "utf8");
  const [, rest = ""] = readme.split(`\n## ${section}\n`);
  const [text = ""] = rest.split("\n## ");
  return text
    .split("\n")
    .filter((line) => line.startsWith("    tranche "))
    .map((line) =>
      (line.split(" # ")[0] ?? "")
        .replace(/ && .*/, "")
        .trim()
        .split(/\s+/)
        .slice(1),
    );
};

describe("the README", () => {
  it("says commands that work, in the order it says them", { timeout: 120_000 }, async () => {
    place = openPlace();
    const commands = commandsOf("Your own job");
    expect(commands.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        "init",
        "sandbox",
        "validate",
        "plan",
        "run",
        "status",
        "results",
        "compare",
        "exposure",
        "failover",
        "hold",
        "release",
      ]),
    );
    let folder = place.folder;
    for (const command of commands) {
      if (command[0] === "sandbox") {
        const sandbox = start(command, folder);
        place.onClose(async () => {
          sandbox.child.kill("SIGTERM");
          await sandbox.finished;
        });
        const { stdout } = sandbox.child;
        if (stdout === null) throw new Error("no output to wait for");
        await new Promise<void>((resolve, reject) => {
          createInterface({ input: stdout }).on("line", (line) => line.includes("sandbox ready") && resolve());
          void sandbox.finished.then(({ stderr }) => reject(new Error(stderr)));
        });
        continue;
      }
      // It asks first, and nobody is at a terminal here to say yes.
      const asks = command[0] === "cancel" && !command.includes("--dry-run");
      const ran = await tranche(asks ? [...command, "--yes"] : command, folder);
      expect(ran.code, `tranche ${command.join(" ")}\n${ran.stderr}`).toBe(0);
      if (command[0] === "init") folder = join(folder, command[1] ?? "");
    }
  });
});
