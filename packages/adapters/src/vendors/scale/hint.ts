import type { HintRequest, HintResult } from "@tranche/sdk";
import { sameSecret } from "../same-secret.ts";
import { stableHash } from "../stable-hash.ts";

/**
 * Reads a callback. `scale-callback-auth` is a shared secret and no signature: it proves who called, not what was said, so the body gives an id
 * to look up and nothing else. One task calls several times (answered, audited, recalled, up to 20 tries each); the id tells repeats of one call.
 */
export const hint = (secret: string | undefined, request: HintRequest): HintResult => {
  if (secret === undefined) return { hint: "forged", why: "no webhook secret is configured, so nothing can be told from a forgery" };
  if (!sameSecret(request.headers["scale-callback-auth"] ?? "", secret))
    return { hint: "forged", why: "scale-callback-auth is missing or wrong" };
  const ref = taskIdOf(request.body);
  if (ref === undefined) return { hint: "unreadable", why: "the callback names no task" };
  return { hint: "look", id: stableHash([request.body], 32), refs: [ref] };
};

const taskIdOf = (body: Uint8Array): string | undefined => {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    const { task_id: id, task } = parsed as { task_id?: unknown; task?: { task_id?: unknown } };
    const found = id ?? task?.task_id;
    return typeof found === "string" && found !== "" ? found : undefined;
  } catch {
    return undefined;
  }
};
