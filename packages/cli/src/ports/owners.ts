import type { OwnerRules } from "../core/route/conflict.ts";

/** `unreadable`: who controls whom is not known at the moment, and why. */
export type OwnersNow = { readonly is: "known"; readonly rules: OwnerRules } | { readonly is: "unreadable"; readonly why: string };

/** Who holds whom, as it is written now. Never rejects. */
export interface OwnersSource {
  readonly now: () => Promise<OwnersNow>;
}

/** Where that is written: a config file, or a simulated one. */
export interface OwnersText {
  /** Changes whenever the text may have; undefined where it is not there. */
  readonly version: () => Promise<string | undefined>;
  /** Rejects with words a person understands. */
  readonly load: () => Promise<OwnerRules>;
}
