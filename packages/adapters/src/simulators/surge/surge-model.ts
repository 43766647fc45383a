import type { IncomingHttpHeaders } from "node:http";
import { createRouter, type Route } from "../server/router.ts";
import type { ModelWorld, VendorModel } from "../server/vendor-model.ts";
import type { SurgeOptions } from "./options.ts";
import { otherRoutes } from "./other-routes.ts";
import { projectRoutes } from "./project-routes.ts";
import { reportRoutes } from "./report-routes.ts";
import { createSurgeState } from "./state.ts";
import { surgeError, SurgeRefusal } from "./surge-error.ts";
import { taskRoutes } from "./task-routes.ts";
import { teamRoutes } from "./team-routes.ts";

/** The key of a request: user name of Basic, or the raw key with a colon behind it and no scheme. */
const keyOf = (headers: IncomingHttpHeaders): string => {
  const header = headers.authorization?.trim() ?? "";
  const [scheme = "", credential = ""] = header.split(" ", 2);
  if (scheme.toLowerCase() === "basic") return Buffer.from(credential, "base64").toString("utf8").split(":", 1)[0] ?? "";
  return header.endsWith(":") && !header.includes(" ") ? header.slice(0, -1) : "";
};

/** Surge's API. What it answers where the public documents are silent is in {@link SurgeOptions}. */
export const createSurgeModel = (world: ModelWorld, options: SurgeOptions): VendorModel => {
  const state = createSurgeState(world, options);
  const guarded = (route: Route): Route => ({
    operation: route.operation,
    answer: (request, path) => {
      try {
        return route.answer(request, path);
      } catch (error) {
        if (error instanceof SurgeRefusal) return surgeError(error.status, error.message);
        throw error;
      }
    },
  });
  const routes = [projectRoutes, taskRoutes, teamRoutes, reportRoutes, otherRoutes].flatMap((part) => part(state)).map(guarded);
  return {
    router: createRouter("/api", routes),
    // A report's address carries its own proof.
    admit: (headers, path) => (path.startsWith("/reports/") || keyOf(headers) !== "" ? undefined : surgeError(401, "Invalid API key")),
    error: surgeError,
  };
};
