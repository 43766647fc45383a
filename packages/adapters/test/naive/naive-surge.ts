import { gunzipSync } from "node:zlib";
import {
  AdapterError,
  type AdapterDefinition,
  type AdapterSettings,
  type Capabilities,
  type CollectPage,
  type JsonObject,
  type Observation,
  type VendorAdapter,
  type VendorJudgment,
} from "@tranche/sdk";
import { type NaiveAnswer, naiveHttp } from "./naive-http.ts";

/** Mistakes of a client written in an afternoon; the numbers are those of the facts on vendors. */
export type SurgeMistake =
  | /** 1 */ "as-many-as-asked"
  /** 2 */
  | "wrapped-fields"
  /** 2 */
  | "template-on-update"
  /** 3 */
  | "worker-always"
  /** 4 */
  | "posts-the-life-cycle"
  /** 5 */
  | "believes-callbacks"
  /** 6 */
  | "repeats-creates"
  /** 7 */
  | "keeps-the-report-address"
  /** 7 */
  | "does-not-unzip"
  /** 8 */
  | "short-page-is-the-last";

const capabilities: Capabilities = {
  submission: { mode: "batch", maxUnits: 5, partialAcceptance: true },
  idempotency: { kind: "none", settleMs: 60_000 },
  cancel: "project",
  lateResults: true,
  mayExceedRedundancy: true,
  webhook: "unsigned",
  price: { basis: "judgment", finalAt: "result" },
  workerIds: "sometimes",
  timeTaken: "none",
  taskKinds: ["classification"],
  regions: [],
};

interface Task {
  readonly id: string;
  readonly status: string;
  readonly is_complete: boolean;
  readonly fields: Readonly<Record<string, string>>;
  readonly responses: readonly Reply[];
}

interface Reply {
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly completed_at: string;
  readonly worker_id?: string;
}

/** A small Surge client with one mistake, or with none. `reports`: it reads results from reports and not from the list. */
export const naiveSurge = (mistake: SurgeMistake | undefined, reports = false): AdapterDefinition => ({
  contract: "v1",
  name: "naive-surge",
  capabilities,
  create: (settings) => create(settings, mistake, reports),
});

const create = (settings: AdapterSettings, mistake: SurgeMistake | undefined, reports: boolean): VendorAdapter => {
  const ask = naiveHttp(settings, `Basic ${Buffer.from(`${settings.credential}:`).toString("base64")}`);
  const told = new Map<string, JsonObject>();
  const template = (show: readonly string[]): string => show.map((name) => `<p>{{${name}}}</p>`).join("");
  const projectOf = (data: JsonObject): string => String(data["project"]);

  const tasksOf = async (project: string, page: number, call: { readonly signal: AbortSignal }): Promise<readonly Task[]> =>
    (await ask(call, { path: `/projects/${project}/tasks?page=${page}&per_page=10` })).body as readonly Task[];

  const isLast = (tasks: readonly Task[]): boolean => (mistake === "short-page-is-the-last" ? tasks.length < 10 : tasks.length === 0);

  const judge = (reply: Reply): VendorJudgment => ({
    id: reply.id,
    answer: Object.values(reply.data)[0],
    at: Date.parse(reply.completed_at),
    ...(mistake === "worker-always"
      ? { worker: reply.worker_id!.toUpperCase() }
      : reply.worker_id !== undefined && { worker: reply.worker_id }),
  });

  const observe = (task: Task): Observation => {
    const heard = told.get(task.id);
    if (mistake === "believes-callbacks" && heard && !task.is_complete)
      return {
        type: "unit",
        ref: task.id,
        status: "answered",
        raw: "completed",
        judgments: [{ id: `callback-${task.id}`, answer: "ham" }],
      };
    const replies = mistake === "as-many-as-asked" ? task.responses.slice(0, 1) : task.responses;
    return {
      type: "unit",
      ref: task.id,
      ...(task.fields["reference"] !== undefined && { key: task.fields["reference"] }),
      status: task.is_complete ? "answered" : "open",
      raw: task.status,
      judgments: replies.map(judge),
    };
  };

  const fromReport = async (project: string, cursor: string | undefined, call: { readonly signal: AbortSignal }): Promise<CollectPage> => {
    const place = cursor === undefined ? {} : (JSON.parse(cursor) as { readonly job?: string; readonly url?: string });
    if (place.url !== undefined) return { observations: await download(place.url, call), cursor: "{}", more: false };
    const asked: NaiveAnswer["body"] =
      place.job === undefined
        ? (await ask(call, { method: "POST", path: `/projects/${project}/report`, body: { report_type: "export_json" } })).body
        : (await ask(call, { path: `/projects/${project}/report_status?job_id=${place.job}` })).body;
    if (asked.error !== undefined) return { observations: [], cursor: "{}", more: false };
    if (asked.url === undefined) return { observations: [], cursor: JSON.stringify({ job: asked.job_id }), more: true };
    if (mistake === "keeps-the-report-address") return { observations: [], cursor: JSON.stringify({ url: asked.url }), more: true };
    return { observations: await download(asked.url as string, call), cursor: "{}", more: false };
  };

  const download = async (url: string, call: { readonly signal: AbortSignal }): Promise<readonly Observation[]> => {
    const { bytes } = await ask(call, { path: url });
    const text = mistake === "does-not-unzip" ? new TextDecoder().decode(bytes) : gunzipSync(bytes).toString("utf8");
    const rows = JSON.parse(text) as readonly Readonly<Record<string, string>>[];
    return rows.map((row) => ({
      type: "unit",
      ref: row["task_id"] ?? "",
      key: row["reference"] ?? "",
      status: "answered",
      raw: "in the report",
      judgments: [
        {
          id: row["response_id"] ?? "",
          answer: row["verdict"],
          ...(row["worker_id"] !== undefined && { worker: row["worker_id"] }),
        },
      ],
    }));
  };

  return {
    contract: "v1",
    capabilities,
    check: async (call) => {
      await ask(call, { path: "/projects?page=1" });
      return { ok: true };
    },
    engage: async (request, _previous, call) => {
      for (let page = 1; ; page += 1) {
        const projects = (await ask(call, { path: `/projects?page=${page}` })).body as readonly {
          readonly id: string;
          readonly name: string;
        }[];
        const known = projects.find(({ name }) => name === request.key);
        if (known) return { ref: known.id, state: "ready", data: { project: known.id, show: request.show } };
        if (projects.length === 0) break;
      }
      const options = request.task.kind === "classification" ? request.task.options : [];
      const body = {
        name: request.key,
        questions: [
          {
            type: "multiple_choice",
            text: "Which?",
            label: "verdict",
            options,
            require_tiebreaker: request.options["requireTiebreaker"] === true,
          },
        ],
        ...(mistake !== "template-on-update" && { fields_template: template(request.show) }),
        payment_per_response: 0.1,
        ...(request.callbackUrl !== undefined && { callback_url: request.callbackUrl }),
      };
      const made = (await ask(call, { method: "POST", path: "/projects", body })).body as { readonly id: string };
      if (mistake === "template-on-update")
        await ask(call, { method: "PUT", path: `/projects/${made.id}`, body: { fields_template: template(request.show) } });
      return { ref: made.id, state: "ready", data: { project: made.id, show: request.show } };
    },
    submit: async (engagement, units, call) => {
      const rows = units.map(({ key, content }) => ({ ...content, reference: key }));
      const send = (): Promise<NaiveAnswer> =>
        ask(call, {
          method: "POST",
          path: `/projects/${projectOf(engagement.data)}/tasks/create_tasks`,
          body: { tasks: mistake === "wrapped-fields" ? rows.map((fields) => ({ fields })) : rows, launch: true },
        });
      let answer: NaiveAnswer;
      try {
        answer = await send();
      } catch (error) {
        if (mistake !== "repeats-creates") throw error;
        answer = await send();
      }
      if (!Array.isArray(answer.body)) throw new AdapterError({ kind: "in-doubt", message: "not a list" });
      const tasks = answer.body as readonly Task[];
      return units.map(({ key }, place) => {
        const task = mistake === "wrapped-fields" ? tasks[place] : tasks.find(({ fields }) => fields["reference"] === key);
        return task ? { outcome: "accepted", key, ref: task.id } : { outcome: "in-doubt", key, why: "not in the answer" };
      });
    },
    find: async (engagement, keys, call) => {
      const refs = new Map<string, string>();
      for (let page = 1; ; page += 1) {
        const tasks = await tasksOf(projectOf(engagement.data), page, call);
        for (const { id, fields } of tasks) refs.set(fields["reference"] ?? "", id);
        if (isLast(tasks)) break;
      }
      return keys.map((key) => (refs.has(key) ? { found: "present", key, ref: refs.get(key)! } : { found: "absent", key }));
    },
    collect: async (engagement, cursor, call) => {
      const project = projectOf(engagement.data);
      if (reports) return fromReport(project, cursor, call);
      const page = cursor === undefined ? 1 : Number(cursor);
      const tasks = await tasksOf(project, page, call);
      const last = isLast(tasks);
      return { observations: tasks.map(observe), cursor: String(last ? 1 : page + 1), more: !last };
    },
    withdraw: async (engagement, refs, call) => {
      await ask(call, {
        method: mistake === "posts-the-life-cycle" ? "POST" : "PUT",
        path: `/projects/${projectOf(engagement.data)}/cancel`,
      });
      return refs.map((ref) => ({ withdrawal: "unknown", ref, why: "the project is cancelled; somebody may be at it" }));
    },
    hint: ({ body }) => {
      try {
        const said = JSON.parse(new TextDecoder().decode(body)) as { readonly task_id?: string };
        if (said.task_id === undefined) return { hint: "look", refs: [] };
        told.set(said.task_id, said);
        return { hint: "look", id: said.task_id, refs: [said.task_id] };
      } catch {
        return { hint: "unreadable", why: "not JSON" };
      }
    },
  };
};
