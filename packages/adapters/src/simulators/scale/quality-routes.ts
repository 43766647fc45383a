import { objectOf, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { hashNumbers, hashText } from "../world/seeded-random.ts";
import { isoTime } from "../world/clock.ts";
import { projectOf } from "./project-routes.ts";
import { invalid, ok, ScaleRefusal } from "./scale-error.ts";
import type { ScaleState } from "./scale-state.ts";
import { taskTypes } from "./types/task-types.ts";

const types = new Set([
  "documenttranscription",
  "segmentannotation",
  "videoplaybackannotation",
  "imageannotation",
  "textcollection",
  "namedentityrecognition",
]);

interface QualityTask {
  readonly id: string;
  readonly kind: "evaluation" | "training";
  readonly view: Readonly<Record<string, unknown>>;
}

/** Quality tasks of Rapid projects: training before the work, evaluation hidden among it. Nobody works on them for money here. */
export const qualityRoutes = (state: ScaleState): readonly Route[] => {
  const tasks = { live: new Map<string, QualityTask>(), test: new Map<string, QualityTask>() };
  const create = (kind: QualityTask["kind"]): Route => ({
    operation: `POST /${kind}_tasks/{type}`,
    answer: (request, { type = "" }) => {
      const account = state.accountOf(request);
      if (!types.has(type)) throw new ScaleRefusal(400, `Quality tasks do not exist for ${type}.`);
      const {
        project,
        batch,
        instruction,
        metadata,
        expected_response: expected,
        initial_response: initial,
        ...params
      } = objectOf(request.body);
      const projectName = textOf(project);
      if (projectName === undefined) throw invalid('"project" is required');
      if (!projectOf(account, projectName).rapid) throw new ScaleRefusal(400, "Quality tasks exist in Rapid projects only.");
      if (typeof expected !== "object" || expected === null) throw invalid('"expected_response" is required');
      taskTypes[type]?.check({ ...projectOf(account, projectName).history.at(-1)?.params, ...params });
      const id = state.nextId();
      const view = {
        id,
        type,
        project: projectName,
        ...(textOf(batch) === undefined ? {} : { batch }),
        instruction: textOf(instruction) ?? "",
        metadata: objectOf(metadata),
        params,
        created_at: isoTime(state.world.clock.now()),
        expected_response: expected,
        ...(kind === "evaluation" && initial !== undefined ? { initial_response: initial } : {}),
      };
      tasks[account.mode].set(id, { id, kind, view });
      return ok(view);
    },
  });
  return [
    create("evaluation"),
    create("training"),
    {
      operation: "GET /quality/labelers",
      answer: (request) => {
        const { mode } = state.accountOf(request);
        const ids = [...request.query.getAll("quality_task_ids[]"), ...request.query.getAll("quality_task_ids")];
        const emails = [...request.query.getAll("labeler_emails[]"), ...request.query.getAll("labeler_emails")];
        const limit = Math.min(100, Math.max(1, Number(request.query.get("limit") ?? 100) || 100));
        const from = Number(request.query.get("next_token") ?? 0) || 0;
        const attempts = [...tasks[mode].values()]
          .filter((task) => task.kind === "training" && (ids.length === 0 || ids.includes(task.id)))
          .flatMap((task) =>
            state.world.workforce.workers.slice(0, 5).map((worker) => ({
              quality_task_id: task.id,
              labeler_email: `labeler-${worker.index}@example.com`,
              score: Math.round(100 * Math.min(1, worker.accuracy + (hashNumbers(hashText(task.id), worker.index) % 10) / 100)) / 100,
            })),
          )
          .filter((attempt) => emails.length === 0 || emails.includes(attempt.labeler_email));
        const more = from + limit < attempts.length;
        return ok({ docs: attempts.slice(from, from + limit), ...(more ? { next_token: String(from + limit) } : {}) });
      },
    },
  ];
};
