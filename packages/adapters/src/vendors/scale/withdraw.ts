import { AdapterError, type Call, type Withdrawal } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { inTurns } from "../in-turns.ts";
import type { ScaleContext } from "./context.ts";
import { scaleTask } from "./wire.ts";

const atATime = 8;

/**
 * Cancels task by task: there is no batch cancel. 200 also for one that was cancelled before; 400 once it is completed or somebody has begun.
 * The key stays taken, on purpose: what comes next is another attempt with another key.
 */
export const withdraw = (context: ScaleContext, refs: readonly string[], call: Call): Promise<readonly Withdrawal[]> =>
  inTurns(refs, atATime, async (ref): Promise<Withdrawal> => {
    try {
      const response = await context.http.request({
        method: "POST",
        path: `/task/${segment(ref)}/cancel`,
        effect: "repeatable",
        signal: call.signal,
        expect: [400],
      });
      if (response.status === 400) return { withdrawal: "too-late", ref, why: "completed already, or somebody has begun" };
      const { status } = readBody(scaleTask, response, "task");
      return status === "canceled" || status === "cancelled"
        ? { withdrawal: "withdrawn", ref }
        : { withdrawal: "unknown", ref, why: `the vendor says ${status || "nothing"}` };
    } catch (error) {
      if (!AdapterError.is(error) || error.kind === "unauthorized") throw error;
      return { withdrawal: "unknown", ref, why: error.message };
    }
  });
