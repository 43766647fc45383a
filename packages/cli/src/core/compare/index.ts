export { compareVendors } from "./compare-vendors.ts";
export type {
  Comparison,
  CostFigures,
  CostParts,
  CurvePoint,
  EstimateFigures,
  GoldViews,
  IncidencePoint,
  MatchedFigures,
  Needs,
  OutcomeFigures,
  OwedFigures,
  PairFigures,
  QualityFigures,
  RateFigures,
  ShareInterval,
  TestFigures,
  ThroughputFigures,
  TotalCost,
  TurnaroundFigures,
  VendorFigures,
  Verdict,
  WorkerFigures,
} from "./comparison.ts";
export type { AttemptFact, AttemptOutcome, CompareFacts, JudgmentFact, MicrosRange, OverheadFact } from "./facts.ts";
export { type BillableUnit, type Difference, type InvoiceLine, reconcile, type Reconciliation } from "./reconcile.ts";
