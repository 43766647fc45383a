import { hourMs } from "../world/clock.ts";
import type { SimulatedReply, SimulatedRequest } from "../server/message.ts";
import { createRouter, type Route } from "../server/router.ts";
import type { ModelWorld, VendorModel } from "../server/vendor-model.ts";
import { engagementRoutes } from "./engagement-routes.ts";
import { mercorError, MercorRefusal } from "./mercor-error.ts";
import { createMercorState } from "./mercor-state.ts";
import type { MercorOptions } from "./options.ts";
import { webhookRoutes } from "./webhook-routes.ts";
import { workRoutes } from "./work-routes.ts";

interface Remembered {
  readonly request: string;
  readonly reply: SimulatedReply;
  readonly at: number;
}

/** The hourly, Mercor-style API of docs/vendors/mercor-style.md: our own design, not Mercor's. `price` is USD an hour. */
export const createMercorModel = (world: ModelWorld, options: MercorOptions, price: number): VendorModel => {
  const state = createMercorState(world, options, price);
  const remembered = new Map<string, Remembered>();

  const guarded = (route: Route): Route => ({
    operation: route.operation,
    answer: (request, path) => {
      const run = (): SimulatedReply => {
        try {
          return route.answer(request, path);
        } catch (error) {
          if (error instanceof MercorRefusal) return mercorError(error.status, error.message, error.code);
          throw error;
        }
      };
      return request.method === "POST" ? once(request, run) : run();
    },
  });

  const once = (request: SimulatedRequest, run: () => SimulatedReply): SimulatedReply => {
    const key = request.headers["idempotency-key"];
    if (typeof key !== "string" || key === "") return run();
    const now = world.clock.now();
    const identity = `${request.path} ${request.raw.toString("utf8")}`;
    const earlier = remembered.get(key);
    if (earlier !== undefined && earlier.at + options.idempotencyKeyHours * hourMs > now) {
      if (earlier.request !== identity)
        return mercorError(409, "This idempotency key was used for another request", "idempotency_key_reused");
      return { ...earlier.reply, headers: { ...earlier.reply.headers, "idempotent-replay": "true" } };
    }
    const reply = run();
    if (reply.status < 500) remembered.set(key, { request: identity, reply, at: now });
    return reply;
  };

  return {
    router: createRouter("/v1", [...engagementRoutes(state), ...workRoutes(state), ...webhookRoutes(state)].map(guarded)),
    admit: (headers) => (/^bearer\s+\S/iu.test(headers.authorization ?? "") ? undefined : mercorError(401, "A bearer key is required")),
    error: (status, message) => mercorError(status, message),
  };
};
