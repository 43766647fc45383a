import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf, hours, type Receiver, startReceiver, still } from "../__fixtures__/client.ts";
import { scaleDefaults, type ScaleOptions, type Simulator, startScaleSimulator } from "../index.ts";

const testKey = `test_${"0123456789abcdef".repeat(2)}`;
const choices = ["ham", "spam"].map((value) => ({ label: value, value }));
const form = (text: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  attachments: [{ type: "text", content: text }],
  fields: [{ type: "category", field_id: "label", title: "Which?", choices }],
  ...more,
});

let simulator: Simulator;
let api: Client;
const closing: (() => Promise<void>)[] = [];

const restart = async (options: Partial<ScaleOptions> = {}): Promise<void> => {
  simulator = await startScaleSimulator({ ...still, options });
  api = clientOf(simulator);
  closing.push(simulator.close);
};

const receiver = async (): Promise<Receiver> => {
  const started = await startReceiver();
  closing.push(started.close);
  return started;
};

const push = (count: number): void => {
  simulator.clock.advance(hours(count));
  simulator.advance();
};

beforeEach(() => restart());
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe("keys and errors", () => {
  it("lets in live and test keys, by Basic and by Bearer, and nobody else", async () => {
    const status = async (authorization: string | undefined): Promise<number> =>
      (await fetch(`${simulator.baseUrl}/teams`, { headers: authorization === undefined ? {} : { authorization } })).status;
    const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
    expect(await status(basic(simulator.key))).toBe(200);
    expect(await status(`Bearer ${testKey}`)).toBe(200);
    expect(await status(basic("abc|test"))).toBe(200);
    for (const wrong of [undefined, "Basic", basic("live_123"), basic("sk-x"), `Token ${simulator.key}`])
      expect(await status(wrong)).toBe(401);
  });

  it("says what is wrong in {status_code, error}", async () => {
    expect(await api.get("/task/5774cc78b01249ab09f089dd")).toMatchObject({
      status: 404,
      json: { status_code: 404, error: "Task with that ID not found." },
    });
    const refused = await api.post("/task/textcollection", { fields: [] });
    expect(refused).toMatchObject({
      status: 400,
      json: { status_code: 400, error: 'Parameter is invalid, reason: "attachments" is required' },
    });
    expect(Object.keys(refused.json)).toEqual(["status_code", "error"]);
  });

  it("answers every success with 200, never 201 or 204", async () => {
    const made = [
      await api.post("/projects", { type: "textcollection", name: "p" }),
      await api.post("/batches", { project: "p", name: "b", callback: "", metadata: {} }),
      await api.post("/task/textcollection", form("one", { project: "p" })),
      await api.post("/batches/b/finalize"),
    ];
    expect(made.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
  });

  it("refuses a type the account may not use with 402, and limits requests where it is told to", async () => {
    await restart({ notEnabled: ["comparison"], requestsPerSecond: 3 });
    expect((await api.post("/task/comparison", { attachments: ["a", "b"], choices: ["a"] })).status).toBe(402);
    const burst = await Promise.all(Array.from({ length: 6 }, () => api.get("/teams")));
    const refused = burst.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("retry-after")).not.toBeNull();
  });
});

describe("a task", () => {
  it("echoes its type's inputs under params with defaults, common ones on top, and has no tags and empty metadata", async () => {
    const { json } = await api.post("/task/annotation", {
      attachment: "http://pictures.example/1.jpg",
      objects_to_annotate: ["car"],
      with_labels: true,
      min_width: "30",
      callback_url: "someone@example.com",
      instruction: "Draw",
    });
    expect(json).toMatchObject({
      status: "pending",
      type: "annotation",
      instruction: "Draw",
      urgency: "standard",
      is_test: false,
      metadata: {},
      callback_url: "someone@example.com",
    });
    expect(json.params).toEqual({
      attachment: "http://pictures.example/1.jpg",
      objects_to_annotate: ["car"],
      with_labels: true,
      min_width: "30",
      min_height: 0,
      examples: [],
    });
    expect(json.task_id).toMatch(/^[0-9a-f]{24}$/u);
    expect(json.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
    expect(json).not.toHaveProperty("tags");
    expect(json).not.toHaveProperty("completed_at");
    expect(json).not.toHaveProperty("unique_id");
  });

  it("needs no project, batch or callback, and takes nulls and empty texts for absent", async () => {
    expect(
      (await api.post("/task/textcollection", form("one", { project: null, batch: null, callback_url: "", metadata: null }))).status,
    ).toBe(200);
  });

  it.each([
    [{ priority: 15 }, "priority"],
    [{ tags: ["1", "2", "3", "4", "5", "6"] }, "tags"],
    [{ metadata: { x: "y".repeat(11_000) } }, "metadata"],
    [{ callback_url: "nonsense" }, "callback_url"],
    [{ project: "nowhere" }, "nowhere"],
    [{ fields: [{ type: "colour", field_id: "a", title: "A" }] }, "type"],
    [{ fields: [{ type: "category", field_id: "a", title: "A" }] }, "choices"],
  ])("refuses %j", async (more, word) => {
    const answer = await api.post("/task/textcollection", form("one", more));
    expect(answer).toMatchObject({ status: 400, json: { error: expect.stringContaining(word) } });
    expect(simulator.counts().taken).toBe(0);
  });

  it("is pending until its people are done, tells when somebody has started, and then carries their answer", async () => {
    const { json } = await api.post("/task/textcollection", form("one"));
    expect(json).toMatchObject({ status: "pending", work_started: false });
    push(24 * 3);
    const done = (await api.get(`/task/${json.task_id}`)).json;
    expect(done).toMatchObject({ status: "completed", work_started: true });
    expect(["ham", "spam"]).toContain(done.response.annotations.label);
    expect(Date.parse(done.completed_at)).toBeGreaterThan(Date.parse(json.created_at));
    expect(done.updated_at).toBe(done.completed_at);
  });

  it("keeps tags, metadata and unique_id as they are set and taken away", async () => {
    const { task_id: id } = (await api.post("/task/textcollection", form("one", { tags: ["a"] }))).json;
    expect((await api.put(`/task/${id}/tags`, ["a", "b"])).json.tags).toEqual(["a", "b"]);
    expect((await api.del(`/task/${id}/tags`, ["a", "zz"])).json.tags).toEqual(["b"]);
    expect((await api.post(`/task/${id}/tags`, ["c"])).json.tags).toEqual(["c"]);
    // Official clients send an empty list as an empty body.
    expect((await api.post(`/task/${id}/tags`)).json.tags).toEqual([]);
    expect((await api.post(`/task/${id}/setMetadata`, { x: 1 })).json.metadata).toEqual({ x: 1 });
    expect((await api.post(`/task/${id}/setMetadata`)).json.metadata).toEqual({});
    expect((await api.post(`/task/${id}/unique_id`, { unique_id: "u" })).json.unique_id).toBe("u");
    expect((await api.del(`/task/${id}/unique_id`)).json).not.toHaveProperty("unique_id");
  });
});

describe("unique_id", () => {
  it("refuses a second task of the account with 409 and names the first, even where the two are identical", async () => {
    const first = await api.post("/task/textcollection", form("one", { unique_id: "u1" }));
    expect(await api.post("/task/textcollection", form("one", { unique_id: "u1" }))).toMatchObject({
      status: 409,
      json: { status_code: 409, error: `The unique_id ("u1") is already used for a different task (${first.json.task_id}).` },
    });
    expect((await api.post("/task/categorization", { attachment: "x", categories: ["a"], unique_id: "u1" })).status).toBe(409);
    expect(simulator.counts().taken).toBe(1);
  });

  it("is freed by a cancel that says so, by DELETE, and after an attachment error where asked, not by a plain cancel", async () => {
    const create = (more: Record<string, unknown> = {}): ReturnType<Client["post"]> =>
      api.post("/task/textcollection", form("one", { unique_id: "u1", ...more }));
    const first = (await create()).json.task_id;
    await api.post(`/task/${first}/cancel`);
    expect((await create()).status).toBe(409);
    await api.post(`/task/${first}/cancel?clear_unique_id=true`);
    const second = (await create()).json.task_id;
    await api.del(`/task/${second}/unique_id`);
    expect(
      (await create({ clear_unique_id_on_error: true, attachments: [{ type: "image", content: "http://pictures.example/missing.png" }] }))
        .status,
    ).toBe(200);
    push(1);
    expect((await create()).status).toBe(200);
  });

  it("belongs to one mode: live and test never see each other", async () => {
    await api.post("/task/textcollection", form("one", { unique_id: "u1" }));
    const test = clientOf(simulator, testKey);
    expect((await test.post("/task/textcollection", form("one", { unique_id: "u1" }))).status).toBe(200);
    expect((await test.get("/tasks")).json.total).toBe(1);
    await api.post("/projects", { type: "textcollection", name: "live one" });
    expect((await test.post("/task/textcollection", form("two", { project: "live one" }))).status).toBe(400);
  });

  it.each([
    ["conflict", 409],
    ["replay", 200],
  ] as const)("an Idempotency-Key used again gets %s", async (idempotencyKey, status) => {
    await restart({ idempotencyKey });
    const headers = { "idempotency-key": "6f9d2c9e-7f5a-4a44-9f0e-1c7b5f0f3d11" };
    const first = await api.post("/task/textcollection", form("one"), headers);
    const again = await api.post("/task/textcollection", form("one"), headers);
    expect(again.status).toBe(status);
    if (status === 200) expect(again.json.task_id).toBe(first.json.task_id);
    expect((await api.post("/task/textcollection", form("two"), headers)).status).toBe(409);
    expect(simulator.counts().taken).toBe(1);
    push(25);
    expect((await api.post("/task/textcollection", form("two"), headers)).status).toBe(200);
  });
});

describe("cancelling", () => {
  it("takes a task nobody has started, twice if need be, and never answers 409", async () => {
    const { task_id: id } = (await api.post("/task/textcollection", form("one"))).json;
    expect((await api.post(`/task/${id}/cancel`)).json.status).toBe("canceled");
    expect(await api.post(`/task/${id}/cancel`)).toMatchObject({ status: 200, json: { status: "canceled" } });
    push(100);
    expect((await api.get(`/task/${id}`)).json).toMatchObject({ status: "canceled" });
    expect(simulator.counts().answered).toBe(0);
  });

  it("refuses with 400 what is completed or under way", async () => {
    const ids = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => (await api.post("/task/textcollection", form(`m ${n}`))).json.task_id as string),
    );
    // At some moment one of them is started and not yet done.
    let started: string | undefined;
    for (let step = 0; step < 8000 && started === undefined; step++) {
      simulator.clock.advance(10_000);
      if (step % 50 !== 0) continue;
      const { docs } = (await api.get("/tasks?status=pending")).json;
      started = docs.find((task: { work_started: boolean }) => task.work_started)?.task_id;
    }
    expect(started).toBeDefined();
    expect(await api.post(`/task/${started}/cancel`)).toMatchObject({ status: 400 });
    push(100);
    expect((await api.post(`/task/${ids[0]}/cancel`)).status).toBe(400);
  });
});

describe("listing", () => {
  const create = async (count: number, more: (n: number) => Record<string, unknown> = () => ({})): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push((await api.post("/task/textcollection", form(`m ${n}`, more(n)))).json.task_id);
    return ids;
  };

  it("goes newest first through pages by next_token, with the full total, and stays whole while tasks are added", async () => {
    const ids = await create(25);
    const seen: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const { json } = await api.get(`/tasks?limit=10${token === undefined ? "" : `&next_token=${encodeURIComponent(token)}`}`);
      expect(json.total).toBe(25 + pages);
      expect(json).toMatchObject({ limit: 10, offset: 0, has_more: json.next_token !== undefined });
      seen.push(...json.docs.map((task: { task_id: string }) => task.task_id));
      token = json.next_token;
      pages++;
      if (token !== undefined) await create(1, () => ({ metadata: { late: true } }));
    } while (token !== undefined);
    expect(seen).toEqual(ids.toReversed());
  });

  it("has 100 a page at most and refuses other sizes", async () => {
    expect((await api.get("/tasks?limit=101")).status).toBe(400);
    expect((await api.get("/tasks?limit=0")).status).toBe(400);
    expect((await api.get("/tasks")).json.limit).toBe(100);
  });

  it("filters by unique ids, project, batch, status, type, tags and times, and ignores what it does not know", async () => {
    await api.post("/projects", { type: "textcollection", name: "p" });
    await api.post("/batches", { project: "p", name: "b" });
    await create(3, (n) => ({ unique_id: `u${n}`, batch: "b", tags: n === 0 ? ["t", "s"] : ["t"] }));
    await create(2);
    const total = async (query: string): Promise<number> => (await api.get(`/tasks?${query}`)).json.total;
    expect(await total("unique_id=u0&unique_id=u2&unique_id=zz")).toBe(2);
    expect(await total("project=p")).toBe(3);
    expect(await total("batch=b&status=pending")).toBe(3);
    expect(await total("status=completed")).toBe(0);
    expect(await total("type=comparison")).toBe(0);
    expect(await total("tags=t&tags=s")).toBe(1);
    expect(await total("project_id=unknown&limit=1")).toBe(5);
    expect(await total("customer_review_status=pending,fixed")).toBe(5);
    // As the Python client writes times: naive UTC with microseconds.
    expect(await total("start_time=2026-11-18T07%3A00%3A00.123456")).toBe(5);
    expect(await total("start_time=2026-11-18+09%3A00%3A00.000000")).toBe(0);
    expect((await api.get("/tasks?updated_after=yesterday")).status).toBe(400);
  });

  it("finds by updated_after exactly what has changed since", async () => {
    const ids = await create(40);
    push(5);
    const before = (await api.get("/tasks?status=completed")).json.docs.map((task: { task_id: string }) => task.task_id);
    const mark = new Date(simulator.clock.now() + 1).toISOString();
    push(3);
    const after = (await api.get(`/tasks?updated_after=${mark}`)).json.docs;
    const all = (await api.get("/tasks?status=completed")).json.docs.map((task: { task_id: string }) => task.task_id);
    expect(after.length).toBeGreaterThan(0);
    expect(after.map((task: { task_id: string }) => task.task_id).toSorted()).toEqual(
      all.filter((id: string) => !before.includes(id)).toSorted(),
    );
    await api.post(`/task/${ids[0]}/setMetadata`, { x: 1 });
    const changed = (await api.get(`/tasks?updated_after=${new Date(simulator.clock.now()).toISOString()}`)).json.docs;
    expect(changed.map((task: { task_id: string }) => task.task_id)).toContain(ids[0]);
  });

  it("refuses parameters it does not know where the option says so", async () => {
    await restart({ unknownParameters: "refused" });
    expect((await api.get("/tasks?bogus=0")).status).toBe(400);
    expect((await api.get("/tasks?limit=5&unique_id=u")).status).toBe(200);
  });

  it("gives a short form, and signed addresses where asked", async () => {
    await api.post("/task/imageannotation", {
      attachment: "https://pictures.example/1.png",
      geometries: { box: { objects_to_annotate: ["car"] } },
    });
    const short = (await api.get("/tasks?limited_response=True")).json.docs[0];
    expect(Object.keys(short).toSorted()).toEqual(["metadata", "otherVersion", "status", "task_id"]);
    expect((await api.get("/tasks?include_attachment_url=True")).json.docs[0].attachment_url).toMatch(/^http/u);
    expect((await api.get("/tasks")).json.docs[0]).not.toHaveProperty("attachment_url");
  });
});

describe("test keys", () => {
  it("have the answer by the next request, so that a cancel right away is too late", async () => {
    const test = clientOf(simulator, testKey);
    const { json } = await test.post("/task/textcollection", form("one"));
    expect(json.status).toBe("pending");
    expect((await test.post(`/task/${json.task_id}/cancel`)).status).toBe(400);
    const masks = (await test.post("/task/segmentannotation", { attachment: "http://p.example/1.png", labels: ["a"] })).json;
    expect((await test.get(`/task/${masks.task_id}`)).json.status).toBe("pending");
  });

  it("get a canned, wrong answer almost at once", async () => {
    const test = clientOf(simulator, testKey);
    const { json } = await test.post("/task/textcollection", form("one"));
    expect(json.is_test).toBe(true);
    simulator.clock.advance(60);
    expect((await test.get(`/task/${json.task_id}`)).json).toMatchObject({
      status: "completed",
      response: { annotations: { label: "ham" } },
    });
    expect((await test.post(`/task/${json.task_id}/cancel`)).status).toBe(400);
    const picture = (
      await test.post("/task/imageannotation", {
        attachment: "http://p.example/1.png",
        geometries: { box: { objects_to_annotate: ["car"] } },
      })
    ).json;
    simulator.clock.advance(60);
    expect((await test.get(`/task/${picture.task_id}`)).json.response.annotations[0]).toMatchObject({
      left: 0,
      top: 0,
      width: 100,
      height: 100,
      label: "car",
    });
  });
});

describe("projects", () => {
  it("are listed bare, found by an encoded name, and refuse a second of the name with 409", async () => {
    expect((await api.post("/projects", { type: "textcollection", name: "a b/c", params: null, datasetId: null })).json).toMatchObject({
      name: "a b/c",
      type: "textcollection",
    });
    expect((await api.post("/projects", { type: "textcollection", name: "a b/c" })).status).toBe(409);
    expect((await api.get("/projects")).json).toHaveLength(1);
    expect((await api.get("/projects/a%20b%2Fc")).json.name).toBe("a b/c");
    expect((await api.get("/projects/nothing")).status).toBe(404);
    expect((await api.post("/projects", { type: "painting", name: "x" })).status).toBe(400);
  });

  it("hand their parameters down: the request wins, the project's instruction comes last, older versions can be named", async () => {
    await api.post("/projects", {
      type: "textcollection",
      name: "p",
      params: { instruction: "Project says.", ...form("x"), attachments: undefined, title: "first" },
    });
    const version = (await api.post("/projects/p/setParams", { patch: true, title: "second" })).json.param_history;
    expect(version.map((entry: { version: number; title: string }) => [entry.version, entry.title])).toEqual([
      [0, "first"],
      [1, "second"],
    ]);
    const task = async (more: Record<string, unknown>): Promise<Record<string, any>> =>
      (await api.post("/task/textcollection", { project: "p", attachments: [{ type: "text", content: "m" }], ...more })).json;
    expect(await task({ instruction: "Task says." })).toMatchObject({
      instruction: "Task says.\n\nProject says.",
      params: { title: "second" },
      project_param_version: 1,
    });
    expect(await task({ project_version: 0 })).toMatchObject({ params: { title: "first" }, project_param_version: 0 });
    expect(await task({ title: "own" })).toMatchObject({ params: { title: "own" } });
    expect(
      (await api.post("/task/textcollection", { project: "p", project_version: -1, attachments: [{ type: "text", content: "m" }] })).status,
    ).toBe(400);
    expect((await api.post("/projects/p/setParams", { title: "third" })).json.param_history.at(-1)).not.toHaveProperty("fields");
    expect((await api.post("/task/comparison", { project: "p", attachments: ["a", "b"], choices: ["a"] })).status).toBe(400);
  });
});

describe("batches", () => {
  const project = (more: Record<string, unknown> = {}): ReturnType<Client["post"]> =>
    api.post("/projects", { type: "textcollection", name: "p", ...more });

  it("of an enterprise project are under way from the start and end with their last task", async () => {
    await project();
    expect((await api.post("/batches", { project: "p", name: "b 1", metadata: { x: 1 } })).json).toMatchObject({
      name: "b 1",
      project: "p",
      status: "in_progress",
      metadata: { x: 1 },
      callback: "",
    });
    expect((await api.post("/batches", { project: "p", name: "b 1" })).status).toBe(409);
    await api.post("/task/textcollection", form("one", { batch: "b 1" }));
    expect((await api.post("/batches/b%201/finalize")).json.status).toBe("in_progress");
    expect((await api.post("/task/textcollection", form("two", { batch: "b 1" }))).status).toBe(200);
    expect((await api.get("/batches/b%201/status")).json).toEqual({ status: "in_progress", pending: 2 });
    push(100);
    expect((await api.get("/batches/b%201/status")).json).toEqual({ status: "completed", completed: 2 });
  });

  it.each([{ rapid: true }, { studio: true }])("of a %j project wait for finalize and take nothing after it", async (kind) => {
    await project(kind);
    expect((await api.post("/task/textcollection", form("one", { project: "p" }))).status).toBe(400);
    expect((await api.post("/batches", { project: "p", name: "b" })).json.status).toBe("staging");
    await api.post("/task/textcollection", form("one", { batch: "b" }));
    push(100);
    expect((await api.get("/batches/b/status")).json).toEqual({ status: "staging", pending: 1 });
    expect((await api.post("/batches/b/finalize")).json.status).toBe("in_progress");
    expect((await api.post("/task/textcollection", form("two", { batch: "b" }))).status).toBe(400);
    expect((await api.post("/batches/b/finalize")).status).toBe(400);
    push(100);
    expect((await api.get("/batches/b")).json.status).toBe("completed");
  });

  it("are listed newest first by offset, under both names of the count", async () => {
    await project();
    for (const name of ["b1", "b2", "b3"]) await api.post("/batches", { project: "p", name });
    const { json } = await api.get("/batches?limit=2&offset=0");
    expect(json).toMatchObject({ totalDocs: 3, total: 3, limit: 2, offset: 0, has_more: true });
    expect(json.docs.map((batch: { name: string }) => batch.name)).toEqual(["b3", "b2"]);
    expect((await api.get("/batches?limit=2&offset=2")).json).toMatchObject({ has_more: false, docs: [{ name: "b1" }] });
    expect((await api.get("/batches?project=other")).json.totalDocs).toBe(0);
    expect((await api.post("/batches/b1/prioritize", { priority: 30 })).status).toBe(200);
    expect((await api.post("/batches/b1/prioritize", { priority: 99 })).status).toBe(400);
  });
});

describe("after the work", () => {
  const done = async (more: Record<string, unknown> = {}): Promise<string> => {
    const { task_id: id } = (await api.post("/task/textcollection", form("one", more))).json;
    push(100);
    return id;
  };

  it("an audit accepts, rejects or replaces the answer, and only of completed tasks", async () => {
    const pending = (await api.post("/task/textcollection", form("two"))).json.task_id;
    expect((await api.post(`/task/${pending}/audit`, { accepted: true, comments: null })).status).toBe(400);
    const id = await done();
    await api.post(`/task/${id}/audit`, { accepted: true, comments: null });
    expect((await api.get(`/task/${id}`)).json).toMatchObject({
      customer_review_status: "accepted",
      audits: [{ audit_result: "accepted", audit_source: "customer" }],
    });
    await api.post(`/task/${id}/audit`, { accepted: false, comments: "wrong", response: { annotations: { label: "ham" } } });
    const fixed = (await api.get(`/task/${id}`)).json;
    expect(fixed).toMatchObject({
      status: "completed",
      customer_review_status: "fixed",
      customer_review_comments: ["wrong"],
      response: { annotations: { label: "ham" }, is_customer_fix: true },
    });
    expect(fixed.audits.map((audit: { audit_result: string }) => audit.audit_result)).toEqual(["fixed", "accepted"]);
    expect(fixed.prior_responses).toHaveLength(1);
    expect((await api.get("/tasks?customer_review_status=fixed")).json.total).toBe(1);
  });

  it("a recalled task goes back to pending and is completed again", async () => {
    const id = await done();
    expect((await api.post(`/task/${id}/recall`)).json).toMatchObject({ status: "pending" });
    push(100);
    expect((await api.get(`/task/${id}`)).json).toMatchObject({ status: "completed" });
    expect(simulator.counts().answered).toBe(1);
  });

  it("recalls come by themselves where the option says so", async () => {
    await restart({ recallShare: 1 });
    const { task_id: id } = (await api.post("/task/textcollection", form("one"))).json;
    const seen: string[] = [];
    for (let step = 0; step < 200; step++) {
      push(0.5);
      const { status } = (await api.get(`/task/${id}`)).json;
      if (seen.at(-1) !== status) seen.push(status);
    }
    expect(seen).toEqual(["pending", "completed", "pending", "completed"]);
  });
});

describe("callbacks", () => {
  it("carry the task and the account's secret, and are sent for completion, audit and recall", async () => {
    const hook = await receiver();
    const { task_id: id } = (await api.post("/task/textcollection", form("one", { callback_url: hook.url }))).json;
    push(100);
    await hook.waitFor(1);
    expect(hook.got[0]?.headers["scale-callback-auth"]).toMatch(/^live_auth_[0-9a-f]{32}$/u);
    expect(hook.got[0]?.body).toMatchObject({ task_id: id, status: "completed", task: { task_id: id, status: "completed" } });
    expect(hook.got[0]?.body["response"]).toEqual((await api.get(`/task/${id}`)).json.response);
    await api.post(`/task/${id}/audit`, { accepted: true });
    await hook.waitFor(2);
    await api.post(`/task/${id}/recall`);
    await hook.waitFor(3);
    expect(hook.got[2]?.body).toMatchObject({ status: "pending" });
    await expect.poll(async () => (await api.get(`/task/${id}`)).json.callback_succeeded).toBe(true);
  });

  it("are tried up to 20 times within 24 simulated hours, and no more", async () => {
    const hook = await receiver();
    hook.status = 500;
    const { task_id: id } = (await api.post("/task/textcollection", form("one", { callback_url: hook.url }))).json;
    push(100);
    await hook.waitFor(1);
    const began = simulator.clock.now();
    // The waits begin when the failure is known, so time is pushed only once a try has failed.
    for (let tries = 1; tries < 20; tries++) {
      await expect
        .poll(
          () => {
            push(0.5);
            return hook.got.length;
          },
          { interval: 2 },
        )
        .toBeGreaterThan(tries);
    }
    // Pushed in half hours, each of the 19 waits may end up to that much late.
    expect(simulator.clock.now() - began).toBeLessThan(hours(24 + 19));
    expect(scaleDefaults.callbackRetryMinutes.reduce((sum, minutes) => sum + minutes, 0)).toBeLessThanOrEqual(24 * 60);
    await expect.poll(async () => (await api.get(`/task/${id}`)).json.callback_succeeded).toBe(false);
    push(100);
    await new Promise((done) => setTimeout(done, 30));
    expect(hook.got).toHaveLength(20);
  });

  it("tell of an attachment that could not be fetched: the task was accepted and is in error", async () => {
    const hook = await receiver();
    const { json } = await api.post("/task/imageannotation", {
      attachment: "https://pictures.example/missing.png",
      geometries: { box: { objects_to_annotate: ["car"] } },
      callback_url: hook.url,
    });
    expect(json.status).toBe("pending");
    push(1);
    await hook.waitFor(1);
    const expected = { error: expect.any(String), attachments: [{ statusCode: 404, url: "https://pictures.example/missing.png" }] };
    expect(hook.got[0]?.body).toMatchObject({ status: "error", response: expected });
    expect((await api.get(`/task/${json.task_id}`)).json).toMatchObject({ status: "error", response: expected });
  });

  it("are sent for a batch when its last task completes", async () => {
    const hook = await receiver();
    await api.post("/projects", { type: "textcollection", name: "p" });
    await api.post("/batches", { project: "p", name: "b", callback: hook.url });
    await api.post("/task/textcollection", form("one", { batch: "b" }));
    push(100);
    await hook.waitFor(1);
    expect(hook.got[0]?.body).toMatchObject({ batch_name: "b", status: "completed" });
  });
});

it("the false 500: the task was made all the same, and the official way out finds it", async () => {
  simulator.failNext({ kind: "error-after", operation: "POST /task/" });
  expect((await api.post("/task/textcollection", form("one", { unique_id: "u1" }))).status).toBe(500);
  expect((await api.post("/task/textcollection", form("one", { unique_id: "u1" }))).status).toBe(409);
  expect((await api.get("/tasks?unique_id=u1")).json).toMatchObject({ total: 1, docs: [{ unique_id: "u1" }] });
});
