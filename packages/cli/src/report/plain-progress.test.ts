import { describe, expect, it } from "vitest";
import { runVendor, sampleRun } from "./__fixtures__/sample-documents.ts";
import type { RunDocument } from "./documents.ts";
import { plainProgress } from "./plain-progress.ts";

const at = (done: number, over: Partial<RunDocument> = {}): RunDocument => ({
  ...sampleRun,
  items: { ...sampleRun.items, total: 100, done },
  slots: { ...sampleRun.slots, inDoubt: 0 },
  vendors: [runVendor("scale", { attempts: { answered: done } })],
  failovers: [],
  ...over,
});

describe("plainProgress", () => {
  it("speaks at the start and at every tenth", () => {
    expect(plainProgress(undefined, at(0), 0)).toBe("00:00 done 0 of 100 (0 %) · scale 0 · USD 390.82 of 2,000 committed");
    expect(plainProgress(at(0), at(9))).toBeUndefined();
    expect(plainProgress(at(9), at(10), 41_000)).toBe("00:41 done 10 of 100 (10 %) · scale 10 · USD 390.82 of 2,000 committed");
    expect(plainProgress(at(10), at(10, { state: "complete" }))).toBe("done 10 of 100 (10 %) · scale 10 · USD 390.82 of 2,000 committed");
  });

  it("speaks when a vendor falls out, work is moved, something gets in doubt", () => {
    const out = at(11, {
      vendors: [runVendor("scale", { health: "out", note: "unreachable", attempts: { answered: 11 } })],
      failovers: sampleRun.failovers,
    });
    expect(plainProgress(at(10), out)).toBe(
      "scale is out (unreachable)\nsurge lost (unreachable for 6 h): 1,359 judgments missing; 1,032 placed again (mercor 1,032), 327 have nowhere to go",
    );
    expect(plainProgress(out, out)).toBeUndefined();
    expect(plainProgress(out, at(11))).toBe("scale is ok");
    const held = { at: sampleRun.startedAt, vendor: "surge", decision: "hold", tranche: 1, because: "6 of 8 answered" } as const;
    const gated = at(11, { releases: [held] });
    expect(plainProgress(at(11), gated)).toBe("surge held at the gate: 6 of 8 answered");
    expect(plainProgress(gated, gated)).toBeUndefined();
    // A run that goes on does not tell what an earlier one did as if it happened now.
    expect(plainProgress(undefined, { ...gated, failovers: sampleRun.failovers })).toMatch(/^done 11 of 100/);
    const doubt = at(11, {
      slots: { ...sampleRun.slots, inDoubt: 2 },
      vendors: [runVendor("scale", { attempts: { answered: 11, inDoubt: 2 } })],
    });
    expect(plainProgress(at(11), doubt)).toContain("in doubt 2 (asking scale)");
  });
});
