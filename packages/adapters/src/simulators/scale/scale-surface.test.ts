import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf, hours, still } from "../__fixtures__/client.ts";
import { type ScaleOptions, type Simulator, startScaleSimulator } from "../index.ts";

let simulator: Simulator;
let api: Client;
const closing: (() => Promise<void>)[] = [];

const restart = async (options: Partial<ScaleOptions> = {}, more: Parameters<typeof startScaleSimulator>[0] = {}): Promise<void> => {
  simulator = await startScaleSimulator({ ...still, pool: { accuracy: 1, spamShare: 0 }, ...more, options });
  api = clientOf(simulator);
  closing.push(simulator.close);
};

beforeEach(() => restart());
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** What a task's people answer. */
const responseTo = async (type: string, params: Record<string, unknown>): Promise<any> => {
  const created = await api.post(`/task/${type}`, params);
  expect(created, `${type}: ${created.text}`).toMatchObject({ status: 200 });
  simulator.clock.advance(hours(100));
  return (await api.get(`/task/${created.json.task_id}`)).json.response;
};

const text = { type: "text", content: "Alice met Bob in Paris on a rainy day in spring" };
const picture = "https://pictures.example/1.png";
const labels = ["car", "tree"];

describe("textcollection", () => {
  const fields = [
    {
      type: "category",
      field_id: "kind",
      title: "Kind",
      choices: [
        { label: "Yes", value: "yes" },
        { label: "No", value: "no", subchoices: [{ label: "Never", value: "never" }] },
      ],
    },
    { type: "number", field_id: "score", title: "Score", min: 1, max: 5 },
    { type: "text", field_id: "why", title: "Why" },
    { type: "boolean", field_id: "sure", title: "Sure" },
    { type: "datetime", field_id: "when", title: "When" },
    {
      type: "field_set",
      field_id: "pair",
      title: "Pair",
      fields: [
        { type: "text", field_id: "a", title: "A" },
        { type: "number", field_id: "b", title: "B", min: 0, max: 1 },
      ],
    },
  ];

  it("answers flat", async () => {
    const { annotations } = await responseTo("textcollection", { attachments: [text], fields });
    expect(["yes", "never"]).toContain(annotations.kind);
    expect(annotations.score).toBeGreaterThanOrEqual(1);
    expect(annotations.score).toBeLessThanOrEqual(5);
    expect(annotations).toMatchObject({
      why: expect.any(String),
      sure: expect.any(Boolean),
      when: expect.any(String),
      pair: { a: expect.any(String), b: expect.any(Number) },
    });
  });

  it("answers nested: {type, field_id, response}", async () => {
    await restart({ textcollectionFormat: "nested" });
    const { annotations } = await responseTo("textcollection", { attachments: [text], fields });
    expect(annotations.kind).toEqual({ type: "category", field_id: "kind", response: [[expect.any(String)]] });
    expect(annotations.score).toEqual({ type: "number", field_id: "score", response: [expect.any(Number)] });
  });

  it("answers nested for Rapid projects unless told otherwise", async () => {
    await api.post("/projects", { type: "textcollection", name: "p", rapid: true });
    await api.post("/batches", { project: "p", name: "b" });
    const { json } = await api.post("/task/textcollection", { batch: "b", attachments: [text], fields: fields.slice(0, 1) });
    await api.post("/batches/b/finalize");
    simulator.clock.advance(hours(100));
    expect((await api.get(`/task/${json.task_id}`)).json.response.annotations.kind).toMatchObject({ field_id: "kind" });
  });
});

describe("the other types", () => {
  it.each([
    [
      "categorization",
      { attachment: "x", attachment_type: "text", categories: ["a", "b"], force: true },
      { category: expect.stringMatching(/^[ab]$/u) },
    ],
    ["categorization", { attachment: "x", categories: ["a", "b"], allow_multiple: true }, { category: [expect.any(String)] }],
    [
      "comparison",
      { attachments: ["x", "y"], attachment_type: "text", choices: ["first", "second"] },
      { choice: expect.stringMatching(/^(first|second)$/u) },
    ],
    ["comparison", { attachments: ["x", "y"], fields: { why: "Why?" } }, { fields: { why: expect.any(String) } }],
    [
      "imageannotation",
      {
        attachment: picture,
        geometries: { box: { objects_to_annotate: labels, can_rotate: true }, polygon: { objects_to_annotate: labels } },
        annotation_attributes: { state: { type: "category", choices: ["parked", "moving"] } },
      },
      {
        annotations: expect.arrayContaining([
          expect.objectContaining({
            uuid: expect.any(String),
            type: "box",
            left: expect.any(Number),
            rotation: 0,
            attributes: { state: expect.any(String) },
          }),
          expect.objectContaining({ type: "polygon", vertices: expect.any(Array) }),
        ]),
        links: [],
        global_attributes: {},
        is_customer_fix: false,
      },
    ],
    [
      "annotation",
      { attachment: picture, objects_to_annotate: labels, with_labels: true },
      { annotations: expect.arrayContaining([expect.objectContaining({ left: expect.any(Number), label: expect.any(String) })]) },
    ],
    [
      "polygonannotation",
      { attachment: picture, objects_to_annotate: labels },
      { annotations: expect.arrayContaining([expect.objectContaining({ vertices: expect.any(Array) })]) },
    ],
    ["lineannotation", { attachment: picture, objects_to_annotate: labels }, { annotations: expect.any(Array) }],
    [
      "pointannotation",
      { attachment: picture, objects_to_annotate: labels },
      { annotations: expect.arrayContaining([expect.objectContaining({ x: expect.any(Number) })]) },
    ],
    ["cuboidannotation", { attachment: picture, objects_to_annotate: labels }, { annotations: expect.any(Array) }],
    [
      "segmentannotation",
      { attachment: picture, labels },
      {
        annotations: {
          unlabeled: expect.any(String),
          labeled: { car: expect.any(String), tree: expect.any(String) },
          combined: { image: expect.any(String), indexedImage: expect.any(String) },
        },
        labelMapping: { car: { index: 1, color: expect.any(String) } },
      },
    ],
    [
      "videoplaybackannotation",
      { attachment: "https://videos.example/1.mp4", geometries: { box: { objects_to_annotate: labels } } },
      { annotations: expect.any(Object) },
    ],
    ["videoannotation", { frames: [picture], geometries: { box: { objects_to_annotate: labels } } }, { annotations: expect.any(Object) }],
    [
      "lidarannotation",
      { frames: ["https://lidar.example/1.json"], labels },
      { annotations: expect.arrayContaining([expect.objectContaining({ position: expect.any(Object) })]) },
    ],
    [
      "namedentityrecognition",
      { text: text.content, labels: [{ name: "person", description: "people" }] },
      { annotations: expect.any(Array), relationships: [] },
    ],
    [
      "documenttranscription",
      { attachment: picture, features: [{ type: "block", label: "total" }] },
      {
        annotations: [{ uuid: expect.any(String), page: 0, label: "total", text: expect.any(String), location: { type: "box" }, refs: [] }],
      },
    ],
    ["transcription", { attachment: picture, fields: { title: "The title" } }, { fields: { title: expect.any(String) } }],
    ["datacollection", { attachment: "https://site.example", fields: { name: "Name" } }, { fields: { name: expect.any(String) } }],
    ["audiotranscription", { attachment: "https://audio.example/1.mp3" }, { transcript: expect.any(String), alignment: expect.any(Array) }],
    [
      "phonecall",
      { phone_number: "5055006865", script: "Hello", fields: { open: "Open?" }, choices: ["yes", "no"] },
      { outcome: "success", fields: { open: expect.any(String) }, choice: expect.any(String) },
    ],
    ["chat", { template_variables: { prompt: "Why?" } }, { responses: [{ type: "text", output: expect.any(String) }] }],
  ])("%s answers in its shape", async (type, params, shape) => {
    expect(await responseTo(type, params)).toMatchObject(shape);
  });

  it.each([
    ["categorization", { attachment: "x" }, "categories"],
    ["categorization", { categories: ["a"] }, "attachment"],
    ["comparison", { attachments: ["x"], choices: ["a"] }, "2 items"],
    ["comparison", { attachments: ["x", "y"], attachment_type: "image", choices: ["a"] }, "valid uri"],
    ["comparison", { attachments: ["x", "y"], attachment_type: "smell", choices: ["a"] }, "attachment_type"],
    ["audiotranscription", { attachment: "some_non_url" }, "valid uri"],
    ["imageannotation", { attachment: picture }, "geometries"],
    ["imageannotation", { attachment: picture, geometries: { box: {} } }, "objects_to_annotate"],
    ["annotation", { attachment: picture, objects_to_annotate: ["a"], min_width: "wide" }, "min_width"],
    ["segmentannotation", { labels }, "attachment"],
    ["namedentityrecognition", { labels: ["x"] }, "text"],
    ["documenttranscription", { attachment: picture }, "features"],
  ])("%s refuses %j", async (type, params, word) => {
    expect(await api.post(`/task/${type}`, params)).toMatchObject({ status: 400, json: { error: expect.stringContaining(word) } });
  });

  it("has no type that is not in the list", async () => {
    expect((await api.post("/task/painting", {})).status).toBe(404);
  });

  it("marks stretches the text really has, with the end where the option says", async () => {
    const ner = { text: text.content, labels: ["person", "place"] };
    const { annotations } = await responseTo("namedentityrecognition", ner);
    for (const each of annotations) expect(text.content.slice(each.start, each.end)).toBe(each.text);
    await restart({ spanEnd: "inclusive" });
    for (const each of (await responseTo("namedentityrecognition", ner)).annotations)
      expect(text.content.slice(each.start, each.end + 1)).toBe(each.text);
  });

  it("knows the truth of spans and boxes as JSON", async () => {
    const truth = [{ start: 0, end: 5, label: "person" }];
    await restart({}, { items: [{ id: "1", text: text.content, label: JSON.stringify(truth) }] });
    expect((await responseTo("namedentityrecognition", { text: text.content, labels: ["person"] })).annotations).toMatchObject([
      { start: 0, end: 5, text: "Alice", label: "person" },
    ]);
  });

  it("consensus projects show every attempt", async () => {
    await restart({ workerIds: true });
    await api.post("/projects", { type: "textcollection", name: "p", studio: true, pipeline: "consensus_task", consensus_attempts: 3 });
    await api.post("/batches", { project: "p", name: "b" });
    const { json } = await api.post("/task/textcollection", {
      batch: "b",
      attachments: [text],
      fields: [{ type: "text", field_id: "a", title: "A" }],
    });
    await api.post("/batches/b/finalize");
    simulator.clock.advance(hours(100));
    const { attempts } = (await api.get(`/task/${json.task_id}`)).json;
    expect(attempts).toHaveLength(3);
    expect(new Set(attempts.map((attempt: { worker_id: string }) => attempt.worker_id)).size).toBe(3);
  });
});

describe("files", () => {
  const upload = async (parts: Record<string, string>, content = "hello"): Promise<Response> => {
    const body = new FormData();
    body.set("file", new Blob([content], { type: "text/plain" }), "note.txt");
    for (const [name, value] of Object.entries(parts)) body.set(name, value);
    return fetch(`${simulator.baseUrl}/files/upload`, { method: "POST", body, headers: { authorization: `Bearer ${simulator.key}` } });
  };

  it("are uploaded and imported, and can be attached", async () => {
    const answer = await upload({ display_name: "A note", reference_id: "r1", metadata: '{"x":1}', project_name: "p" });
    expect(answer.status).toBe(200);
    const file = (await answer.json()) as Record<string, unknown>;
    expect(file).toMatchObject({
      id: expect.any(String),
      attachment_url: expect.stringMatching(/^scaledata:\/\/sandbox\/[0-9a-f-]{36}$/u),
      mime_type: "text/plain",
      size: 5,
      project_names: ["p"],
      metadata: { x: 1 },
    });
    expect((await upload({ reference_id: "r1" })).status).toBe(409);
    expect((await upload({ metadata: "{" })).status).toBe(400);
    expect((await api.post("/files/import", { file_url: "https://pictures.example/a.png" })).json).toMatchObject({
      mime_type: "image/png",
      attachment_url: expect.any(String),
    });
    expect((await api.post("/files/import", {})).status).toBe(400);
    expect((await api.get("/assets?project=p")).json.assets).toHaveLength(1);
    expect(
      await responseTo("imageannotation", { attachment: file["attachment_url"], geometries: { box: { objects_to_annotate: labels } } }),
    ).toHaveProperty("annotations");
  });
});

describe("quality, teams and studio", () => {
  it("takes quality tasks in Rapid projects only", async () => {
    await api.post("/projects", { type: "textcollection", name: "rapid", rapid: true });
    await api.post("/projects", { type: "textcollection", name: "plain" });
    const body = {
      attachments: [text],
      fields: [{ type: "text", field_id: "a", title: "A" }],
      expected_response: { annotations: { a: "x" } },
    };
    const made = await api.post("/evaluation_tasks/textcollection", { ...body, project: "rapid", initial_response: { annotations: {} } });
    expect(made).toMatchObject({
      status: 200,
      json: { id: expect.any(String), expected_response: body.expected_response, initial_response: {} },
    });
    expect(made.json).not.toHaveProperty("task_id");
    expect((await api.post("/training_tasks/textcollection", { ...body, project: "rapid" })).status).toBe(200);
    expect((await api.post("/training_tasks/textcollection", { ...body, project: "plain" })).status).toBe(400);
    expect((await api.post("/training_tasks/chat", { ...body, project: "rapid" })).status).toBe(400);
    expect((await api.post("/training_tasks/textcollection", { ...body, expected_response: undefined, project: "rapid" })).status).toBe(
      400,
    );
    expect((await api.get("/quality/labelers?limit=2")).json).toMatchObject({ docs: [{ score: expect.any(Number) }, {}], next_token: "2" });
    expect(simulator.counts().taken).toBe(0);
  });

  it("invites to the team and sets roles", async () => {
    expect((await api.get("/teams")).json).toMatchObject([{ role: "admin" }]);
    expect((await api.post("/teams/invite", { emails: ["a@example.com"], team_role: "labeler" })).json).toHaveLength(2);
    expect((await api.post("/teams/set_role", { emails: ["a@example.com"], team_role: "manager" })).json[1]).toMatchObject({
      email: "a@example.com",
      role: "manager",
    });
    expect((await api.post("/teams/set_role", { emails: ["a@example.com"], team_role: "admin" })).status).toBe(400);
  });

  it("assigns people, groups them and orders batches", async () => {
    await api.post("/projects", { type: "textcollection", name: "p", studio: true });
    for (const name of ["b1", "b2"]) await api.post("/batches", { project: "p", name, calibration_batch: name === "b1" });
    expect((await api.post("/studio/assignments/add", { emails: ["a@example.com"], projects: ["p"] })).json).toEqual({
      "a@example.com": ["p"],
    });
    expect((await api.post("/studio/assignments/remove", { emails: ["a@example.com"], projects: ["p"] })).json).toEqual({});
    expect((await api.post("/studio/projects/p/groups", { name: "g", emails: ["a@example.com"] })).json).toMatchObject({
      name: "g",
      numWorkers: 1,
      isSingleton: true,
    });
    expect(
      (await api.put("/studio/projects/p/groups/g", { add_emails: ["b@example.com"], remove_emails: ["a@example.com"] })).json.workers,
    ).toMatchObject([{ email: "b@example.com" }]);
    expect((await api.get("/studio/projects/p/groups")).json).toHaveLength(1);
    expect((await api.get("/studio/batches")).json).toMatchObject([
      { name: "b1", batchType: "Calibration", studioPriority: 1, projectName: "p" },
      { name: "b2" },
    ]);
    expect((await api.post("/studio/batches/set_priorities", { batches: [{ name: "b2" }] })).status).toBe(400);
    expect((await api.post("/studio/batches/set_priorities", { batches: [{ name: "b2" }, { name: "b1" }] })).json[0].name).toBe("b2");
    expect((await api.post("/studio/batches/reset_priorities")).json[0].name).toBe("b1");
    expect((await api.put("/studio/batches/b1", { groups: ["g"] })).json[0].groups).toEqual(["g"]);
  });
});

describe("v2, for conversations", () => {
  const v2 = (path: string): string => `${simulator.baseUrl.replace(/\/v1$/u, "/v2")}${path}`;
  const get = async (path: string): Promise<any> => (await api.get(v2(path))).json;
  const post = (path: string, body: unknown): ReturnType<Client["post"]> => api.post(v2(path), body);
  const preference = { prompt: "Which is better?", response_a: "The first answer", response_b: "The second answer" };
  beforeEach(async () => {
    await api.post("/projects", { type: "chat", name: "p" });
  });

  it("takes a task by v2 and shows its thread once it is completed", async () => {
    const { json } = await post("/task/chat", { project_name: "p", template_variables: preference, metadata: { x: 1 } });
    expect(json).toMatchObject({ status: "pending", threads: [], metadata: { x: 1 } });
    expect(await get(`/task?task_id=${json.task_id}`)).toMatchObject({ project: expect.stringMatching(/^[0-9a-f]{24}$/u) });
    simulator.clock.advance(hours(100));
    const done = await get(`/task?task_id=${json.task_id}&expand=project&opts=submissions&opts=model_parameters`);
    expect(done).toMatchObject({
      status: "completed",
      completed_at: expect.any(String),
      project: { name: "p", types: ["RLHF: Pref Ranking"] },
    });
    const [thread] = done.threads;
    const [turn] = thread.turns;
    expect(turn.messages.map((message: { role: string; source_id?: string }) => [message.role, message.source_id])).toEqual([
      ["user", undefined],
      ["assistant", "response_a"],
      ["assistant", "response_b"],
    ]);
    const verdict = Object.fromEntries(turn.annotations.map((each: { key: string; value: unknown }) => [each.key, each.value]));
    expect(["response_a", "response_b"]).toContain(verdict["selected_model_id"]);
    // The two ways of saying it agree.
    expect(verdict["likert_value"] < 4).toBe(verdict["selected_model_id"] === "response_a");
    expect(turn.messages[1].annotations.map((each: { key: string }) => each.key)).toEqual(["instruction_following", "truthfulness"]);
    expect(thread.submissions).toMatchObject([{ submitted_at: expect.any(String), contributor_id: expect.any(String) }]);
    const { id } = turn.annotations[0];
    expect(await get(`/annotation?annotation_id=${id}`)).toMatchObject({ id, key: "selected_model_id" });
    expect((await api.get(`/task/${json.task_id}`)).json).toMatchObject({ type: "chat", response: { responses: [{ type: "text" }] } });
  });

  it("prefers what is right, by its letter", async () => {
    const rows = Array.from({ length: 12 }, (_, n) => ({
      id: String(n),
      prompt: `Question ${n}`,
      a: `A ${n}`,
      b: `B ${n}`,
      label: n % 2 === 0 ? "a" : "b",
    }));
    await restart({}, { items: rows });
    await api.post("/projects", { type: "chat", name: "p" });
    for (const row of rows)
      await post("/task/chat", { project_name: "p", template_variables: { prompt: row.prompt, response_1: row.a, response_2: row.b } });
    simulator.clock.advance(hours(200));
    const { tasks } = await get("/tasks?status=completed");
    expect(tasks.map((task: any) => task.threads[0].turns[0].annotations[0].value)).toEqual(
      rows.map((row) => (row.label === "a" ? "response_1" : "response_2")),
    );
  });

  it("pages by next_token, without one on the last page", async () => {
    for (let n = 0; n < 5; n++) await post("/task/chat", { project_name: "p", template_variables: { prompt: String(n) } });
    const first = await get("/tasks?limit=3&project_name=p");
    expect(first.tasks).toHaveLength(3);
    const second = await get(`/tasks?limit=3&project_name=p&next_token=${encodeURIComponent(first.next_token)}`);
    expect(second.tasks).toHaveLength(2);
    expect(second).not.toHaveProperty("next_token");
  });

  it("moves batches: staging, in_progress, paused, cancelled", async () => {
    const made = await post("/batch", { name: "b", project: "p", staging_batch: true, metadata: {} });
    expect(made.json).toMatchObject({ status: "staging", project: expect.any(String) });
    expect((await post("/batch/pause", { batch_name: "b" })).status).toBe(400);
    const { json: task } = await post("/task/chat", { batch_id: made.json.id, template_variables: { prompt: "x" } });
    expect((await post("/batch/finalize", { batch_name: "b" })).json.status).toBe("in_progress");
    expect((await post("/batch/finalize", { batch_name: "b" })).status).toBe(400);
    expect((await post("/batch/pause", { batch_id: made.json.id })).json).toMatchObject({
      batch: { status: "paused" },
      message: expect.any(String),
    });
    simulator.clock.advance(hours(100));
    expect((await get(`/task?task_id=${task.task_id}`)).status).toBe("pending");
    expect((await post("/batch/resume", { batch_name: "b" })).json.batch.status).toBe("in_progress");
    expect((await post("/batch/cancel", { batch_name: "b" })).json.batch.status).toBe("cancelled");
    expect((await post("/batch/resume", { batch_name: "b" })).status).toBe(400);
    expect((await get(`/task?task_id=${task.task_id}`)).status).toBe("canceled");
    expect((await get("/batches?status=cancelled")).batches).toHaveLength(1);
    expect((await post("/batch/metadata", { batch_name: "b", metadata: { y: 2 } })).json.metadata).toEqual({ y: 2 });
    expect(await get("/batch?batch_name=b&expand=project")).toMatchObject({ project: { name: "p" } });
  });

  it("merges metadata where asked, and refuses what is no conversation", async () => {
    const { json } = await post("/task", { project_name: "p", template_variables: { prompt: "x" }, metadata: { a: 1 } });
    expect((await post("/task/metadata", { task_id: json.task_id, metadata: { b: 2 }, merge: true })).json.metadata).toEqual({
      a: 1,
      b: 2,
    });
    expect((await post("/task/metadata", { task_id: json.task_id, metadata: { c: 3 } })).json.metadata).toEqual({ c: 3 });
    await api.post("/projects", { type: "textcollection", name: "q" });
    expect((await post("/task/chat", { project_name: "q", template_variables: {} })).status).toBe(400);
    expect((await post("/task/chat", { project_name: "nothing" })).status).toBe(404);
    expect((await get("/projects")).projects).toHaveLength(2);
    expect(await get("/project?project_name=p")).toMatchObject({ name: "p" });
    expect(await get("/deliveries")).toEqual({ deliveries: [] });
  });
});
