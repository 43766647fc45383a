import type { Call, CheckResult } from "@tranche/sdk";
import { readBody } from "../../http/index.ts";
import { checkWith } from "../check-credential.ts";
import type { ScaleContext } from "./context.ts";
import { scaleTaskPage } from "./wire.ts";

/** Lists one task: needs a valid key and costs nothing. */
export const check = ({ http, testKey }: ScaleContext, { signal }: Call): Promise<CheckResult> =>
  checkWith(async () => {
    readBody(
      scaleTaskPage,
      await http.request({ method: "GET", path: "/tasks", query: { limit: 1 }, effect: "read", signal }),
      "page of tasks",
    );
    return testKey ? { ok: true, note: "a test key: nobody works on its tasks, the answers are canned, nothing is charged" } : { ok: true };
  });
