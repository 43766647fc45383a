import type { JsonObject } from "../server/message.ts";
import type { ModelWorld } from "../server/vendor-model.ts";
import type { SeenUnit } from "../world/answering.ts";
import { hashNumbers } from "../world/seeded-random.ts";
import type { Worker } from "../world/workforce.ts";
import type { Question } from "../world/question.ts";
import type { ProlificOptions } from "./options.ts";
import { ProlificRefusal } from "./prolific-error.ts";

/** A field of a dataset: `text`, `image_url`, `audio_url` and `video_url` can be shown, `metadata` cannot. */
export interface SchemaField {
  readonly type: string;
  readonly sent: JsonObject;
}

export type ImportStatus = "uninitialised" | "queued" | "processing" | "complete" | "partial" | "failed";

/** One upload: made when its address is asked for. */
export interface Import {
  readonly id: string;
  readonly file: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly token: string;
  updatedAt: number;
  status: ImportStatus;
  accepted: number;
  duplicates: number;
  errors: readonly JsonObject[];
  reason: string | undefined;
}

export interface Datapoint {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly seen: SeenUnit;
}

export interface Dataset {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly strict: boolean;
  readonly fields: ReadonlyMap<string, SchemaField>;
  /** Oldest first. */
  readonly imports: Import[];
  readonly datapoints: Datapoint[];
  /** Every record there is, as text: an identical one is not written twice. */
  readonly records: Set<string>;
}

/** One thing a participant is asked about every datapoint. */
export interface Instruction {
  readonly id: string;
  readonly type: string;
  readonly question: Question;
}

/** A batch's pages, taken apart: which fields are shown, and what is asked. */
export interface Layout {
  readonly fields: readonly string[];
  readonly instructions: readonly Instruction[];
}

export interface Task {
  readonly id: string;
  readonly datapoint: Datapoint;
  answered: boolean;
}

export interface TaskResponse {
  readonly id: string;
  readonly at: number;
  readonly task: Task;
  readonly submission: Submission;
  readonly instruction: string;
  readonly answer: JsonObject;
}

export interface Batch {
  readonly id: string;
  readonly createdAt: number;
  readonly dataset: Dataset | undefined;
  readonly items: unknown;
  readonly layout: Layout;
  readonly responses: TaskResponse[];
  name: string;
  taskDetails: JsonObject;
  status: "UNINITIALISED" | "PROCESSING" | "READY" | "ERROR";
  tasksPerGroup: number;
  groups: readonly (readonly Task[])[];
}

export type StudyStatus = "UNPUBLISHED" | "PUBLISHING" | "ACTIVE" | "PAUSED" | "AWAITING REVIEW" | "COMPLETED";

export interface Study {
  readonly id: string;
  readonly createdAt: number;
  readonly batch: Batch;
  readonly submissions: Submission[];
  sent: JsonObject;
  status: StudyStatus;
  places: number;
  publishedAt: number | undefined;
  stopped: boolean;
  /** Places nobody begins at while the study is paused, by task group. */
  waiting: number[];
}

export type SubmissionStatus = "RESERVED" | "ACTIVE" | "TIMED-OUT" | "AWAITING REVIEW" | "APPROVED" | "RETURNED" | "REJECTED";

export interface Submission {
  readonly id: string;
  readonly study: Study;
  readonly worker: Worker;
  /** Place of its task group in the batch. */
  readonly group: number;
  readonly startedAt: number;
  completedAt: number | undefined;
  status: SubmissionStatus;
}

export interface Project {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
}

export interface Subscription {
  readonly id: string;
  readonly eventType: string;
  readonly url: string;
  readonly secret: string;
  enabled: boolean;
}

export interface ProlificState {
  readonly world: ModelWorld;
  readonly options: ProlificOptions;
  readonly projects: Project[];
  readonly datasets: Map<string, Dataset>;
  readonly batches: Map<string, Batch>;
  readonly studies: Map<string, Study>;
  readonly submissions: Map<string, Submission>;
  readonly subscriptions: Map<string, Subscription>;
  readonly hooks: { secret: string | undefined };
  /** Minor units locked by publishing. */
  readonly money: { locked: number };
  /** 24 hex digits, as studies and people have them. */
  readonly objectId: () => string;
  /** As datasets and batches have them. */
  readonly uuid: () => string;
  /** Whether something made then is in lists by now. */
  readonly listed: (entry: { readonly createdAt: number }) => boolean;
}

export const createProlificState = (world: ModelWorld, options: ProlificOptions): ProlificState => {
  let issued = 0;
  const hex = (): string => {
    issued++;
    return [1, 2, 3, 4].map((n) => hashNumbers(world.idSalt, issued, n).toString(16).padStart(8, "0")).join("");
  };
  return {
    world,
    options,
    projects: [],
    datasets: new Map(),
    batches: new Map(),
    studies: new Map(),
    submissions: new Map(),
    subscriptions: new Map(),
    hooks: { secret: undefined },
    money: { locked: 0 },
    objectId: () => hex().slice(0, 24),
    uuid: () => {
      const digits = hex();
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
    },
    listed: ({ createdAt }) => world.clock.now() >= createdAt + options.listLagSeconds * 1000,
  };
};

/** The entry of that id, or the refusal that says there is none. */
export const known = <Entry>(entries: ReadonlyMap<string, Entry>, id: string, what: string): Entry => {
  const entry = entries.get(id);
  if (entry === undefined) throw new ProlificRefusal(404, `${what} not found`);
  return entry;
};
