import type { Call, Engagement, Withdrawal } from "@tranche/sdk";
import { segment } from "../../http/index.ts";
import type { SurgeContext } from "./context.ts";
import { getProject, readEngagement } from "./engage.ts";
import { taskPage, visitPages } from "./pages.ts";
import { isCancelled, isOver } from "./status.ts";

/**
 * Surge cancels whole projects only. So the project is cancelled when nothing else of ours is open in it, and not otherwise: nobody asked to lose
 * the rest. Somebody who is at work may still answer.
 */
export const withdraw = async (
  context: SurgeContext,
  engagement: Engagement,
  refs: readonly string[],
  call: Call,
): Promise<readonly Withdrawal[]> => {
  const data = readEngagement(engagement);
  const { project } = data;
  const open = new Set<string>();
  const over = new Set<string>();
  await visitPages((page) => taskPage(context, data, page, call), {
    idOf: (task) => task.id,
    visit: (tasks) => {
      for (const task of tasks) (isOver(task) ? over : open).add(task.id);
      return "go on";
    },
  });
  const asked = new Set(refs);
  const others = [...open].filter((ref) => !asked.has(ref)).length;
  const cancelled = others === 0 && refs.some((ref) => open.has(ref)) ? await cancel(context, project, call) : false;
  return refs.map((ref): Withdrawal => {
    if (over.has(ref)) return { withdrawal: "too-late", ref, why: "answered already, or cancelled before" };
    if (!open.has(ref)) return { withdrawal: "unknown", ref, why: "the vendor does not list it" };
    if (cancelled) return { withdrawal: "withdrawn", ref };
    return {
      withdrawal: "unknown",
      ref,
      why:
        others > 0
          ? `Surge cancels whole projects only, and ${others} other task${others === 1 ? " is" : "s are"} open in this one`
          : "the vendor did not say that the project is cancelled",
    };
  });
};

const cancel = async (context: SurgeContext, project: string, call: Call): Promise<boolean> => {
  const cancelled = async (): Promise<boolean> => isCancelled(await getProject(context, project, call));
  if (await cancelled()) return true;
  await context.http.request({ method: "PUT", path: `/projects/${segment(project)}/cancel`, effect: "repeatable", signal: call.signal });
  return cancelled();
};
