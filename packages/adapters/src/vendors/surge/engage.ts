import { AdapterError, type Call, type Engagement, type EngagementRequest, type JsonObject, type TaskShape } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { instructionsHtml } from "../instructions-html.ts";
import { readJobOptions } from "../read-options.ts";
import { readTime } from "../vendor-time.ts";
import type { SurgeContext } from "./context.ts";
import { type SurgeJobOptions, surgeJobOptions } from "./options.ts";
import { visitPages } from "./pages.ts";
import { toQuestions } from "./question.ts";
import { isCancelled } from "./status.ts";
import { type SurgeProject, surgeProject, surgeProjects } from "./wire.ts";
import { fieldsTemplate, referenceField } from "./worker-page.ts";

/** What the adapter remembers of a project. */
export interface SurgeEngagement {
  readonly project: string;
  /** The field that holds a unit's key. */
  readonly reference: string;
  readonly show: readonly string[];
  readonly task: TaskShape;
  /** Whether a finished task may still get answers. */
  readonly tiebreaks: boolean;
  /** Whether tasks are launched as they are made. */
  readonly launch: boolean;
}

/**
 * The project named by the key. Surge has no idempotency key and lets a name exist twice, so it is looked for before it is made, and where there
 * are two the older one counts: every process and every repeat picks the same.
 */
export const engage = async (
  context: SurgeContext,
  request: EngagementRequest,
  previous: Engagement | undefined,
  call: Call,
): Promise<Engagement> => {
  const options = readJobOptions(surgeJobOptions, request.options, "surge");
  const project = previous
    ? await getProject(context, previous.ref, call)
    : ((await findProject(context, request.key, call)) ?? (await makeProject(context, request, options, call)));
  if (isCancelled(project))
    throw new AdapterError({
      kind: "refused",
      scope: "engagement",
      code: "project_canceled",
      message: "the project was cancelled at the vendor, and Surge cannot take it up again",
    });
  const data: SurgeEngagement = {
    project: project.id,
    reference: referenceField(request.show),
    show: request.show,
    task: request.task,
    tiebreaks: options.requireTiebreaker === true,
    launch: options.launch !== false,
  };
  return { ref: project.id, state: "ready", data: data as unknown as JsonObject };
};

/** What {@link engage} stored. */
export const readEngagement = (engagement: Engagement): SurgeEngagement => engagement.data as unknown as SurgeEngagement;

/** The project as it is now. */
export const getProject = async ({ http }: SurgeContext, id: string, { signal }: Call): Promise<SurgeProject> =>
  readBody(surgeProject, await http.request({ method: "GET", path: `/projects/${segment(id)}`, effect: "read", signal }), "project");

const findProject = async ({ http }: SurgeContext, name: string, { signal }: Call): Promise<SurgeProject | undefined> => {
  const named: SurgeProject[] = [];
  const read = async (page: number): Promise<readonly SurgeProject[]> =>
    readBody(
      surgeProjects,
      await http.request({ method: "GET", path: "/projects", query: { page }, effect: "read", signal }),
      "page of projects",
    );
  await visitPages(read, {
    idOf: (project) => project.id,
    visit: (projects) => {
      named.push(...projects.filter((project) => project.name === name));
      return "go on";
    },
  });
  const age = (project: SurgeProject): number => readTime(project.created_at) ?? 0;
  return named.toSorted((a, b) => age(a) - age(b) || (a.id < b.id ? -1 : 1))[0];
};

const makeProject = async (
  { http }: SurgeContext,
  request: EngagementRequest,
  options: SurgeJobOptions,
  { signal }: Call,
): Promise<SurgeProject> => {
  const body = {
    name: request.key,
    instructions: instructionsHtml(request.title, request.instructions),
    questions: toQuestions(request.task, options.requireTiebreaker === true),
    fields_template: fieldsTemplate(request.show),
    num_workers_per_task: 1,
    ...(options.paymentPerResponse !== undefined && { payment_per_response: options.paymentPerResponse }),
    ...(options.privateWorkforce !== undefined && { private_workforce: options.privateWorkforce }),
    ...(options.teams !== undefined && { qualifications_required: options.teams }),
    ...(options.excludeTeams !== undefined && { qualifications_forbidden: options.excludeTeams }),
    ...(options.tags !== undefined && { tags: options.tags }),
    ...(request.callbackUrl !== undefined && { callback_url: request.callbackUrl }),
  };
  return readBody(surgeProject, await http.request({ method: "POST", path: "/projects", body, effect: "create", signal }), "project");
};
