import { describe, expect, it } from "vitest";
import { renderReport } from "../../scripts/bench/render-report.ts";

describe("a bench's table", () => {
  it("shows the rate, the ratio to the baseline at the same size, the growth since the smaller size, and the goals", () => {
    const text = renderReport("dispatch", {
      unit: "items",
      baseline: "bare loop",
      measures: [
        { subject: "bare loop", size: 1_000, seconds: 0.1 },
        { subject: "tranche", size: 1_000, seconds: 0.125, peakMb: 99.6 },
        { subject: "bare loop", size: 10_000, seconds: 1 },
        { subject: "tranche", size: 10_000, seconds: 12.5, peakMb: 1_204 },
      ],
      goals: [
        { text: "0.7 of the bare loop at 10,000", kept: false },
        { text: "under 2 GB", kept: true },
      ],
    });
    expect(text).toBe(
      [
        "dispatch",
        "               items   seconds   items/s   of bare loop   growth   peak MB",
        "  bare loop    1,000     0.100    10,000           1.00",
        "  tranche      1,000     0.125     8,000           0.80                100",
        "  bare loop   10,000     1.000    10,000           1.00      1.0",
        "  tranche     10,000      12.5       800           0.08     10.0     1,204",
        "  MISSED  0.7 of the bare loop at 10,000",
        "  kept    under 2 GB",
        "",
      ].join("\n"),
    );
  });

  it("leaves out what was not measured", () => {
    expect(renderReport("plan", { unit: "items", measures: [{ subject: "tranche", size: 2, seconds: 1 }] })).toBe(
      "plan\n            items   seconds   items/s   growth\n  tranche       2     1.000         2\n",
    );
  });
});
