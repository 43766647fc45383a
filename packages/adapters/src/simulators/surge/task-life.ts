import { hashNumbers, hashText } from "../world/seeded-random.ts";
import type { JsonObject } from "../server/message.ts";
import type { SpanValue } from "../world/question.ts";
import type { Worker } from "../world/workforce.ts";
import { dataKey, questionAsked, type SurgeQuestion } from "./questions.ts";
import type { SurgeProject, SurgeState, SurgeTask } from "./state.ts";
import { isAnonymous, projectView, taskView } from "./views.ts";

/** Calls the workers a task still lacks. With a private workforce nobody comes: the customer adds responses itself. */
export const callWorkers = (state: SurgeState, task: SurgeTask, at: number, count: number): void => {
  const { project } = task;
  task.launched = true;
  if (project.privateWorkforce || count <= 0) return;
  const { epoch } = task;
  const { world } = state;
  for (let n = 0; n < count; n++) {
    const recorded = world.answering.recorded(task.seen);
    if (recorded?.seconds !== undefined) {
      const worker = world.workforce.workers[hashText(recorded.worker) % world.workforce.workers.length]!;
      const endAt = Math.max(at, task.createdAt + Math.round(recorded.seconds * 1000));
      task.shifts = [...task.shifts, { worker, startAt: at, endAt }];
      world.agenda.add(endAt, (now) => {
        if (task.epoch === epoch)
          respond(state, task, worker, { at: now, startedAt: at, label: recorded.label, workerId: recorded.worker });
      });
      continue;
    }
    const [shift] = world.workforce.assign({ key: hashNumbers(task.seen.key, task.workers.size), at, count: 1, exclude: task.workers });
    if (shift === undefined) continue;
    task.workers.add(shift.worker.index);
    task.shifts = [...task.shifts, shift];
    world.agenda.add(shift.endAt, (now) => {
      if (task.epoch === epoch)
        respond(state, task, shift.worker, { at: now, startedAt: shift.startAt, label: recorded?.label, workerId: recorded?.worker });
    });
  }
};

/** Stops what nobody has begun; what is begun arrives or not, as the option says. */
export const stopWork = (state: SurgeState, project: SurgeProject, at: number): void => {
  for (const task of project.tasks) {
    if (task.completedAt !== undefined && task.tieBreaks === 0) continue;
    task.epoch++;
    const { epoch } = task;
    const begun = state.options.begunWork === "arrives" ? task.shifts.filter((shift) => shift.startAt <= at && shift.endAt > at) : [];
    task.shifts = begun;
    task.workers.clear();
    for (const shift of begun) {
      task.workers.add(shift.worker.index);
      state.world.agenda.add(shift.endAt, (now) => {
        if (task.epoch === epoch)
          respond(state, task, shift.worker, { at: now, startedAt: shift.startAt, label: undefined, workerId: undefined });
      });
    }
  }
};

/** Workers take the project up: every task gets the answers it lacks, those under way counted. */
export const startWork = (state: SurgeState, project: SurgeProject, at: number): void => {
  for (const task of project.tasks) {
    const underWay = task.shifts.filter((shift) => shift.endAt > at).length;
    callWorkers(state, task, at, project.workersPerTask - task.responses.length - underWay);
  }
};

/** One worker's answer to one question, in the form it has in `data`. */
const answerOf = (
  state: SurgeState,
  task: SurgeTask,
  question: SurgeQuestion,
  who: { readonly worker: Worker; readonly place: number; readonly label: string | undefined },
): unknown => {
  const shown = task.seen.pieces[0] ?? "";
  const asked = questionAsked(question, shown);
  if (asked === undefined) return undefined;
  const { answering } = state.world;
  const value =
    (who.label === undefined ? undefined : answering.fromLabel(asked, who.label)) ??
    answering.answer(asked, task.seen, who.worker, who.place);
  switch (question.type) {
    case "text_tagging":
      return JSON.stringify(
        (value as readonly SpanValue[]).map(({ start, end, label }) => ({ text: shown.slice(start, end), start, end, tag: label })),
      );
    case "ranking":
      return JSON.stringify(value);
    case "checkbox":
      return state.options.checkboxAnswer === "list" ? value : (value as readonly string[]).join("\n");
    case "file_upload":
      return `${state.world.origin()}/files/${task.id}.txt`;
    case "free_response":
    case "multiple_choice":
    case "likert":
    case "tree_selection":
    case "chat":
    case "text":
      return Array.isArray(value) ? String((value as readonly unknown[])[0] ?? "") : String(value);
    default:
      return question.type satisfies never;
  }
};

const respond = (
  state: SurgeState,
  task: SurgeTask,
  worker: Worker,
  how: { readonly at: number; readonly startedAt: number; readonly label: string | undefined; readonly workerId: string | undefined },
): void => {
  const data: Record<string, unknown> = {};
  for (const [place, question] of task.project.questions.entries()) {
    const answer = answerOf(state, task, question, { worker, place, label: how.label });
    if (answer !== undefined) data[dataKey(question)] = answer;
  }
  addResponse(state, task, {
    data,
    at: how.at,
    workerId: how.workerId ?? (isAnonymous(state, worker.index) ? undefined : worker.id),
    seconds: state.options.timeSpent ? Math.round((how.at - how.startedAt) / 1000) : undefined,
  });
};

/** Adds one response, completes the task with its last wanted one, and calls tie-breakers where fewer than half agree. */
export const addResponse = (
  state: SurgeState,
  task: SurgeTask,
  response: { readonly data: JsonObject; readonly at: number; readonly workerId: string | undefined; readonly seconds: number | undefined },
): void => {
  const { project } = task;
  task.responses.push({
    id: state.nextId(),
    data: response.data,
    completedAt: response.at,
    workerId: response.workerId,
    seconds: response.seconds,
  });
  project.responses++;
  if (task.responses.length >= project.workersPerTask && task.completedAt === undefined) {
    task.completedAt = response.at;
    project.open--;
    state.world.answered();
    notify(state, task);
    if (project.open === 0 && project.status === "in_progress") project.status = "completed";
  }
  if (task.responses.length >= project.workersPerTask && task.tieBreaks < state.options.tieBreakers && isTied(task)) {
    task.tieBreaks++;
    callWorkers(state, task, response.at, 1);
  }
};

const isTied = (task: SurgeTask): boolean =>
  task.project.workersPerTask > 1 &&
  task.project.questions.some((question) => {
    if (!question.requireTieBreaker) return false;
    const votes = new Map<string, number>();
    for (const response of task.responses) {
      const answer = String(response.data[dataKey(question)]);
      votes.set(answer, (votes.get(answer) ?? 0) + 1);
    }
    return Math.max(...votes.values()) * 2 <= task.responses.length;
  });

/** Unsigned: whoever knows the address can send the same. */
const notify = (state: SurgeState, task: SurgeTask): void => {
  const { callbackUrl } = task.project;
  if (callbackUrl === undefined) return;
  const body =
    state.options.callbackBody === "ids"
      ? { task_id: task.id, project_id: task.project.id, project: projectView(state, task.project) }
      : taskView(task);
  state.world.callbacks.send({
    url: callbackUrl,
    body: JSON.stringify(body),
    headers: () => ({}),
    retryAfterMs: state.options.callbackRetryMinutes.map((minutes) => minutes * 60_000),
  });
};
