import type { IncomingHttpHeaders } from "node:http";
import { createRouter, type Route } from "../server/router.ts";
import type { ModelWorld, VendorModel } from "../server/vendor-model.ts";
import { accountRoutes } from "./account-routes.ts";
import { batchRoutes } from "./batch-routes.ts";
import { datasetRoutes } from "./dataset-routes.ts";
import type { ProlificOptions } from "./options.ts";
import { prolificError, ProlificRefusal } from "./prolific-error.ts";
import { createProlificState, type ProlificState } from "./state.ts";
import { createStudyLife } from "./study-life.ts";
import { studyRoutes } from "./study-routes.ts";
import { submissionRoutes } from "./submission-routes.ts";

const tokenOf = (headers: IncomingHttpHeaders): string => /^Token (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";

/** Prolific's API with its Task Builder. What it answers where the public documents are silent is in {@link ProlificOptions}. */
export const createProlificModel = (
  world: ModelWorld,
  options: ProlificOptions,
): { readonly model: VendorModel; readonly state: ProlificState } => {
  const state = createProlificState(world, options);
  const life = createStudyLife(state);
  const guarded = (route: Route): Route => ({
    operation: route.operation,
    answer: (request, path) => {
      try {
        return route.answer(request, path);
      } catch (error) {
        if (error instanceof ProlificRefusal) return prolificError(error.status, error.message);
        throw error;
      }
    },
  });
  const routes = [
    ...accountRoutes(state),
    ...datasetRoutes(state),
    ...batchRoutes(state),
    ...studyRoutes(state, life),
    ...submissionRoutes(state, life),
  ].map(guarded);
  return {
    state,
    model: {
      router: createRouter("/api/v1", routes),
      admit: (headers, path) =>
        path.startsWith("/raw-datasets/") || tokenOf(headers) !== ""
          ? undefined
          : prolificError(401, "Authentication credentials were not provided"),
      error: prolificError,
    },
  };
};
