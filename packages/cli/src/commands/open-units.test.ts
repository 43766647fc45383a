import type { CollectPage, Engagement, VendorAdapter } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import { openUnits } from "./open-units.ts";

const engagement: Engagement = { ref: "e", state: "ready", data: {} };
const listing = (page: (number: number) => CollectPage): Pick<VendorAdapter, "collect"> => {
  let pages = 0;
  return {
    collect: async () => {
      pages += 1;
      return page(pages);
    },
  };
};
const read = (page: (number: number) => CollectPage): ReturnType<typeof openUnits> =>
  openUnits(listing(page), { engagement, signal: new AbortController().signal, atMost: 50 });
const unit = (ref: string, status: "open" | "answered") => ({ type: "unit", ref, status, raw: status, judgments: [] }) as const;

describe("what a vendor lists as open", () => {
  it("is what its last word says", async () => {
    const pages = [[unit("a", "open"), unit("b", "open")], [unit("b", "answered")]];
    expect(await read((number) => ({ observations: pages[number - 1] ?? [], cursor: String(number), more: number < 2 }))).toEqual([
      unit("a", "open"),
    ]);
  });

  it("is not waited for where it does not end", async () => {
    await expect(read((number) => ({ observations: [], cursor: String(number), more: true }))).rejects.toThrow("does not end (50 pages)");
    await expect(read(() => ({ observations: [], cursor: "1", more: true }))).rejects.toThrow("circle");
  });
});
