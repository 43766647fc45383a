import type { Call, Engagement, Finding } from "@tranche/sdk";
import type { SurgeContext } from "./context.ts";
import { readEngagement, type SurgeEngagement } from "./engage.ts";
import { taskPage, visitPages } from "./pages.ts";

/**
 * Lists and matches, because Surge can be asked for no key. Tasks are listed oldest first, so what was listed before a doubtful create does not
 * hold it: reading begins where this process knows that, and at the beginning where it does not or where the pages have moved. What every reading
 * shows is remembered: one that breaks off is gone on with, and many keys are looked for in one pass.
 */
export const find = async (
  context: SurgeContext,
  engagement: Engagement,
  keys: readonly string[],
  call: Call,
): Promise<readonly Finding[]> => {
  const { memory } = context;
  const data = readEngagement(engagement);
  const { project } = data;
  const unknown = keys.filter((key) => memory.refOf(project, key) === undefined);
  if (unknown.length > 0 && !(await search(context, { data, keys: unknown }, call))) {
    memory.doubt(project, unknown, undefined);
    await search(context, { data, keys: unknown }, call);
  }
  const findings = keys.map((key): Finding => {
    const ref = memory.refOf(project, key);
    return ref === undefined ? { found: "absent", key } : { found: "present", key, ref };
  });
  memory.settle(
    project,
    findings.flatMap((finding) => (finding.found === "present" ? [finding.key] : [])),
  );
  return findings;
};

/** Reads to the end, or until all are found. False when the page to begin with is not the one that was remembered: the pages have moved. */
const search = async (
  context: SurgeContext,
  { data, keys }: { readonly data: SurgeEngagement; readonly keys: readonly string[] },
  call: Call,
): Promise<boolean> => {
  const { memory } = context;
  const begin = memory.beginOf(data.project, keys);
  if (begin === undefined) return true;
  // Keys of another process, or of a life before: from here on their progress is kept as well.
  if (begin.page === 1 && begin.first === undefined) memory.doubt(data.project, keys, undefined);
  let moved = begin.first !== undefined;
  await visitPages((page) => taskPage(context, data, page, call), {
    idOf: (task) => task.id,
    from: begin.page,
    visit: (_tasks, page, first) => {
      if (page === begin.page) moved = begin.first !== undefined && first !== begin.first;
      return moved || memory.beginOf(data.project, keys) === undefined ? "stop" : "go on";
    },
  });
  return !moved;
};
