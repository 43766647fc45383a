import { describe, expect, it } from "vitest";
import type { VendorHealth } from "../core/health/vendor-health.ts";
import type { EngineNote, EngineOptions } from "./engine-options.ts";
import { createHealthBook } from "./health-book.ts";
import type { HealthBook } from "./run-context.ts";

const open = (
  start: ReadonlyMap<string, VendorHealth> = new Map(),
): { book: HealthBook; saved: Map<string, VendorHealth>; notes: EngineNote[]; rung: string[] } => {
  const saved = new Map<string, VendorHealth>();
  const notes: EngineNote[] = [];
  const rung: string[] = [];
  const options = {
    job: { job: "j", shape: { kind: "classification", options: [] } },
    vendors: [
      { vendor: "a", owner: "o" },
      { vendor: "b", owner: "o" },
      { vendor: "c", owner: "p" },
    ],
    rules: { health: { cooldownMs: 100, longestCooldownMs: 350, lostAfterMs: 1_000 } },
    clock: { now: () => 0, sleep: async () => {} },
    onNote: (note: EngineNote) => void notes.push(note),
    store: { saveHealth: async (key: string, health: VendorHealth) => void saved.set(key, health) },
  } as unknown as EngineOptions;
  const book = createHealthBook(options, start, { change: (vendor) => void rung.push(vendor), failure: () => {}, before: () => {} });
  return { book, saved, notes, rung };
};
const fail = (book: HealthBook, vendor: string, reach?: "kind" | "engagement"): void => {
  for (const at of [1, 2, 3, 4, 5]) book.note(vendor, { event: "submission-failed", at, why: "full", reached: true }, reach);
};

describe("the health book", () => {
  it.each([
    [undefined, "a"],
    ["kind", "kind/classification@a"],
    ["engagement", "job/j@a"],
  ] as const)(
    "counts failures where their cause lies (%s), keeps them by that name, and lets nothing of the vendor through",
    (reach, key) => {
      const { book, saved } = open();
      fail(book, "a", reach);
      expect([...saved.keys()]).toEqual([key]);
      expect([book.of("a").is, book.of("b").is]).toEqual(["cooling", "ok"]);
    },
  );

  it("lets one success end what cools in every scope", () => {
    const { book } = open();
    fail(book, "a", "kind");
    fail(book, "a", "engagement");
    book.note("a", { event: "time-passed", at: 1_000 });
    expect(book.of("a")).toMatchObject({ is: "cooling", probing: true });
    book.note("a", { event: "submission-succeeded", at: 1_001 });
    expect(book.of("a").is).toBe("ok");
  });

  it("knows an owner's order through each of its vendors, and wakes both", () => {
    const { book, saved, rung } = open();
    book.note("a", { event: "held", at: 1, why: "audit" }, "owner");
    expect([...saved.keys()]).toEqual(["owner/o"]);
    expect([book.of("a").is, book.of("b").is, book.of("c").is]).toEqual(["held", "held", "ok"]);
    expect(rung).toEqual(["a", "b"]);
    book.release("a", 2);
    expect(book.of("b").is).toBe("held");
    book.note("b", { event: "released", at: 2 }, "owner");
    expect([book.of("a").is, book.of("b").is]).toEqual(["cooling", "cooling"]);
  });

  it("calls a person for a refused credential, which no success ends, and not for an outage", () => {
    const { book, notes } = open();
    book.note("a", { event: "unauthorized", at: 1, why: "the key was revoked" });
    book.note("a", { event: "submission-succeeded", at: 2 });
    expect(book.of("a")).toMatchObject({ is: "out", cause: "unauthorized" });
    fail(book, "c");
    expect(notes.map((note) => (note.note === "health" ? `${note.vendor} ${note.is} ${note.needs ?? "nobody"}` : ""))).toEqual([
      "a out a person",
      "c cooling nobody",
    ]);
  });

  it("lets nothing through where every vendor is shut, however long that lasts: there is no least bad one", () => {
    const { book } = open();
    for (const vendor of ["a", "b", "c"]) book.note(vendor, { event: "taken-out", at: 1, why: "w" });
    for (let at = 2; at < 100_000; at += 1_000)
      for (const vendor of ["a", "b", "c"]) {
        book.note(vendor, { event: "time-passed", at });
        expect(book.of(vendor).is).toBe("out");
      }
  });
});
