import type { Call, Engagement, Finding } from "@tranche/sdk";
import { advance, listStudies } from "./advance.ts";
import type { ProlificContext } from "./context.ts";
import { type ProlificEngagement, readEngagement } from "./engage.ts";
import { isHeld, type Lot, studyOf, withStudy } from "./lot.ts";
import { listLots } from "./make-lot.ts";
import { markOf, refOf } from "./marks.ts";

/**
 * Looks keys up by the names of batches, and lots on their way by what this process remembers of them. A unit is present once its file landed; a lot that
 * nobody is sent to yet is taken further on the occasion.
 */
export const find = async (
  context: ProlificContext,
  engagement: Engagement,
  keys: readonly string[],
  call: Call,
): Promise<readonly Finding[]> => {
  const data = readEngagement(engagement);
  const wanted = new Map(keys.map((key) => [markOf(key), key]));
  const refs = new Map<string, string>();
  const note = (lot: Lot): void => {
    if (!isHeld(lot)) return context.memory.forget(lot.batch);
    for (const mark of lot.marks) {
      const key = wanted.get(mark);
      if (key !== undefined && !lot.rejected.includes(mark)) refs.set(key, refOf(lot.batch, mark));
    }
  };

  const remembered = new Set([...wanted.keys()].flatMap((mark) => context.memory.withMark(mark) ?? []));
  for (const lot of remembered) note(await advance(context, { data, lot }, call));
  // What a lot on its way holds, no other one does: those keys need no list.
  const settled = new Set([...remembered].flatMap((lot) => lot.marks));
  const left = [...wanted.keys()].filter((mark) => !settled.has(mark));
  if (left.length > 0) for (const lot of await heldLots(context, { data, marks: new Set(left) }, call)) note(lot);
  return keys.map((key): Finding => {
    const ref = refs.get(key);
    return ref === undefined ? { found: "absent", key } : { found: "present", key, ref };
  });
};

interface Search {
  readonly data: ProlificEngagement;
  readonly marks: ReadonlySet<string>;
}

/** The lots that hold any of the marks, each as far as it goes. */
const heldLots = async (context: ProlificContext, { data, marks }: Search, call: Call): Promise<readonly Lot[]> => {
  const lots = (await listLots(context, data, call)).filter((lot) => lot.marks.some((mark) => marks.has(mark)));
  if (lots.length === 0) return [];
  const studies = lots.some(({ stage }) => stage.at === "ready") ? await listStudies(context, data, call) : undefined;
  const held: Lot[] = [];
  for (const lot of lots) {
    const study = studies === undefined ? undefined : studyOf(lot, studies);
    const known = study === undefined ? lot : withStudy(lot, study);
    held.push(await advance(context, { data, lot: known, ...(studies !== undefined && { studies }) }, call));
  }
  return held;
};
