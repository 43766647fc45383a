import type { Lot } from "./lot.ts";

/**
 * What this process saw of lots that are on their way. It saves requests and keeps a study from being made twice while lists lag; after a restart it is
 * empty, and everything is read again. A lot that is published is forgotten, so it stays small.
 */
export interface LotMemory {
  saw(lot: Lot): void;
  /** The lot on its way that holds a unit of that mark. */
  withMark(mark: string): Lot | undefined;
  lot(batch: string): Lot | undefined;
  forget(batch: string): void;
  /** A study was asked for; its id once that is known. */
  drafting(batch: string, study?: string): void;
  /** `made`: this process has its id. `asked`: it may be there. Absent: this process never asked. */
  draft(batch: string): { readonly is: "made"; readonly study: string } | { readonly is: "asked" } | undefined;
  /** How often its study was looked for in a list and not found, this time included. */
  missed(batch: string): number;
  /** A dataset that nothing was put into, made for a submission that came to nothing. */
  spare(engagement: string, dataset: string): void;
  takeSpare(engagement: string): string | undefined;
}

export const createLotMemory = (): LotMemory => {
  const lots = new Map<string, Lot>();
  const byMark = new Map<string, string>();
  const drafts = new Map<string, string | undefined>();
  const misses = new Map<string, number>();
  const spares = new Map<string, string[]>();
  return {
    saw: (lot) => {
      lots.set(lot.batch, lot);
      for (const mark of lot.marks) byMark.set(mark, lot.batch);
    },
    withMark: (mark) => lots.get(byMark.get(mark) ?? ""),
    lot: (batch) => lots.get(batch),
    forget: (batch) => {
      for (const mark of lots.get(batch)?.marks ?? []) byMark.delete(mark);
      lots.delete(batch);
      misses.delete(batch);
    },
    drafting: (batch, study) => void drafts.set(batch, study),
    draft: (batch) => {
      if (!drafts.has(batch)) return undefined;
      const study = drafts.get(batch);
      return study === undefined ? { is: "asked" } : { is: "made", study };
    },
    missed: (batch) => {
      const times = (misses.get(batch) ?? 0) + 1;
      misses.set(batch, times);
      return times;
    },
    spare: (engagement, dataset) => void spares.set(engagement, [...(spares.get(engagement) ?? []), dataset]),
    takeSpare: (engagement) => spares.get(engagement)?.pop(),
  };
};
