import type { SimulatedReply, SimulatedRequest } from "../server/message.ts";
import { ok, ProlificRefusal } from "./prolific-error.ts";

/** A page by `limit` and `offset`: `{ results, _links, meta }`. */
export const pageOf = (request: SimulatedRequest, entries: readonly unknown[], defaultLimit: number): SimulatedReply => {
  const limit = numberOr(request.query.get("limit"), defaultLimit);
  const offset = numberOr(request.query.get("offset"), 0);
  if (limit < 1 || limit > 1000) throw new ProlificRefusal(400, "limit must be between 1 and 1000");
  const next = offset + limit < entries.length ? `${request.path}?limit=${limit}&offset=${offset + limit}` : null;
  return ok({
    results: entries.slice(offset, offset + limit),
    _links: { self: { href: request.url, title: "Current" }, next: { href: next, title: "Next" } },
    meta: { count: entries.length },
  });
};

const numberOr = (text: string | null, fallback: number): number => {
  if (text === null) return fallback;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new ProlificRefusal(400, "limit and offset must be whole numbers");
  return number;
};
