import {
  flagOf,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  type SimulatedReply,
  type SimulatedRequest,
  textOf,
  textsOf,
} from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { readQuestion } from "./questions.ts";
import type { ProjectStatus, SurgeProject, SurgeState } from "./state.ts";
import { ok, SurgeRefusal } from "./surge-error.ts";
import { startWork, stopWork } from "./task-life.ts";
import { projectView } from "./views.ts";

const knownKeys = new Set([
  "name",
  "payment_per_response",
  "private_workforce",
  "instructions",
  "questions",
  "qualifications_required",
  "qualifications_forbidden",
  "callback_url",
  "fields_template",
  "fields_text",
  "num_workers_per_task",
  "tags",
  "description",
  "template_id",
]);

const create = (state: SurgeState, body: JsonObject): SurgeProject => {
  const templateId = textOf(body["template_id"]);
  const template = templateId === undefined ? undefined : state.projectOf(templateId);
  const name = textOf(body["name"]) ?? template?.name;
  if (name === undefined) throw new SurgeRefusal(400, "Name can't be blank");
  const at = state.world.clock.now();
  const payment = body["payment_per_response"] === undefined ? template?.paymentPerResponse : numberOf(body["payment_per_response"]);
  if (payment !== undefined && payment < 0) throw new SurgeRefusal(400, "Payment per response must not be negative");
  const workersPerTask = numberOf(body["num_workers_per_task"]) ?? template?.workersPerTask ?? 1;
  if (!Number.isInteger(workersPerTask) || workersPerTask < 1)
    throw new SurgeRefusal(400, "Num workers per task must be a whole number of at least 1");
  const sentQuestions =
    body["questions"] === undefined && template !== undefined
      ? template.questions.map((question) => question.sent)
      : listOf(body["questions"]);
  const questions = sentQuestions.map((question) => readQuestion(question, at, state.nextId));
  const extra = Object.fromEntries(Object.entries(body).filter(([key]) => !knownKeys.has(key)));
  return {
    id: state.nextId(),
    order: state.projectOrder.length,
    createdAt: at,
    tasks: [],
    name,
    status: "unlaunched",
    instructions: textOf(body["instructions"]) ?? template?.instructions,
    fieldsTemplate: textOf(body["fields_template"]) ?? template?.fieldsTemplate,
    questions,
    workersPerTask,
    paymentPerResponse: payment,
    privateWorkforce: flagOf(body["private_workforce"]),
    callbackUrl: textOf(body["callback_url"]),
    required: textsOf(body["qualifications_required"]),
    forbidden: textsOf(body["qualifications_forbidden"]),
    tags: textsOf(body["tags"]),
    description: textOf(body["description"]),
    templateId,
    extra,
    open: 0,
    responses: 0,
  };
};

const update = (project: SurgeProject, body: JsonObject, at: number, nextId: () => string): void => {
  if (body["name"] !== undefined) project.name = textOf(body["name"]) ?? project.name;
  if (body["payment_per_response"] !== undefined) project.paymentPerResponse = numberOf(body["payment_per_response"]);
  if (body["instructions"] !== undefined) project.instructions = textOf(body["instructions"]);
  // The update reads the template under this name only; `fields_template` is what create reads, and is passed over here.
  if (body["fields_text"] !== undefined) project.fieldsTemplate = textOf(body["fields_text"]);
  if (body["callback_url"] !== undefined) project.callbackUrl = textOf(body["callback_url"]);
  if (body["private_workforce"] !== undefined) project.privateWorkforce = flagOf(body["private_workforce"]);
  if (body["num_workers_per_task"] !== undefined) project.workersPerTask = numberOf(body["num_workers_per_task"]) ?? project.workersPerTask;
  if (body["qualifications_required"] !== undefined) project.required = textsOf(body["qualifications_required"]);
  if (body["qualifications_forbidden"] !== undefined) project.forbidden = textsOf(body["qualifications_forbidden"]);
  if (body["tags"] !== undefined) project.tags = textsOf(body["tags"]);
  if (body["description"] !== undefined) project.description = textOf(body["description"]);
  if (body["questions"] !== undefined) project.questions = listOf(body["questions"]).map((question) => readQuestion(question, at, nextId));
};

/** What launching costs before anything is done: worker pay for every response still to come. */
export const charge = (state: SurgeState, project: SurgeProject, tasks: number): void => {
  if (project.privateWorkforce) return;
  const amount = (project.paymentPerResponse ?? 0) * project.workersPerTask * tasks;
  if (state.money.charged + amount > state.options.funds) throw new SurgeRefusal(402, "Insufficient funds to launch this project");
  state.money.charged += amount;
};

/** Launches, pauses, resumes, cancels. A step that does not fit the present status is refused. */
const lifecycle = (state: SurgeState, project: SurgeProject, verb: "launch" | "pause" | "resume" | "cancel"): void => {
  const at = state.world.clock.now();
  const refuse = (): never => {
    throw new SurgeRefusal(400, `Project is ${project.status} and can't be ${verb}${verb.endsWith("e") ? "d" : "ed"}`);
  };
  const from = (...allowed: readonly ProjectStatus[]): boolean => allowed.includes(project.status);
  switch (verb) {
    case "launch":
      if (!from("unlaunched")) refuse();
      charge(state, project, project.tasks.length);
      project.status = "in_progress";
      return startWork(state, project, at);
    case "pause":
      if (!from("in_progress", "completed")) refuse();
      project.status = "paused";
      return stopWork(state, project, at);
    case "resume":
      if (!from("paused")) refuse();
      project.status = "in_progress";
      return startWork(state, project, at);
    case "cancel":
      if (from("canceled")) return undefined;
      project.status = "canceled";
      return stopWork(state, project, at);
    default:
      return verb satisfies never;
  }
};

const pageOf = (request: SimulatedRequest): number => Math.max(1, Math.floor(Number(request.query.get("page") ?? 1)) || 1);

export const projectRoutes = (state: SurgeState): readonly Route[] => {
  const list = (request: SimulatedRequest, projects: readonly SurgeProject[]): SimulatedReply => {
    const statuses = [...request.query.getAll("statuses[]"), ...request.query.getAll("statuses")].filter((status) => status !== "");
    const kept = statuses.length === 0 ? projects : projects.filter((project) => statuses.includes(project.status));
    const size = state.options.projectsPerPage;
    const from = (pageOf(request) - 1) * size;
    return ok(kept.slice(from, from + size).map((project) => projectView(state, project)));
  };
  const newest = (): readonly SurgeProject[] => state.projectOrder.filter((project) => state.projects.has(project.id)).toReversed();
  const verbs = (["launch", "pause", "resume", "cancel"] as const).flatMap((verb) =>
    // The SDK sends PUT, older documents say POST.
    (["PUT", "POST"] as const).map((method): Route => ({
      operation: `${method} /api/projects/{id}/${verb}`,
      answer: (_request, { id = "" }) => {
        const project = state.projectOf(id);
        lifecycle(state, project, verb);
        return ok(projectView(state, project));
      },
    })),
  );
  return [
    {
      operation: "POST /api/projects",
      answer: (request) => {
        const project = create(state, objectOf(request.body));
        state.projects.set(project.id, project);
        state.projectOrder.push(project);
        for (const question of project.questions) state.questions.set(question.id, question);
        return ok(projectView(state, project));
      },
    },
    { operation: "GET /api/projects", answer: (request) => list(request, newest()) },
    { operation: "GET /api/projects/shared", answer: (request) => list(request, newest()) },
    {
      operation: "GET /api/projects/blueprints",
      answer: (request) =>
        list(
          request,
          newest().filter((project) => project.tags.includes("blueprint")),
        ),
    },
    {
      operation: "GET /api/projects/{id}/copies",
      answer: (_request, { id = "" }) => {
        state.projectOf(id);
        return ok(
          newest()
            .filter((project) => project.templateId === id)
            .map((project) => projectView(state, project)),
        );
      },
    },
    { operation: "GET /api/projects/{id}", answer: (_request, { id = "" }) => ok(projectView(state, state.projectOf(id))) },
    {
      operation: "PUT /api/projects/{id}",
      answer: (request, { id = "" }) => {
        const project = state.projectOf(id);
        update(project, objectOf(request.body), state.world.clock.now(), state.nextId);
        for (const question of project.questions) state.questions.set(question.id, question);
        return ok(projectView(state, project));
      },
    },
    ...verbs,
    {
      // A GET that destroys, as it is at the vendor.
      operation: "GET /api/projects/{id}/delete",
      answer: (_request, { id = "" }) => {
        const project = state.projectOf(id);
        stopWork(state, project, state.world.clock.now());
        state.projects.delete(id);
        for (const task of project.tasks) state.tasks.delete(task.id);
        return ok({ success: true });
      },
    },
    {
      operation: "GET /api/projects/{id}/workable_by_surger",
      answer: (request, { id = "" }) => {
        const project = state.projectOf(id);
        const surger = textOf(request.query.get("surger_id"));
        const known = state.world.workforce.workers.some((worker) => worker.id === surger);
        const on = (teams: readonly string[]): boolean =>
          teams.some((team) => surger !== undefined && state.teams.get(team)?.members.includes(surger) === true);
        return ok({
          workable:
            known && project.status === "in_progress" && (project.required.length === 0 || on(project.required)) && !on(project.forbidden),
        });
      },
    },
  ];
};
