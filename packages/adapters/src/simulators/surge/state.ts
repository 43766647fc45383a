import type { ModelWorld } from "../server/vendor-model.ts";
import type { JsonObject } from "../server/message.ts";
import type { SeenUnit } from "../world/answering.ts";
import type { Shift } from "../world/workforce.ts";
import { hashNumbers } from "../world/seeded-random.ts";
import type { SurgeOptions } from "./options.ts";
import type { SurgeQuestion } from "./questions.ts";
import { SurgeRefusal } from "./surge-error.ts";

export type ProjectStatus = "unlaunched" | "in_progress" | "paused" | "completed" | "canceled";

export interface SurgeProject {
  readonly id: string;
  readonly order: number;
  readonly createdAt: number;
  readonly tasks: SurgeTask[];
  name: string;
  status: ProjectStatus;
  instructions: string | undefined;
  fieldsTemplate: string | undefined;
  questions: readonly SurgeQuestion[];
  workersPerTask: number;
  paymentPerResponse: number | undefined;
  privateWorkforce: boolean;
  callbackUrl: string | undefined;
  required: readonly string[];
  forbidden: readonly string[];
  tags: readonly string[];
  description: string | undefined;
  templateId: string | undefined;
  extra: JsonObject;
  /** Tasks not yet complete. */
  open: number;
  responses: number;
}

export interface SurgeTask {
  readonly id: string;
  readonly project: SurgeProject;
  readonly order: number;
  readonly createdAt: number;
  readonly fields: JsonObject;
  readonly seen: SeenUnit;
  readonly responses: SurgeResponse[];
  /** Workers who answered or are about to, so that nobody is asked twice. */
  readonly workers: Set<number>;
  /** Whether its workers have been called. */
  launched: boolean;
  completedAt: number | undefined;
  shifts: readonly Shift[];
  goldAnswers: readonly string[] | undefined;
  goldExplanations: readonly string[] | undefined;
  tieBreaks: number;
  epoch: number;
}

export interface SurgeResponse {
  readonly id: string;
  readonly data: JsonObject;
  readonly completedAt: number;
  readonly workerId: string | undefined;
  readonly seconds: number | undefined;
}

export interface SurgeTeam {
  readonly id: string;
  readonly createdAt: number;
  name: string;
  description: string | undefined;
  members: readonly string[];
}

/** What the routes of the Surge simulator share. */
export interface SurgeState {
  readonly world: ModelWorld;
  readonly options: SurgeOptions;
  readonly projects: Map<string, SurgeProject>;
  readonly projectOrder: SurgeProject[];
  readonly tasks: Map<string, SurgeTask>;
  readonly questions: Map<string, SurgeQuestion>;
  readonly teams: Map<string, SurgeTeam>;
  /** USD charged so far, as worker pay. */
  readonly money: { charged: number };
  readonly nextId: () => string;
  readonly projectOf: (id: string) => SurgeProject;
  readonly taskOf: (id: string) => SurgeTask;
}

export const createSurgeState = (world: ModelWorld, options: SurgeOptions): SurgeState => {
  const projects = new Map<string, SurgeProject>();
  const tasks = new Map<string, SurgeTask>();
  let issued = 0;
  return {
    world,
    options,
    projects,
    projectOrder: [],
    tasks,
    questions: new Map(),
    teams: new Map(),
    money: { charged: 0 },
    nextId: () => {
      issued++;
      const hex = [1, 2, 3, 4].map((n) => hashNumbers(world.idSalt, issued, n).toString(16).padStart(8, "0")).join("");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    projectOf: (id) => {
      const project = projects.get(id);
      if (project === undefined) throw new SurgeRefusal(404, "Project not found");
      return project;
    },
    taskOf: (id) => {
      const task = tasks.get(id);
      if (task === undefined) throw new SurgeRefusal(404, "Task not found");
      return task;
    },
  };
};
