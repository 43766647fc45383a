import { AdapterError, type Call, type CollectPage, type Cursor, type Engagement, type Observation } from "@tranche/sdk";
import { readCursor } from "../read-cursor.ts";
import { listStudies } from "./advance.ts";
import type { ProlificContext, Sweep } from "./context.ts";
import { type ProlificEngagement, readEngagement } from "./engage.ts";
import { studyOf, withStudy } from "./lot.ts";
import { listLots } from "./make-lot.ts";
import { afterReading, beginning, leftToRead, placeSchema } from "./place.ts";
import { approve, readLot } from "./read-lot.ts";
import type { ProlificStudy } from "./wire.ts";

/**
 * A few lots, each with all that is known of its units, and taken further where a step is open. A lot that is over is not read again. Should the vendor fail
 * in the middle, what was read until then comes out, and reading goes on there.
 */
export const collect = async (
  context: ProlificContext,
  engagement: Engagement,
  cursor: Cursor | undefined,
  call: Call,
): Promise<CollectPage> => {
  const data = readEngagement(engagement);
  const place = readCursor(placeSchema, cursor, beginning);
  const sweep = await sweepOf(context, { data, begins: place.at === undefined }, call);
  const { lots } = sweep;
  const left = leftToRead(place, lots);
  const studies = left.length === 0 ? [] : await sweep.studies(call);
  const observations: Observation[] = [];
  const over: string[] = [];
  const handedIn: string[] = [];
  let last: string | undefined;
  for (const lot of left.slice(0, context.options.studiesPerPage)) {
    try {
      const study = studyOf(lot, studies);
      const read = await readLot(context, { data, studies, lot: study === undefined ? lot : withStudy(lot, study) }, call);
      observations.push(...read.observations);
      handedIn.push(...read.handedIn);
      if (read.over) over.push(lot.batch);
      last = lot.batch;
    } catch (error) {
      if (!AdapterError.is(error) || last === undefined) throw error;
      break;
    }
  }
  if (data.approve) await approve(context, handedIn, call);
  const more = last !== undefined && last !== left.at(-1)?.batch;
  const next = afterReading(place, { entries: lots, over, ...(more && last !== undefined && { last }) });
  return { observations, cursor: JSON.stringify({ ...next, ...(!more && { at: undefined }) }), more };
};

/** Both lists are read at the beginning of a sweep and used to its end: what is new in them is there in the next one. */
const sweepOf = async (
  context: ProlificContext,
  { data, begins }: { readonly data: ProlificEngagement; readonly begins: boolean },
  call: Call,
): Promise<Sweep> => {
  const remembered = begins ? undefined : context.sweeps.get(data.project);
  if (remembered) return remembered;
  const lots = (await listLots(context, data, call)).toSorted(
    (a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.batch < b.batch ? -1 : 1),
  );
  let studies: readonly ProlificStudy[] | undefined;
  const sweep: Sweep = { lots, studies: async (now) => (studies ??= await listStudies(context, data, now)) };
  context.sweeps.set(data.project, sweep);
  return sweep;
};
