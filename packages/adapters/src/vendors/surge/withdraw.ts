import type { Call, Engagement, Withdrawal } from "@tranche/sdk";
import { segment } from "../../http/index.ts";
import type { SurgeContext } from "./context.ts";
import { getProject, readEngagement, type SurgeEngagement } from "./engage.ts";
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
  const before = await read(context, data, call);
  const asked = new Set(refs);
  const others = [...before.open].filter((ref) => !asked.has(ref)).length;
  const cancelled = others === 0 && refs.some((ref) => before.open.has(ref)) ? await cancel(context, data.project, call) : false;
  // Whoever was about to answer may have done so meanwhile, and the cancellation does not say whom it still caught.
  const { open, over } = cancelled ? await read(context, data, call) : before;
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

interface Listed {
  readonly open: ReadonlySet<string>;
  readonly over: ReadonlySet<string>;
}

const read = async (context: SurgeContext, data: SurgeEngagement, call: Call): Promise<Listed> => {
  const open = new Set<string>();
  const over = new Set<string>();
  await visitPages((page) => taskPage(context, data, page, call), {
    idOf: (task) => task.id,
    visit: (tasks) => {
      for (const task of tasks) (isOver(task) ? over : open).add(task.id);
      return "go on";
    },
  });
  return { open, over };
};

const cancel = async (context: SurgeContext, project: string, call: Call): Promise<boolean> => {
  const cancelled = async (): Promise<boolean> => isCancelled(await getProject(context, project, call));
  if (await cancelled()) return true;
  await context.http.request({ method: "PUT", path: `/projects/${segment(project)}/cancel`, effect: "repeatable", signal: call.signal });
  return cancelled();
};
