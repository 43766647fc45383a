import { AdapterError, type Call } from "@tranche/sdk";
import type { z } from "zod";
import { readBody } from "../../http/index.ts";
import type { ProlificContext } from "./context.ts";
import { prolificPage } from "./wire.ts";

export interface ListRequest<Entry> {
  readonly path: string;
  readonly entry: z.ZodType<Entry>;
  readonly query?: Readonly<Record<string, string>>;
  readonly what: string;
}

/**
 * A whole list. It ends where its own count says, at an empty page, or at one that brings nothing new: lists whose pages are not documented may come
 * whole every time. Throws `in-doubt` where it promised more than it gave: what is missing from half a list proves nothing.
 */
export const listAll = async <Entry extends { readonly id: string }>(
  { http, options }: ProlificContext,
  { path, entry, query, what }: ListRequest<Entry>,
  { signal }: Call,
): Promise<readonly Entry[]> => {
  const entries = new Map<string, Entry>();
  for (let offset = 0; ;) {
    const response = await http.request({
      method: "GET",
      path,
      query: { ...query, limit: options.pageSize, offset },
      effect: "read",
      signal,
    });
    const { results, meta } = readBody(prolificPage(entry), response, `list of ${what}`);
    const before = entries.size;
    for (const one of results) if (!entries.has(one.id)) entries.set(one.id, one);
    offset += results.length;
    const wanted = meta?.count ?? undefined;
    if (wanted !== undefined && entries.size >= wanted) return [...entries.values()];
    if (entries.size > before) continue;
    if (wanted === undefined) return [...entries.values()];
    throw new AdapterError({
      kind: "in-doubt",
      code: "short_list",
      message: `the vendor counts ${wanted} ${what} and lists ${entries.size}`,
    });
  }
};
