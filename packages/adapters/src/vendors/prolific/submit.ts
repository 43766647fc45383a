import { AdapterError, type Call, type Engagement, type Unit, type UnitOutcome } from "@tranche/sdk";
import { advance } from "./advance.ts";
import type { ProlificContext } from "./context.ts";
import { readEngagement } from "./engage.ts";
import type { Lot } from "./lot.ts";
import { makeLot } from "./make-lot.ts";
import { markOf, refOf } from "./marks.ts";

/**
 * One lot: a dataset, a batch and a file, then as many further steps as the vendor is ready for. Once the file is there the units are at the vendor; should
 * a later step fail they are in doubt, because nobody works on them yet, and looking them up goes on where this ended.
 */
export const submit = async (
  context: ProlificContext,
  engagement: Engagement,
  units: readonly Unit[],
  call: Call,
): Promise<readonly UnitOutcome[]> => {
  const data = readEngagement(engagement);
  const made = await makeLot(context, { data, units }, call);
  context.memory.saw(made);
  context.memory.studies.own(made.batch);
  try {
    const lot = await advance(context, { data, lot: made }, call);
    return units.map(({ key }) => outcomeOf(key, lot));
  } catch (error) {
    if (!AdapterError.is(error)) throw error;
    const why = `it is at the vendor, and nobody is sent to it yet: ${error.message}`;
    return units.map(({ key }): UnitOutcome => ({ outcome: "in-doubt", key, why }));
  }
};

const outcomeOf = (key: string, lot: Lot): UnitOutcome => {
  const mark = markOf(key);
  if (lot.stage.at === "unreadable" || lot.stage.at === "broken")
    return { outcome: "refused", key, why: lot.stage.why, scope: "engagement" };
  if (lot.stage.at === "empty") return { outcome: "in-doubt", key, why: "the vendor took the file and does not know of it" };
  if (lot.rejected.includes(mark)) return { outcome: "refused", key, why: "the vendor did not take the record", scope: "item" };
  return { outcome: "accepted", key, ref: refOf(lot.batch, mark) };
};
