import { type JsonObject, numberOf, objectOf, textOf, textsOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime, secondMs } from "../world/clock.ts";
import { pageOf } from "./paging.ts";
import { ok, ProlificRefusal } from "./prolific-error.ts";
import { known, type ProlificState, type Submission } from "./state.ts";
import type { StudyLife } from "./study-life.ts";

const leastReason = 100;

const submissionView = (submission: Submission): JsonObject => ({
  id: submission.id,
  study_id: submission.study.id,
  participant_id: submission.worker.id,
  status: submission.status,
  started_at: isoTime(submission.startedAt),
  completed_at: submission.completedAt === undefined ? null : isoTime(submission.completedAt),
  is_complete: submission.completedAt !== undefined,
  time_taken: submission.completedAt === undefined ? null : Math.round((submission.completedAt - submission.startedAt) / secondMs),
  reward: numberOf(submission.study.sent["reward"]) ?? 0,
  study_code: null,
  star_awarded: false,
  bonus_payments: [],
  strata: {},
});

/** Submissions and their review. A transition that changes nothing is answered and ignored. */
export const submissionRoutes = (state: ProlificState, life: StudyLife): readonly Route[] => {
  const submissionOf = (id: string): Submission => known(state.submissions, id, "Submission");
  const needs = (submission: Submission, statuses: readonly string[], action: string): void => {
    if (!statuses.includes(submission.status))
      throw new ProlificRefusal(400, `${action} is not possible while the submission is ${submission.status}`);
  };
  const act = (submission: Submission, body: JsonObject): void => {
    const action = textOf(body["action"]) ?? "";
    switch (action) {
      case "APPROVE":
        if (submission.status === "APPROVED") return;
        needs(submission, ["AWAITING REVIEW"], action);
        return life.approve(submission);
      case "REJECT":
        if (submission.status === "REJECTED") return;
        needs(submission, ["AWAITING REVIEW", "APPROVED"], action);
        if ((textOf(body["message"]) ?? "").length < leastReason)
          throw new ProlificRefusal(400, `message needs at least ${leastReason} characters`);
        if (textOf(body["rejection_category"]) === undefined) throw new ProlificRefusal(400, "rejection_category is required");
        return life.giveBack(submission, "REJECTED");
      case "RETURN":
        if (submission.status === "RETURNED") return;
        needs(submission, ["RESERVED", "ACTIVE", "AWAITING REVIEW"], action);
        return life.giveBack(submission, "RETURNED");
      default:
        throw new ProlificRefusal(400, `there is no action ${JSON.stringify(action)}`);
    }
  };
  return [
    {
      operation: "GET /api/v1/studies/{id}/submissions",
      answer: (request, { id = "" }) =>
        pageOf(request, known(state.studies, id, "Study").submissions.map(submissionView), state.options.pageSize),
    },
    { operation: "GET /api/v1/submissions/{id}", answer: (_request, { id = "" }) => ok(submissionView(submissionOf(id))) },
    {
      operation: "POST /api/v1/submissions/{id}/transition",
      answer: (request, { id = "" }) => {
        const submission = submissionOf(id);
        act(submission, objectOf(request.body));
        return ok(submissionView(submission));
      },
    },
    {
      operation: "POST /api/v1/submissions/bulk-approve",
      answer: (request) => {
        const submissions = textsOf(objectOf(request.body)["submission_ids"]).map(submissionOf);
        if (submissions.length === 0) throw new ProlificRefusal(400, "submission_ids is required");
        for (const submission of submissions) life.approve(submission);
        return ok({ message: "You've made a request to bulk approve submissions. It may take some minutes to complete." });
      },
    },
  ];
};
