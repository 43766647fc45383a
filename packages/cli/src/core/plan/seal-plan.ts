import { canonicalJson } from "./canonical-json.ts";
import type { InputHashes } from "./plan-inputs.ts";
import type { DraftPlan, Plan } from "./plan.ts";

/** SHA-256 of a text's UTF-8 bytes, in hex. Core has no cryptography of its own. */
export type Sha256 = (text: string) => string;

/** Gives a draft its hash. */
export const sealPlan = (draft: DraftPlan, sha256: Sha256): Plan => ({ ...draft, hash: sha256(canonicalJson(draft)) });

export type ReadPlan = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly why: string };

/**
 * Reads a saved plan. Refuses other versions, and anything whose hash is not its own: a plan that was edited by hand is no
 * longer what was shown and agreed to.
 */
export const readPlan = (json: unknown, sha256: Sha256): ReadPlan => {
  if (typeof json !== "object" || json === null || !("planVersion" in json))
    return { ok: false, why: "this is not a plan: it has no planVersion" };
  if (json.planVersion !== 1)
    return { ok: false, why: `planVersion ${JSON.stringify(json.planVersion)} is not one this version reads (it reads 1); plan again` };
  // What `plan --json` prints beside the plan is no part of it.
  const { hash, frontier: _f, release: _r, ...draft } = json as Plan & { readonly frontier?: unknown; readonly release?: unknown };
  if (typeof hash !== "string" || sha256(canonicalJson(draft)) !== hash)
    return { ok: false, why: "the plan was changed after it was made: its hash does not fit its content; plan again" };
  return { ok: true, plan: { ...draft, hash } };
};

const words: Readonly<Record<keyof InputHashes, string>> = {
  job: "the job file",
  items: "the items",
  vendors: "the vendors of the config (prices, owners, capacity or rules)",
  ledgerHead: "what has been disclosed of the dataset",
};

/** What changed since a plan was made, in words; empty where nothing did. */
export const comparePlanInputs = (plan: Pick<Plan, "inputs">, current: InputHashes): readonly string[] =>
  (["job", "items", "vendors", "ledgerHead"] as const).filter((key) => plan.inputs[key] !== current[key]).map((key) => words[key]);
