import { gzipSync } from "node:zlib";
import { objectOf, type SimulatedReply, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime, secondMs } from "../world/clock.ts";
import { hashNumbers, hashText } from "../world/seeded-random.ts";
import { dataKey } from "./questions.ts";
import type { SurgeProject, SurgeState } from "./state.ts";
import { ok, SurgeRefusal } from "./surge-error.ts";

const types = ["export_json", "export_json_aggregated", "export_csv", "export_csv_aggregated", "export_csv_flattened"] as const;
type ReportType = (typeof types)[number];

interface Job {
  readonly id: string;
  readonly project: SurgeProject;
  readonly type: ReportType;
  readonly readyAt: number;
  /** Responses of the project when it was asked for; with more of them the report is out of date. */
  readonly responses: number;
  /** The job that takes over after this one failed. */
  successor: Job | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** A row a response: the task's fields, and the answers under their column headers. */
const responseRows = (project: SurgeProject): readonly Row[] =>
  project.tasks.flatMap((task) =>
    task.responses.map((response) => ({
      task_id: task.id,
      response_id: response.id,
      ...(response.workerId === undefined ? {} : { worker_id: response.workerId }),
      completed_at: isoTime(response.completedAt),
      ...task.fields,
      ...Object.fromEntries(
        project.questions
          .filter((question) => question.type !== "text")
          .map((question) => [textOf(question.sent["column_header"]) ?? dataKey(question), response.data[dataKey(question)] ?? null]),
      ),
    })),
  );

/** A row a task: every question with all its answers and the one most gave. */
const taskRows = (project: SurgeProject): readonly Row[] =>
  project.tasks
    .filter((task) => task.responses.length > 0)
    .map((task) => ({
      task_id: task.id,
      num_responses: task.responses.length,
      ...task.fields,
      ...Object.fromEntries(
        project.questions
          .filter((question) => question.type !== "text")
          .map((question) => {
            const answers = task.responses.map((response) => response.data[dataKey(question)]);
            const most = answers.toSorted((a, b) => count(answers, b) - count(answers, a))[0];
            return [textOf(question.sent["column_header"]) ?? dataKey(question), { answers, majority: most ?? null }];
          }),
      ),
    }));

const count = (answers: readonly unknown[], answer: unknown): number => answers.filter((each) => String(each) === String(answer)).length;

/** Lists and maps become columns of their own. */
const flat = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      typeof value === "object" && value !== null
        ? Object.entries(value as Row).map(([inner, held]): [string, unknown] => [`${name}.${inner}`, held])
        : [[name, value] as [string, unknown]],
    ),
  );

const csv = (rows: readonly Row[]): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: unknown): string => {
    const text = value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
    return /[",\r\n]/u.test(text) ? `"${text.replace(/"/gu, '""')}"` : text;
  };
  return [columns.map(cell).join(","), ...rows.map((row) => columns.map((column) => cell(row[column])).join(","))].join("\n") + "\n";
};

const content = (project: SurgeProject, type: ReportType): string => {
  switch (type) {
    case "export_json":
      return JSON.stringify(responseRows(project));
    case "export_json_aggregated":
      return JSON.stringify(taskRows(project));
    case "export_csv":
      return csv(responseRows(project));
    case "export_csv_aggregated":
      return csv(taskRows(project));
    case "export_csv_flattened":
      return csv(responseRows(project).map(flat));
    default:
      return type satisfies never;
  }
};

/** Reports are made in the background and fetched, gzipped, from an address that needs no key and stops working after a while. */
export const reportRoutes = (state: SurgeState): readonly Route[] => {
  const jobs = new Map<string, Job>();
  const { world, options } = state;
  const start = (project: SurgeProject, type: ReportType): Job => {
    const job: Job = {
      id: state.nextId(),
      project,
      type,
      readyAt: world.clock.now() + options.reportSeconds * secondMs,
      responses: project.responses,
      successor: undefined,
    };
    jobs.set(job.id, job);
    return job;
  };
  const signature = (job: Job, expires: number): string => hashNumbers(world.idSalt, hashText(job.id), expires >>> 0).toString(16);
  const finished = (status: "READY" | "COMPLETED", job: Job): SimulatedReply => {
    const expires = Math.floor(world.clock.now() / secondMs) + options.reportExpiresInSeconds;
    const extension = job.type.includes("csv") ? "csv" : "json";
    const url = `${world.origin()}/reports/${job.id}/results.${extension}.gz?expires=${expires}&signature=${signature(job, expires)}`;
    return ok({ status, url, expires_in_seconds: options.reportExpiresInSeconds });
  };
  return [
    {
      operation: "POST /api/projects/{id}/report",
      answer: (request, { id = "" }) => {
        const project = state.projectOf(id);
        const type = types.find((each) => each === objectOf(request.body)["report_type"]);
        if (type === undefined) throw new SurgeRefusal(400, `report_type must be one of ${types.join(", ")}`);
        // Not an error status: clients have to look into the body.
        if (project.responses === 0) return ok({ error: "This project has no responses yet" });
        const same = [...jobs.values()].findLast(
          (job) => job.project === project && job.type === type && job.responses === project.responses,
        );
        if (same !== undefined && same.readyAt <= world.clock.now()) return finished("READY", same);
        return ok({ status: "CREATING", job_id: (same ?? start(project, type)).id });
      },
    },
    {
      operation: "GET /api/projects/{id}/report_status",
      answer: (request, { id = "" }) => {
        const project = state.projectOf(id);
        const job = jobs.get(textOf(request.query.get("job_id")) ?? "");
        if (job === undefined || job.project !== project) return { status: 400, json: { status: "ERROR", type: "JOB_NOT_FOUND" } };
        if (job.readyAt > world.clock.now()) return { status: 202, json: { status: "IN_PROGRESS", job_id: job.id } };
        const isFirst = [...jobs.values()].find((each) => each.project === project) === job;
        if (options.reportRetries && isFirst) {
          job.successor ??= start(project, job.type);
          return ok({ status: "RETRYING", job_id: job.successor.id });
        }
        return finished("COMPLETED", job);
      },
    },
    {
      operation: "GET /reports/{job}/{file}",
      answer: (request, { job: id = "" }) => {
        const job = jobs.get(id);
        const expires = Number(request.query.get("expires"));
        if (job === undefined || request.query.get("signature") !== signature(job, expires)) return denied("SignatureDoesNotMatch");
        if (world.clock.now() > expires * secondMs) return denied("AccessDenied", "Request has expired");
        return { status: 200, raw: { type: "application/gzip", body: gzipSync(content(job.project, job.type)) } };
      },
    },
  ];
};

const denied = (code: string, message = code): SimulatedReply => ({
  status: 403,
  raw: {
    type: "application/xml",
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  },
});
