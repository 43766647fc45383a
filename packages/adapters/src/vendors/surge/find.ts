import type { Call, Engagement, Finding } from "@tranche/sdk";
import type { SurgeContext } from "./context.ts";
import { readEngagement, type SurgeEngagement } from "./engage.ts";
import type { PageMark } from "./page-memory.ts";
import { taskPage, visitPages } from "./pages.ts";

/**
 * Lists and matches, because Surge can be asked for no key. Tasks are listed oldest first, so what was listed before a doubtful create does not
 * hold it: reading begins there where this process knows it, and at the beginning where it does not or where the pages have moved.
 */
export const find = async (
  context: SurgeContext,
  engagement: Engagement,
  keys: readonly string[],
  call: Call,
): Promise<readonly Finding[]> => {
  const data = readEngagement(engagement);
  const begin = context.memory.beginOf(data.project, keys);
  const refs =
    (begin && (await search(context, { data, keys, begin }, call))) ??
    (await search(context, { data, keys }, call)) ??
    new Map<string, string>();
  const findings = keys.map((key): Finding => {
    const ref = refs.get(key);
    return ref === undefined ? { found: "absent", key } : { found: "present", key, ref };
  });
  context.memory.settle(
    data.project,
    findings.flatMap((finding) => (finding.found === "present" ? [finding.key] : [])),
  );
  return findings;
};

/** Undefined when the page to begin with is not the one that was remembered. */
const search = async (
  context: SurgeContext,
  { data, keys, begin }: { readonly data: SurgeEngagement; readonly keys: readonly string[]; readonly begin?: PageMark },
  call: Call,
): Promise<ReadonlyMap<string, string> | undefined> => {
  const wanted = new Set(keys);
  const refs = new Map<string, string>();
  let moved = begin !== undefined;
  await visitPages((page) => taskPage(context, data.project, page, call), {
    idOf: (task) => task.id,
    from: begin?.page ?? 1,
    visit: (tasks, page) => {
      if (page === begin?.page) moved = tasks[0]?.id !== begin.first;
      if (moved) return "stop";
      for (const task of tasks) {
        const key = task.fields?.[data.reference];
        // A key that is there twice was created twice: the older task is the one to answer for it.
        if (typeof key === "string" && wanted.has(key) && !refs.has(key)) refs.set(key, task.id);
      }
      return refs.size === wanted.size ? "stop" : "go on";
    },
  });
  return moved ? undefined : refs;
};
