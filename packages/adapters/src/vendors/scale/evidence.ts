import type { Json, JsonObject } from "@tranche/sdk";
import type { ScaleTask } from "./wire.ts";

const kept = [
  "response",
  "customer_review_status",
  "customer_review_comments",
  "customer_audited_at",
  "customer_audit_time_secs",
  "customer_audit_active_time_secs",
  "prior_responses",
  "attempts",
  "callback_succeeded",
  "is_test",
] as const;

/**
 * What is worth keeping beside an answer: the response as it came, earlier responses, audits and reviews. Auditors' e-mail addresses are left out:
 * they say nothing about the answer.
 */
export const evidenceOf = (task: ScaleTask): JsonObject => {
  const given = task as unknown as Readonly<Record<string, Json | undefined>>;
  const evidence: Record<string, Json> = {};
  for (const name of kept) if (given[name] !== undefined && given[name] !== null) evidence[name] = given[name];
  const audits = given["audits"];
  if (Array.isArray(audits)) evidence["audits"] = audits.map(withoutAddress);
  return evidence;
};

const withoutAddress = (audit: Json): Json => {
  if (typeof audit !== "object" || audit === null || Array.isArray(audit)) return audit;
  return Object.fromEntries(Object.entries(audit).filter(([name]) => name !== "audited_by"));
};

/** How many answers of this task came before: a recall or a correction moves the former answer there. */
export const priorAnswers = (task: ScaleTask): number => {
  const prior = (task as { readonly prior_responses?: unknown }).prior_responses;
  return Array.isArray(prior) ? prior.length : 0;
};
