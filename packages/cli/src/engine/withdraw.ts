import type { Withdrawal } from "@tranche/sdk";
import type { AttemptChange, LiveAttempt } from "../ports/store.ts";
import { askAgainAfter } from "./ask-again.ts";
import { asAdapterError } from "./call-vendor.ts";
import type { EngineVendor } from "./engine-options.ts";
import { readableWithdrawals } from "./readable-outcomes.ts";
import type { Desk, RunContext } from "./run-context.ts";

/** How many refs one withdrawal names. */
const REFS_PER_WITHDRAWAL = 100;
/** Asking twice for the same thing costs nothing, but whoever ends a job waits for it. */
const TRIES = 3;

interface Recall {
  readonly vendor: EngineVendor;
  readonly desk: Desk;
  readonly attempts: readonly LiveAttempt[];
}

/**
 * Asks a vendor to give work back, and records per unit what it said. What is not given back, or was not asked for because the vendor
 * cannot be reached, stays as it is: the caller decides what becomes of it.
 */
export const withdraw = async (run: RunContext, { vendor, desk, attempts }: Recall): Promise<void> => {
  const { adapter } = vendor;
  if (adapter.withdraw === undefined || adapter.capabilities.cancel === "none" || desk.engagement === undefined) return;
  // A vendor that takes back nothing smaller than a project has to be told of everything at once, or it would keep all of it.
  const atATime = adapter.capabilities.cancel === "item" ? REFS_PER_WITHDRAWAL : Math.max(1, attempts.length);
  for (let start = 0; start < attempts.length; start += atATime) {
    const refs = attempts.slice(start, start + atATime).flatMap((attempt) => (attempt.ref === undefined ? [] : [attempt.ref]));
    for (const ref of refs) desk.askedBack.add(ref);
    const answers = await askBack(run, { vendor, desk, refs });
    if (answers === undefined) break;
    run.journal.add(answers.map((answer) => changeFor(vendor.vendor, answer)));
  }
  await run.journal.flush();
};

/** Undefined where the vendor could not be asked. */
const askBack = async (
  run: RunContext,
  { vendor, desk, refs }: { readonly vendor: EngineVendor; readonly desk: Desk; readonly refs: readonly string[] },
): Promise<readonly Withdrawal[] | undefined> => {
  const { clock, rules, onNote } = run.options;
  const { withdraw: ask } = vendor.adapter;
  if (ask === undefined || desk.engagement === undefined) return undefined;
  for (let tries = 1; ; tries += 1) {
    try {
      return readableWithdrawals(await ask.call(vendor.adapter, desk.engagement, refs, { signal: run.breakOff }), new Set(refs));
    } catch (thrown) {
      const error = asAdapterError(thrown);
      onNote({ note: "call-failed", at: clock.now(), vendor: vendor.vendor, call: "withdraw", kind: error.kind, why: error.message });
      if (tries >= TRIES || error.kind === "unauthorized" || error.kind === "refused" || run.breakOff.aborted) return undefined;
      // Whoever ends a job waits for this: what it asks for beyond the longest backoff is not given.
      await clock.sleep(Math.min(askAgainAfter(run, error, tries), rules.longestBackoffMs), run.breakOff);
    }
  }
};

const changeFor = (vendor: string, answer: Withdrawal): AttemptChange => {
  const { ref } = answer;
  const target = { vendor, ref };
  return answer.withdrawal === "withdrawn"
    ? { target, event: { event: "withdrawal-agreed", ref } }
    : { target, event: { event: "withdrawal-failed", ref, outcome: answer.withdrawal, why: answer.why } };
};
