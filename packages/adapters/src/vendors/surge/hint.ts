import type { HintRequest, HintResult } from "@tranche/sdk";
import { stableHash } from "../stable-hash.ts";

/**
 * Reads a callback. Nothing signs it and its body is not documented: anybody may send one, so it only ever says where to look. Guard the address
 * with a part that cannot be guessed.
 */
export const hint = (request: HintRequest): HintResult => {
  try {
    const body: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(request.body));
    return { hint: "look", id: stableHash([request.body], 32), refs: taskIds(body) };
  } catch {
    return { hint: "unreadable", why: "the callback is not JSON" };
  }
};

const taskIds = (body: unknown): readonly string[] => {
  if (typeof body !== "object" || body === null) return [];
  const {
    id,
    task_id: taskId,
    project_id: projectId,
    task,
  } = body as { id?: unknown; task_id?: unknown; project_id?: unknown; task?: { id?: unknown } };
  // Without a project beside it, a bare id may be the project's own.
  const found = taskId ?? task?.id ?? (projectId === undefined ? undefined : id);
  return typeof found === "string" && found !== "" ? [found] : [];
};
