import type { JsonObject } from "../server/message.ts";
import { dayMs, secondMs } from "../world/clock.ts";
import { chance, hashNumbers, hashText } from "../world/seeded-random.ts";
import type { Worker } from "../world/workforce.ts";
import type { Instruction, ProlificState, Study, StudyStatus, Submission, SubmissionStatus, Task } from "./state.ts";
import { notify } from "./webhooks.ts";

const RETURN = hashText("return");
const reservedMs = 20 * secondMs;

/** What people do with a published study. A place is one participant for one task group; a place that is given back goes to another participant. */
export interface StudyLife {
  readonly publish: (study: Study) => void;
  readonly start: (study: Study) => void;
  readonly pause: (study: Study) => void;
  readonly stop: (study: Study) => void;
  readonly morePlaces: (study: Study, count: number) => void;
  readonly approve: (submission: Submission) => void;
  /** `REJECTED` or `RETURNED`: unpaid, and the place opens again. */
  readonly giveBack: (submission: Submission, status: "REJECTED" | "RETURNED") => void;
}

export const createStudyLife = (state: ProlificState): StudyLife => {
  const { world, options } = state;
  const seen = new Map<string, Set<number>>();

  const setStudy = (study: Study, status: StudyStatus): void => {
    if (study.status === status) return;
    study.status = status;
    notify(state, "study.status.change", { resource_id: study.id, status });
  };
  const setSubmission = (submission: Submission, status: SubmissionStatus): void => {
    submission.status = status;
    notify(state, "submission.status.change", {
      resource_id: submission.id,
      status,
      participant_id: submission.worker.id,
      study_id: submission.study.id,
    });
  };

  /** Nobody takes part twice, as long as the crowd is large enough. */
  const openPlace = (study: Study, group: number): void => {
    const already = seen.get(study.id) ?? new Set<number>();
    seen.set(study.id, already);
    const [shift] = world.workforce.assign({
      key: hashNumbers(hashText(study.id), group, already.size),
      at: world.clock.now(),
      count: 1,
      exclude: already,
    });
    if (shift === undefined) return;
    already.add(shift.worker.index);
    world.agenda.add(shift.startAt, (at) => begin(study, group, { worker: shift.worker, at }));
  };

  const begin = (study: Study, group: number, { worker, at }: { readonly worker: Worker; readonly at: number }): void => {
    if (study.stopped) return;
    if (study.status === "PAUSED") {
      study.waiting.push(group);
      return;
    }
    const submission: Submission = {
      id: state.objectId(),
      study,
      worker,
      group,
      startedAt: at,
      completedAt: undefined,
      status: "RESERVED",
    };
    study.submissions.push(submission);
    state.submissions.set(submission.id, submission);
    const tasks = study.batch.groups[group] ?? [];
    world.agenda.add(at + reservedMs, () => {
      if (submission.status === "RESERVED") setSubmission(submission, "ACTIVE");
    });
    const returns = chance(hashText(submission.id), RETURN) < options.returnShare;
    const last = returns ? Math.floor(tasks.length / 2) : tasks.length;
    let when = at + reservedMs;
    for (const task of tasks.slice(0, last)) {
      when += Math.round(world.workforce.workSeconds(task.datapoint.seen.key, worker) * secondMs);
      world.agenda.add(when, (then) => respond(submission, task, then));
    }
    world.agenda.add(when + secondMs, (then) => (returns ? giveBackIfAtWork(submission) : complete(submission, then)));
  };

  const atWork = ({ status }: Submission): boolean => status === "RESERVED" || status === "ACTIVE";

  const respond = (submission: Submission, task: Task, at: number): void => {
    if (!atWork(submission)) return;
    const { batch } = submission.study;
    for (const [place, instruction] of batch.layout.instructions.entries())
      batch.responses.push({
        id: state.uuid(),
        at,
        task,
        submission,
        instruction: instruction.id,
        answer: answerTo(state, { instruction, place, task, worker: submission.worker }),
      });
  };

  const complete = (submission: Submission, at: number): void => {
    if (!atWork(submission)) return;
    submission.completedAt = at;
    setSubmission(submission, "AWAITING REVIEW");
    for (const task of submission.study.batch.groups[submission.group] ?? [])
      if (!task.answered) {
        task.answered = true;
        world.answered();
      }
    world.agenda.add(at + options.autoApproveDays * dayMs, () => approve(submission));
    settle(submission.study);
  };

  const giveBackIfAtWork = (submission: Submission): void => {
    if (atWork(submission)) giveBack(submission, "RETURNED");
  };

  const approve = (submission: Submission): void => {
    if (submission.status !== "AWAITING REVIEW") return;
    setSubmission(submission, "APPROVED");
    settle(submission.study);
  };

  const giveBack: StudyLife["giveBack"] = (submission, status) => {
    const { study } = submission;
    setSubmission(submission, status);
    if (status === "REJECTED" && study.status === "COMPLETED") setStudy(study, "AWAITING REVIEW");
    if (study.stopped) settle(study);
    else openPlace(study, submission.group);
  };

  /** All places are taken and none is at work any more: nothing is left but the reviews. */
  const settle = (study: Study): void => {
    const done = study.submissions.filter(({ status }) => status === "AWAITING REVIEW" || status === "APPROVED");
    const approved = done.filter(({ status }) => status === "APPROVED").length;
    const wanted = study.stopped ? done.length : study.places;
    if (study.submissions.some(atWork) || done.length < wanted) return;
    setStudy(study, approved >= wanted ? "COMPLETED" : "AWAITING REVIEW");
  };

  const groupOf = (study: Study, place: number): number => place % Math.max(1, study.batch.groups.length);

  return {
    publish: (study) => {
      setStudy(study, "PUBLISHING");
      study.publishedAt = world.clock.now();
      const open = (): void => {
        if (study.status !== "PUBLISHING") return;
        setStudy(study, "ACTIVE");
        for (let place = 0; place < study.places; place++) openPlace(study, groupOf(study, place));
      };
      if (options.publishSeconds === 0) open();
      else world.agenda.add(world.clock.now() + options.publishSeconds * secondMs, open);
    },
    start: (study) => {
      setStudy(study, "ACTIVE");
      for (const group of study.waiting.splice(0)) openPlace(study, group);
    },
    pause: (study) => setStudy(study, "PAUSED"),
    stop: (study) => {
      study.stopped = true;
      study.waiting.length = 0;
      if (options.begunWork === "dropped") for (const submission of study.submissions) giveBackIfAtWork(submission);
      setStudy(study, "AWAITING REVIEW");
      settle(study);
    },
    morePlaces: (study, count) => {
      const before = study.places;
      study.places += count;
      if (study.status === "PUBLISHING") return;
      for (let place = before; place < study.places; place++) openPlace(study, groupOf(study, place));
      if (study.status !== "PAUSED") setStudy(study, "ACTIVE");
    },
    approve,
    giveBack,
  };
};

const answerTo = (
  { world }: ProlificState,
  asked: { readonly instruction: Instruction; readonly place: number; readonly task: Task; readonly worker: Worker },
): JsonObject => {
  const { type, question } = asked.instruction;
  const { seen } = asked.task.datapoint;
  const recorded = asked.place === 0 ? world.answering.recorded(seen) : undefined;
  const value =
    (recorded === undefined ? undefined : world.answering.fromLabel(question, recorded.label)) ??
    world.answering.answer(question, seen, asked.worker, asked.place);
  if (type.startsWith("multiple_choice"))
    return { type, answer: (Array.isArray(value) ? value : [value]).map((one) => ({ value: String(one) })) };
  return { type, text: String(value) };
};
