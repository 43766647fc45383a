import { conflictOf, type ConflictQuestion } from "../core/route/conflict.ts";
import type { RunDocument } from "./documents.ts";
import { countOf } from "./number.ts";

/**
 * What vendors hold whose owner is in conflict with the job's deny list now: one sentence a vendor that has seen something or has work
 * open. What was sent cannot be unsent; new work goes elsewhere.
 */
export const conflictWarnings = (run: RunDocument, question: ConflictQuestion): readonly string[] =>
  run.vendors.flatMap((vendor) => {
    const why = conflictOf(vendor.owner, question);
    const open = vendor.attempts.open + vendor.attempts.inDoubt;
    if (why === undefined || vendor.items + open === 0) return [];
    const work = open === 0 ? "" : ` and ${countOf(open, "open judgment")}`;
    return [`${vendor.vendor} gets no new work: ${why}. It holds ${countOf(vendor.items, "item")} of ${run.dataset}${work}`];
  });

/** The document with those warnings added. */
export const withConflicts = (run: RunDocument, question: ConflictQuestion): RunDocument => {
  const warnings = conflictWarnings(run, question);
  return warnings.length === 0 ? run : { ...run, warnings: [...run.warnings, ...warnings] };
};
