import { AdapterError, checkAnswer, type JsonObject, type Money, type Observation } from "@tranche/sdk";
import type { AttemptChange, AttemptTarget, CostEntry, Store } from "../ports/store.ts";
import { answersKept } from "../core/failover/answers-kept.ts";
import { checkRecord } from "./check-record.ts";
import { asAdapterError } from "./call-vendor.ts";
import type { EngineJob, EngineVendor } from "./engine-options.ts";
import { askAgainAfter } from "./ask-again.ts";
import { readablePage } from "./readable-page.ts";
import { amountOf, secondsOf, timeOf } from "./readable.ts";
import type { Desk, RunContext } from "./run-context.ts";

/** Longest a run waits for its last look; a vendor that takes longer is asked by the next run. */
const LAST_LOOK_MS = 30_000;
/** More pages than any listing of a small job has, and of a larger one for each of its judgments: what goes on beyond that goes on for ever. */
const PAGES = 1_000;
const PAGES_PER_SLOT = 10;

/** Asks a vendor for what changed, again and again, as long as the run goes on. Polling is the truth; nothing else is. */
export const collectLoop = async (run: RunContext, vendor: EngineVendor, desk: Desk): Promise<void> => {
  const { clock } = run.options;
  let failures = 0;
  while (!run.stopping.aborted) {
    // What was given up may be answered all the same: it was paid for, and may be all there is for an item that has nowhere else to go.
    if (desk.engagement?.state !== "ready" || (desk.open === 0 && desk.doubtful.size === 0 && desk.givenUp === 0)) {
      await desk.collectBell.wait(60_000);
      continue;
    }
    const began = clock.now();
    const failure = await collectOnce(run, vendor, desk);
    failures = failure === undefined ? 0 : failures + 1;
    // A slow vendor is asked as often as it can answer; but a clock that jumped meanwhile, or a machine that slept, says nothing of it.
    const took = Math.min(clock.now() - began, run.options.rules.longestBackoffMs);
    const pause = failure === undefined ? Math.max(vendor.pollMs, took) : Math.max(vendor.pollMs, askAgainAfter(run, failure, failures));
    await clock.sleep(pause, run.stopping);
  }
};

/**
 * Asks every vendor that can be asked once more, when nothing is waited for any longer: for late answers, and for what became of the bill since
 * the last answer came. A run of a job that has ended comes here as well.
 */
export const collectFromAll = async (run: RunContext): Promise<void> => {
  const { clock, vendors } = run.options;
  const asked = vendors.map(async (vendor) => {
    const desk = run.desks.get(vendor.vendor);
    const health = run.health.of(vendor.vendor);
    const lost = health.is === "out" && (health.cause === "unreachable" || health.cause === "unauthorized");
    if (desk?.engagement?.state === "ready" && !lost) await collectOnce(run, vendor, desk);
  });
  await Promise.race([Promise.all(asked), clock.sleep(LAST_LOOK_MS, run.stopping)]);
  await run.journal.flush();
};

/** Reads pages until there is nothing more for now; answers why where a call failed. The cursor moves only after the page is stored. */
export const collectOnce = async (run: RunContext, vendor: EngineVendor, desk: Desk): Promise<AdapterError | undefined> => {
  const { store, clock, job, onNote } = run.options;
  const { vendor: name } = vendor;
  const engagement = desk.engagement;
  if (engagement === undefined) return undefined;
  let { cursor } = await store.readEngagement(job.job, name);
  const passed = new Set([cursor]);
  for (let pages = 1; ; pages += 1) {
    try {
      const page = readablePage(await vendor.adapter.collect(engagement, cursor, { signal: run.breakOff }));
      run.health.note(name, { event: "call-succeeded", at: clock.now() });
      if (page.unreadable > 0) tellUnreadable(run, name, page.unreadable);
      await checkRecord(run, { vendor, desk, observations: page.observations });
      await keepPage(run, { vendor, desk, observations: page.observations });
      if (page.cursor !== cursor) await store.saveCursor(job.job, name, page.cursor);
      cursor = page.cursor;
      if (run.breakOff.aborted) return undefined;
      if (!page.more) {
        desk.checked = true;
        return undefined;
      }
      // It was reached and answers, and would do so for ever.
      if (passed.has(cursor)) throw new AdapterError({ kind: "in-doubt", message: "its listing goes in a circle", status: 200 });
      passed.add(cursor);
      if (pages >= PAGES && pages >= (await mostPages(store, job.job)))
        throw new AdapterError({ kind: "in-doubt", message: `its listing does not end (${pages} pages)`, status: 200 });
    } catch (thrown) {
      if (!isVendorFailure(thrown)) throw thrown;
      const error = asAdapterError(thrown);
      onNote({ note: "call-failed", at: clock.now(), vendor: name, call: "collect", kind: error.kind, why: error.message });
      if (error.kind === "unauthorized") run.health.note(name, { event: "unauthorized", at: clock.now(), why: error.message });
      else
        run.health.note(
          name,
          error.status === undefined ? { event: "call-failed", at: clock.now() } : { event: "call-succeeded", at: clock.now() },
        );
      return error;
    }
  }
};

const tellUnreadable = ({ options: { onNote, clock } }: RunContext, vendor: string, units: number): void => {
  const why = `not what an adapter may list, and left out: ${units} of a page`;
  onNote({ note: "call-failed", at: clock.now(), vendor, call: "collect", kind: "in-doubt", why });
};

/** Most pages that a listing of a job has: as many as if every change to every judgment of it, and there are a few, came on a page of its own. */
export const mostPages = async (store: Pick<Store, "progress">, job: string): Promise<number> => {
  const { slots } = await store.progress(job);
  return PAGES + PAGES_PER_SLOT * Object.values(slots).reduce((sum, count) => sum + count, 0);
};

/** The store's own failures end the run; everything else came out of the adapter. */
const isVendorFailure = (thrown: unknown): boolean => (thrown as { brand?: unknown }).brand !== "tranche.StoreError";

interface Page {
  readonly vendor: EngineVendor;
  readonly desk: Desk;
  readonly observations: readonly Observation[];
}

const keepPage = async (run: RunContext, { vendor, desk, observations }: Page): Promise<void> => {
  const { store, clock, job, onNote } = run.options;
  const changes: AttemptChange[] = [];
  const costs: CostEntry[] = [];
  const judged: string[] = [];
  const before = desk.answersMore;
  for (const observation of observations) {
    if (observation.type === "cost") {
      const { id: cost, ref, final, what, at } = observation;
      const amount = billedAmount(observation.amount, job);
      if ("why" in amount) {
        onNote({ note: "cost-not-counted", at: clock.now(), vendor: vendor.vendor, cost, why: amount.why });
        continue;
      }
      costs.push({
        vendor: vendor.vendor,
        cost,
        ...(ref === undefined ? {} : { ref }),
        micros: amount.micros,
        currency: amount.currency,
        final,
        what,
        at: timeOf(at) ?? clock.now(),
      });
    } else changes.push(...unitChanges(run, { vendor, desk, observation, judged }));
  }
  if (costs.length > 0) await store.recordCosts(job.job, costs);
  if (changes.length > 0) {
    run.journal.add(changes);
    await run.journal.flush();
  }
  for (const id of judged) desk.judged.add(id);
  if (desk.answersMore > before) await store.recordPassedOver(job.job, vendor.vendor, "answers", desk.answersMore);
};

/** A vendor's cost in the job's currency, or why it is none: an amount that nobody declared a rate for must not be added to others at its face value. */
const billedAmount = (said: Money, { currency, inJobCurrency }: EngineJob): Money | { readonly why: string } => {
  const amount = amountOf(said);
  if (amount === undefined) return { why: "it is no amount" };
  const ours = amount.currency === currency ? amount : inJobCurrency?.(amount);
  if (ours === undefined)
    return {
      why: `it is in ${amount.currency}: say in the config what that is worth, currencies: { ${amount.currency}: { rate: … ${currency} } }`,
    };
  return amountOf(ours) ?? { why: "it is no amount" };
};

interface SeenUnit {
  readonly vendor: EngineVendor;
  readonly desk: Desk;
  readonly observation: Extract<Observation, { type: "unit" }>;
  readonly judged: string[];
}

const unitChanges = (run: RunContext, { vendor, desk, observation, judged }: SeenUnit): readonly AttemptChange[] => {
  const { clock, job, onNote } = run.options;
  const { ref, key, status } = observation;
  const createdAt = timeOf(observation.createdAt);
  const target: AttemptTarget = key === undefined ? { vendor: vendor.vendor, ref } : { vendor: vendor.vendor, key };
  const changes: AttemptChange[] = [];
  if (key !== undefined && desk.doubtful.has(key)) changes.push({ target, event: { event: "found-present", ref, at: clock.now() } });
  const answers = desk.answers.get(key ?? ref) ?? { kept: 0, more: 0 };
  if (observation.judgments.length > 0) desk.answers.set(key ?? ref, answers);
  let more = 0;
  for (const judgment of observation.judgments) {
    // Not by the judgment's id alone: whether two units may share one is the vendor's affair.
    const once = `${key ?? ref} ${judgment.id}`;
    if (desk.judged.has(once)) continue;
    if (answers.kept >= answersKept) {
      more += 1;
      continue;
    }
    answers.kept += 1;
    judged.push(once);
    const checked = checkAnswer(job.shape, judgment.answer);
    const { id, worker, raw } = judgment;
    const at = timeOf(judgment.at);
    const seconds = secondsOf(judgment.seconds);
    const kept = {
      id,
      at: at ?? clock.now(),
      ...(worker === undefined ? {} : { worker }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(raw === undefined ? {} : { raw }),
    };
    const turnaround = at !== undefined && createdAt !== undefined ? { turnaroundMs: Math.max(0, at - createdAt) } : {};
    if (checked.ok)
      changes.push({ target, event: { event: "answered", ref }, judgment: { ...kept, answer: checked.answer }, ...turnaround });
    else {
      // Not what was answered: that may repeat the item, which belongs neither into a log nor into a reason.
      const why = `the answer does not fit the ${job.shape.kind} that was asked for`;
      onNote({ note: "invalid-answer", at: clock.now(), vendor: vendor.vendor, why });
      changes.push({
        target,
        event: { event: "answer-invalid", ref, why },
        judgment: { ...kept, answer: { invalid: true } satisfies JsonObject },
        ...turnaround,
      });
    }
  }
  desk.answersMore += Math.max(0, more - answers.more);
  answers.more = Math.max(answers.more, more);
  const ended = status === "returned" || status === "withdrawn" || status === "failed" || status === "expired";
  const once = `${status} ${ref}`;
  if (ended && !desk.judged.has(once)) {
    judged.push(once);
    // What we asked for says nothing of the item, however early a poll sees that we got it.
    const agreed = status === "withdrawn" && desk.askedBack.has(ref);
    changes.push({
      target,
      event: agreed ? { event: "withdrawal-agreed", ref } : { event: "returned", ref, why: observation.why ?? observation.raw },
    });
  }
  return changes;
};
