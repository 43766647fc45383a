import type { SolveLinearProgram } from "../route/linear-program.ts";
import { placeAll, placeMost, type Solver } from "../route/place.ts";
import { becauseOf, lossReasons } from "./because.ts";
import { checkPlanInputs } from "./check-inputs.ts";
import { withoutExtras } from "./change-inputs.ts";
import { contingencyOf, contingencyOfTwo, type LossQuestion } from "./contingency.ts";
import { draftOf, nothingPlaced } from "./draft.ts";
import { independenceCosts } from "./independence.ts";
import { type Question, questionOf } from "./placement-problem.ts";
import type { PlanInputs, VendorId } from "./plan-inputs.ts";
import type { Contingency, ContingencyOfTwo, DraftPlan, Infeasible } from "./plan.ts";
import { remediesFor } from "./remedies.ts";
import { solved } from "./solved.ts";

/**
 * Plans a job: who gets which slots at the least cost within every limit, what the loss of each vendor would strand, or, where
 * no plan meets the limits, why and what would help. Pure, and the same inputs give the same plan. Expects inputs that
 * {@link checkPlanInputs} has nothing against; throws an Error where they are not, or where the solver gives up.
 */
export const planJob = (inputs: PlanInputs, solve: SolveLinearProgram): DraftPlan => planJobWith(inputs, { solve });

/** The same with the rounding as an argument, so that a test can show that it notices a broken one. */
export const planJobWith = (inputs: PlanInputs, solver: Solver): DraftPlan => {
  expectSound(inputs);
  const question = questionOf(inputs, "exact");
  const all = placeAll(question.problem, solver);
  if (all.status !== "infeasible") {
    const placement = solved(all);
    const lossQuestion = needed({ inputs, placement, solver, afterOne: new Map() });
    const contingency = contingencyOf(lossQuestion);
    const fatal = inputs.job.surviveLoss === 1 ? contingency.filter(({ stranded }) => stranded > 0) : [];
    if (fatal.length > 0) return infeasible(question, { because: lossReasons(question, fatal), wouldHelp: remediesFor(inputs, solver) });
    const ofTwo = contingencyOfTwo(lossQuestion);
    const independence = independenceCosts(inputs, solver);
    return {
      ...draftOf(question, placement),
      contingency,
      ...(ofTwo === undefined ? {} : { contingencyOfTwo: ofTwo }),
      ...(independence === undefined ? {} : { independence }),
    };
  }
  const most = solved(placeMost(question.problem, solver, { tidy: false }));
  return infeasible(question, { because: becauseOf(question, most), wouldHelp: remediesFor(inputs, solver) });
};

/** What a loss would do to the judgments the job needs: extra ones, for comparison or as gold, are not insisted on. */
const needed = (question: LossQuestion): LossQuestion => {
  const inputs = withoutExtras(question.inputs);
  if (inputs === question.inputs) return question;
  return { ...question, inputs, placement: solved(placeMost(questionOf(inputs, "nearest").problem, question.solver, { tidy: false })) };
};

const infeasible = (question: Question, why: Infeasible): DraftPlan => ({
  ...draftOf(question, nothingPlaced(question)),
  feasible: false,
  infeasible: why,
});

/**
 * Plans what is missing of a running job: as many slots as the limits leave a place for, the rest listed as stranded with its
 * reasons. Fixed shares are kept as nearly as what is left allows. Without contingency: ask {@link contingencyAt} for it.
 */
export const planMissing = (inputs: PlanInputs, solve: SolveLinearProgram): DraftPlan => {
  expectSound(inputs);
  const question = questionOf(inputs, "nearest");
  return draftOf(question, solved(placeMost(question.problem, { solve })));
};

/** What the loss of every two vendors, or of two of them only, would do at this moment's state; undefined where there are fewer than four. */
export const contingencyOfTwoAt = (
  inputs: PlanInputs,
  solve: SolveLinearProgram,
  lost?: readonly [VendorId, VendorId],
): readonly ContingencyOfTwo[] | undefined => {
  expectSound(inputs);
  const placement = solved(placeMost(questionOf(inputs, "nearest").problem, { solve }, { tidy: false }));
  return contingencyOfTwo({ inputs, placement, solver: { solve }, ...(lost === undefined ? {} : { lost }) });
};

/** What the loss of each vendor, or of one of them only, would do at this moment's state; see {@link contingencyOf}. */
export const contingencyAt = (inputs: PlanInputs, solve: SolveLinearProgram, lost?: VendorId): readonly Contingency[] => {
  expectSound(inputs);
  const placement = solved(placeMost(questionOf(inputs, "nearest").problem, { solve }, { tidy: false }));
  return contingencyOf({ inputs, placement, solver: { solve }, ...(lost === undefined ? {} : { lost }) });
};

const expectSound = (inputs: PlanInputs): void => {
  const [problem] = checkPlanInputs(inputs);
  if (problem !== undefined) throw new Error(`the plan's inputs are wrong: ${problem.path}: ${problem.message}`);
};
