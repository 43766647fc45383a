import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openPlace, type Place, tranche } from "./processes.ts";

const root = join(import.meta.dirname, "../../../..");
/** Real messages that are not part of this repository. */
const items = join(root, "../shared/data/sms-spam/items.jsonl");

let place: Place | undefined;
afterEach(async () => {
  await place?.close();
  place = undefined;
});

/** The files and the commands of the worked example, as they stand there. */
const example = (): {
  readonly files: ReadonlyMap<string, string>;
  readonly sessions: readonly { readonly command: string; readonly says: string }[];
} => {
  const section = readFileSync(join(root, "docs/planning.md"), "utf8").split("\n## A worked example\n")[1]?.split("\n## ")[0] ?? "";
  const blocks = [...section.matchAll(/```(?:yaml)?\n(.*?)```/gs)].map(([, text = ""]) => text);
  const files = new Map(blocks.flatMap((text) => (text.startsWith("# ") ? [[text.slice(2, text.indexOf("\n")), text] as const] : [])));
  const sessions = blocks
    .filter((text) => text.startsWith("$ "))
    .flatMap((text) => text.split(/^\$ /m).slice(1))
    .map((text) => ({ command: text.slice(0, text.indexOf("\n")), says: text.slice(text.indexOf("\n") + 1) }));
  return { files, sessions };
};

/** The hash of a plan is over everything in it, what a later version adds included. */
const withoutHash = (text: string): string => text.replaceAll(/Plan [0-9a-f]{8}/g, "Plan …").trim();

describe("the worked example of docs/planning.md", () => {
  it("is in the document: files, and commands with what they say", () => {
    const { files, sessions } = example();
    expect([...files.keys()]).toEqual(["tranche.config.yaml", "job.yaml"]);
    expect(sessions.length).toBeGreaterThan(4);
  });

  it.skipIf(!existsSync(items))(
    `says what its commands say (needs ../shared/data/sms-spam/items.jsonl beside the checkout${existsSync(items) ? "" : ", which is missing"})`,
    { timeout: 120_000 },
    async () => {
      place = openPlace();
      const { folder } = place;
      const { files, sessions } = example();
      copyFileSync(items, join(folder, "items.jsonl"));
      for (const [name, text] of files) writeFileSync(join(folder, name), text);
      for (const { command, says } of sessions) {
        if (!command.startsWith("tranche ")) {
          execFileSync("/bin/sh", ["-c", command], { cwd: folder });
          continue;
        }
        const { stdout, stderr } = await tranche(command.split(" ").slice(1), folder);
        expect({ command, stderr, says: withoutHash(stdout) }).toEqual({ command, stderr: "", says: withoutHash(says) });
      }
    },
  );
});
