export type { Interval } from "./agreement/bootstrap.ts";
export { type AnswerColumns, type AnswerTable, answerTable } from "./answer-table.ts";
export { type AggregatedLabels, aggregateLabels, firstItems, labelAgreement, labelKappa } from "./labels/aggregate-labels.ts";
export type { Calibration } from "./labels/calibrate.ts";
export { type LabelMethod, labelMethods, tooLarge } from "./labels/methods.ts";
export { type VendorReport, vendorReport } from "./labels/vendor-report.ts";
export { highestAt, tieWidth } from "./labels/posterior.ts";
