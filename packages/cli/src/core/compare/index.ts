export { type CompareOptions, compareVendors } from "./compare-vendors.ts";
export type {
  AlphaFigures,
  Comparison,
  CostFigures,
  CostParts,
  CurvePoint,
  DriftFigures,
  EstimateFigures,
  GoldViews,
  HistoryRow,
  IncidencePoint,
  FigureInterval,
  MatchedFigures,
  Needs,
  OutcomeFigures,
  OwedFigures,
  PolicyFigures,
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
  WhatIfFigures,
  WorkerFigures,
} from "./comparison.ts";
export type { AttemptFact, AttemptOutcome, CompareFacts, JudgmentFact, MicrosRange, OverheadFact } from "./facts.ts";
export { type BillableUnit, type Difference, type InvoiceLine, reconcile, type Reconciliation } from "./reconcile.ts";
export { type PolicyChange, readPolicyChange, statedShares } from "./policy-change.ts";
export type { LoggedDecision, LotteryStratum } from "./replay.ts";
export { whatIf } from "./what-if.ts";
export { historyRows } from "./history.ts";
