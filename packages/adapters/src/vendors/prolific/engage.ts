import type { Call, Engagement, EngagementRequest, JsonObject, TaskShape } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { instructionsHtml } from "../instructions-html.ts";
import { readJobOptions } from "../read-options.ts";
import type { ProlificContext } from "./context.ts";
import { listAll } from "./lists.ts";
import { type ProlificJobOptions, prolificJobOptions } from "./options.ts";
import { toBatchItems } from "./question.ts";
import { type Terms, termsOf } from "./terms.ts";
import { type ProlificProject, prolificProject } from "./wire.ts";

/** What the adapter remembers of an engagement. */
export interface ProlificEngagement {
  readonly project: string;
  /** What names of batches begin with. */
  readonly key: string;
  readonly title: string;
  /** HTML. */
  readonly introduction: string;
  readonly task: TaskShape;
  readonly show: readonly string[];
  readonly terms: Terms;
  readonly tasksPerGroup: number;
  readonly approve: boolean;
  readonly publish: boolean;
  /** Fields of a study that come from the job's options as they are. */
  readonly study: JsonObject;
}

/**
 * The project named by the key. Everything that could make a later step impossible is refused here, before anything is sent: the kind of task, the reward.
 * A name may exist twice; then the smallest id, which is the older one, counts for every process the same.
 */
export const engage = async (
  context: ProlificContext,
  request: EngagementRequest,
  previous: Engagement | undefined,
  call: Call,
): Promise<Engagement> => {
  const options = readJobOptions(prolificJobOptions, request.options, "prolific");
  toBatchItems(request.task, request.show);
  const terms = termsOf(request, options, context.options);
  const project = previous?.ref ?? ((await findProject(context, request.key, call)) ?? (await makeProject(context, request.key, call))).id;
  const data: ProlificEngagement = {
    project,
    key: request.key,
    title: request.title,
    introduction: instructionsHtml(request.title, request.instructions),
    task: request.task,
    show: request.show,
    terms,
    tasksPerGroup: options.tasksPerGroup,
    approve: options.approve,
    publish: options.publish,
    study: studyFields(request, options),
  };
  return { ref: project, state: "ready", data: data as unknown as JsonObject };
};

/** What {@link engage} stored. */
export const readEngagement = (engagement: Engagement): ProlificEngagement => engagement.data as unknown as ProlificEngagement;

const studyFields = (request: EngagementRequest, options: ProlificJobOptions): JsonObject => ({
  description: options.description ?? request.title,
  device_compatibility: options.devices,
  filters: options.filters ?? [],
  ...(options.filterSet !== undefined && { filter_set_id: options.filterSet }),
  ...(options.studyLabels !== undefined && { study_labels: options.studyLabels }),
  submissions_config: { max_submissions_per_participant: options.submissionsPerParticipant },
});

const projectsPath = ({ options }: ProlificContext): string => `/workspaces/${segment(options.workspace)}/projects/`;

const findProject = async (context: ProlificContext, key: string, call: Call): Promise<ProlificProject | undefined> => {
  const projects = await listAll(context, { path: projectsPath(context), entry: prolificProject, what: "projects" }, call);
  return projects.filter(({ title }) => title === key).toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
};

const makeProject = async (context: ProlificContext, key: string, { signal }: Call): Promise<ProlificProject> =>
  readBody(
    prolificProject,
    await context.http.request({
      method: "POST",
      path: projectsPath(context),
      body: { title: key, description: "" },
      effect: "create",
      signal,
    }),
    "project",
  );
