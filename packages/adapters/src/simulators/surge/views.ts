import { chance, hashText } from "../world/seeded-random.ts";
import { isoTime } from "../world/clock.ts";
import { dataKey, questionView } from "./questions.ts";
import type { SurgeProject, SurgeResponse, SurgeState, SurgeTask } from "./state.ts";

export const projectView = (state: SurgeState, project: SurgeProject): Record<string, unknown> => ({
  ...project.extra,
  id: project.id,
  slug: project.name.toLowerCase().replace(/[^a-z0-9]+/gu, "-") || "project",
  name: project.name,
  status: project.status,
  created_at: isoTime(project.createdAt),
  instructions: project.instructions ?? null,
  fields_template: project.fieldsTemplate ?? null,
  description: project.description ?? null,
  callback_url: project.callbackUrl ?? null,
  template_id: project.templateId ?? null,
  tags: project.tags,
  qualifications_required: project.required,
  qualifications_forbidden: project.forbidden,
  num_tasks: project.tasks.length,
  num_tasks_completed: project.tasks.length - project.open,
  num_tasks_in_progress: project.status === "in_progress" ? project.open : 0,
  num_responses_completed: project.responses,
  num_workers_per_task: project.workersPerTask,
  payment_per_response: project.paymentPerResponse ?? null,
  private_workforce: project.privateWorkforce,
  link_to_work_on_task: `${state.world.origin()}/workers/tasks?project_id=${project.id}`,
  avg_gold_standard_score: goldScore(project),
  interrater_agreement: agreement(project),
  questions: project.questions.map(questionView),
});

const responseView = (response: SurgeResponse): Record<string, unknown> => ({
  id: response.id,
  data: response.data,
  completed_at: isoTime(response.completedAt),
  ...(response.workerId === undefined ? {} : { worker_id: response.workerId }),
  ...(response.seconds === undefined ? {} : { time_spent_in_secs: response.seconds }),
});

export const taskView = (task: SurgeTask): Record<string, unknown> => ({
  id: task.id,
  project_id: task.project.id,
  status: task.completedAt === undefined ? "created" : "completed",
  created_at: isoTime(task.createdAt),
  is_gold_standard: task.goldAnswers !== undefined,
  fields: task.fields,
  gold_standards_data: goldData(task),
  is_complete: task.completedAt !== undefined,
  responses: task.responses.map(responseView),
});

const goldData = (task: SurgeTask): unknown =>
  task.goldAnswers === undefined
    ? null
    : task.project.questions.map((question, i) => ({
        question_id: question.id,
        answer: task.goldAnswers?.[i] ?? "",
        explanation: task.goldExplanations?.[i] ?? "",
      }));

/** Share of right answers on gold tasks, 0 to 100; null before there is one. */
const goldScore = (project: SurgeProject): number | null => {
  let asked = 0;
  let right = 0;
  for (const task of project.tasks) {
    if (task.goldAnswers === undefined) continue;
    for (const response of task.responses) {
      for (const [i, question] of project.questions.entries()) {
        const gold = task.goldAnswers[i];
        if (gold === undefined || gold === "") continue;
        asked++;
        if (String(response.data[dataKey(question)]) === gold) right++;
      }
    }
  }
  return asked === 0 ? null : Math.round((10_000 * right) / asked) / 100;
};

/** Share of agreeing pairs of responses a question, 0 to 1; questions nobody answered twice are missing. */
const agreement = (project: SurgeProject): Record<string, number> => {
  const result: Record<string, number> = {};
  if (project.workersPerTask < 2) return result;
  for (const question of project.questions) {
    let pairs = 0;
    let same = 0;
    const key = dataKey(question);
    for (const { responses } of project.tasks) {
      for (let i = 0; i < responses.length; i++) {
        for (let j = i + 1; j < responses.length; j++) {
          pairs++;
          if (String(responses[i]!.data[key]) === String(responses[j]!.data[key])) same++;
        }
      }
    }
    if (pairs > 0) result[question.text] = Math.round((10_000 * same) / pairs) / 10_000;
  }
  return result;
};

const ANONYMOUS = hashText("anonymous");

/** Whether this worker's id is withheld in every response. */
export const isAnonymous = (state: SurgeState, workerIndex: number): boolean =>
  chance(state.world.seed, ANONYMOUS, workerIndex) < state.options.anonymousShare;
