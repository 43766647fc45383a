import { objectOf, textOf, textsOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { invalid, ok } from "./mercor-error.ts";
import { type MercorState, required, type WebhookEndpoint } from "./mercor-state.ts";
import { pageOf } from "./paging.ts";

const view = (endpoint: WebhookEndpoint): Record<string, unknown> => ({
  webhook_endpoint_id: endpoint.id,
  url: endpoint.url,
  events: endpoint.events,
});

/** Where events go. The secret is the client's own and is never shown again. */
export const webhookRoutes = (state: MercorState): readonly Route[] => [
  {
    operation: "POST /v1/webhook_endpoints",
    answer: (request) => {
      const body = objectOf(request.body);
      const url = textOf(body["url"]);
      const secret = textOf(body["secret"]);
      if (url === undefined || !/^https?:\/\//iu.test(url)) throw invalid("url must be an http or https address");
      if (secret === undefined) throw invalid("secret is required");
      const endpoint: WebhookEndpoint = { id: state.nextId("hook"), url, secret, events: textsOf(body["events"]) };
      state.endpoints.set(endpoint.id, endpoint);
      return ok(view(endpoint), 201);
    },
  },
  { operation: "GET /v1/webhook_endpoints", answer: (request) => pageOf(request, [...state.endpoints.values()], view) },
  {
    operation: "DELETE /v1/webhook_endpoints/{id}",
    answer: (_request, { id = "" }) => {
      const endpoint = required(state.endpoints, id, "webhook endpoint");
      state.endpoints.delete(id);
      return ok(view(endpoint));
    },
  },
];
