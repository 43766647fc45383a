import type { Call, CheckResult } from "@tranche/sdk";
import { z } from "zod";
import { readBody } from "../../http/index.ts";
import { checkWith } from "../check-credential.ts";
import type { MercorContext } from "./context.ts";

const workspace: z.ZodType<{ readonly workspace_id: string | number }> = z.looseObject({ workspace_id: z.union([z.string(), z.number()]) });

/** Reads the workspace: needs a valid key and costs nothing. */
export const check = ({ http }: MercorContext, { signal }: Call): Promise<CheckResult> =>
  checkWith(async () => {
    readBody(workspace, await http.request({ method: "GET", path: "/workspace", effect: "read", signal }), "workspace");
    return { ok: true };
  });
