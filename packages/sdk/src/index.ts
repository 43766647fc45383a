export { formatMicros, formatMoney, type Money, money, parseMoney, shareOf } from "./money/money.ts";
export { type CheckedAnswer, checkAnswer } from "./answer/check-answer.ts";
export type { Answer, ComparisonAnswer, TaskKind, TaskShape } from "./answer/task.ts";
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
