import type { Call, CheckResult } from "@tranche/sdk";
import { readBody } from "../../http/index.ts";
import { checkWith } from "../check-credential.ts";
import type { ProlificContext } from "./context.ts";
import { prolificUser } from "./wire.ts";

/** Reads whose token it is: needs a valid one and costs nothing. */
export const check = ({ http }: ProlificContext, { signal }: Call): Promise<CheckResult> =>
  checkWith(async () => {
    readBody(prolificUser, await http.request({ method: "GET", path: "/users/me/", effect: "read", signal }), "user");
    return { ok: true };
  });
