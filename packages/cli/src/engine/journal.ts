import type { AppliedChange, AttemptChange, Store } from "../ports/store.ts";
import type { Clock } from "../ports/clock.ts";

/** Collects events and stores them in groups; whoever needs them durable waits for `flush`. */
export interface Journal {
  readonly add: (changes: readonly AttemptChange[]) => void;
  /** Resolves when everything added before the call is durable and acted upon. */
  readonly flush: () => Promise<void>;
}

export interface JournalOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly job: string;
  readonly fence: number;
  readonly triesPerVendor: number;
  /** As in `ApplyRequest`. */
  readonly independent?: "owner" | "vendor";
  /** Longest an event waits for company, real milliseconds. */
  readonly groupMs: number;
  readonly onApplied: (applied: readonly AppliedChange[]) => void;
  /** A store that fails ends the run: nothing may be sent that is not recorded. */
  readonly onFailure: (error: unknown) => void;
}

const GROUP_SIZE = 500;

export const createJournal = (options: JournalOptions): Journal => {
  const { store, clock, job, fence, triesPerVendor, independent } = options;
  let waiting: AttemptChange[] = [];
  let writing: Promise<void> = Promise.resolve();
  let scheduled = false;
  const write = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const changes = waiting;
    waiting = [];
    const applied = await store.apply({
      job,
      fence,
      now: clock.now(),
      changes,
      triesPerVendor,
      ...(independent === undefined ? {} : { independent }),
    });
    options.onApplied(applied);
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  return {
    add: (changes) => {
      for (const change of changes) waiting.push(change);
      if (waiting.length >= GROUP_SIZE) {
        flush().catch(options.onFailure);
        return;
      }
      if (scheduled) return;
      scheduled = true;
      clock
        .sleep(options.groupMs)
        .then(() => {
          scheduled = false;
          return flush();
        })
        .catch(options.onFailure);
    },
    flush,
  };
};
