import { AdapterError, type Call, type Observation, type UnitStatus, type VendorJudgment } from "@tranche/sdk";
import { readTime } from "../vendor-time.ts";
import { advance } from "./advance.ts";
import { type Answers, judge, marksIn, type Published, readAnswers } from "./answers.ts";
import type { ProlificContext } from "./context.ts";
import { costsOf } from "./costs.ts";
import type { ProlificEngagement } from "./engage.ts";
import { isHeld, type Lot } from "./lot.ts";
import { refOf } from "./marks.ts";
import { isDraft, isRunning, submissionStanding } from "./status.ts";
import type { ProlificStudy } from "./wire.ts";

/** What one reading of a lot brings. */
export interface LotReading {
  readonly observations: readonly Observation[];
  /** Submissions whose answers were read and that nobody has reviewed. */
  readonly handedIn: readonly string[];
  /** Nothing of it changes any more. */
  readonly over: boolean;
}

/** Takes the lot further where a step is open, then reads who answered what. */
export const readLot = async (
  context: ProlificContext,
  given: { readonly data: ProlificEngagement; readonly lot: Lot; readonly studies: readonly ProlificStudy[] },
  call: Call,
): Promise<LotReading> => {
  const { data } = given;
  const { lot, stuck } = await advanceOrSay(context, given, call);
  if (lot.stage.at === "unreadable") return nothing(true);
  if (!isHeld(lot)) return nothing(false);
  const rejected = lot.rejected.map((mark) =>
    unit(lot, mark, { status: "failed", raw: "rejected", why: "the vendor did not take the record" }),
  );
  const marks = lot.marks.filter((mark) => !lot.rejected.includes(mark));
  const all = (said: Said): readonly Observation[] => [...rejected, ...marks.map((mark) => unit(lot, mark, said))];
  if (lot.stage.at === "broken")
    return { handedIn: [], observations: all({ status: "failed", raw: "ERROR", why: lot.stage.why }), over: true };
  if (!("study" in lot.stage) || isDraft(lot.stage.study.status)) {
    if (lot.withdrawn) return { handedIn: [], observations: all({ status: "withdrawn", raw: "withdrawn" }), over: true };
    return {
      handedIn: [],
      observations: all({ status: "open", raw: lot.stage.at, ...(stuck !== undefined && { why: stuck }) }),
      over: false,
    };
  }
  const { study } = lot.stage;
  const answers = await readAnswers(context, { data, lot, study }, call);
  const observations = marks.map((mark) => observe({ data, lot, study, answers, mark }));
  const settled = answers.submissions.every(({ status }) => ["paid", "void"].includes(submissionStanding(status)));
  const handedIn = answers.submissions.filter(({ status }) => submissionStanding(status) === "handed-in");
  return {
    handedIn: handedIn.filter((submission) => marksIn(answers, submission).length > 0).map(({ id }) => id),
    observations: [
      ...rejected,
      ...observations,
      ...costsOf(context.options, { study, terms: data.terms, answers, refOf: (mark) => refOf(lot.batch, mark) }),
    ],
    over: settled && !isRunning(study.status) && observations.every((one) => one.type === "unit" && one.status !== "open"),
  };
};

/** A step that is refused stays open, and its units with it: the reason is told beside them, and the rest of the page is read. */
const advanceOrSay = async (
  context: ProlificContext,
  { data, lot, studies }: { readonly data: ProlificEngagement; readonly lot: Lot; readonly studies: readonly ProlificStudy[] },
  call: Call,
): Promise<{ readonly lot: Lot; readonly stuck?: string }> => {
  try {
    return { lot: await advance(context, { data, lot, studies }, call) };
  } catch (error) {
    if (!AdapterError.is(error) || error.kind !== "refused") throw error;
    return { lot: context.memory.lot(lot.batch) ?? lot, stuck: `its study could not be made or published: ${error.message}` };
  }
};

interface Said {
  readonly status: UnitStatus;
  readonly raw: string;
  readonly why?: string;
  readonly key?: string;
  readonly judgments?: readonly VendorJudgment[];
}

const unit = (lot: Lot, mark: string, { judgments = [], ...said }: Said): Observation => {
  const published = "study" in lot.stage ? readTime(lot.stage.study.published_at) : undefined;
  const createdAt = published ?? lot.createdAt;
  return { type: "unit", ref: refOf(lot.batch, mark), ...said, ...(createdAt !== undefined && { createdAt }), judgments };
};

const observe = ({ data, lot, study, answers, mark }: Published & { readonly answers: Answers; readonly mark: string }): Observation => {
  const held = answers.units.get(mark);
  const own = answers.submissions.filter((submission) => held?.responses.some((response) => response.submission_id === submission.id));
  const judgments = own.flatMap((submission) => judge({ data, answers, submission, mark, responses: held?.responses ?? [] }) ?? []);
  const raw = own.at(-1)?.status ?? study.status;
  return unit(lot, mark, {
    status: statusOf({ lot, study, answered: judgments.length > 0 }),
    raw,
    judgments,
    ...(held && { key: held.key }),
  });
};

/** Nobody comes any more where all places are filled, or where the study is closed. A place that a rejection opened may be taken again. */
const statusOf = ({
  lot,
  study,
  answered,
}: {
  readonly lot: Lot;
  readonly study: ProlificStudy;
  readonly answered: boolean;
}): UnitStatus => {
  if (answered) return "answered";
  if (lot.withdrawn) return "withdrawn";
  const full = study.places_taken != null && study.total_available_places != null && study.places_taken >= study.total_available_places;
  return study.status === "COMPLETED" || (study.status === "AWAITING REVIEW" && full) ? "returned" : "open";
};

const nothing = (over: boolean): LotReading => ({ observations: [], handedIn: [], over });

/** Approves submissions: people are paid for what is used. Should it fail, the next reading does it again. */
export const approve = async ({ http }: ProlificContext, submissions: readonly string[], { signal }: Call): Promise<void> => {
  if (submissions.length === 0) return;
  try {
    const body = { submission_ids: submissions };
    await http.request({ method: "POST", path: "/submissions/bulk-approve/", body, effect: "repeatable", signal });
  } catch (error) {
    if (!AdapterError.is(error)) throw error;
  }
};
