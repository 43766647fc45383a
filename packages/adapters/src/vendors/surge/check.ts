import type { Call, CheckResult } from "@tranche/sdk";
import { readBody } from "../../http/index.ts";
import { checkWith } from "../check-credential.ts";
import type { SurgeContext } from "./context.ts";
import { surgeProjects } from "./wire.ts";

/** Lists projects: needs a valid key and costs nothing. */
export const check = ({ http }: SurgeContext, { signal }: Call): Promise<CheckResult> =>
  checkWith(async () => {
    readBody(
      surgeProjects,
      await http.request({ method: "GET", path: "/projects", query: { page: 1 }, effect: "read", signal }),
      "page of projects",
    );
    return { ok: true };
  });
