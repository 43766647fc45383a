import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { LoadedJob } from "../input/index.ts";
import type { CommandContext } from "./context.ts";
import type { Workspace } from "./workspace.ts";

/** Items that come through a pipe are read twice (to plan, to send): they are kept beside the store, readable by their owner only. */
export const spoolStdin = async (loaded: LoadedJob, workspace: Workspace, context: CommandContext): Promise<LoadedJob> => {
  if (loaded.items !== "stdin") return loaded;
  const path = join(dirname(workspace.storePath), `${loaded.job.name}.items.jsonl`);
  await mkdir(dirname(path), { recursive: true });
  await pipeline(context.stdin, createWriteStream(path, { mode: 0o600 }), { signal: context.signal });
  return { ...loaded, items: { path, shownAs: "stdin" } };
};
