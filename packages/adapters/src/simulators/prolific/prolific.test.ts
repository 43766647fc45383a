import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { hours, startReceiver, still } from "../__fixtures__/client.ts";
import type { ProlificOptions } from "./options.ts";
import { type ProlificSimulator, startProlificSimulator } from "./start-prolific.ts";

const running: ProlificSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

const start = async (options: Partial<ProlificOptions> = {}, accuracy = 1): Promise<ProlificSimulator> => {
  const simulator = await startProlificSimulator({
    ...still,
    items: [
      { id: "1", text: "free money now" },
      { id: "2", text: "see you at six" },
      { id: "3", text: "call me" },
    ],
    truth: [
      { id: "1", label: "spam" },
      { id: "2", label: "ham" },
      { id: "3", label: "ham" },
    ],
    pool: { accuracy, spamShare: 0 },
    options: { returnShare: 0, ...options },
  });
  running.push(simulator);
  return simulator;
};

interface Reply {
  readonly status: number;
  readonly json: any; // tests look into whatever comes
  readonly headers: Headers;
}

const ask = async (simulator: ProlificSimulator, method: string, path: string, body?: unknown): Promise<Reply> => {
  const response = await fetch(path.startsWith("http") ? path : `${simulator.baseUrl}${path}`, {
    method,
    headers: { authorization: `Token ${simulator.key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    json: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text,
    headers: response.headers,
  };
};

const pass = (simulator: ProlificSimulator, ms: number): void => {
  simulator.clock.advance(ms);
  simulator.advance();
};

const schema = { strict: true, fields: { text: { type: "text", label: "Message" }, key: { type: "metadata" } } };
const page = (items: readonly unknown[]) => [{ rows: [{ columns: [{ items }] }] }];
const question = {
  type: "multiple_choice",
  description: "What is it?",
  answer_limit: 1,
  options: [
    { label: "Ham", value: "ham" },
    { label: "Spam", value: "spam" },
  ],
};
const records = [
  { text: "free money now", key: "k1" },
  { text: "see you at six", key: "k2" },
  { text: "call me", key: "k3" },
];
const rows = (list: readonly unknown[]): string => list.map((record) => JSON.stringify(record)).join("\n");

const upload = async (simulator: ProlificSimulator, dataset: string, file: string, name = "units.jsonl"): Promise<string> => {
  const { json } = await ask(simulator, "GET", `/data-collection/datasets/${dataset}/upload-url/${name}`);
  const put = await fetch(json.upload_url, { method: json.http_method, headers: { "content-type": json.content_type }, body: file });
  expect(put.status).toBe(200);
  return json.import_id;
};

const makeBatch = async (simulator: ProlificSimulator) => {
  const workspace_id = simulator.workspace;
  const dataset = (await ask(simulator, "POST", "/data-collection/datasets", { name: "units", workspace_id, schema })).json.id;
  const made = await ask(simulator, "POST", "/data-collection/batches", {
    name: "batch",
    workspace_id,
    dataset_id: dataset,
    task_details: { task_name: "Sort", task_introduction: "<p>Sort</p>", task_steps: "" },
    batch_items: page([{ type: "dataset_field", field: "text" }, question]),
  });
  expect(made.status).toBe(201);
  return { dataset: dataset as string, batch: made.json.id as string, items: made.json.batch_items };
};

const draft = (batch: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name: "Sort messages",
  internal_name: "one",
  description: "Sort",
  prolific_id_option: "question",
  completion_codes: [{ code: "C1", code_type: "COMPLETED", actions: [{ action: "MANUALLY_REVIEW" }] }],
  total_available_places: 2,
  estimated_completion_time: 2,
  reward: 100,
  data_collection_method: "AI_TASK_BUILDER_BATCH",
  data_collection_id: batch,
  ...more,
});

/** Three records, two a group, ready for a study. */
const readyBatch = async (simulator: ProlificSimulator) => {
  const made = await makeBatch(simulator);
  await upload(simulator, made.dataset, rows(records));
  pass(simulator, 20_000);
  expect(
    (await ask(simulator, "POST", `/data-collection/batches/${made.batch}/setup`, { dataset_id: made.dataset, tasks_per_group: 2 })).status,
  ).toBe(202);
  pass(simulator, 15_000);
  return made;
};

const publish = async (simulator: ProlificSimulator, batch: string, more: Readonly<Record<string, unknown>> = {}) => {
  const study = await ask(simulator, "POST", "/studies/", draft(batch, more));
  expect(study.status).toBe(201);
  const published = await ask(simulator, "POST", `/studies/${study.json.id}/transition/`, { action: "PUBLISH" });
  return { study: study.json.id as string, published };
};

describe("the Task Builder, from a file to answers", () => {
  it("imports and sets up in its own time, and gives the answers back with what lies hidden in the record", async () => {
    const simulator = await start();
    const { dataset, batch } = await makeBatch(simulator);
    const setup = () => ask(simulator, "POST", `/data-collection/batches/${batch}/setup`, { dataset_id: dataset, tasks_per_group: 2 });
    expect((await setup()).status).toBe(400);

    const importId = await upload(simulator, dataset, rows(records));
    const job = async () => (await ask(simulator, "GET", `/data-collection/datasets/${dataset}/imports/${importId}`)).json;
    expect(await job()).toMatchObject({ status: "processing" });
    expect(simulator.taken()).toHaveLength(0);
    pass(simulator, 20_000);
    expect(await job()).toMatchObject({ status: "complete", accepted_count: 3, rejected_count: 0 });
    expect(simulator.taken().map(({ content }) => content)).toEqual(["free money now", "see you at six", "call me"]);

    expect((await setup()).status).toBe(202);
    expect((await ask(simulator, "GET", `/data-collection/batches/${batch}/status`)).json).toEqual({ status: "PROCESSING" });
    expect((await ask(simulator, "POST", "/studies/", draft(batch))).status).toBe(400);
    pass(simulator, 15_000);
    expect((await ask(simulator, "GET", `/data-collection/batches/${batch}`)).json).toMatchObject({
      status: "READY",
      total_task_count: 3,
      total_task_groups: 2,
    });

    const { study, published } = await publish(simulator, batch);
    expect(published.json.status).toBe("PUBLISHING");
    pass(simulator, hours(48));
    const { json } = await ask(simulator, "GET", `/data-collection/batches/${batch}/responses`);
    expect(json.meta.count).toBe(3);
    const byKey = new Map(json.results.map((one: any) => [one.metadata.key, one.response.answer[0].value]));
    expect(Object.fromEntries(byKey)).toEqual({ k1: "spam", k2: "ham", k3: "ham" });
    expect(json.results[0].metadata).not.toHaveProperty("text");
    const submissions = (await ask(simulator, "GET", `/studies/${study}/submissions/?limit=1&offset=1`)).json;
    expect(submissions.meta.count).toBe(2);
    expect(submissions.results).toHaveLength(1);
    expect(submissions.results[0]).toMatchObject({ status: "AWAITING REVIEW", reward: 100, is_complete: true });
    expect((await ask(simulator, "GET", `/studies/${study}/`)).json.status).toBe("AWAITING REVIEW");
    expect(simulator.counts()).toEqual({ taken: 3, answered: 3 });
    expect(simulator.records()).toMatchObject([{ batch, fields: { key: "k1" } }, {}, {}]);
  });

  it("rejects single records and keeps the rest; an identical record is not written twice", async () => {
    const simulator = await start();
    const { dataset } = await makeBatch(simulator);
    await upload(
      simulator,
      dataset,
      `${rows(records.slice(0, 2))}\nno json\n${rows([
        { text: 7, key: "k9" },
        { text: "x", other: "y" },
      ])}`,
    );
    pass(simulator, 20_000);
    await upload(simulator, dataset, rows(records));
    pass(simulator, 20_000);
    const { imports, total_datapoint_count } = (await ask(simulator, "GET", `/data-collection/datasets/${dataset}`)).json;
    expect(imports.map(({ status }: any) => status)).toEqual(["complete", "partial"]);
    expect(imports[1]).toMatchObject({ accepted_count: 2, rejected_count: 3, errors: [{ line: 3 }, { line: 4 }, { line: 5 }] });
    expect(imports[0]).toMatchObject({ accepted_count: 3, duplicate_count: 2 });
    expect(total_datapoint_count).toBe(3);
  });

  it("queues a second file behind the first, and says failed where nothing could be read", async () => {
    const simulator = await start();
    const { dataset } = await makeBatch(simulator);
    await upload(simulator, dataset, "rubbish");
    await upload(simulator, dataset, rows(records));
    const statuses = async () =>
      (await ask(simulator, "GET", `/data-collection/datasets/${dataset}`)).json.imports.map(({ status }: any) => status);
    expect(await statuses()).toEqual(["queued", "processing"]);
    pass(simulator, 40_000);
    expect(await statuses()).toEqual(["complete", "failed"]);
  });

  it("lets a file in at its address only, without a token, and for a while", async () => {
    const simulator = await start();
    const { dataset } = await makeBatch(simulator);
    const { json } = await ask(simulator, "GET", `/data-collection/datasets/${dataset}/upload-url/units.jsonl`);
    const put = (url: string, headers: Record<string, string> = {}) =>
      fetch(url, { method: "PUT", body: rows(records), headers: { "content-type": "application/x-ndjson", ...headers } });
    expect((await put(`${json.upload_url}x`)).status).toBe(403);
    expect((await put(json.upload_url, { authorization: `Token ${simulator.key}` })).status).toBe(400);
    pass(simulator, hours(2));
    expect((await put(json.upload_url)).status).toBe(403);
    expect(simulator.taken()).toHaveLength(0);
  });

  it("refuses layouts that cannot be shown", async () => {
    const simulator = await start();
    const workspace_id = simulator.workspace;
    const dataset_id = (await ask(simulator, "POST", "/data-collection/datasets", { name: "units", workspace_id, schema })).json.id;
    const post = (items: readonly unknown[]) =>
      ask(simulator, "POST", "/data-collection/batches", { name: "b", workspace_id, dataset_id, batch_items: page(items) });
    const field = { type: "dataset_field", field: "text" };
    for (const items of [
      [field],
      [{ type: "dataset_field", field: "nothing" }, question],
      [{ type: "dataset_field", field: "key" }, question],
      [field, field, question],
      [field, { type: "star_rating", description: "?" }],
    ])
      expect((await post(items)).status).toBe(422);
    expect((await post([field, question])).json.batch_items[0].rows[0].columns[0].items[1].id).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("studies and money", () => {
  it("lock it when they are published, and not before", async () => {
    const simulator = await start({ balanceMinor: 300 });
    const { batch } = await readyBatch(simulator);
    const balance = async () => (await ask(simulator, "GET", `/workspaces/${simulator.workspace}/balance/`)).json.available_balance;
    await ask(simulator, "POST", "/studies/", draft(batch));
    expect(await balance()).toBe(300);
    const { study } = await publish(simulator, batch);
    expect(await balance()).toBe(Math.floor(300 - 2 * 100 * 1.428));
    expect((await publish(simulator, batch)).published.status).toBe(400);
    expect((await ask(simulator, "POST", `/studies/${study}/transition/`, { action: "PUBLISH" })).status).toBe(400);
  });

  it("are refused below the minimum per hour", async () => {
    const simulator = await start();
    const { batch } = await readyBatch(simulator);
    expect((await publish(simulator, batch, { reward: 10, estimated_completion_time: 2 })).published.status).toBe(400);
  });

  it("only grow once they are public", async () => {
    const simulator = await start();
    const { batch } = await readyBatch(simulator);
    const { study } = await publish(simulator, batch);
    const patch = (body: unknown) => ask(simulator, "PATCH", `/studies/${study}/`, body);
    expect((await patch({ total_available_places: 1 })).status).toBe(400);
    expect((await patch({ reward: 300 })).status).toBe(400);
    expect((await patch({ internal_name: "two", total_available_places: 4 })).json).toMatchObject({
      internal_name: "two",
      total_available_places: 4,
    });
    pass(simulator, hours(72));
    // Four places for two groups: every task is answered twice.
    expect((await ask(simulator, "GET", `/data-collection/batches/${batch}/responses`)).json.meta.count).toBe(6);
  });

  it("stop taking people on, while those at work still arrive", async () => {
    const simulator = await start();
    const { batch } = await readyBatch(simulator);
    const { study } = await publish(simulator, batch);
    let at = 0;
    while ((await ask(simulator, "GET", `/studies/${study}/submissions/`)).json.meta.count === 0 && at++ < 2000) pass(simulator, 20_000);
    expect((await ask(simulator, "POST", `/studies/${study}/transition/`, { action: "STOP" })).json.status).toBe("AWAITING REVIEW");
    pass(simulator, hours(48));
    const { results } = (await ask(simulator, "GET", `/studies/${study}/submissions/`)).json;
    expect(results.map(({ status }: any) => status)).toEqual(["AWAITING REVIEW"]);
  });
});

describe("people", () => {
  it("are paid when they are approved; a rejection needs a reason, and opens the place again", async () => {
    const simulator = await start();
    const { batch } = await readyBatch(simulator);
    const { study } = await publish(simulator, batch);
    pass(simulator, hours(48));
    const list = async () => (await ask(simulator, "GET", `/studies/${study}/submissions/`)).json.results;
    const [first, second] = await list();
    const transition = (id: string, body: unknown) => ask(simulator, "POST", `/submissions/${id}/transition/`, body);
    expect((await transition(first.id, { action: "REJECT", message: "bad", rejection_category: "LOW_EFFORT" })).status).toBe(400);
    expect((await transition(first.id, { action: "REJECT", message: "b".repeat(100), rejection_category: "LOW_EFFORT" })).json.status).toBe(
      "REJECTED",
    );
    expect((await transition(first.id, { action: "REJECT", message: "b".repeat(100), rejection_category: "LOW_EFFORT" })).status).toBe(200);
    expect((await ask(simulator, "POST", "/submissions/bulk-approve/", { submission_ids: [second.id] })).status).toBe(200);
    pass(simulator, hours(48));
    const after = await list();
    expect(after.map(({ status }: any) => status).toSorted()).toEqual(["APPROVED", "AWAITING REVIEW", "REJECTED"]);
    await ask(simulator, "POST", "/submissions/bulk-approve/", { submission_ids: [after[2].id] });
    expect((await ask(simulator, "GET", `/studies/${study}/`)).json.status).toBe("COMPLETED");
  });

  it("return a place now and then, and somebody else takes it", async () => {
    const simulator = await start({ returnShare: 1 });
    const { batch } = await readyBatch(simulator);
    const { study } = await publish(simulator, batch);
    pass(simulator, hours(24));
    const { results } = (await ask(simulator, "GET", `/studies/${study}/submissions/?limit=100`)).json;
    expect(results.filter(({ status }: any) => status === "RETURNED").length).toBeGreaterThan(2);
    expect(new Set(results.map(({ participant_id }: any) => participant_id)).size).toBe(results.length);
  });
});

describe("webhooks", () => {
  it("are signed over timestamp and body with nothing between them, once the subscription is confirmed", async () => {
    const simulator = await start();
    const receiver = await startReceiver();
    const workspace_id = simulator.workspace;
    const { value: secret } = (await ask(simulator, "POST", "/hooks/secrets/", { workspace_id })).json;
    const subscribed = await ask(simulator, "POST", "/hooks/subscriptions/", {
      workspace_id,
      event_type: "submission.status.change",
      target_url: receiver.url,
    });
    const { id } = subscribed.json;
    expect((await ask(simulator, "POST", `/hooks/subscriptions/${id}/`, { secret: "wrong" })).status).toBe(400);
    expect((await ask(simulator, "POST", `/hooks/subscriptions/${id}/`, { secret: subscribed.headers.get("x-hook-secret") })).status).toBe(
      200,
    );
    const { batch } = await readyBatch(simulator);
    await publish(simulator, batch);
    pass(simulator, hours(48));
    await receiver.waitFor(2);
    const [got] = receiver.got;
    const timestamp = String(got?.headers["x-prolific-request-timestamp"]);
    expect(got?.headers["x-prolific-request-signature"]).toBe(
      createHmac("sha256", secret)
        .update(timestamp + got?.raw)
        .digest("base64"),
    );
    expect(got?.body).toMatchObject({ event_type: "submission.status.change" });
    await receiver.close();
  });
});

describe("anybody else", () => {
  it("gets 401 without a token of the vendor's form, and errors in the vendor's form", async () => {
    const simulator = await start();
    const bare = await fetch(`${simulator.baseUrl}/users/me/`, { headers: { authorization: "Bearer x" } });
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ error: { status: 401, title: "Unauthorized" } });
    expect((await ask(simulator, "GET", "/users/me/")).json).toMatchObject({ currency_code: "USD" });
    expect((await ask(simulator, "GET", "/nowhere")).status).toBe(404);
    expect((await ask(simulator, "GET", "/data-collection/batches?workspace_id=another")).status).toBe(404);
  });
});
