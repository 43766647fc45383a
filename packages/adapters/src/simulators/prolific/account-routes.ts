import { createHmac } from "node:crypto";
import { objectOf, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { checkWorkspace } from "./dataset-routes.ts";
import { pageOf } from "./paging.ts";
import { created, ok, ProlificRefusal } from "./prolific-error.ts";
import { known, type Project, type ProlificState, type Subscription } from "./state.ts";

const events = ["study.status.change", "study.progress.change", "submission.status.change", "study.has_high_return_rate"];

/** The account, its workspace, projects and webhooks. */
export const accountRoutes = (state: ProlificState): readonly Route[] => {
  const { world, options } = state;
  const projectView = ({ id, title }: Project) => ({ id, title, description: "", workspace: options.workspace, users: [] });
  const hookView = ({ id, eventType, url, enabled }: Subscription) => ({
    id,
    event_type: eventType,
    target_url: url,
    is_enabled: enabled,
    workspace_id: options.workspace,
  });
  return [
    {
      operation: "GET /api/v1/users/me",
      answer: () => ok({ id: "researcher", email: "researcher@example.com", name: "Researcher", currency_code: options.currency }),
    },
    {
      operation: "GET /api/v1/workspaces",
      answer: (request) => pageOf(request, [{ id: options.workspace, title: "My Workspace" }], options.pageSize),
    },
    {
      operation: "GET /api/v1/workspaces/{id}/balance",
      answer: (_request, { id = "" }) => {
        checkWorkspace(state, id);
        const left = Math.floor(Math.min(options.balanceMinor - state.money.locked, Number.MAX_SAFE_INTEGER));
        return ok({
          currency_code: options.currency,
          total_balance: Math.min(options.balanceMinor, Number.MAX_SAFE_INTEGER),
          available_balance: left,
        });
      },
    },
    {
      operation: "GET /api/v1/workspaces/{id}/projects",
      answer: (request, { id = "" }) => {
        checkWorkspace(state, id);
        return pageOf(request, state.projects.map(projectView), options.pageSize);
      },
    },
    {
      operation: "POST /api/v1/workspaces/{id}/projects",
      answer: (request, { id = "" }) => {
        checkWorkspace(state, id);
        const title = textOf(objectOf(request.body)["title"]);
        if (title === undefined) throw new ProlificRefusal(400, "title is required");
        const project: Project = { id: state.objectId(), title, createdAt: world.clock.now() };
        state.projects.push(project);
        return created(projectView(project));
      },
    },
    { operation: "GET /api/v1/hooks/event-types", answer: () => ok({ results: events.map((event_type) => ({ event_type })) }) },
    {
      operation: "POST /api/v1/hooks/secrets",
      answer: (request) => {
        checkWorkspace(state, objectOf(request.body)["workspace_id"]);
        // One active secret a workspace: a new one takes the place of the old one for new subscriptions.
        state.hooks.secret = `${state.objectId()}${state.objectId()}`;
        return created({ id: state.objectId(), value: state.hooks.secret, workspace_id: options.workspace });
      },
    },
    {
      operation: "POST /api/v1/hooks/subscriptions",
      answer: (request) => {
        const body = objectOf(request.body);
        checkWorkspace(state, body["workspace_id"]);
        const { secret } = state.hooks;
        const url = textOf(body["target_url"]) ?? "";
        const eventType = textOf(body["event_type"]) ?? "";
        if (secret === undefined) throw new ProlificRefusal(400, "the workspace has no secret");
        if (!events.includes(eventType)) throw new ProlificRefusal(400, "there is no such event_type");
        if (!/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url)) throw new ProlificRefusal(400, "target_url must be https");
        const subscription: Subscription = { id: state.objectId(), eventType, url, secret, enabled: false };
        state.subscriptions.set(subscription.id, subscription);
        // What the receiver sends back to confirm the subscription.
        const proof = createHmac("sha256", secret).update(subscription.id).digest("hex");
        return { ...created(hookView(subscription)), headers: { "X-Hook-Secret": proof } };
      },
    },
    {
      operation: "POST /api/v1/hooks/subscriptions/{id}",
      answer: (request, { id = "" }) => {
        const subscription = known(state.subscriptions, id, "Subscription");
        const proof = createHmac("sha256", subscription.secret).update(subscription.id).digest("hex");
        if (objectOf(request.body)["secret"] !== proof) throw new ProlificRefusal(400, "the secret is not the one of X-Hook-Secret");
        subscription.enabled = true;
        return ok(hookView(subscription));
      },
    },
    {
      operation: "GET /api/v1/hooks/subscriptions",
      answer: (request) => pageOf(request, [...state.subscriptions.values()].map(hookView), options.pageSize),
    },
  ];
};
