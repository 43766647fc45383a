export { compareVendors } from "./compare-vendors.ts";
export type {
  Comparison,
  CostFigures,
  CurvePoint,
  MatchedFigures,
  Needs,
  PairFigures,
  QualityFigures,
  RateFigures,
  TurnaroundFigures,
  VendorFigures,
  Verdict,
} from "./comparison.ts";
export type { AttemptFact, AttemptOutcome, CompareFacts, JudgmentFact, OverheadFact } from "./facts.ts";
