export type { AggregateDocument, JudgedDocument, RankingDocument } from "./aggregate-document.ts";
export { judgedText, rankingText } from "./aggregate-kinds-text.ts";
export { aggregateText } from "./aggregate-text.ts";
export { type CompareStyle, compareText } from "./compare-text.ts";
export type { ClockStyle } from "./clock.ts";
export { withConflicts } from "./conflict-warnings.ts";
export type {
  CompareDocument,
  DatasetExposure,
  ExposureDocument,
  Failover,
  ItemDocument,
  ItemEvent,
  OwnerExposure,
  Placing,
  PlanSummary,
  ResultJudgment,
  ResultRecord,
  RunDocument,
  RunVendor,
  StrandedItem,
  VendorHealth,
  VendorLine,
  VendorsDocument,
} from "./documents.ts";
export { exposureText } from "./exposure-text.ts";
export { type DecisionDocument, decisionText } from "./decision-text.ts";
export { type CancelDocument, cancelText, type CancelVendor } from "./cancel-text.ts";
export { type OrderDocument, orderText } from "./order-text.ts";
export { type GcDocument, gcText, type GcVendor, type LeftUnit } from "./gc-text.ts";
export type { OwnersDocument, WhatIfDocument } from "./owners-documents.ts";
export { ownersText, whatIfText } from "./owners-text.ts";
export { type PanelFacts, panelLines, type PanelStyle } from "./panel.ts";
export { plainProgress } from "./plain-progress.ts";
export { htmlReport, type ReportFacts } from "./html/html-report.ts";
export { noteProgress, type ProgressHistory, type ProgressPoint } from "./progress.ts";
export { resultsCsv, resultsCsvHead, resultsJsonl } from "./results.ts";
export { type RunEndStyle, runEndText, stoppedText } from "./run-end-text.ts";
export { itemText, statusText } from "./status-text.ts";
export { vendorsText } from "./vendors-text.ts";
export { reconcileDocument, reconcileText } from "./reconcile-text.ts";
export { compareCsv, compareMarkdown } from "./compare-export.ts";
export { replayText } from "./replay-text.ts";
