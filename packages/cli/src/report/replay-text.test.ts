import { expect, it } from "vitest";
import type { WhatIfFigures } from "../core/compare/index.ts";
import { replayText } from "./replay-text.ts";

const hours = { p50: 5, low50: 4.5, high50: 6, p90: null, low90: null, high90: null };
const found: WhatIfFigures = {
  policy: "maxShare=0.6",
  supported: true,
  because: [],
  shares: [
    { vendor: "scale", was: 0.5, would: 0.6 },
    { vendor: "surge", was: 0.5, would: 0.4 },
  ],
  was: { costPerAnswer: { at: 0.09, low: 0.089, high: 0.091 }, right: null, turnaroundHours: hours },
  would: { costPerAnswer: { at: 0.088, low: 0.087, high: 0.089 }, right: { at: 0.885, low: 0.84, high: 0.93 }, turnaroundHours: hours },
  decisions: 1200,
  effective: 1154.2,
  warnings: ["scale was seen at 50 % of the work"],
};

it("puts both policies side by side, with what they rest on", () => {
  expect(replayText(found, "USD")).toBe(
    `${[
      "What if maxShare=0.6? scale 50 % → 60 %, surge 50 % → 40 %",
      "",
      "                 as it was               under it",
      "cost per answer  USD 0.090  0.089–0.091  USD 0.088  0.087–0.089",
      "right            –                       88.5 %     84–93",
      "turnaround p50   5 h        4.5–6.0      5 h        4.5–6.0",
      "           p90   not yet                 not yet",
      "",
      "From 1,200 decisions that the plan's lottery made, worth about 1,154 under the other policy. Failover is not in it.",
      "scale was seen at 50 % of the work",
    ].join("\n")}\n`,
  );
});

it("says what keeps it from being told, and gives no figure", () => {
  const text = replayText({ ...found, supported: false, would: null, because: ["mercor had no chance of the items of j"] }, "USD");
  expect(text).toContain("It cannot be told from what was tried:\n  mercor had no chance of the items of j\n");
  expect(text).not.toContain("USD");
});
