import type { SeenUnit } from "../world/answering.ts";
import type { Shift } from "../world/workforce.ts";
import type { JsonObject } from "../server/message.ts";

/** `error`: the task was accepted and its attachments could not be fetched. */
export type TaskStatus = "pending" | "completed" | "canceled" | "error";

export interface Task {
  readonly id: string;
  /** Order of creation. */
  readonly order: number;
  readonly type: string;
  readonly createdAt: number;
  readonly project: Project | undefined;
  readonly batch: Batch | undefined;
  readonly instruction: string | undefined;
  readonly params: JsonObject;
  readonly priority: number | undefined;
  readonly callbackUrl: string | undefined;
  readonly projectVersion: number | undefined;
  readonly clearUniqueIdOnError: boolean;
  readonly seen: SeenUnit;
  status: TaskStatus;
  updatedAt: number;
  completedAt: number | undefined;
  metadata: JsonObject;
  uniqueId: string | undefined;
  tags: readonly string[] | undefined;
  shifts: readonly Shift[];
  response: unknown;
  priorResponses: readonly unknown[];
  callbackSucceeded: boolean | undefined;
  audits: readonly Audit[];
  review: { readonly status: string; readonly comments: readonly string[] } | undefined;
  /** Counts schedulings, so that an event planned before a cancel or recall finds itself outdated. */
  epoch: number;
}

export interface Audit {
  readonly audited_by: string;
  readonly audited_at: string;
  readonly audit_time_secs: number;
  readonly audit_result: "accepted" | "fixed" | "rejected";
  readonly audit_source: "customer" | "scale";
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly createdAt: number;
  readonly rapid: boolean;
  readonly studio: boolean;
  readonly pipeline: string | undefined;
  readonly consensusAttempts: number;
  readonly extra: JsonObject;
  archived: boolean;
  ontology: unknown;
  /** Index is the version. */
  readonly history: { readonly createdAt: number; readonly instruction: string | undefined; readonly params: JsonObject }[];
}

export type BatchStatus = "staging" | "in_progress" | "completed" | "paused" | "cancelled";

export interface Batch {
  readonly id: string;
  readonly name: string;
  readonly project: Project;
  readonly createdAt: number;
  readonly order: number;
  readonly callback: string | undefined;
  readonly calibration: boolean;
  readonly selfLabel: boolean;
  readonly tasks: Task[];
  /** Tasks still pending. */
  open: number;
  priority: number;
  status: BatchStatus;
  completedAt: number | undefined;
  metadata: JsonObject;
  groups: readonly string[];
}

/** Everything one key mode (live or test) owns; the two never see each other. */
export interface Account {
  readonly mode: "live" | "test";
  readonly tasks: Map<string, Task>;
  readonly newest: Task[];
  readonly byUniqueId: Map<string, Task>;
  readonly projects: Map<string, Project>;
  readonly batches: Map<string, Batch>;
  readonly batchOrder: Batch[];
  readonly idempotency: Map<string, { readonly request: string; readonly at: number; readonly taskId: string }>;
}

export const createAccount = (mode: "live" | "test"): Account => ({
  mode,
  tasks: new Map(),
  newest: [],
  byUniqueId: new Map(),
  projects: new Map(),
  batches: new Map(),
  batchOrder: [],
  idempotency: new Map(),
});
