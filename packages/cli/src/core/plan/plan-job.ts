import type { SolveLinearProgram } from "../route/linear-program.ts";
import { placeAll, placeMost, type Solver } from "../route/place.ts";
import { dealGold } from "../purpose/deal-gold.ts";
import { becauseOf, lossReasons, lossReasonsOnceSent } from "./because.ts";
import { checkPlanInputs } from "./check-inputs.ts";
import { withoutExtras } from "./change-inputs.ts";
import { contingencyOf, contingencyOfTwo, type LossQuestion } from "./contingency.ts";
import { draftOf, nothingPlaced } from "./draft.ts";
import { lossesOnceSent, type LossOnceSent, survivingPlacement } from "./head-room.ts";
import { independenceCosts } from "./independence.ts";
import { type Question, questionOf } from "./placement-problem.ts";
import type { PlanInputs, VendorId } from "./plan-inputs.ts";
import type { Contingency, ContingencyOfTwo, DraftPlan, Infeasible, Reason } from "./plan.ts";
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
    const first = dealGold(question, solved(all));
    const afterOne: NonNullable<LossQuestion["afterOne"]> = new Map();
    const losing = (because: readonly Reason[]): DraftPlan => infeasible(question, { because, wouldHelp: remediesFor(inputs, solver) });
    // What strands something before anything is sent strands it whoever gets what.
    if (inputs.job.surviveLoss === 1) {
      const fatal = contingencyOf(needed({ inputs, placement: first, solver, afterOne })).filter(({ stranded }) => stranded > 0);
      if (fatal.length > 0) return losing(lossReasons(question, fatal));
    }
    const survives = survivingPlacement(question, first, { solver });
    if (survives.is !== "placed") return losing(survives.is === "loses" ? lossReasonsOnceSent(question, survives.losses) : []);
    const { placement, headRoom } = survives;
    const lossQuestion = needed({ inputs, placement, solver, afterOne });
    const ofTwo = contingencyOfTwo(lossQuestion);
    const independence = independenceCosts(inputs, solver);
    return {
      ...draftOf(headRoom === undefined ? question : { ...question, headRoom }, placement),
      contingency: withOnceSent(contingencyOf(lossQuestion), lossesOnceSent(question, placement, solver)),
      ...(ofTwo === undefined ? {} : { contingencyOfTwo: ofTwo }),
      ...(independence === undefined ? {} : { independence }),
    };
  }
  const most = solved(placeMost(question.problem, solver, { tidy: false }));
  return infeasible(question, { because: becauseOf(question, most), wouldHelp: remediesFor(inputs, solver) });
};

const withOnceSent = (contingency: readonly Contingency[], losses: readonly LossOnceSent[]): readonly Contingency[] => {
  const stranded = new Map(losses.map((loss) => [loss.lost, loss.stranded]));
  return contingency.map((one) => ({ ...one, strandedOnceSent: stranded.get(one.lost) ?? 0 }));
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
