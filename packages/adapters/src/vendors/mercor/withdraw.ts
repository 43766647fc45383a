import type { Call, Withdrawal } from "@tranche/sdk";
import { AdapterError } from "@tranche/sdk";
import { piecesOf } from "../in-turns.ts";
import type { MercorContext } from "./context.ts";
import { post } from "./post.ts";
import { type MercorWithdrawal, mercorWithdrawals } from "./wire.ts";

const mostAtATime = 500;

/** Stops what nobody has finished. Time that was logged stays billable, and a deliverable in the making may still come. */
export const withdraw = async (context: MercorContext, refs: readonly string[], call: Call): Promise<readonly Withdrawal[]> => {
  const outcomes: Withdrawal[] = [];
  for (const some of piecesOf(refs, mostAtATime)) {
    try {
      const { results } = await post(
        context,
        {
          path: "/work_items:withdraw",
          about: ["withdraw", ...some],
          body: { work_item_ids: some },
          answer: mercorWithdrawals,
          what: "list of withdrawals",
        },
        call,
      );
      const byRef = new Map(results.map((result) => [result.work_item_id, result]));
      outcomes.push(...some.map((ref) => toWithdrawal(ref, byRef.get(ref))));
    } catch (error) {
      if (!AdapterError.is(error) || outcomes.length === 0) throw error;
      // Earlier pieces were answered: their outcomes must not be lost to a later one's failure.
      outcomes.push(...some.map((ref): Withdrawal => ({ withdrawal: "unknown", ref, why: error.message })));
    }
  }
  return outcomes;
};

const toWithdrawal = (ref: string, result: MercorWithdrawal | undefined): Withdrawal => {
  if (result === undefined) return { withdrawal: "unknown", ref, why: "the vendor's answer does not mention it" };
  if (result.outcome === "withdrawn") return { withdrawal: "withdrawn", ref };
  if (result.outcome === "too_late")
    return { withdrawal: "too-late", ref, why: result.state ? `it is ${result.state} already` : "it is too far along" };
  return {
    withdrawal: "unknown",
    ref,
    why: result.outcome === "not_found" ? "the vendor does not know it" : "the vendor's answer is not understood",
  };
};
