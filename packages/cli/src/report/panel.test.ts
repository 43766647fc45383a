import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runVendor, sampleRun } from "./__fixtures__/sample-documents.ts";
import type { RunDocument } from "./documents.ts";
import { panelLines } from "./panel.ts";
import { noteProgress, type ProgressHistory, remainingMs } from "./progress.ts";
import { textWidth } from "./text-width.ts";

const uncoloured = (line: string): string => line.replace(/\u001b\[\d+m/g, "");

describe("panelLines", () => {
  it("is a title, a bar a vendor, the totals and the failovers", () => {
    expect(panelLines({ run: sampleRun }, { columns: 130, color: false, elapsedMs: 41_000 })).toEqual([
      "support-intent · run 12 · plan 7f3a91c2 · 00:41",
      "  scale   ████████████░░░░░░░░  1,239 / 2,064   ok       412 open  USD 99.12",
      "  surge   ███████░░░░░░░░░░░░░    702 / 2,064   out      unreachable since 00:33, given up at 00:39",
      "  mercor  █████████░░░░░░░░░░░    467 / 1,032   ok       120 open  USD 221.50  hours lock Friday",
      "  done 2,408 of 5,160 · in doubt 3 (asking surge) · USD 390.82 of 2,000 committed · 327 with nowhere to go",
      "00:39 surge lost (unreachable for 6 h): 1,359 judgments missing; 1,032 placed again (mercor 1,032), 327 have nowhere to go",
    ]);
  });

  it("gives things up one by one as the terminal gets narrower", () => {
    const second = (columns: number): string | undefined => panelLines({ run: sampleRun }, { columns, color: false, elapsedMs: 0 })[1];
    expect(second(90)).toBe("  scale   ██████░░░░  1,239 / 2,064   ok       412 open  USD 99.12");
    expect(second(60)).toBe("  scale   ██████░░░░  1,239 / 2,064   ok");
    expect(second(29)).toBe("  scale   1,239 / 2,064   ok");
    expect(second(34)).toBe("  scale   1,239 / 2,064   ok");
    expect(second(20)).toBe("  scale   1,239 / 2…");
  });

  it("says of a vendor at its release gate what it has in hand, and what it waits for", () => {
    const note = "at its release gate: 30 of 40 answered, 200 judgments wait";
    const gated: RunDocument = {
      ...sampleRun,
      vendors: [runVendor("scale", { planned: 240, waiting: 200, health: "waiting", attempts: { answered: 30, open: 10 }, note })],
    };
    expect(panelLines({ run: gated }, { columns: 140, color: false, elapsedMs: 0 })[1]).toBe(
      `  scale  ███░░░░░░░░░░░░░░░░░  30 / 240   waiting  10 open  USD 0  ${note}`,
    );
  });

  it("says how long it will take once that can be told", () => {
    const later: RunDocument = {
      ...sampleRun,
      vendors: [
        runVendor("scale", { planned: 100, attempts: { answered: 60 } }),
        runVendor("surge", { planned: 100, attempts: { answered: 80 }, health: "out" }),
      ],
    };
    const earlier: RunDocument = { ...later, vendors: [runVendor("scale", { planned: 100, attempts: { answered: 40 } })] };
    const history = noteProgress(noteProgress([], earlier, 0), later, 60_000);
    // 20 in a minute, 40 to go; nobody waits for the vendor that is out.
    expect(remainingMs(later, history)).toBe(120_000);
    expect(panelLines({ run: later, history }, { columns: 200, color: false, elapsedMs: 60_000 })).toContainEqual(
      expect.stringMatching(/ · about 2 min left$/),
    );
  });

  it("never is wider than the terminal, whatever vendors and jobs are called", () => {
    const word = fc.string({ unit: "grapheme", maxLength: 30 });
    const vendor = fc.record({
      name: word,
      note: fc.option(word, { nil: undefined }),
      answered: fc.nat(5000),
      planned: fc.nat(1_000_000),
      health: fc.constantFrom("ok", "cooling", "held", "out"),
    });
    fc.assert(
      fc.property(
        word,
        fc.array(vendor, { maxLength: 4 }),
        fc.integer({ min: 4, max: 140 }),
        fc.boolean(),
        (job, vendors, columns, color) => {
          const run: RunDocument = {
            ...sampleRun,
            job,
            vendors: vendors.map(({ name, note, answered, planned, health }) =>
              runVendor(name, { health, planned, attempts: { answered, open: 7, inDoubt: 1 }, ...(note === undefined ? {} : { note }) }),
            ),
          };
          for (const line of panelLines({ run }, { columns, color, elapsedMs: 0 }))
            expect(textWidth(uncoloured(line))).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  it("colours health only where asked", () => {
    const [, , surge = ""] = panelLines({ run: sampleRun }, { columns: 130, color: true, elapsedMs: 0 });
    expect(surge).toContain("\u001b[31mout");
    expect(panelLines({ run: sampleRun }, { columns: 130, color: false, elapsedMs: 0 }).join("")).not.toContain("\u001b");
  });

  it("keeps the latest three failovers in sight", () => {
    const [failover] = sampleRun.failovers;
    if (!failover) throw new Error("the sample has a failover");
    const lines = panelLines(
      { run: { ...sampleRun, failovers: Array.from({ length: 5 }, () => failover) } },
      { columns: 200, color: false, elapsedMs: 0 },
    );
    expect(lines.filter((line) => line.startsWith("00:39"))).toHaveLength(3);
    expect(lines).toContain("2 earlier failovers");
  });
});

describe("remainingMs", () => {
  const run = (answered: number): RunDocument => ({
    ...sampleRun,
    vendors: [runVendor("scale", { planned: 100, attempts: { answered } })],
  });
  const watch = (points: readonly (readonly [elapsedMs: number, answered: number])[]): ProgressHistory =>
    points.reduce<ProgressHistory>((history, [elapsedMs, answered]) => noteProgress(history, run(answered), elapsedMs), []);

  it("says nothing on too little", () => {
    expect(remainingMs(run(0), [])).toBeUndefined();
    expect(
      remainingMs(
        run(10),
        watch([
          [0, 0],
          [1_000, 10],
        ]),
      ),
    ).toBeUndefined();
  });

  it("says nothing while someone who owes answers gives none", () =>
    expect(
      remainingMs(
        run(10),
        watch([
          [0, 10],
          [60_000, 10],
        ]),
      ),
    ).toBeUndefined());

  it("goes by the last two minutes only", () => {
    const history = watch([
      [0, 0],
      [100_000, 0],
      [160_000, 30],
      [220_000, 60],
    ]);
    expect(history).toHaveLength(3);
    expect(remainingMs(run(60), history)).toBe(80_000);
  });

  it("does not say zero at the end", () =>
    expect(
      remainingMs(
        run(100),
        watch([
          [0, 0],
          [60_000, 100],
        ]),
      ),
    ).toBeUndefined());
});
