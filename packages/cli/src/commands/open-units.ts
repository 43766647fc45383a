import { AdapterError, type Engagement, type Observation, type VendorAdapter } from "@tranche/sdk";
import { readablePage } from "../engine/readable-page.ts";

/** A unit as its vendor lists it. */
export type OpenUnit = Extract<Observation, { type: "unit" }>;

/** Everything the vendor lists as open, read from the beginning; nothing is stored. The last word on a unit counts. `atMost`: pages; throws beyond. */
export const openUnits = async (
  adapter: Pick<VendorAdapter, "collect">,
  { engagement, signal, atMost }: { readonly engagement: Engagement; readonly signal: AbortSignal; readonly atMost: number },
): Promise<readonly OpenUnit[]> => {
  const units = new Map<string, OpenUnit>();
  let cursor: string | undefined;
  const passed = new Set([cursor]);
  for (let pages = 1; ; pages += 1) {
    const page = readablePage(await adapter.collect(engagement, cursor, { signal }));
    for (const one of page.observations) if (one.type === "unit") units.set(one.ref, one);
    cursor = page.cursor;
    if (!page.more) break;
    if (passed.has(cursor)) throw new AdapterError({ kind: "in-doubt", message: "its listing goes in a circle" });
    passed.add(cursor);
    if (pages >= atMost) throw new AdapterError({ kind: "in-doubt", message: `its listing does not end (${pages} pages)` });
  }
  return [...units.values()].filter(({ status, judgments }) => status === "open" && judgments.length === 0);
};
