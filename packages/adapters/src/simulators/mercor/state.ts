import type { JsonObject } from "../server/message.ts";
import type { SeenUnit } from "../world/answering.ts";
import type { RecordedAnswer } from "../world/truth.ts";
import type { Worker } from "../world/workforce.ts";
import type { UpdateLog } from "./update-log.ts";

export type ProjectState = "draft" | "sourcing" | "active" | "paused" | "closing" | "closed";

export interface Project {
  readonly id: string;
  readonly createdAt: number;
  readonly sent: JsonObject;
  readonly name: string;
  readonly externalRef: string | undefined;
  readonly responseFormat: JsonObject;
  readonly budget: { readonly currency: string; readonly maxTotalMinor: number } | undefined;
  readonly listings: Listing[];
  readonly contracts: Contract[];
  readonly items: Map<string, WorkItem>;
  readonly byExternalId: Map<string, WorkItem>;
  readonly itemUpdates: UpdateLog<WorkItem>;
  readonly entries: TimeEntry[];
  readonly entryUpdates: UpdateLog<TimeEntry>;
  readonly invoices: Map<number, Invoice>;
  /** Items anybody may take, oldest first; those withdrawn in the meantime are passed over. */
  readonly queue: { items: WorkItem[]; head: number };
  state: ProjectState;
  /** What the state was before a pause. */
  before: ProjectState;
  budgetWarned: boolean;
  spentMinor: number;
}

export interface Listing {
  readonly id: string;
  readonly project: Project;
  readonly createdAt: number;
  readonly sent: JsonObject;
  readonly currency: string;
  readonly minRateMinor: number;
  readonly maxRateMinor: number;
  readonly weeklyCapHours: number;
  readonly slots: number;
  readonly candidates: Candidate[];
  readonly offers: Offer[];
  state: "draft" | "active" | "filled" | "closed";
}

export interface Candidate {
  readonly id: string;
  readonly listing: Listing;
  /** Undefined for somebody who may not be hired. */
  readonly worker: Worker | undefined;
  readonly expertRef: string;
  readonly fit: "allowed" | "warning" | "blocked";
  readonly askingRateMinor: number;
  readonly availabilityHours: number;
  status: "pending" | "in_review" | "shortlisted" | "offered" | "rejected" | "hired";
}

export interface Offer {
  readonly id: string;
  readonly listing: Listing;
  readonly candidate: Candidate;
  readonly rateMinor: number;
  readonly weeklyCapHours: number;
  readonly sentAt: number;
  state: "sent" | "accepted" | "declined" | "cancelled" | "expired";
  contract: Contract | undefined;
}

export interface Contract {
  readonly id: string;
  readonly project: Project;
  readonly listing: Listing;
  readonly worker: Worker;
  readonly expertRef: string;
  readonly rateMinor: number;
  readonly currency: string;
  readonly effectiveFrom: number;
  /** Hour of the day (UTC) the expert begins. */
  readonly beginsAtHour: number;
  /** Items only this expert may take. */
  readonly pinned: WorkItem[];
  readonly secondsByWeek: Map<number, number>;
  state: "onboarding" | "active" | "paused" | "ended";
  weeklyCapHours: number;
  /** What the expert is at, with the working time it still needs. */
  current: { readonly item: WorkItem; readonly startedAt: number; secondsLeft: number } | undefined;
  /** Waiting for work to come; woken by it. */
  idle: boolean;
  epoch: number;
}

export type WorkItemState =
  | "queued"
  | "assigned"
  | "in_progress"
  | "submitted"
  | "in_review"
  | "changes_requested"
  | "accepted"
  | "rejected"
  | "withdrawn";

export interface WorkItem {
  readonly id: string;
  readonly project: Project;
  readonly externalId: string;
  readonly title: string;
  readonly createdAt: number;
  readonly seen: SeenUnit;
  readonly reviewersRequired: number;
  readonly pinnedTo: Contract | undefined;
  readonly recorded: RecordedAnswer | undefined;
  readonly deliverables: Deliverable[];
  state: WorkItemState;
  updatedAt: number;
  contract: Contract | undefined;
}

export interface Deliverable {
  readonly id: string;
  readonly item: WorkItem;
  readonly version: number;
  readonly contract: Contract;
  readonly expertRef: string;
  readonly submittedAt: number;
  readonly content: JsonObject;
  readonly minutes: number;
  review:
    | { readonly decision: "accept" | "request_changes" | "reject"; readonly feedback?: string; readonly reviewed_at: string }
    | undefined;
}

export interface TimeEntry {
  readonly id: string;
  readonly contract: Contract;
  readonly item: WorkItem | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Negative in corrections. */
  readonly seconds: number;
  readonly source: "tracker" | "adjustment";
  readonly week: number;
  status: "open" | "locked" | "disputed" | "voided";
  updatedAt: number;
}

export interface Invoice {
  readonly id: string;
  readonly project: Project;
  readonly week: number;
  status: "accruing" | "locked" | "issued" | "paid";
}
