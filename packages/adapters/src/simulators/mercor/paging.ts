import type { SimulatedReply, SimulatedRequest } from "../server/message.ts";
import { timeOf } from "../server/message.ts";
import { invalid, ok } from "./mercor-error.ts";
import type { UpdateLog } from "./update-log.ts";

const limitOf = (query: URLSearchParams): number => {
  const text = query.get("limit");
  if (text === null || text === "") return 50;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw invalid("limit must be a whole number from 1 to 200");
  return limit;
};

const encode = (place: number): string => Buffer.from(`c:${place}`).toString("base64url");

const afterOf = (query: URLSearchParams): number | undefined => {
  const text = query.get("after");
  if (text === null || text === "") return undefined;
  const place = /^c:(\d+)$/u.exec(Buffer.from(text, "base64url").toString("utf8"))?.[1];
  if (place === undefined) throw invalid("after is not a cursor of this list");
  return Number(place);
};

/** One page of a list that only grows at its end. */
export const pageOf = <T>(request: SimulatedRequest, things: readonly T[], view: (thing: T) => unknown): SimulatedReply => {
  const limit = limitOf(request.query);
  const from = (afterOf(request.query) ?? -1) + 1;
  const data = things.slice(from, from + limit).map(view);
  return ok({ data, next_cursor: from + limit < things.length ? encode(from + limit - 1) : null });
};

/** One page of a list in order of last change, `updated_since` included. */
export const updatedPage = <T extends { updatedAt: number }>(
  request: SimulatedRequest,
  log: UpdateLog<T>,
  how: { readonly view: (thing: T) => unknown; readonly keep?: (thing: T) => boolean },
): SimulatedReply => {
  const sinceText = request.query.get("updated_since");
  const since = timeOf(sinceText);
  if (sinceText !== null && sinceText !== "" && since === undefined) throw invalid("updated_since is not an ISO 8601 time");
  const { things, next } = log.page({
    since,
    after: afterOf(request.query),
    limit: limitOf(request.query),
    ...(how.keep === undefined ? {} : { keep: how.keep }),
  });
  return ok({ data: things.map(how.view), next_cursor: next === undefined ? null : encode(next) });
};
