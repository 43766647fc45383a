import { AdapterError, type Call, type Engagement, type Withdrawal } from "@tranche/sdk";
import { segment } from "../../http/index.ts";
import { listStudies, readStudy } from "./advance.ts";
import type { ProlificContext } from "./context.ts";
import { type ProlificEngagement, readEngagement } from "./engage.ts";
import { type Lot, studyOf, withStudy } from "./lot.ts";
import { listLots } from "./make-lot.ts";
import { readRef, refOf, withdrawnName } from "./marks.ts";
import { readLot } from "./read-lot.ts";
import { isRunning } from "./status.ts";
import type { ProlificStudy } from "./wire.ts";

/**
 * Prolific stops whole studies. So a lot is stopped when nothing else of ours is open in it, and not otherwise: nobody asked to lose the rest. Its batch is
 * renamed first, so that no process publishes it later, and everybody can tell that its units were taken back. Somebody who is at work may still hand in.
 */
export const withdraw = async (
  context: ProlificContext,
  engagement: Engagement,
  refs: readonly string[],
  call: Call,
): Promise<readonly Withdrawal[]> => {
  const data = readEngagement(engagement);
  const wanted = new Set(refs.flatMap((ref) => readRef(ref)?.batch ?? []));
  const lots = wanted.size === 0 ? [] : (await listLots(context, data, call)).filter(({ batch }) => wanted.has(batch));
  const studies = lots.length === 0 ? [] : await listStudies(context, data, call);
  const outcomes = new Map<string, Withdrawal>();
  for (const lot of lots)
    try {
      for (const one of await takeBack(context, { data, lot, studies, refs: new Set(refs) }, call)) outcomes.set(one.ref, one);
    } catch (error) {
      if (!AdapterError.is(error) || outcomes.size === 0) throw error;
      // Other lots were answered: their outcomes must not be lost to a later one's failure.
      for (const mark of lot.marks)
        outcomes.set(refOf(lot.batch, mark), { withdrawal: "unknown", ref: refOf(lot.batch, mark), why: error.message });
    }
  return refs.map((ref) => outcomes.get(ref) ?? { withdrawal: "unknown", ref, why: "the vendor does not list it" });
};

interface Taking {
  readonly data: ProlificEngagement;
  readonly lot: Lot;
  readonly studies: readonly ProlificStudy[];
  readonly refs: ReadonlySet<string>;
}

const takeBack = async (context: ProlificContext, { data, lot, studies, refs }: Taking, call: Call): Promise<readonly Withdrawal[]> => {
  const before = await standing(context, { data, lot, studies }, call);
  const asked = lot.marks.map((mark) => refOf(lot.batch, mark)).filter((ref) => refs.has(ref));
  const others = lot.withdrawn ? 0 : [...before.open].filter((ref) => !refs.has(ref)).length;
  const stops = others === 0 && asked.some((ref) => before.open.has(ref));
  if (stops) await stop(context, { data, lot, study: studyOf(lot, studies) }, call);
  // Somebody may have handed in while the request was on its way.
  const after = stops ? await standing(context, { data, lot, studies }, call) : before;
  return asked.map((ref): Withdrawal => {
    if (!after.known.has(ref)) return { withdrawal: "unknown", ref, why: "the vendor does not hold it" };
    if (!after.open.has(ref)) return { withdrawal: "too-late", ref, why: "answered already, or never taken" };
    if (others === 0) return { withdrawal: "withdrawn", ref };
    const why = `Prolific stops whole studies only, and ${others} other unit${others === 1 ? " is" : "s are"} open in this one`;
    return { withdrawal: "unknown", ref, why };
  });
};

/** Which units of a lot are there, and which of them nobody has answered. Takes no further step. */
const standing = async (
  context: ProlificContext,
  { data, lot, studies }: Omit<Taking, "refs">,
  call: Call,
): Promise<{ readonly known: ReadonlySet<string>; readonly open: ReadonlySet<string> }> => {
  const study = studyOf(lot, studies);
  const still: Lot = { ...(study === undefined ? lot : withStudy(lot, study)), withdrawn: true };
  const { observations } = await readLot(context, { data, lot: still, studies }, call);
  const refsOf = (wanted: (status: string) => boolean): ReadonlySet<string> =>
    new Set(observations.flatMap((one) => (one.type === "unit" && wanted(one.status) ? [one.ref] : [])));
  return { known: refsOf(() => true), open: refsOf((status) => status === "withdrawn") };
};

/** Renames the batch, then stops the study where there is one that takes people on. Each step looks first and may be repeated. */
const stop = async (
  context: ProlificContext,
  { data, lot, study }: { readonly data: ProlificEngagement; readonly lot: Lot; readonly study: ProlificStudy | undefined },
  call: Call,
): Promise<void> => {
  const { http, memory } = context;
  const { signal } = call;
  memory.forget(lot.batch);
  if (!lot.withdrawn) {
    const body = { name: withdrawnName(lot.name) };
    await http.request({ method: "PATCH", path: `/data-collection/batches/${segment(lot.batch)}`, body, effect: "repeatable", signal });
  }
  const made = memory.studies.idOf(lot.batch);
  const now = study ?? (made !== undefined ? await readStudy(context, made, call) : studyOf(lot, await listStudies(context, data, call)));
  if (now === undefined || !isRunning(now.status)) return;
  try {
    await http.request({
      method: "POST",
      path: `/studies/${segment(now.id)}/transition/`,
      body: { action: "STOP" },
      effect: "repeatable",
      signal,
    });
  } catch (error) {
    if (!AdapterError.is(error) || error.kind !== "refused") throw error;
    // It ended by itself in the meantime, or it still runs and the refusal stands.
    if (isRunning((await readStudy(context, now.id, call)).status)) throw error;
  }
};
