import type { Call } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import type { SurgeContext } from "./context.ts";
import { type SurgeTask, surgeTasks } from "./wire.ts";

/** A project's tasks, and the field of theirs that holds a unit's key. */
export interface TaskList {
  readonly project: string;
  readonly reference: string;
}

/** One page of a project's tasks, oldest first. How many a page holds is not known: documents say 25 and 100. */
export const taskPage = async (
  { http, options, memory }: SurgeContext,
  { project, reference }: TaskList,
  page: number,
  { signal }: Call,
): Promise<readonly SurgeTask[]> => {
  const followed = page < (memory.reach(project)?.page ?? 0);
  const response = await http.request({
    method: "GET",
    path: `/projects/${segment(project)}/tasks`,
    query: { page, per_page: options.pageSize },
    effect: "read",
    signal,
  });
  const tasks = readBody(surgeTasks, response, "page of tasks");
  const [first] = tasks;
  // A key that is there twice was created twice: the older task is the one to answer for it.
  const refs = new Map<string, string>();
  for (const { id, fields } of tasks) {
    const key = fields?.[reference];
    if (typeof key === "string" && !refs.has(key)) refs.set(key, id);
  }
  if (first) memory.saw(project, { page, first: first.id, refs, full: followed || tasks.length >= options.pageSize });
  else memory.ended(project, page);
  return tasks;
};

/** Visits pages from `from` on until an empty one, one that repeats, or `visit` says stop. A short page is not an end. */
export const visitPages = async <Item>(
  read: (page: number) => Promise<readonly Item[]>,
  {
    idOf,
    visit,
    from = 1,
  }: {
    readonly idOf: (item: Item) => string;
    /** `first` is the id of the page's first item, be it new or not. */
    readonly visit: (items: readonly Item[], page: number, first: string) => "go on" | "stop";
    readonly from?: number;
  },
): Promise<void> => {
  const seen = new Set<string>();
  for (let page = from; ; page += 1) {
    const items = await read(page);
    const fresh = items.filter((item) => !seen.has(idOf(item)));
    if (fresh.length === 0) return;
    for (const item of fresh) seen.add(idOf(item));
    if (visit(fresh, page, idOf(items[0] as Item)) === "stop") return;
  }
};
