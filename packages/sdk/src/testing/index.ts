export type { CaseDraft } from "./cases/case-draft.ts";
export type { CaseResult, ConformanceCase, Figures, Grade } from "./conformance-case.ts";
export { describeConformance, type TestApi, type TestContext } from "./describe-conformance.ts";
export { renderConformance } from "./render-conformance.ts";
export { type CaseReport, runConformance, type SuiteReport } from "./run-conformance.ts";
export { type ConformanceOptions, type ConformanceSuite, conformanceSuite } from "./suite.ts";
export type { HeldUnit, Recount, Script, ScriptedUnit, VendorControls, VendorUnderTest } from "./vendor-under-test.ts";
