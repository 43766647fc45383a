import { createRouter, type Route } from "../server/router.ts";
import type { ModelWorld, VendorModel } from "../server/vendor-model.ts";
import { batchRoutes } from "./batch-routes.ts";
import type { ScaleOptions } from "./options.ts";
import { projectRoutes } from "./project-routes.ts";
import { scaleError, ScaleRefusal } from "./scale-error.ts";
import { createScaleState, keyMode } from "./scale-state.ts";
import { taskRoutes } from "./task-routes.ts";
import { teamRoutes } from "./team-routes.ts";

/** Scale's v1 labelling API. What it answers where the public documents are silent is in {@link ScaleOptions}. */
export const createScaleModel = (world: ModelWorld, options: ScaleOptions): VendorModel => {
  const state = createScaleState(world, options);
  const under = (prefix: string, routes: readonly Route[]): readonly Route[] =>
    routes.map((route) => ({
      operation: route.operation.replace(" ", ` ${prefix}`),
      answer: (request, path) => {
        try {
          return route.answer(request, path);
        } catch (error) {
          if (error instanceof ScaleRefusal) return scaleError(error.status, error.message);
          throw error;
        }
      },
    }));
  const admitted = new Set<string>();
  return {
    router: createRouter("/v1", [
      ...under("/v1", taskRoutes(state)),
      ...under("/v1", projectRoutes(state)),
      ...under("/v1", batchRoutes(state)),
      ...under("/v1", teamRoutes(state)),
    ]),
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
