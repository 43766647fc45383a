import { flagOf, type SimulatedRequest, timeOf } from "../server/message.ts";
import { isoTime } from "../world/clock.ts";
import { invalid } from "./scale-error.ts";
import type { ScaleState } from "./scale-state.ts";
import type { Account, Task } from "./state.ts";
import { taskView } from "./task-view.ts";

type Keep = (task: Task) => boolean;

/** A time bound of the query; one that is no time refuses the request. */
const bound = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const at = timeOf(text);
  if (at === undefined) throw invalid(`"${name}" must be a valid ISO 8601 date`);
  return at;
};

const pageSize = (query: URLSearchParams): number => {
  const text = query.get("limit");
  if (text === null || text === "") return 100;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('"limit" must be between 1 and 100');
  return limit;
};

const words = (query: URLSearchParams, name: string): readonly string[] =>
  query
    .getAll(name)
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");

const filtersOf = (query: URLSearchParams): readonly Keep[] => {
  const keep: Keep[] = [];
  const between = (of: (task: Task) => number | undefined, after: number | undefined, before: number | undefined): void => {
    if (after !== undefined) keep.push((task) => (of(task) ?? -Infinity) >= after);
    if (before !== undefined) keep.push((task) => (of(task) ?? Infinity) <= before);
  };
  between((task) => task.createdAt, bound(query, "start_time"), bound(query, "end_time"));
  between(
    (task) => (task.status === "completed" ? task.completedAt : undefined),
    bound(query, "completed_after"),
    bound(query, "completed_before"),
  );
  between((task) => task.updatedAt, bound(query, "updated_after"), bound(query, "updated_before"));
  const equal = (name: string, of: (task: Task) => string | undefined): void => {
    const value = query.get(name);
    if (value !== null && value !== "") keep.push((task) => of(task) === value);
  };
  equal("status", (task) => task.status);
  equal("type", (task) => task.type);
  equal("project", (task) => task.project?.name);
  equal("batch", (task) => task.batch?.name);
  const reviews = words(query, "customer_review_status");
  if (reviews.length > 0) keep.push((task) => reviews.includes(task.review?.status ?? "pending"));
  const tags = words(query, "tags");
  if (tags.length > 0) keep.push((task) => tags.every((tag) => task.tags?.includes(tag) === true));
  return keep;
};

/** Where the next page begins: behind the last task shown, in order of creation, whatever happened in between. */
const tokenOf = (task: Task): string =>
  Buffer.from(JSON.stringify({ _id: task.id, created_at: isoTime(task.createdAt), order: task.order })).toString("base64");

const orderBelow = (query: URLSearchParams): number => {
  const token = query.get("next_token");
  if (token === null || token === "") return Infinity;
  try {
    const { order } = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { order?: unknown };
    if (typeof order === "number") return order;
  } catch {
    // Falls through to the refusal.
  }
  throw invalid('"next_token" is not valid');
};

const known = new Set([
  "start_time",
  "end_time",
  "completed_after",
  "completed_before",
  "updated_after",
  "updated_before",
  "status",
  "type",
  "project",
  "batch",
  "customer_review_status",
  "unique_id",
  "tags",
  "include_attachment_url",
  "limited_response",
  "limit",
  "offset",
  "next_token",
]);

/** One page of `GET /tasks`: newest created first, `total` the full count under the filters. */
export const listTasks = (state: ScaleState, account: Account, request: SimulatedRequest): Record<string, unknown> => {
  const { query } = request;
  const unknown = state.options.unknownParameters === "refused" ? [...query.keys()].find((name) => !known.has(name)) : undefined;
  if (unknown !== undefined) throw invalid(`"${unknown}" is not allowed`);
  const limit = pageSize(query);
  const keep = filtersOf(query);
  const below = orderBelow(query);
  const offset = Math.max(0, Math.floor(Number(query.get("offset") ?? 0)) || 0);
  const uniqueIds = query.getAll("unique_id").filter((id) => id !== "");
  const pool =
    uniqueIds.length === 0
      ? account.newest
      : [...new Set(uniqueIds)].flatMap((id) => account.byUniqueId.get(id) ?? []).toSorted((a, b) => a.order - b.order);
  let total = 0;
  let more = false;
  let skip = below === Infinity ? offset : 0;
  const page: Task[] = [];
  for (let i = pool.length - 1; i >= 0; i--) {
    const task = pool[i]!;
    if (!keep.every((fits) => fits(task))) continue;
    total++;
    if (task.order >= below) continue;
    if (skip > 0) skip--;
    else if (page.length < limit) page.push(task);
    else more = true;
  }
  const now = state.world.clock.now();
  const limited = flagOf(query.get("limited_response"));
  const withUrl = flagOf(query.get("include_attachment_url"));
  const docs = page.map((task) => {
    if (limited) {
      return {
        task_id: task.id,
        status: task.status,
        metadata: task.metadata,
        ...(task.project === undefined ? {} : { project: task.project.name }),
        otherVersion: null,
      };
    }
    const view = taskView(task, now, account.mode);
    const url = task.seen.pieces.find((piece) => /^(https?|s3|gs|scaledata):\/\/\S+$/iu.test(piece));
    if (withUrl && url !== undefined)
      view[state.options.attachmentUrlField] = `${state.world.origin()}/signed/${task.id}?expires=${now + 3_600_000}`;
    return view;
  });
  const last = page.at(-1);
  return {
    docs,
    total,
    limit,
    offset: below === Infinity ? offset : 0,
    has_more: more,
    ...(more && last !== undefined ? { next_token: tokenOf(last) } : {}),
  };
};
