export { formatMicros, formatMoney, type Money, money, parseMoney, shareOf } from "./money/money.ts";
export { type CheckedAnswer, checkAnswer } from "./answer/check-answer.ts";
export type { Answer, Box, BoxesAnswer, ComparisonAnswer, Span, SpansAnswer, TaskKind, TaskShape } from "./answer/task.ts";
export type {
  AdapterDefinition,
  AdapterSettings,
  Call,
  CheckResult,
  CollectPage,
  Cursor,
  Engagement,
  EngagementRequest,
  Finding,
  HintRequest,
  HintResult,
  Json,
  JsonObject,
  Observation,
  Unit,
  UnitOutcome,
  UnitStatus,
  VendorAdapter,
  VendorJudgment,
  Withdrawal,
} from "./contract/adapter.ts";
export { AdapterError, type AdapterErrorDetails, type AdapterErrorKind, type RefusalScope } from "./contract/adapter-error.ts";
export type { Capabilities, Idempotency } from "./contract/capabilities.ts";
export type {
  Config,
  CurrencyRate,
  FailoverConfig,
  OwnerConfig,
  PriceTerms,
  PriceTier,
  Stake,
  VendorConfig,
  VendorPrice,
} from "./config/config.ts";
export type {
  CredentialSource,
  WrittenConfig,
  WrittenFailover,
  WrittenLimits,
  WrittenOwner,
  WrittenPrice,
  WrittenPricePerHour,
  WrittenPricePerJudgment,
  WrittenStake,
  WrittenVendor,
} from "./config/written-config.ts";
export type {
  AnswerOf,
  FieldRule,
  GroupsBy,
  Independence,
  Instructions,
  Job,
  JobGroups,
  JobHedge,
  JobPolicy,
  JobQuality,
  JobRoute,
  ObjectiveWeights,
  JobTask,
  NearGroups,
  Objective,
} from "./job/job.ts";
export { REDACTED } from "./job/job.ts";
export type {
  WrittenBudget,
  WrittenClassification,
  WrittenComparison,
  WrittenGroups,
  WrittenGroupsBy,
  WrittenHedge,
  WrittenJob,
  WrittenJudgments,
  WrittenNear,
  WrittenPolicy,
  WrittenQuality,
  WrittenRating,
  WrittenRoute,
  WrittenTask,
  WrittenTaskBase,
  WrittenText,
} from "./job/written-job.ts";
export { durationForm, formatDuration, parseDuration } from "./written/duration.ts";
export { parsePercent, perMillion } from "./written/per-million.ts";
export { checkConfig } from "./config/check-config.ts";
export { checkJob } from "./job/check-job.ts";
export { defineJob, type JobAnswer, type ShapeOf } from "./job/define-job.ts";
export { declaredKinds, taskKinds } from "./job/task-kinds.ts";
export { nearest } from "./written/nearest.ts";
export { type Checked, formatPath, type SpecIssue } from "./written/spec-issue.ts";
