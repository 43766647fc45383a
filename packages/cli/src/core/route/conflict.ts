import { listed } from "../plan/words.ts";
import { type ControlQuestion, controllersOf } from "./control.ts";

/** Who holds whom, and from which share on that counts. */
export type OwnerRules = Pick<ControlQuestion, "stakes" | "conflictPerMillion">;

export interface ConflictQuestion {
  /** `policy.deny` of the job. */
  readonly deny: readonly string[];
  readonly rules: OwnerRules;
  /** Epoch ms: stakes count from their date on. */
  readonly now: number;
}

/**
 * Why an owner may not be sent anything at that moment: the policy names it, or somebody who controls it, directly or through others.
 * Undefined where it may.
 */
export const conflictOf = (owner: string, { deny, rules, now }: ConflictQuestion): string | undefined =>
  deny.length === 0 ? undefined : deniedText(owner, deniedAmong(owner, { controlledBy: controllersOf(owner, { ...rules, now }), deny }));

/** The names of the deny list that an owner answers to: its own first. */
export const deniedAmong = (
  owner: string,
  { controlledBy, deny }: { readonly controlledBy: readonly string[]; readonly deny: readonly string[] },
): readonly string[] => [owner, ...controlledBy].filter((name) => deny.includes(name));

/** The rule in words; undefined where nobody of the deny list is concerned. */
export const deniedText = (owner: string, denied: readonly string[]): string | undefined => {
  if (denied.length === 0) return undefined;
  return denied.includes(owner) ? `policy.deny names its owner ${owner}` : `policy.deny names ${listed(denied)}, which controls ${owner}`;
};
