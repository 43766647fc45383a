import { z } from "zod";

/** Where reading goes on, in batches by their ids, oldest first. */
export interface Place {
  /** Everything up to this one is over. */
  readonly through?: string;
  /** Later ones that are over, too. */
  readonly over: readonly string[];
  /** The last one this sweep has read; absent at its beginning. */
  readonly at?: string;
}

export const placeSchema: z.ZodType<Place> = z.object({
  through: z.string().exactOptional(),
  over: z.array(z.string()),
  at: z.string().exactOptional(),
});

export const beginning: Place = { over: [] };

/** Those still to be read in this sweep. A batch the place names and the list lacks means that the list has changed: then all of it is read. */
export const leftToRead = <Entry extends { readonly batch: string }>(place: Place, entries: readonly Entry[]): readonly Entry[] => {
  const after = (name: string | undefined): number => entries.findIndex(({ batch }) => batch === name) + 1;
  const from = Math.max(after(place.through), after(place.at));
  const over = new Set(place.over);
  return entries.slice(from).filter(({ batch }) => !over.has(batch));
};

/** The place after these were read, and these are over. `last` is where a sweep that is not at its end goes on. */
export const afterReading = (
  place: Place,
  seen: { readonly entries: readonly { readonly batch: string }[]; readonly over: readonly string[]; readonly last?: string },
): Place => {
  const over = new Set([...place.over, ...seen.over]);
  const from = seen.entries.findIndex(({ batch }) => batch === place.through) + 1;
  let { through } = place;
  for (const { batch } of seen.entries.slice(from)) {
    if (!over.has(batch)) break;
    over.delete(batch);
    through = batch;
  }
  return { ...(through !== undefined && { through }), over: [...over], ...(seen.last !== undefined && { at: seen.last }) };
};
