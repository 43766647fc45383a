import { describe, expect, it } from "vitest";
import type { AdapterDefinition } from "../contract/adapter.ts";
import type { CaseResult } from "./conformance-case.ts";
import type { CaseDraft } from "./cases/case-draft.ts";
import { describeConformance, type TestContext } from "./describe-conformance.ts";
import { renderConformance } from "./render-conformance.ts";
import { runConformance } from "./run-conformance.ts";
import { type ConformanceOptions, conformanceSuite } from "./suite.ts";
import type { VendorUnderTest } from "./vendor-under-test.ts";
import { openListener } from "./wire/listener.ts";
import { failCase, notApplicable } from "./world/problems.ts";

const definition: AdapterDefinition = {
  contract: "v1",
  name: "none",
  capabilities: {
    submission: { mode: "item", maxUnits: 1, partialAcceptance: false },
    idempotency: { kind: "none", settleMs: 0 },
    cancel: "none",
    lateResults: false,
    mayExceedRedundancy: false,
    webhook: "none",
    price: { basis: "judgment", finalAt: "result" },
    workerIds: "never",
    timeTaken: "none",
    taskKinds: ["text"],
    regions: [],
  },
  create: () => {
    throw new TypeError("no adapter is needed here");
  },
};

const start = async (): Promise<VendorUnderTest> => {
  const listener = await openListener();
  return {
    baseUrl: listener.origin,
    credential: "credential",
    recount: () => ({ units: [], engagements: [] }),
    pass: () => undefined,
    answerAll: () => undefined,
    close: listener.close,
  };
};

const draft = (name: string, run: CaseDraft["run"]): CaseDraft => ({ name, grade: "safe", title: `what ${name} is about`, units: 1, run });

const own: readonly CaseDraft[] = [
  draft("own/fine", () => Promise.resolve({ requests: 3 })),
  draft("own/problem", async ({ problems }) => {
    for (let times = 0; times < 2; times += 1) problems.add("it is wrong");
    await Promise.resolve();
  }),
  draft("own/ended", () => Promise.resolve(failCase("it cannot go on"))),
  draft("own/broken", () => Promise.reject(new Error("the case itself is broken"))),
  draft("own/inapplicable", () => Promise.resolve(notApplicable("it has no such thing"))),
  draft("own/trap", async ({ trap }) => void (await fetch(trap.origin))),
];

const options: ConformanceOptions = { name: "none", definition, start, cases: own };
const runOwn = async (name: string, more: Partial<ConformanceOptions> = {}): Promise<CaseResult> => {
  const found = conformanceSuite({ ...options, ...more }).cases.find((one) => one.name === name);
  if (!found) throw new Error(`no case ${name}`);
  return found.run();
};

describe("a suite", () => {
  it("tells what a case found, repeats once, and what came of it", async () => {
    expect(await runOwn("own/fine")).toEqual({ verdict: "passed", figures: { requests: 3 } });
    expect(await runOwn("own/problem")).toEqual({ verdict: "failed", why: ["it is wrong (2 times)"], figures: {} });
    expect(await runOwn("own/ended")).toMatchObject({ verdict: "failed", why: ["it cannot go on"] });
    expect(await runOwn("own/broken")).toMatchObject({ verdict: "failed", why: ["the case itself is broken"] });
    expect(await runOwn("own/inapplicable")).toEqual({ verdict: "not-applicable", reason: "it has no such thing" });
  });

  it("notices whoever goes where nobody may go", async () => {
    const result = await runOwn("own/trap");
    expect(result.verdict === "failed" && result.why.join("\n")).toMatch(/another host than the config's/);
  });

  it("is red where the vendor does not start, and where the adapter does not", async () => {
    const noVendor = await runOwn("own/fine", { start: () => Promise.reject(new Error("port taken")) });
    expect(noVendor).toMatchObject({ verdict: "failed", why: ["the vendor under test did not start: port taken"] });
    expect(await runOwn("check/free")).toMatchObject({ verdict: "failed", why: ["the adapter cannot be made: no adapter is needed here"] });
  });

  it("prints a known gap with its reason, and is red once it is closed", async () => {
    expect(await runOwn("own/ended", { gaps: { "own/ended": "nobody can" } })).toEqual({
      verdict: "gap",
      reason: "nobody can",
      why: ["it cannot go on"],
    });
    expect(await runOwn("own/fine", { gaps: { "own/fine": "nobody can" } })).toMatchObject({
      verdict: "failed",
      why: [/take the gap out/],
    });
  });

  it("knows its cases: a gap that names none is a mistake, names are told apart, sizes are too", () => {
    expect(() => conformanceSuite({ ...options, gaps: { "submit/no-such-case": "" } })).toThrow(/names no case/);
    const suite = conformanceSuite(options);
    expect(new Set(suite.cases.map(({ name }) => name)).size).toBe(suite.cases.length);
    expect(suite.cases.map(({ name }) => name)).toContain("answers/text");
    expect([suite.units, suite.withUnits(7).units]).toEqual([400, 7]);
  });
});

describe("a suite in a test runner", () => {
  it("passes, fails with everything that was found, and skips with the reason", async () => {
    const tests = new Map<string, (context: TestContext) => Promise<void>>();
    const gaps = { "own/ended": "nobody can" };
    describeConformance(
      {
        describe: (name, body) => {
          expect(name).toBe("none conformance");
          body();
        },
        it: (name, body) => void tests.set(name.split(":")[0] ?? "", body),
      },
      conformanceSuite({ ...options, gaps }),
    );
    const skipped: (string | undefined)[] = [];
    const run = async (name: string): Promise<void> => tests.get(name)?.({ skip: (note) => skipped.push(note) });
    await run("own/fine");
    await expect(run("own/problem")).rejects.toThrow("it is wrong");
    await run("own/ended");
    await run("own/inapplicable");
    expect(skipped).toEqual(["known gap: nobody can", "not applicable: it has no such thing"]);
  });
});

describe("the report", () => {
  it("counts by grade, and tells gaps, failures and every case", async () => {
    const suite = conformanceSuite({ ...options, gaps: { "own/ended": "nobody | can" } });
    const names: string[] = [];
    const report = await runConformance({ ...suite, cases: suite.cases.filter(({ name }) => name.startsWith("own/")) }, (one) =>
      names.push(one.case.name),
    );
    expect(names).toEqual(own.map(({ name }) => name));
    const text = renderConformance([report], "pnpm conformance");
    expect(text).toContain("| none | 1 of 4 | 0 of 0 | 0 of 0 | 1 | – | – | – |");
    expect(text).toContain("- known gap: `own/ended`, because nobody | can");
    expect(text).toContain("- failed: `own/problem`\n  - it is wrong (2 times)");
    expect(text).toContain("- not applicable: `own/inapplicable`, because it has no such thing");
    expect(text).toContain("| `own/inapplicable` | safe | what own/inapplicable is about | n/a |");
  });
});
