export { type AnswerColumns, type AnswerTable, answerTable } from "./answer-table.ts";
export { type AggregatedLabels, aggregateLabels, firstItems, labelAgreement, labelKappa } from "./labels/aggregate-labels.ts";
export type { Calibration } from "./labels/calibrate.ts";
export { type LabelMethod, labelMethods, runMethod, tooLarge } from "./labels/methods.ts";
export { type VendorReport, vendorReport } from "./labels/vendor-report.ts";
export { highestAt, tieWidth } from "./labels/posterior.ts";
export { type Drift, driftOf } from "./drift/bernoulli-cusum.ts";
export { type AnswerSequence, heldAgainstOthers } from "./spam/answer-sequence.ts";
export { type WorkerFlag, type WorkerReport, workerReport, type WorkerStanding } from "./spam/worker-report.ts";
export {
  type Consensus,
  type ConsensusMethod,
  type JudgedItem,
  type JudgmentOfItem,
  methodsFor,
  type SettledItem,
  settleItems,
  settleRatings,
} from "./consensus.ts";
export { bootstrapInterval, type Interval, resamplesFor } from "./agreement/bootstrap.ts";
export { krippendorffAlpha, type Metric } from "./agreement/krippendorff.ts";
export { unitsOf } from "./agreement/units.ts";
export { type Comparison, type Ranking, rankOptions } from "./ranking/bradley-terry.ts";
export { type CopiedText, copiedTexts } from "./spam/copied-texts.ts";
