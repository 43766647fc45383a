import { AdapterError, type Call, type Engagement, type EngagementRequest, type JsonObject, type TaskShape } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { readJobOptions } from "../read-options.ts";
import type { ScaleContext } from "./context.ts";
import { type ScaleJobOptions, scaleJobOptions } from "./options.ts";
import { attachmentNote, type ScaleQuestion, toQuestion } from "./question.ts";
import { type ScaleProject, scaleProject } from "./wire.ts";

/** What the adapter remembers of a project. */
export interface ScaleEngagement {
  readonly project: string;
  readonly show: readonly string[];
  readonly task: TaskShape;
  readonly type: ScaleQuestion["type"];
  /** Whether tasks go into batches. */
  readonly batched: boolean;
  /** What every task of the project carries besides its own key and content. */
  readonly create: JsonObject;
}

/** The project named by the key: there already, or made now. A 409 means another of our calls made it meanwhile. */
export const engage = async (context: ScaleContext, request: EngagementRequest, call: Call): Promise<Engagement> => {
  const options = readJobOptions(scaleJobOptions, request.options, "scale");
  const question = toQuestion(request.task, request.show);
  const found = await getProject(context, request.key, call);
  const project = found ?? (await makeProject(context, { request, question, kind: options.projectKind }, call));
  if (project.type != null && project.type !== question.type)
    throw new AdapterError({
      kind: "refused",
      scope: "engagement",
      message: `the project ${request.key} exists with the task type ${project.type}, not ${question.type}`,
    });
  const data: ScaleEngagement = {
    project: project.name,
    show: request.show,
    task: request.task,
    type: question.type,
    batched: options.projectKind === "rapid" || options.projectKind === "studio",
    create: {
      ...question.params,
      ...(request.callbackUrl !== undefined && { callback_url: request.callbackUrl }),
      ...(options.priority !== undefined && { priority: options.priority }),
      ...(options.tags !== undefined && { tags: options.tags }),
    },
  };
  return { ref: project.name, state: "ready", data: data as unknown as JsonObject };
};

/** What {@link engage} stored. */
export const readEngagement = (engagement: Engagement): ScaleEngagement => engagement.data as unknown as ScaleEngagement;

const getProject = async ({ http }: ScaleContext, name: string, { signal }: Call): Promise<ScaleProject | undefined> => {
  const response = await http.request({ method: "GET", path: `/projects/${segment(name)}`, effect: "read", signal, expect: [404] });
  return response.status === 404 ? undefined : readBody(scaleProject, response, "project");
};

const makeProject = async (
  context: ScaleContext,
  {
    request,
    question,
    kind,
  }: { readonly request: EngagementRequest; readonly question: ScaleQuestion; readonly kind: ScaleJobOptions["projectKind"] | undefined },
  call: Call,
): Promise<ScaleProject> => {
  const instruction = `${request.instructions}${attachmentNote(request.show)}`;
  const response = await context.http.request({
    method: "POST",
    path: "/projects",
    // The task's own instruction comes first and the project's after it: said here, it need not be said with every task.
    body: {
      type: question.type,
      name: request.key,
      params: { ...(question.type === "textcollection" && { title: request.title }), instruction, ...question.params },
      ...(kind === "rapid" && { rapid: true }),
      ...(kind === "studio" && { studio: true }),
    },
    effect: "create",
    signal: call.signal,
    expect: [409],
  });
  if (response.status !== 409) return readBody(scaleProject, response, "project");
  const existing = await getProject(context, request.key, call);
  if (existing) return existing;
  throw new AdapterError({ kind: "in-doubt", status: 409, message: "the vendor says the project exists and does not show it" });
};
