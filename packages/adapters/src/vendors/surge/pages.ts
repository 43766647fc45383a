import type { Call } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import type { SurgeContext } from "./context.ts";
import { type SurgeTask, surgeTasks } from "./wire.ts";

/** One page of a project's tasks, oldest first. How many a page holds is not known: documents say 25 and 100. */
export const taskPage = async (
  { http, options, memory }: SurgeContext,
  project: string,
  page: number,
  { signal }: Call,
): Promise<readonly SurgeTask[]> => {
  const response = await http.request({
    method: "GET",
    path: `/projects/${segment(project)}/tasks`,
    query: { page, per_page: options.pageSize },
    effect: "read",
    signal,
  });
  const tasks = readBody(surgeTasks, response, "page of tasks");
  const [first] = tasks;
  if (first) memory.saw(project, { page, first: first.id });
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
    readonly visit: (items: readonly Item[], page: number) => "go on" | "stop";
    readonly from?: number;
  },
): Promise<void> => {
  const seen = new Set<string>();
  for (let page = from; ; page += 1) {
    const items = await read(page);
    const fresh = items.filter((item) => !seen.has(idOf(item)));
    if (fresh.length === 0) return;
    for (const item of fresh) seen.add(idOf(item));
    if (visit(fresh, page) === "stop") return;
  }
};
