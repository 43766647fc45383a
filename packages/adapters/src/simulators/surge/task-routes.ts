import { hashNumbers } from "../world/seeded-random.ts";
import { secondMs } from "../world/clock.ts";
import { flagOf, type JsonObject, listOf, objectOf, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { charge } from "./project-routes.ts";
import { dataKey } from "./questions.ts";
import type { SurgeProject, SurgeState, SurgeTask } from "./state.ts";
import { ok, SurgeRefusal } from "./surge-error.ts";
import { addResponse, callWorkers, startWork } from "./task-life.ts";
import { taskView } from "./views.ts";

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));

/** What workers see of the fields: those the template names, in its order; without a template, all of them. */
const piecesOf = (project: SurgeProject, fields: JsonObject): readonly string[] => {
  const template = project.fieldsTemplate;
  if (template === undefined) return Object.values(fields).map(asText);
  const named = [...template.matchAll(/\{\{\{?\s*([^{}\s]+)\s*\}?\}\}/gu)].map((match) => match[1]!);
  return [...new Set(named)].filter((name) => fields[name] !== undefined).map((name) => asText(fields[name]));
};

const addTask = (state: SurgeState, project: SurgeProject, fields: JsonObject, at: number): SurgeTask => {
  const task: SurgeTask = {
    id: state.nextId(),
    project,
    order: project.tasks.length,
    createdAt: at,
    fields,
    seen: state.world.answering.see(piecesOf(project, fields)),
    responses: [],
    workers: new Set(),
    launched: false,
    completedAt: undefined,
    shifts: [],
    goldAnswers: undefined,
    goldExplanations: undefined,
    tieBreaks: 0,
    epoch: 0,
  };
  project.tasks.push(task);
  project.open++;
  state.tasks.set(task.id, task);
  state.world.tookOn({ created: task.id, at, seen: task.seen });
  return task;
};

const addTasks = (state: SurgeState, project: SurgeProject, all: readonly JsonObject[], launch: boolean): readonly SurgeTask[] => {
  if (project.status === "canceled") throw new SurgeRefusal(400, "Project is canceled; tasks can't be added");
  const goesOut =
    project.status === "in_progress" || project.status === "completed"
      ? launch || state.options.addedTasks === "at-once"
      : launch && project.status === "unlaunched";
  // The whole request is paid for or refused, before anything exists.
  if (goesOut) charge(state, project, all.length + (project.status === "unlaunched" ? project.tasks.length : 0));
  const at = state.world.clock.now();
  const tasks = all.map((fields) => addTask(state, project, fields, at));
  if (!goesOut) return tasks;
  if (project.status === "unlaunched") {
    project.status = "in_progress";
    startWork(state, project, at);
  } else {
    project.status = "in_progress";
    for (const task of tasks) callWorkers(state, task, at, project.workersPerTask);
  }
  return tasks;
};

export const taskRoutes = (state: SurgeState): readonly Route[] => [
  {
    operation: "POST /api/projects/{id}/tasks",
    answer: (request, { id = "" }) => {
      const project = state.projectOf(id);
      const { fields } = objectOf(request.body);
      if (typeof fields !== "object" || fields === null) throw new SurgeRefusal(400, "Fields can't be blank");
      return ok(taskView(addTasks(state, project, [objectOf(fields)], false)[0]!));
    },
  },
  {
    operation: "POST /api/projects/{id}/tasks/create_tasks",
    answer: (request, { id = "" }) => {
      const project = state.projectOf(id);
      const body = objectOf(request.body);
      if (!Array.isArray(body["tasks"])) throw new SurgeRefusal(400, "tasks must be an array");
      const all = listOf(body["tasks"]);
      if (all.length > state.options.bulkMax) throw new SurgeRefusal(413, `At most ${state.options.bulkMax} tasks a request`);
      if (all.some((entry) => typeof entry !== "object" || entry === null || Array.isArray(entry)))
        throw new SurgeRefusal(400, "Each task must be a map of fields");
      const tasks = addTasks(state, project, all.map(objectOf), flagOf(body["launch"]));
      const reply =
        state.options.bulkReply === "in-order"
          ? tasks
          : tasks.toSorted((a, b) => hashNumbers(state.world.seed, a.order) - hashNumbers(state.world.seed, b.order));
      return ok(reply.map(taskView));
    },
  },
  {
    operation: "GET /api/projects/{id}/tasks",
    answer: (request, { id = "" }) => {
      const project = state.projectOf(id);
      const wanted = Math.floor(Number(request.query.get("per_page") ?? state.options.tasksPerPageMax)) || state.options.tasksPerPageMax;
      const size = Math.max(1, Math.min(wanted, state.options.tasksPerPageMax));
      const from = (Math.max(1, Math.floor(Number(request.query.get("page") ?? 1)) || 1) - 1) * size;
      const settled = state.world.clock.now() - state.options.listLagSeconds * secondMs;
      const page = project.tasks.slice(from, from + size);
      return ok((state.options.listLagSeconds === 0 ? page : page.filter((task) => task.createdAt <= settled)).map(taskView));
    },
  },
  { operation: "GET /api/tasks/{id}", answer: (_request, { id = "" }) => ok(taskView(state.taskOf(id))) },
  {
    operation: "POST /api/tasks/{id}/gold-standards",
    answer: (request, { id = "" }) => {
      const task = state.taskOf(id);
      const body = objectOf(request.body);
      if (typeof body["is_gold_standard"] !== "boolean") throw new SurgeRefusal(400, "is_gold_standard can't be blank");
      if (body["is_gold_standard"]) {
        const answers = listOf(body["answers"]).map((answer) => String(answer ?? ""));
        if (answers.length > 0 && answers.length !== task.project.questions.length)
          throw new SurgeRefusal(400, "There must be one answer per question");
        task.goldAnswers = answers.length === 0 ? (task.goldAnswers ?? task.project.questions.map(() => "")) : answers;
        task.goldExplanations = listOf(body["explanations"]).map((text) => String(text ?? ""));
      } else {
        task.goldAnswers = undefined;
        task.goldExplanations = undefined;
      }
      return ok(taskView(task));
    },
  },
  {
    operation: "POST /api/tasks/{id}/create-response",
    answer: (request, { id = "" }) => {
      const task = state.taskOf(id);
      const body = objectOf(request.body);
      const answers = listOf(body["answers"]);
      const { questions } = task.project;
      if (answers.length !== questions.length) throw new SurgeRefusal(400, "There must be one answer per question");
      const data = Object.fromEntries(questions.map((question, i) => [dataKey(question), answers[i]] as const));
      addResponse(state, task, { data, at: state.world.clock.now(), workerId: textOf(body["worker_id"]), seconds: undefined });
      return ok(taskView(task));
    },
  },
];
