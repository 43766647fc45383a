import type { CaseResult, ConformanceCase } from "./conformance-case.ts";
import type { ConformanceSuite } from "./suite.ts";

/** One case and what came of it. */
export interface CaseReport {
  readonly case: Pick<ConformanceCase, "name" | "grade" | "title">;
  readonly result: CaseResult;
}

/** What came of one suite. */
export interface SuiteReport {
  readonly name: string;
  readonly units: number;
  readonly cases: readonly CaseReport[];
}

/** Runs every case of a suite, one after another. Never rejects. `onCase` is told of each as it ends. */
export const runConformance = async (suite: ConformanceSuite, onCase?: (report: CaseReport) => void): Promise<SuiteReport> => {
  const cases: CaseReport[] = [];
  for (const { name, grade, title, run } of suite.cases) {
    const report: CaseReport = { case: { name, grade, title }, result: await run() };
    cases.push(report);
    onCase?.(report);
  }
  return { name: suite.name, units: suite.units, cases };
};
