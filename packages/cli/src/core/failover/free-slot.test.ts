import { describe, expect, it } from "vitest";
import { answerCounts, nextForSlot } from "./free-slot.ts";
import { capAllows } from "./reserve-rule.ts";

describe("where a freed slot goes", () => {
  it.each([
    { freed: { next: "again", why: "tries", tries: 1, triesPerVendor: 3, poisonedAt: 0 }, slot: "same-vendor" },
    { freed: { next: "again", why: "tries", tries: 3, triesPerVendor: 3, poisonedAt: 0 }, slot: "elsewhere" },
    { freed: { next: "elsewhere", why: "refused", tries: 1, triesPerVendor: 3, poisonedAt: 0 }, slot: "elsewhere" },
    { freed: { next: "elsewhere", why: "refused", tries: 1, triesPerVendor: 3, poisonedAt: 1 }, slot: "quarantined" },
    { freed: { next: "elsewhere", why: "given-up", tries: 0, triesPerVendor: 3, poisonedAt: 1 }, slot: "elsewhere" },
    { freed: { next: "again", why: "invalid", tries: 3, triesPerVendor: 3, poisonedAt: 1 }, slot: "quarantined" },
  ] as const)("$freed.why, $freed.tries tries, poisoned at $freed.poisonedAt: $slot", ({ freed, slot }) => {
    expect(nextForSlot(freed).slot).toBe(slot);
  });
});

describe("which answer counts", () => {
  it("the first one; a late one only where nobody is at work and nothing is there", () => {
    const table = (["pending", "live", "filled", "stranded", "quarantined"] as const).map((slot) => [
      slot,
      answerCounts(slot, false),
      answerCounts(slot, true),
    ]);
    expect(table).toEqual([
      ["pending", true, true],
      ["live", true, false],
      ["filled", false, false],
      ["stranded", true, true],
      ["quarantined", true, true],
    ]);
  });
});

describe("the reservation rule", () => {
  const question = { known: false, seenByOwner: 9, ownerCap: 10, committed: 900, price: 100, budgetCap: 1_000 };

  it("lets the last item and the last money through, and not one more", () => {
    expect(capAllows(question)).toEqual({ allowed: true, seenByOwner: 10, committed: 1_000 });
    expect(capAllows({ ...question, seenByOwner: 10 })).toEqual({ allowed: false, rule: "cap" });
    expect(capAllows({ ...question, committed: 901 })).toEqual({ allowed: false, rule: "budget" });
  });

  it("charges nothing for an item the owner has seen, even where the cap was lowered below what it has seen", () => {
    expect(capAllows({ ...question, known: true, seenByOwner: 12 })).toEqual({ allowed: true, seenByOwner: 12, committed: 1_000 });
  });
});
