import { describe, expect, it } from "vitest";
import { workedExample } from "../core/plan/__fixtures__/plan-inputs-of.ts";
import { assignmentOf, explainItem, type PlanInputs, planJob } from "../core/plan/index.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import type { ExplainDocument } from "./documents.ts";
import { explainText } from "./explain-text.ts";

const solve = await loadHighs();

/** The first item the plan gives a vendor, explained. */
const documentOf = (inputs: PlanInputs, vendor: string): ExplainDocument => {
  const plan = planJob(inputs, solve);
  const [planClass] = plan.assignment.classes;
  const [index = 0] =
    planClass === undefined || plan.infeasible !== undefined ? [] : assignmentOf(plan.assignment, planClass).itemsOf(vendor);
  return {
    job: "support-intent",
    item: "sms-00219",
    from: "plan",
    plan: "7f3a91c2d4e5",
    ...(plan.infeasible === undefined ? {} : { because: plan.infeasible.because.map(({ text }) => text) }),
    ...explainItem({ inputs, plan }, { classId: "new", index }),
  };
};

describe("explainText", () => {
  const document = documentOf(workedExample(), "surge");

  it("says where it goes, and a line a vendor with what decided", () => {
    expect(explainText(document)).toBe(
      [
        "sms-00219 → surge",
        "  scale    cheaper (USD 0.080), but at its cap: 2,064 of 2,064",
        "  surge    USD 0.100, place 1 of its 2,064; next cheapest",
        "  mercor   allowed, USD 1.16 to 1.44: 1.055 USD more than at surge",
        "Nothing has been sent. Plan 7f3a91c2",
        "",
      ].join("\n"),
    );
  });

  it("stays within the terminal, and says that an item shares the answer of another", () => {
    const text = explainText({ ...document, sharesAnswerOf: "sms-00007" }, { columns: 40 });
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(40);
    expect(text.replaceAll(/\s+/g, " ")).toContain("it repeats the visible content of sms-00007, is not sent, and shares its answer");
  });

  it("names the reason where there is no plan", () => {
    const text = explainText(documentOf(workedExample({ maxSharePerMillion: 300_000 }), "surge"));
    expect(text).toMatch(/^sms-00219 → nowhere\n {2}scale {4}it may have the item, but no plan meets the limits\n/);
    expect(text).toMatch(/No plan meets the limits: 5,160 items need 5,160 places, three owners at 30 % give 4,644\.\n$/);
  });

  it("lets no id or reason move the cursor", () => {
    expect(explainText({ ...document, item: "a\u001b[2Jb" })).not.toContain("\u001b");
  });

  it("tells the history of an item that is under way", () => {
    const price = { low: 0.1, high: 0.1, currency: "USD", lowMicros: 100_000, highMicros: 100_000 };
    const text = explainText({
      job: "support-intent",
      item: "sms-00219",
      from: "store",
      status: "pending",
      slots: [
        { slot: 0, state: "live", vendor: "surge" },
        { slot: 1, state: "stranded", reason: "mercor: at its cap\nscale: was tried" },
      ],
      vendors: [
        {
          vendor: "scale",
          owner: "scale-ai",
          is: "excluded",
          reason: { code: "vendor-barred", text: "scale was already tried on it" },
          bar: "returned",
          attempts: [{ state: "returned", note: "unclear" }],
          seen: true,
        },
        { vendor: "surge", owner: "surge", is: "holder", price, attempts: [{ state: "absent" }, { state: "accepted" }], seen: true },
        {
          vendor: "mercor",
          owner: "mercor",
          is: "full",
          reason: { code: "owner-at-cap", text: "at its cap: 4 of 4" },
          price,
          instead: null,
          extraCost: null,
          extraCostMicros: null,
          attempts: [],
          seen: false,
        },
      ],
    });
    expect(text).toBe(
      [
        "sms-00219 → surge (at work), and 1 more nowhere",
        "  scale    scale was already tried on it; not asked again: returned; so far: returned (unclear)",
        "  surge    USD 0.100; so far: absent, then accepted",
        "  mercor   USD 0.100, but at its cap: 4 of 4",
        "When it was last planned again: mercor: at its cap; scale: was tried.",
        "",
      ].join("\n"),
    );
  });
});
