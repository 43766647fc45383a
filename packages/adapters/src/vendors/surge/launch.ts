import { AdapterError, type Call } from "@tranche/sdk";
import { segment } from "../../http/index.ts";
import type { SurgeContext } from "./context.ts";
import type { SurgeProject } from "./wire.ts";

const looksBeforeRepeat = 3;

/**
 * Launches a project that has tasks and does not run: the step that charges. It is tried once, after looking; should its reply be lost, the project is
 * looked at three more times before it is tried again, because a launch that did arrive must not be paid twice. True once it runs.
 */
export const ensureLaunched = async ({ http, launches }: SurgeContext, project: SurgeProject, { signal }: Call): Promise<boolean> => {
  if (project.status !== "unlaunched") {
    launches.delete(project.id);
    return project.status !== "";
  }
  if (project.num_tasks === 0) return false;
  const looked = launches.get(project.id);
  if (looked !== undefined && looked < looksBeforeRepeat) {
    launches.set(project.id, looked + 1);
    return false;
  }
  try {
    await http.request({ method: "PUT", path: `/projects/${segment(project.id)}/launch`, effect: "create", signal });
    launches.set(project.id, 0);
    return false;
  } catch (error) {
    if (!AdapterError.is(error)) throw error;
    if (error.kind === "in-doubt") launches.set(project.id, 0);
    // Refused: somebody else launched it just now, or it cannot be; the tasks can be read all the same.
    if (error.kind === "refused" || error.kind === "in-doubt") return false;
    throw error;
  }
};
