import { flagOf, type JsonObject, numberOf, objectOf, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime } from "../world/clock.ts";
import { invalid, ok, ScaleRefusal } from "./scale-error.ts";
import type { ScaleState } from "./scale-state.ts";
import type { Account, Project } from "./state.ts";
import { taskTypes } from "./types/task-types.ts";

export const projectView = (project: Project): Record<string, unknown> => ({
  ...project.extra,
  id: project.id,
  name: project.name,
  type: project.type,
  created_at: isoTime(project.createdAt),
  created_with: "api",
  projectType: project.rapid ? "rapid" : project.studio ? "studio" : "enterprise",
  pipelineName: project.pipeline ?? "standard_task",
  archived: project.archived,
  ...(project.ontology === undefined ? {} : { ontology: project.ontology }),
  param_history: project.history.map((entry, version) => ({
    ...entry.params,
    version,
    created_at: isoTime(entry.createdAt),
    ...(entry.instruction === undefined ? {} : { instruction: entry.instruction }),
  })),
});

/** The project of that name. Refuses with 404 where there is none. */
export const projectOf = (account: Account, name: string): Project => {
  const project = account.projects.get(name);
  if (project === undefined) throw new ScaleRefusal(404, `Project with name "${name}" not found.`);
  return project;
};

export const projectRoutes = (state: ScaleState): readonly Route[] => [
  {
    operation: "POST /projects",
    answer: (request) => {
      const account = state.accountOf(request);
      const body = objectOf(request.body);
      const name = textOf(body["name"]);
      const type = textOf(body["type"]);
      if (type === undefined) throw invalid('"type" is required');
      if (name === undefined) throw invalid('"name" is required');
      if (taskTypes[type] === undefined) throw invalid(`"type" ${type} is not a task type`);
      if (state.options.notEnabled.includes(type)) throw new ScaleRefusal(402, state.options.texts.notEnabled);
      if (account.projects.has(name)) throw new ScaleRefusal(409, `A project with name "${name}" already exists.`);
      const at = state.world.clock.now();
      const { instruction, ...params } = objectOf(body["params"]);
      const project: Project = {
        id: state.nextId(),
        name,
        type,
        createdAt: at,
        rapid: flagOf(body["rapid"]),
        studio: flagOf(body["studio"]),
        pipeline: textOf(body["pipeline"]),
        consensusAttempts: numberOf(body["consensus_attempts"]) ?? 3,
        extra: textOf(body["datasetId"]) === undefined ? {} : { datasetId: body["datasetId"] },
        archived: false,
        ontology: undefined,
        history: [{ createdAt: at, instruction: textOf(instruction) ?? textOf(body["instruction"]), params }],
      };
      account.projects.set(name, project);
      return ok(projectView(project));
    },
  },
  {
    operation: "GET /projects",
    answer: (request) => {
      const archived = request.query.get("archived");
      const wanted = archived === null || archived === "" ? undefined : flagOf(archived);
      return ok(
        [...state.accountOf(request).projects.values()]
          .filter((project) => wanted === undefined || project.archived === wanted)
          .map(projectView),
      );
    },
  },
  { operation: "GET /projects/{name}", answer: (request, { name = "" }) => ok(projectView(projectOf(state.accountOf(request), name))) },
  {
    operation: "POST /projects/{name}/setParams",
    answer: (request, { name = "" }) => {
      const project = projectOf(state.accountOf(request), name);
      const { patch, instruction, ...params } = objectOf(request.body);
      const last = project.history.at(-1)!;
      const merge = flagOf(patch);
      const next: JsonObject = merge ? { ...last.params, ...params } : params;
      project.history.push({
        createdAt: state.world.clock.now(),
        instruction: textOf(instruction) ?? (merge ? last.instruction : undefined),
        params: next,
      });
      return ok(projectView(project));
    },
  },
  {
    operation: "POST /projects/{name}/setOntology",
    answer: (request, { name = "" }) => {
      const project = projectOf(state.accountOf(request), name);
      const body = objectOf(request.body);
      if (!Array.isArray(body["ontology"])) throw invalid('"ontology" is required');
      project.ontology = body["ontology"];
      return ok(projectView(project));
    },
  },
  {
    operation: "GET /projects/{name}/taskTemplates",
    answer: (request, { name = "" }) => {
      const project = projectOf(state.accountOf(request), name);
      if (!["textcollection", "chat", "chatlite", "chatexperimental", "multichat"].includes(project.type)) {
        throw new ScaleRefusal(400, "Task templates exist for TextCollection and Chat projects only.");
      }
      const last = project.history.at(-1)!;
      return ok({
        id: project.id,
        version: project.history.length - 1,
        created_at: isoTime(project.createdAt),
        updated_at: isoTime(last.createdAt),
        template_variables: objectOf(last.params["template_variables"]),
      });
    },
  },
];
