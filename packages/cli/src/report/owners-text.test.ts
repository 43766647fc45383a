import { describe, expect, it } from "vitest";
import { withConflicts } from "./conflict-warnings.ts";
import type { RunDocument } from "./documents.ts";
import { ownersText, whatIfText } from "./owners-text.ts";

describe("ownersText", () => {
  it("shows every stake with its day and source, and who controls whom", () => {
    expect(
      ownersText({
        conflict: 0.2,
        owners: [
          {
            owner: "scale-ai",
            vendors: ["scale"],
            stakes: [
              { holder: "meta", share: 0.49, since: "2025-06-13", source: "https://example.org/a", inForce: true },
              { holder: "fund", share: 0.1, since: "2030-01-01", source: null, inForce: false },
            ],
            controlledBy: ["meta"],
          },
          { owner: "surge-ai", vendors: ["surge"], stakes: [], controlledBy: [] },
        ],
      }),
    ).toBe(
      [
        "  owner     vendors  held by  share  since                 source",
        "  scale-ai  scale    meta      49 %  2025-06-13            https://example.org/a",
        "                     fund      10 %  2030-01-01 (not yet)  –",
        "  surge-ai  surge    –",
        "scale-ai is controlled by meta.",
        "A stake of 20 % or more counts as control (rules.conflict).",
        "",
      ].join("\n"),
    );
  });
});

describe("whatIfText", () => {
  const base = { holder: "meta", buys: "surge-ai", share: 1, conflict: 0.2 };

  it("says what it would hold, and which limits that touches", () => {
    expect(
      whatIfText({
        ...base,
        reach: { before: ["meta", "scale-ai"], after: ["meta", "scale-ai", "surge-ai"] },
        datasets: [
          {
            dataset: "sms",
            items: 5160,
            before: { items: 1720, share: 1 / 3 },
            after: { items: 3440, share: 2 / 3 },
            jobs: [
              {
                job: "intent",
                cap: 0.4,
                over: { before: 0, after: 1376 },
                denied: [{ vendor: "surge", owner: "surge-ai", why: "policy.deny names meta, which controls surge-ai" }],
              },
              { job: "tone", cap: 1, over: { before: 0, after: 0 }, denied: [] },
            ],
          },
        ],
      }),
    ).toBe(
      [
        "If meta held 100 % of surge-ai:",
        "  it would also control surge-ai",
        "dataset sms · 5,160 items",
        "  meta has seen 1,720 (33.3 %) and would have seen 3,440 (66.7 %)",
        "  intent: over its cap of 40 % by 1,376 items",
        "  intent: surge would get no new work: policy.deny names meta, which controls surge-ai",
        "  tone: within its limits",
        "",
      ].join("\n"),
    );
  });

  it("says why nothing would change", () => {
    expect(whatIfText({ ...base, share: 0.1, reach: { before: ["meta"], after: ["meta"] }, datasets: [] })).toBe(
      "If meta held 10 % of surge-ai:\n  nothing would change: below 20 % a stake is not control\n  nothing has been sent to anyone yet\n",
    );
  });
});

describe("withConflicts", () => {
  const vendor = { vendor: "scale", owner: "scale-ai", items: 1720, attempts: { open: 12, inDoubt: 1 } };
  const run = {
    dataset: "sms",
    warnings: ["other"],
    vendors: [vendor, { ...vendor, vendor: "surge", owner: "surge-ai" }],
  } as unknown as RunDocument;
  const rules = {
    stakes: { "scale-ai": { stakes: [{ holder: "meta", sharePerMillion: 490_000, since: 10 }] } },
    conflictPerMillion: 200_000,
  };

  it("says what a vendor in conflict holds, from that day on", () => {
    expect(withConflicts(run, { deny: ["meta"], rules, now: 10 }).warnings).toEqual([
      "other",
      "scale gets no new work: policy.deny names meta, which controls scale-ai. It holds 1,720 items of sms and 13 open judgments",
    ]);
    expect(withConflicts(run, { deny: ["meta"], rules, now: 9 })).toBe(run);
    expect(withConflicts(run, { deny: [], rules, now: 10 })).toBe(run);
  });
});
