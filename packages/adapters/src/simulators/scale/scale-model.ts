import { createRouter, type Route } from "../server/router.ts";
import type { ModelWorld, VendorModel } from "../server/vendor-model.ts";
import { batchRoutes } from "./batch-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import type { ScaleOptions } from "./options.ts";
import { projectRoutes } from "./project-routes.ts";
import { qualityRoutes } from "./quality-routes.ts";
import { scaleError, ScaleRefusal } from "./scale-error.ts";
import { createScaleState, keyMode } from "./scale-state.ts";
import { taskRoutes } from "./task-routes.ts";
import { studioRoutes } from "./studio-routes.ts";
import { teamRoutes } from "./team-routes.ts";
import { v2Routes } from "./v2/v2-routes.ts";

/**
 * Scale's v1 labelling API, and the v2 routes for conversations on the same host. What it answers where the public documents
 * are silent is in {@link ScaleOptions}.
 */
export const createScaleModel = (world: ModelWorld, options: ScaleOptions): VendorModel => {
  const state = createScaleState(world, options);
  const limit = createRateLimit(world, options);
  const guarded = (prefix: string, routes: readonly Route[]): readonly Route[] =>
    routes.map((route) => ({
      operation: route.operation.replace(" ", ` ${prefix}`),
      answer: (request, path) => {
        const wait = limit(request.headers.authorization ?? "");
        if (wait > 0) return { ...scaleError(429, options.texts.tooMany), headers: { "retry-after": String(wait) } };
        try {
          return route.answer(request, path);
        } catch (error) {
          if (error instanceof ScaleRefusal) return scaleError(error.status, error.message);
          throw error;
        }
      },
    }));
  const v1 = [taskRoutes, projectRoutes, batchRoutes, fileRoutes, qualityRoutes, teamRoutes, studioRoutes].flatMap((routes) =>
    routes(state),
  );
  const admitted = new Set<string>();
  return {
    router: createRouter("/v1", [...guarded("/v1", v1), ...guarded("", v2Routes(state))]),
    admit: (headers) => {
      const header = headers.authorization ?? "";
      if (admitted.has(header)) return undefined;
      if (keyMode(header) === undefined) return scaleError(401, options.texts.unauthorized);
      admitted.add(header);
      return undefined;
    },
    error: scaleError,
  };
};

/** Counts requests a real second and key; answers the simulated seconds to wait, 0 to go on. */
const createRateLimit = (world: ModelWorld, options: ScaleOptions): ((key: string) => number) => {
  if (options.requestsPerSecond <= 0) return () => 0;
  const windows = new Map<string, { readonly from: number; count: number }>();
  return (key) => {
    const now = performance.now();
    const window = windows.get(key);
    if (window === undefined || now - window.from >= 1000) {
      windows.set(key, { from: now, count: 1 });
      return 0;
    }
    window.count++;
    return window.count > options.requestsPerSecond ? Math.ceil(((1000 - (now - window.from)) / 1000) * Math.max(1, world.clock.speed)) : 0;
  };
};
