export type {
  Availability,
  BudgetFacts,
  ClassGroup,
  DatasetFacts,
  GroupRule,
  GroupShape,
  InputHashes,
  ItemClass,
  JobFacts,
  OwnerExposure,
  OwnerId,
  PlanInputs,
  PriceFacts,
  RouteFacts,
  VendorFacts,
  VendorId,
} from "./plan-inputs.ts";
export type {
  Assignment,
  Contingency,
  ContingencyNeeds,
  ContingencyOfTwo,
  CostRange,
  DraftPlan,
  Infeasible,
  Plan,
  PlanBlock,
  PlanClass,
  PlanGroup,
  PlannedCost,
  PlannedVendor,
  Reason,
  Remedy,
  StrandedClass,
  VendorQuota,
  VendorReason,
} from "./plan.ts";
export { withoutVendor } from "./change-inputs.ts";
export { canonicalJson } from "./canonical-json.ts";
export { explainItem, explainStarted, type ItemExplanation, type StartedVendor } from "./explain.ts";
export { type FrontierPoint, frontierOf } from "./frontier.ts";
export { contingencyAt, contingencyOfTwoAt, planJob, planMissing } from "./plan-job.ts";
export { comparePlanInputs, type ReadPlan, readPlan, sealPlan, type Sha256 } from "./seal-plan.ts";
export { slotPrice, type SlotPrice } from "../budget/slot-price.ts";
export type { LinearProgram, LinearSolution, SolveLinearProgram } from "../route/linear-program.ts";
export { assignmentOf, type ClassAssignment } from "../split/assign.ts";
