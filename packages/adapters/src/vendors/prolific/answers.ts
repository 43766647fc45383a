import type { Call, VendorJudgment } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { readTime } from "../vendor-time.ts";
import { toAnswer } from "./answer.ts";
import type { ProlificContext } from "./context.ts";
import type { ProlificEngagement } from "./engage.ts";
import { listAll } from "./lists.ts";
import type { Lot } from "./lot.ts";
import { markOf } from "./marks.ts";
import { referenceField } from "./question.ts";
import { isRunning, submissionStanding } from "./status.ts";
import {
  prolificPage,
  type ProlificResponse,
  prolificResponse,
  type ProlificStudy,
  type ProlificSubmission,
  prolificSubmission,
} from "./wire.ts";

/** Who answered what: responses by unit, and the submissions they were given in. */
export interface Answers {
  readonly submissions: readonly ProlificSubmission[];
  /** By mark. */
  readonly units: ReadonlyMap<string, { readonly key: string; readonly responses: readonly ProlificResponse[] }>;
}

/** A lot that people are sent to. */
export interface Published {
  readonly data: ProlificEngagement;
  readonly lot: Lot;
  readonly study: ProlificStudy;
}

/** Responses come before submissions: one that is handed in between the two readings then has its answers next time, and not half of them now. */
export const readAnswers = async (context: ProlificContext, { data, lot, study }: Published, call: Call): Promise<Answers> => {
  const { http } = context;
  const path = `/data-collection/batches/${segment(lot.batch)}/responses`;
  const read = await http.request({ method: "GET", path, effect: "read", signal: call.signal });
  const { results } = readBody(prolificPage(prolificResponse), read, "list of responses");
  const units = new Map<string, { readonly key: string; readonly responses: ProlificResponse[] }>();
  for (const response of results) {
    const key = response.metadata?.[referenceField(data.show)];
    if (typeof key !== "string") continue;
    const held = units.get(markOf(key)) ?? { key, responses: [] };
    units.set(markOf(key), held);
    held.responses.push(response);
  }
  if (results.length === 0 && isRunning(study.status)) return { submissions: [], units };
  const list = { path: `/studies/${segment(study.id)}/submissions/`, entry: prolificSubmission, what: "submissions" };
  return { submissions: await listAll(context, list, call), units };
};

/** One unit in one submission. */
export interface Judging {
  readonly data: ProlificEngagement;
  readonly answers: Answers;
  readonly submission: ProlificSubmission;
  readonly mark: string;
  readonly responses: readonly ProlificResponse[];
}

/** One participant's answer to a unit; undefined where it does not count, or is not complete. */
export const judge = ({ data, answers, submission, mark, responses }: Judging): VendorJudgment | undefined => {
  const standing = submissionStanding(submission.status);
  if (standing !== "handed-in" && standing !== "paid") return undefined;
  const own = responses.filter((response) => response.submission_id === submission.id);
  const answer = toAnswer(data.task, own);
  const [first] = own;
  if (answer === undefined || first === undefined) return undefined;
  const at = readTime(first.created_at) ?? readTime(submission.completed_at);
  const worker = submission.participant_id ?? first.participant_id;
  const seconds = submission.time_taken == null ? undefined : submission.time_taken / Math.max(1, marksIn(answers, submission).length);
  return {
    id: `${submission.id}:${mark}`,
    answer,
    ...(worker != null && { worker }),
    ...(at !== undefined && { at }),
    // The vendor tells how long the whole submission took.
    ...(seconds !== undefined && seconds >= 0 && { seconds }),
    raw: { submission: submission.id, status: submission.status },
  };
};

/** The units answered in one submission, in an order that stays the same. */
export const marksIn = ({ units }: Pick<Answers, "units">, { id }: Pick<ProlificSubmission, "id">): readonly string[] =>
  [...units].flatMap(([mark, { responses }]) => (responses.some((response) => response.submission_id === id) ? [mark] : [])).toSorted();
