import type { CollectPage } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import { readablePage } from "./readable-page.ts";

const unit = { type: "unit", ref: "r", key: "k", status: "answered", raw: "done", judgments: [{ id: "j", answer: "yes", at: 5 }] } as const;
const cost = { type: "cost", id: "c", amount: { micros: 5, currency: "USD" }, final: true, what: "work" } as const;
const read = (page: unknown): ReturnType<typeof readablePage> => readablePage(page as CollectPage);
const listed = (...observations: readonly unknown[]): ReturnType<typeof readablePage> => read({ observations, cursor: "c", more: false });

describe("a page of a listing", () => {
  it("that is as the contract says is read as it is", () => {
    expect(listed(unit, cost)).toEqual({ observations: [unit, cost], cursor: "c", more: false, unreadable: 0 });
  });

  it.each([undefined, null, "text", {}, { observations: {}, cursor: "c" }, { observations: [], cursor: { page: 2 } }])(
    "that is none (%j) is a failed call",
    (page) => {
      expect(() => read(page)).toThrow(expect.objectContaining({ kind: "in-doubt" }));
    },
  );

  it.each([
    null,
    "text",
    { type: "unit", ref: "r", status: "open", raw: "x" },
    { ...unit, ref: 5 },
    { ...unit, key: {} },
    { ...unit, why: {} },
    { ...unit, type: "thing" },
    { ...cost, amount: null },
    { ...cost, id: 5 },
    { ...cost, what: {} },
  ])("leaves out what is no observation (%j), and nothing beside it", (one) => {
    expect(listed(one, unit)).toMatchObject({ observations: [unit], unreadable: 1 });
  });

  it("keeps an answer without what goes along with it and cannot be kept, and leaves out one that has no name", () => {
    const round: Record<string, unknown> = {};
    round["round"] = round;
    const judgments = [{ id: "j", answer: "yes", worker: {}, at: "noon", seconds: "5", raw: round }, { answer: "no" }, null];
    expect(listed({ ...unit, judgments })).toMatchObject({ observations: [{ judgments: [{ id: "j", answer: "yes" }] }], unreadable: 2 });
    expect(listed({ ...unit, judgments }).observations[0]).toEqual({ ...unit, judgments: [{ id: "j", answer: "yes" }] });
  });
});
