import { AdapterError, type Call, type Engagement, type EngagementRequest, type JsonObject, type TaskShape } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { readJobOptions } from "../read-options.ts";
import type { MercorContext } from "./context.ts";
import { listAll } from "./lists.ts";
import { type MercorJobOptions, mercorJobOptions } from "./options.ts";
import { post } from "./post.ts";
import { toResponseFormat } from "./question.ts";
import { readContracts } from "./rates.ts";
import { type Hiring, recruit } from "./recruit.ts";
import { type Terms, termsOf } from "./terms.ts";
import { type MercorListing, type MercorProject, mercorListing, mercorProject } from "./wire.ts";

/** What the adapter remembers of a project. */
export interface MercorEngagement {
  readonly project: string;
  /** Whom to hire, should everybody leave. */
  readonly hiring: Hiring;
  readonly title: string;
  readonly task: TaskShape;
  readonly reviewersRequired: number;
  readonly estimatedMinutes?: number;
  /** The fee as the config's price declares it. */
  readonly feePerMillion?: number;
}

/**
 * Project, listing, offers, contracts: each call looks at what is there and takes the steps that are open, so it may be repeated at any time and
 * makes nothing twice. Ready once a contract is active; further calls replace people who declined or left.
 */
export const engage = async (
  context: MercorContext,
  request: EngagementRequest,
  previous: Engagement | undefined,
  call: Call,
): Promise<Engagement> => {
  const options = readJobOptions(mercorJobOptions, request.options, context.name);
  const terms = termsOf(options, request);
  const project = previous
    ? await getProject(context, previous.ref, call)
    : ((await findProject(context, request.key, call)) ?? (await makeProject(context, request, call)));
  if (project.state === "closed" || project.state === "closing")
    throw new AdapterError({
      kind: "refused",
      scope: "engagement",
      code: `project_${project.state}`,
      message: `the project is ${project.state} at the vendor`,
    });
  const listing =
    (await findListing(context, project.project_id, call)) ??
    (await makeListing(context, { project: project.project_id, request, options, terms }, call));
  const contracts = await readContracts(context, project.project_id, call);
  const active = contracts.filter((contract) => contract.state === "active").length;
  const wanted = listing.slots ?? terms.experts;
  const hiring: Hiring = { key: request.key, listing: listing.listing_id, terms, wanted };
  const waiting = await recruit(context, hiring, contracts, call);
  const minutes = options.minutesPerItem ?? request.price?.minutesPerItem;
  const data: MercorEngagement = {
    project: project.project_id,
    hiring,
    title: request.title,
    task: request.task,
    reviewersRequired: options.reviewersRequired,
    ...(minutes !== undefined && { estimatedMinutes: minutes }),
    ...(request.price?.feePerMillion !== undefined && { feePerMillion: request.price.feePerMillion }),
  };
  const common = { ref: project.project_id, data: data as unknown as JsonObject };
  if (project.state === "paused") return { ...common, state: "pending", waitingFor: "the project is paused at the vendor" };
  return active > 0 ? { ...common, state: "ready" } : { ...common, state: "pending", waitingFor: waiting };
};

/** What {@link engage} stored. */
export const readEngagement = (engagement: Engagement): MercorEngagement => engagement.data as unknown as MercorEngagement;

const getProject = async ({ http }: MercorContext, id: string, { signal }: Call): Promise<MercorProject> =>
  readBody(mercorProject, await http.request({ method: "GET", path: `/projects/${segment(id)}`, effect: "read", signal }), "project");

const findProject = async (context: MercorContext, key: string, call: Call): Promise<MercorProject | undefined> => {
  const projects = await listAll(context, { path: "/projects", entry: mercorProject, query: { external_ref: key } }, call);
  return projects.find((project) => project.external_ref === key);
};

const makeProject = (context: MercorContext, request: EngagementRequest, call: Call): Promise<MercorProject> => {
  const [region] = request.regions ?? [];
  return post(
    context,
    {
      path: "/projects",
      about: ["project", request.key],
      body: {
        name: request.title,
        description: request.title,
        external_ref: request.key,
        onboarding_document: request.instructions,
        response_format: toResponseFormat(request.task),
        confidentiality: "nda",
        work_location: "vendor_platform",
        ...(region !== undefined && { data_region: region }),
      },
      answer: mercorProject,
      what: "project",
    },
    call,
  );
};

const findListing = async (context: MercorContext, project: string, call: Call): Promise<MercorListing | undefined> => {
  const listings = await listAll(context, { path: `/projects/${segment(project)}/listings`, entry: mercorListing }, call);
  return listings.find((listing) => listing.state !== "closed") ?? listings.at(-1);
};

const makeListing = (
  context: MercorContext,
  {
    project,
    request,
    options,
    terms,
  }: { readonly project: string; readonly request: EngagementRequest; readonly options: MercorJobOptions; readonly terms: Terms },
  call: Call,
): Promise<MercorListing> =>
  post(
    context,
    {
      path: `/projects/${segment(project)}/listings`,
      about: ["listing", request.key],
      body: {
        role_title: options.roleTitle,
        ...(options.requirements !== undefined && { requirements: options.requirements }),
        rate: { currency: terms.currency, min_minor_per_hour: terms.minMinor, max_minor_per_hour: terms.maxMinor, frequency: "hourly" },
        weekly_cap_hours: terms.weeklyCapHours,
        slots: terms.experts,
      },
      answer: mercorListing,
      what: "listing",
    },
    call,
  );
