import type { Clock } from "../ports/clock.ts";
import type { OwnersNow, OwnersSource, OwnersText } from "../ports/owners.ts";

/** Looked at no more often than this, in real milliseconds. */
const LOOK_MS = 1_000;

/**
 * Follows the owners while a run goes on: the text is read again when its version changes, and looked at once a second at most.
 * A text that cannot be read leaves nothing known, not what was known before: whoever edits owners does it for a reason.
 */
export const watchOwners = (clock: Clock, text: OwnersText): OwnersSource => {
  let known: { readonly version: string; readonly now: OwnersNow } | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<OwnersNow> | undefined;
  const look = async (): Promise<OwnersNow> => {
    try {
      const version = await text.version();
      if (version === undefined) return { is: "unreadable", why: "the config file is not there any more" };
      if (known?.version === version) return known.now;
      const now: OwnersNow = { is: "known", rules: await text.load() };
      known = { version, now };
      return now;
    } catch (error) {
      return { is: "unreadable", why: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    now: () => {
      if (looking === undefined || clock.now() - lookedAt >= LOOK_MS) {
        lookedAt = clock.now();
        looking = look();
      }
      return looking;
    },
  };
};
