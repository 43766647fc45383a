import { conflictOf, type OwnerRules } from "../core/route/conflict.ts";
import type { Clock } from "../ports/clock.ts";
import type { OwnersSource } from "../ports/owners.ts";

/** Whether an owner may be sent something now. `unknown`: nobody can say, so nothing is sent until somebody can. */
export type Standing =
  | { readonly standing: "clear" }
  | { readonly standing: "denied"; readonly why: string }
  | { readonly standing: "unknown"; readonly why: string };

/** Asked anew before every reservation and before every request that carries items; never rejects. */
export interface Conflicts {
  readonly of: (owner: string) => Promise<Standing>;
  /** The owners a re-plan goes by; undefined where they cannot be read or nobody is denied anything. */
  readonly rules: () => Promise<OwnerRules | undefined>;
}

const clear: Standing = { standing: "clear" };

/** The deny list held against the owners of this moment, at this moment's date. */
export const createConflicts = (options: {
  readonly deny: readonly string[];
  readonly owners: OwnersSource;
  readonly clock: Clock;
}): Conflicts => {
  const { deny, owners, clock } = options;
  return {
    of: async (owner) => {
      // Without a deny list nobody can be in conflict, whatever the owners are.
      if (deny.length === 0) return clear;
      const read = await owners.now();
      if (read.is === "unreadable") return { standing: "unknown", why: read.why };
      const why = conflictOf(owner, { deny, rules: read.rules, now: clock.now() });
      return why === undefined ? clear : { standing: "denied", why };
    },
    rules: async () => {
      const read = deny.length === 0 ? undefined : await owners.now();
      return read?.is === "known" ? read.rules : undefined;
    },
  };
};
