/** What a submission's word means for the answers in it; a word of tomorrow is one that is not done yet. */
export type SubmissionStanding =
  /** Somebody is at it. */
  | "at-work"
  /** Handed in: its answers count, and will be paid unless somebody rejects it. */
  | "handed-in"
  | "paid"
  /** Given back, timed out, rejected or screened out: its answers do not count, and another participant may take the place. */
  | "void";

const standings: ReadonlyMap<string, SubmissionStanding> = new Map([
  ["AWAITING REVIEW", "handed-in"],
  ["APPROVED", "paid"],
  ["PARTIALLY APPROVED", "paid"],
  ["TIMED OUT", "void"],
  ["RETURNED", "void"],
  ["REJECTED", "void"],
  ["SCREENED OUT", "void"],
]);

/** `raw` as the wire schema writes it: capitals and blanks. */
export const submissionStanding = (raw: string): SubmissionStanding => standings.get(raw) ?? "at-work";

/** A draft: nothing is locked, nobody sees it. */
export const isDraft = (studyStatus: string): boolean => studyStatus === "UNPUBLISHED";

/** Whether a study can be stopped: it takes people on, or will. */
export const isRunning = (studyStatus: string): boolean =>
  ["PUBLISHING", "SCHEDULED", "ACTIVE", "PAUSED", "PROCESSING"].includes(studyStatus);

const importLanded = new Set(["queued", "processing", "complete", "partial"]);

/** What an upload's word means: `none` as long as its address was only asked for. */
export const importStanding = (raw: string): "none" | "waiting" | "landed" | "failed" => {
  if (raw === "complete" || raw === "partial") return "landed";
  if (raw === "failed" || raw === "pending_schema") return "failed";
  return importLanded.has(raw) ? "waiting" : "none";
};
