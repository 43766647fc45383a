import type { Lot } from "./lot.ts";

/**
 * What this process saw and did of lots that are on their way. It saves requests, and keeps a study from being made twice while lists lag; after a restart it
 * is empty, and everything is read again. A lot that is published is forgotten, so it stays small.
 */
export interface LotMemory {
  saw(lot: Lot): void;
  /** The lot on its way that holds a unit of that mark. */
  withMark(mark: string): Lot | undefined;
  lot(batch: string): Lot | undefined;
  forget(batch: string): void;
  readonly studies: StudyMemory;
  /** A dataset that nothing was put into, made for a submission that came to nothing. */
  spare(engagement: string, dataset: string): void;
  takeSpare(engagement: string): string | undefined;
}

/** Whether a lot may have a study that no list shows yet. */
export interface StudyMemory {
  /** This process made the batch: nobody else can have made a study of it. */
  own(batch: string): void;
  /** A study is being asked for; it may be there from now on. */
  ask(batch: string): void;
  /** It was refused: there is none. */
  refused(batch: string): void;
  /** Its id. */
  made(batch: string, study: string): void;
  idOf(batch: string): string | undefined;
  /** Real milliseconds for which it is known that nobody else made one, and that none of ours is on its way; undefined where none can be. */
  quietMs(batch: string): number | undefined;
}

export const createLotMemory = (): LotMemory => {
  const lots = new Map<string, Lot>();
  const byMark = new Map<string, string>();
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
    },
    studies: createStudyMemory(),
    spare: (engagement, dataset) => void spares.set(engagement, [...(spares.get(engagement) ?? []), dataset]),
    takeSpare: (engagement) => spares.get(engagement)?.pop(),
  };
};

const createStudyMemory = (): StudyMemory => {
  const owned = new Set<string>();
  /** When one was last asked for, or first missed. */
  const since = new Map<string, number>();
  const ids = new Map<string, string>();
  return {
    own: (batch) => void owned.add(batch),
    ask: (batch) => {
      owned.delete(batch);
      since.set(batch, performance.now());
    },
    refused: (batch) => {
      owned.add(batch);
      since.delete(batch);
    },
    made: (batch, study) => void ids.set(batch, study),
    idOf: (batch) => ids.get(batch),
    quietMs: (batch) => {
      if (owned.has(batch)) return undefined;
      // Whoever worked on it before this process is gone: what it made, it made before the first look.
      const from = since.get(batch) ?? performance.now();
      since.set(batch, from);
      return performance.now() - from;
    },
  };
};
