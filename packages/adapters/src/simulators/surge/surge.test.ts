import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf, hours, startReceiver, still } from "../__fixtures__/client.ts";
import { type Simulator, startSurgeSimulator, type SurgeOptions } from "../index.ts";

let simulator: Simulator;
let api: Client;
const closing: (() => Promise<void>)[] = [];

type Settings = NonNullable<Parameters<typeof startSurgeSimulator>[0]>;

const restart = async (options: Partial<SurgeOptions> = {}, more: Settings = {}): Promise<void> => {
  simulator = await startSurgeSimulator({ ...still, ...more, options });
  api = clientOf(simulator);
  closing.push(simulator.close);
};

const push = (count: number): void => {
  simulator.clock.advance(hours(count));
  simulator.advance();
};

beforeEach(() => restart());
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const question = { type: "multiple_choice", text: "Spam?", options: ["ham", "spam"] };
const project = async (more: Record<string, unknown> = {}): Promise<any> =>
  (await api.post("/projects", { name: "Messages", payment_per_response: 0.1, questions: [question], ...more })).json;
const fill = async (id: string, count: number, more: Record<string, unknown> = {}): Promise<any> =>
  (
    await api.post(`/projects/${id}/tasks/create_tasks`, {
      tasks: Array.from({ length: count }, (_, n) => ({ text: `message ${n}`, ref: `r${n}` })),
      launch: false,
      ...more,
    })
  ).json;

describe("a project", () => {
  it("has the keys the official client reads, and starts unlaunched", async () => {
    expect(await project({ callback_url: "https://x.example/h", num_workers_per_task: 3, tags: ["a"] })).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/u),
      slug: "messages",
      name: "Messages",
      status: "unlaunched",
      created_at: "2026-11-18T08:00:00.000Z",
      instructions: null,
      fields_template: null,
      num_tasks: 0,
      num_tasks_completed: 0,
      num_tasks_in_progress: 0,
      num_responses_completed: 0,
      num_workers_per_task: 3,
      payment_per_response: 0.1,
      private_workforce: false,
      link_to_work_on_task: expect.any(String),
      avg_gold_standard_score: null,
      interrater_agreement: {},
      callback_url: "https://x.example/h",
    });
  });

  it("answers with other names than it was asked with", async () => {
    const made = await project({
      questions: [
        {
          type: "text_tagging",
          text: "Tag",
          options: ["person"],
          token_granularity: true,
          allow_relationship_tags: true,
          allow_overlapping_tags: false,
          require_tiebreaker: true,
          hidden_by_option_id: "h",
          shown_by_option_id: "s",
        },
      ],
    });
    const [asked] = made.questions;
    expect(asked).toMatchObject({
      require_tie_breaker: true,
      ner_token_granularity: true,
      ner_allow_relationship_tags: true,
      ner_allow_overlapping_tags: false,
      hidden_by_item_option_id: "h",
      shown_by_item_option_id: "s",
    });
    for (const name of ["require_tiebreaker", "token_granularity", "hidden_by_option_id", "shown_by_option_id"])
      expect(asked).not.toHaveProperty(name);
    expect(asked.options_objects).toMatchObject([
      {
        id: expect.any(String),
        text: "person",
        item_id: asked.id,
        order: 1,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ]);
    // The official client indexes these without a default.
    for (const name of ["preexisting_annotations", "required", "options", "allow_ranking_ties", "endpoint_url"])
      expect(asked).toHaveProperty(name);
  });

  it("takes a question without a type for multiple choice or free response, required unless told otherwise", async () => {
    const made = await project({
      questions: [
        { text: "A", options: ["x"] },
        { text: "B", required: false },
      ],
    });
    expect(made.questions).toMatchObject([
      { type: "multiple_choice", required: true },
      { type: "free_response", required: false },
    ]);
  });

  it("reads its template as fields_template when made and as fields_text when changed", async () => {
    const { id } = await project({ fields_template: "{{text}}" });
    expect((await api.put(`/projects/${id}`, { fields_template: "{{other}}" })).json.fields_template).toBe("{{text}}");
    expect((await api.put(`/projects/${id}`, { fields_text: "{{other}}", name: "New" })).json).toMatchObject({
      fields_template: "{{other}}",
      name: "New",
    });
  });

  it.each([
    [{ name: "" }, 400],
    [{ name: "x", questions: [{ type: "painting", text: "A" }] }, 400],
    [{ name: "x", questions: [{ type: "likert", text: "A" }] }, 400],
    [{ name: "x", num_workers_per_task: 0 }, 400],
  ])("is refused as %j", async (body, status) => {
    expect((await api.post("/projects", body)).status).toBe(status);
  });

  it("is let in with Basic or with the raw key and a colon, and refused without", async () => {
    const status = async (authorization?: string): Promise<number> =>
      (await fetch(`${simulator.baseUrl}/projects`, { headers: authorization === undefined ? {} : { authorization } })).status;
    expect(await status("some-key:")).toBe(200);
    expect(await status(`Basic ${Buffer.from("some-key:").toString("base64")}`)).toBe(200);
    expect(await status()).toBe(401);
    expect(await status(`Basic ${Buffer.from(":").toString("base64")}`)).toBe(401);
  });

  it("is listed newest first, by page and status, without an envelope, and found among copies and blueprints", async () => {
    await restart({ projectsPerPage: 2 });
    const first = await project({ name: "first", tags: ["blueprint"] });
    await project({ name: "second" });
    const copy = await project({ name: "copy", template_id: first.id, questions: undefined });
    expect((await api.get("/projects?page=1")).json.map((each: { name: string }) => each.name)).toEqual(["copy", "second"]);
    expect((await api.get("/projects?page=2")).json).toHaveLength(1);
    expect((await api.get("/projects?page=3")).json).toEqual([]);
    expect((await api.get("/projects?statuses[]=in_progress&statuses[]=paused")).json).toEqual([]);
    expect((await api.get("/projects/blueprints")).json).toMatchObject([{ id: first.id }]);
    expect((await api.get(`/projects/${first.id}/copies`)).json).toMatchObject([{ id: copy.id, questions: [{ text: "Spam?" }] }]);
    expect((await api.get("/projects/nothing")).status).toBe(404);
  });

  it.each(["PUT", "POST"])("is launched, paused, resumed and cancelled by %s, in that order only", async (method) => {
    const { id } = await project();
    const step = async (verb: string): Promise<unknown> => {
      const answer = await api.send(method, `/projects/${id}/${verb}`);
      return answer.status === 200 ? answer.json.status : answer.status;
    };
    expect(await step("pause")).toBe(400);
    expect(await step("launch")).toBe("in_progress");
    expect(await step("launch")).toBe(400);
    expect(await step("pause")).toBe("paused");
    expect(await step("resume")).toBe("in_progress");
    expect(await step("cancel")).toBe("canceled");
    expect(await step("resume")).toBe(400);
    expect(await fillStatus(id)).toBe(400);
  });
  const fillStatus = async (id: string): Promise<number> =>
    (await api.post(`/projects/${id}/tasks/create_tasks`, { tasks: [{ text: "x" }] })).status;

  it("is destroyed by a GET", async () => {
    const { id } = await project();
    const [{ id: taskId }] = await fill(id, 1);
    expect((await api.get(`/projects/${id}/delete`)).json).toEqual({ success: true });
    expect((await api.get(`/projects/${id}`)).status).toBe(404);
    expect((await api.get(`/tasks/${taskId}`)).status).toBe(404);
  });

  it("is charged for at its launch: pay times workers times tasks, or refused whole", async () => {
    await restart({ funds: 0.5 });
    const { id } = await project({ num_workers_per_task: 2 });
    await fill(id, 3);
    expect((await api.put(`/projects/${id}/launch`)).status).toBe(402);
    expect((await api.get(`/projects/${id}`)).json.status).toBe("unlaunched");
    const free = await project({ private_workforce: true });
    await fill(free.id, 100);
    expect((await api.put(`/projects/${free.id}/launch`)).status).toBe(200);
  });
});

describe("tasks", () => {
  it("are made in bulk from bare maps and answered as a bare array in the order sent", async () => {
    const { id } = await project();
    const made = await fill(id, 3);
    expect(made.map((task: { fields: unknown }) => task.fields)).toEqual([
      { text: "message 0", ref: "r0" },
      { text: "message 1", ref: "r1" },
      { text: "message 2", ref: "r2" },
    ]);
    expect(made[0]).toMatchObject({
      project_id: id,
      status: "created",
      is_gold_standard: false,
      is_complete: false,
      responses: [],
      gold_standards_data: null,
    });
    // Wrapped as for a single task, the wrapper itself becomes the field.
    const [wrapped] = (await api.post(`/projects/${id}/tasks/create_tasks`, { tasks: [{ fields: { text: "x" } }] })).json;
    expect(wrapped.fields).toEqual({ fields: { text: "x" } });
    expect((await api.post(`/projects/${id}/tasks`, { fields: { text: "y" } })).json.fields).toEqual({ text: "y" });
    expect((await api.post(`/projects/${id}/tasks`, { text: "y" })).status).toBe(400);
    expect((await api.post(`/projects/${id}/tasks/create_tasks`, { tasks: [1] })).status).toBe(400);
  });

  it("sent twice exist twice: there is nothing to recognise them by", async () => {
    const { id } = await project();
    await fill(id, 2);
    simulator.failNext({ kind: "drop-after", operation: "create_tasks" });
    await fill(id, 2).catch(() => undefined);
    expect((await api.get(`/projects/${id}`)).json.num_tasks).toBe(4);
  });

  it("are listed oldest first in pages no longer than the vendor likes, and end with an empty page", async () => {
    await restart({ tasksPerPageMax: 25 });
    const { id } = await project();
    await fill(id, 60);
    const page = async (n: number): Promise<readonly { fields: { ref: string } }[]> =>
      (await api.get(`/projects/${id}/tasks?page=${n}&per_page=100`)).json;
    expect((await Promise.all([1, 2, 3, 4].map(page))).map((tasks) => tasks.length)).toEqual([25, 25, 10, 0]);
    expect((await page(1))[0]?.fields.ref).toBe("r0");
  });

  it("show workers every field, unless a template names the ones to show", async () => {
    const open = await project();
    await fill(open.id, 1);
    const hidden = await project({ fields_template: "<p>{{text}}</p>" });
    await fill(hidden.id, 1);
    expect(simulator.taken().map((unit) => unit.content)).toEqual(["message 0\n\nr0", "message 0"]);
  });

  it("wait for the launch; those added later go to work at once, or with the flag, as the option says", async () => {
    const { id } = await project();
    await fill(id, 2);
    push(100);
    expect(simulator.counts().answered).toBe(0);
    await api.put(`/projects/${id}/launch`);
    await fill(id, 1);
    push(100);
    expect(simulator.counts().answered).toBe(3);
    expect((await api.get(`/projects/${id}`)).json).toMatchObject({
      status: "completed",
      num_tasks_completed: 3,
      num_responses_completed: 3,
    });

    await restart({ addedTasks: "with-launch" });
    const second = (await project()).id;
    await api.put(`/projects/${second}/launch`);
    await fill(second, 1);
    await fill(second, 1, { launch: true });
    push(100);
    expect(simulator.counts().answered).toBe(1);
  });

  it("are launched with their project by the flag of the bulk call", async () => {
    const { id } = await project();
    await fill(id, 2, { launch: true });
    expect((await api.get(`/projects/${id}`)).json.status).toBe("in_progress");
    push(100);
    expect(simulator.counts().answered).toBe(2);
  });

  it("fill with responses one by one, by different people, until they are complete", async () => {
    const { id } = await project({ num_workers_per_task: 3 });
    const [task] = await fill(id, 1);
    await api.put(`/projects/${id}/launch`);
    const seen = new Set<number>();
    for (let step = 0; step < 300; step++) {
      push(0.2);
      const { json } = await api.get(`/tasks/${task.id}`);
      seen.add(json.responses.length);
      expect(json.is_complete).toBe(json.responses.length >= 3);
      expect(json.status).toBe(json.is_complete ? "completed" : "created");
    }
    expect([...seen]).toEqual([0, 1, 2, 3]);
    const { responses } = (await api.get(`/tasks/${task.id}`)).json;
    for (const response of responses)
      expect(response).toMatchObject({
        id: expect.any(String),
        data: { "Spam?": expect.stringMatching(/ham|spam/u) },
        completed_at: expect.any(String),
      });
    const workers = responses.flatMap((response: { worker_id?: string }) => response.worker_id ?? []);
    expect(new Set(workers).size).toBe(workers.length);
  });

  it("name their workers sometimes, and how long they took only behind an option", async () => {
    await restart({ anonymousShare: 0.5, timeSpent: true });
    const { id } = await project();
    await fill(id, 40);
    await api.put(`/projects/${id}/launch`);
    push(100);
    const responses = (await api.get(`/projects/${id}/tasks`)).json.map((task: { responses: unknown[] }) => task.responses[0]);
    const named = responses.filter((response: object) => "worker_id" in response).length;
    expect(named).toBeGreaterThan(5);
    expect(named).toBeLessThan(35);
    expect(responses[0]).toHaveProperty("time_spent_in_secs");
  });

  it("get more responses than workers per task where a tie has to be broken", async () => {
    await restart({}, { pool: { accuracy: 0.55, spamShare: 0 } });
    const { id } = await project({ num_workers_per_task: 2, questions: [{ ...question, require_tiebreaker: true }] });
    await fill(id, 60);
    await api.put(`/projects/${id}/launch`);
    push(300);
    const counts = (await api.get(`/projects/${id}/tasks`)).json.map((task: { responses: unknown[] }) => task.responses.length);
    expect(Math.max(...counts)).toBeGreaterThan(2);
    expect(Math.min(...counts)).toBe(2);
    expect((await api.get(`/projects/${id}`)).json.interrater_agreement["Spam?"]).toBeLessThan(0.95);
  });

  it("stop being worked on when the project is paused, but what was begun arrives", async () => {
    const { id } = await project();
    await fill(id, 50);
    await api.put(`/projects/${id}/launch`);
    push(7);
    const before = simulator.counts().answered;
    await api.put(`/projects/${id}/pause`);
    push(100);
    const arrived = simulator.counts().answered - before;
    expect(arrived).toBeLessThan(5);
    await api.put(`/projects/${id}/resume`);
    push(100);
    expect(simulator.counts().answered).toBe(50);
  });

  it("can be gold, and then score the answers from 0 to 100", async () => {
    await restart({}, { pool: { accuracy: 1, spamShare: 0 }, items: [{ id: "1", text: "message 0", label: "spam" }] });
    const { id } = await project({ fields_template: "{{text}}" });
    const [task] = await fill(id, 1);
    expect(
      (await api.post(`/tasks/${task.id}/gold-standards`, { is_gold_standard: true, answers: ["spam"], explanations: ["Because"] })).json,
    ).toMatchObject({ is_gold_standard: true, gold_standards_data: [{ answer: "spam", explanation: "Because" }] });
    await api.put(`/projects/${id}/launch`);
    push(100);
    expect((await api.get(`/projects/${id}`)).json.avg_gold_standard_score).toBe(100);
    expect((await api.post(`/tasks/${task.id}/gold-standards`, { is_gold_standard: false })).json.is_gold_standard).toBe(false);
    expect((await api.post(`/tasks/${task.id}/gold-standards`, { is_gold_standard: true, answers: ["a", "b"] })).status).toBe(400);
  });

  it("take a response the customer brings: a private workforce has no other", async () => {
    const { id } = await project({ private_workforce: true, payment_per_response: 0 });
    const [task] = await fill(id, 1);
    await api.put(`/projects/${id}/launch`);
    push(100);
    expect(simulator.counts().answered).toBe(0);
    expect((await api.post(`/tasks/${task.id}/create-response`, { answers: ["ham"], worker_id: null })).json).toMatchObject({
      is_complete: true,
      responses: [{ data: { "Spam?": "ham" } }],
    });
    expect((await api.post(`/tasks/${task.id}/create-response`, { answers: [] })).status).toBe(400);
  });

  it("answer each type of question in its form, under label or text", async () => {
    const { id } = await project({
      fields_template: "{{text}}",
      questions: [
        { type: "free_response", text: "Why?", label: "why" },
        { type: "likert", text: "How much?", options: ["1", "2", "3"] },
        { type: "checkbox", text: "Which?", options: ["a", "b"] },
        { type: "text_tagging", text: "Tag it", options: ["noun"] },
        { type: "tree_selection", text: "Where?", options: ["A / 1", "A / 2"] },
        { type: "ranking", text: "Rank", options: ["x", "y", "z"] },
        { type: "text", text: "Only shown" },
      ],
    });
    const [task] = await fill(id, 1);
    await api.put(`/projects/${id}/launch`);
    push(100);
    const { data } = (await api.get(`/tasks/${task.id}`)).json.responses[0];
    expect(Object.keys(data)).toEqual(["why", "How much?", "Which?", "Tag it", "Where?", "Rank"]);
    expect(["1", "2", "3"]).toContain(data["How much?"]);
    expect(["a", "b"]).toContain(data["Which?"][0]);
    expect(JSON.parse(data["Rank"]).toSorted()).toEqual(["x", "y", "z"]);
    for (const tag of JSON.parse(data["Tag it"])) expect("message 0".slice(tag.start, tag.end)).toBe(tag.text);
  });

  it("appear in lists late where the option says so", async () => {
    await restart({ listLagSeconds: 60 });
    const { id } = await project();
    const [task] = await fill(id, 1);
    expect((await api.get(`/projects/${id}/tasks`)).json).toEqual([]);
    expect((await api.get(`/tasks/${task.id}`)).status).toBe(200);
    push(0.1);
    expect((await api.get(`/projects/${id}/tasks`)).json).toHaveLength(1);
  });
});

describe("callbacks", () => {
  it("come unsigned when a task is complete", async () => {
    const hook = await startReceiver();
    closing.push(hook.close);
    const { id } = await project({ callback_url: hook.url });
    const [task] = await fill(id, 1);
    await api.put(`/projects/${id}/launch`);
    push(100);
    await hook.waitFor(1);
    expect(hook.got[0]?.body).toMatchObject({ task_id: task.id, project_id: id });
    expect(Object.keys(hook.got[0]?.headers ?? {}).filter((name) => /sign|auth/u.test(name))).toEqual([]);
  });
});

describe("reports", () => {
  const finished = async (): Promise<string> => {
    const { id } = await project({ questions: [{ ...question, column_header: "verdict" }], num_workers_per_task: 2 });
    await fill(id, 3);
    await api.put(`/projects/${id}/launch`);
    push(100);
    return id;
  };
  const ask = async (id: string, type: string): Promise<any> => (await api.post(`/projects/${id}/report`, { report_type: type })).json;
  const fetched = async (url: string): Promise<string> => {
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    return gunzipSync(Buffer.from(await answer.arrayBuffer())).toString("utf8");
  };

  it("are made in the background and then fetched, gzipped, without a key", async () => {
    const id = await finished();
    const asked = await ask(id, "export_json");
    expect(asked).toEqual({ status: "CREATING", job_id: expect.any(String) });
    expect(await api.get(`/projects/${id}/report_status?job_id=${asked.job_id}`)).toMatchObject({
      status: 202,
      json: { status: "IN_PROGRESS" },
    });
    push(0.1);
    expect((await api.get(`/projects/${id}/report_status?job_id=${asked.job_id}`)).json).toMatchObject({
      status: "COMPLETED",
      expires_in_seconds: 3600,
    });
    const ready = await ask(id, "export_json");
    expect(ready).toMatchObject({ status: "READY", url: expect.stringContaining("signature=") });
    const rows = JSON.parse(await fetched(ready.url));
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatchObject({ text: "message 0", verdict: expect.stringMatching(/ham|spam/u) });
    push(1.1);
    expect((await fetch(ready.url)).status).toBe(403);
    expect((await fetch(ready.url.replace(/signature=\w+/u, "signature=0"))).status).toBe(403);
  });

  it.each([
    ["export_csv", 7, /^task_id,response_id,/u],
    ["export_csv_flattened", 7, /^task_id,response_id,/u],
    ["export_csv_aggregated", 4, /^task_id,num_responses,/u],
  ])("come as %s", async (type, lines, header) => {
    const id = await finished();
    await ask(id, type);
    push(0.1);
    const text = await fetched((await ask(id, type)).url);
    expect(text.trim().split("\n")).toHaveLength(lines);
    expect(text).toMatch(header);
  });

  it("are out of date once there are new responses", async () => {
    const id = await finished();
    await ask(id, "export_json_aggregated");
    push(0.1);
    expect((await ask(id, "export_json_aggregated")).status).toBe("READY");
    await fill(id, 1);
    push(100);
    expect((await ask(id, "export_json_aggregated")).status).toBe("CREATING");
  });

  it("say what is wrong with 200, and fail in their own ways", async () => {
    const empty = await project();
    expect(await api.post(`/projects/${empty.id}/report`, { report_type: "export_json" })).toMatchObject({
      status: 200,
      json: { error: expect.any(String) },
    });
    expect((await api.post(`/projects/${empty.id}/report`, { report_type: "painting" })).status).toBe(400);
    expect(await api.get(`/projects/${empty.id}/report_status?job_id=nothing`)).toMatchObject({
      status: 400,
      json: { status: "ERROR", type: expect.any(String) },
    });
    await restart({ reportRetries: true });
    const id = await finished();
    const { job_id: first } = await ask(id, "export_json");
    push(0.1);
    const { json } = await api.get(`/projects/${id}/report_status?job_id=${first}`);
    expect(json).toEqual({ status: "RETRYING", job_id: expect.not.stringMatching(first) });
    push(0.1);
    expect((await api.get(`/projects/${id}/report_status?job_id=${json.job_id}`)).json.status).toBe("COMPLETED");
  });
});

describe("the rest", () => {
  it("keeps teams of workers, who decide what they may work on", async () => {
    const { json: team } = await api.post("/teams", { name: "Experts", members: ["w1"], description: "Ours" });
    expect(team).toMatchObject({
      id: expect.any(String),
      name: "Experts",
      members: ["w1"],
      description: "Ours",
      created_at: expect.any(String),
    });
    expect((await api.post(`/teams/${team.id}/add_surgers`, { surger_ids: ["w2"] })).json.members).toEqual(["w1", "w2"]);
    expect((await api.post(`/teams/${team.id}/remove_surgers`, { surger_ids: ["w1"] })).json.members).toEqual(["w2"]);
    expect((await api.put(`/teams/${team.id}`, { name: "Better" })).json.name).toBe("Better");
    expect((await api.get("/teams/list")).json).toHaveLength(1);
    expect((await api.get(`/teams/${team.id}`)).json.name).toBe("Better");
    const { id } = await project({ qualifications_required: [team.id] });
    expect((await api.get(`/projects/${id}/workable_by_surger?surger_id=w2`)).json).toEqual({ workable: false });
    expect((await api.del(`/teams/${team.id}`)).json).toEqual({ success: true });
    expect((await api.get(`/teams/${team.id}`)).status).toBe(404);
  });

  it("changes a question in place and grades by rubric", async () => {
    const made = await project();
    const [asked] = made.questions;
    expect((await api.put(`/items/${asked.id}`, { text: "Junk?", hidden_by_item_option_id: "o" })).json).toMatchObject({
      text: "Junk?",
      hidden_by_item_option_id: "o",
    });
    expect((await api.get(`/projects/${made.id}`)).json.questions[0].text).toBe("Junk?");
    expect((await api.post("/evaluate_rubric", { text_for_grading: "The capital is Paris", rubric_text: "Names Paris" })).json).toEqual({
      answer: true,
      explanation: expect.any(String),
    });
  });
});
