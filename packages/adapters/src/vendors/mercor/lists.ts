import type { Call } from "@tranche/sdk";
import type { z } from "zod";
import { readBody } from "../../http/index.ts";
import type { MercorContext } from "./context.ts";
import { type MercorPage, mercorPage } from "./wire.ts";

export interface ListRequest<Entry> {
  readonly path: string;
  readonly entry: z.ZodType<Entry>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly after?: string | undefined;
}

/** One page of a list. */
export const listPage = async <Entry>(
  { http, options }: MercorContext,
  { path, entry, query, after }: ListRequest<Entry>,
  { signal }: Call,
): Promise<MercorPage<Entry>> => {
  const response = await http.request({ method: "GET", path, query: { ...query, limit: options.pageSize, after }, effect: "read", signal });
  return readBody(mercorPage(entry), response, "page of a list");
};

/** A list that is known to be short, whole. */
export const listAll = async <Entry>(context: MercorContext, request: ListRequest<Entry>, call: Call): Promise<readonly Entry[]> => {
  const entries: Entry[] = [];
  let after: string | undefined;
  do {
    const page = await listPage(context, { ...request, after }, call);
    entries.push(...page.data);
    after = nextOf(page, after);
  } while (after !== undefined);
  return entries;
};

/** Where a list goes on; undefined at its end, and where a vendor would send us round in circles. */
export const nextOf = (page: MercorPage<unknown>, after: string | undefined): string | undefined =>
  page.data.length === 0 || page.next_cursor === after ? undefined : (page.next_cursor ?? undefined);
