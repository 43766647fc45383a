import type { Engagement, EngagementRequest, TaskShape, Unit, VendorAdapter } from "@tranche/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { describeFailures } from "../../__fixtures__/failure-table.ts";
import { drop, type Reply, type ScriptedServer, scriptedServer, type Seen } from "../../__fixtures__/scripted-server.ts";
import { toAnswer } from "./answer.ts";
import { scaleAdapter } from "./definition.ts";
import { takenBy } from "./errors.ts";

const key = "live_0123456789abcdef0123456789abcdef";
const call = { signal: new AbortController().signal };
const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const serve = async (
  answer: Parameters<typeof scriptedServer>[0],
  options?: Record<string, string | number>,
): Promise<{ adapter: VendorAdapter; seen: Seen[]; server: ScriptedServer }> => {
  const server = await scriptedServer(answer);
  servers.push(server);
  return {
    adapter: scaleAdapter.create({
      baseUrl: `${server.url}/v1`,
      credential: key,
      webhookSecret: "live_auth_1",
      ...(options && { options }),
    }),
    seen: server.seen,
    server,
  };
};

const classification: TaskShape = { kind: "classification", options: ["ham", "spam"] };
const request: EngagementRequest = {
  key: "p-1",
  title: "Sort messages",
  instructions: "Is it spam?",
  task: classification,
  show: ["text"],
  expectedUnits: 10,
  options: {},
};
const engagement: Engagement = {
  ref: "p-1",
  state: "ready",
  data: { project: "p-1", show: ["text"], task: classification, type: "textcollection", create: { fields: [] } },
};
const unit: Unit = { key: "k-1", content: { text: "Free entry! Call now" } };

/** The shape of a task as recorded exchanges show it. */
const task = (more: Record<string, unknown> = {}) => ({
  task_id: "5774cc78b01249ab09f089dd",
  created_at: "2026-11-01T10:00:00.000Z",
  updated_at: "2026-11-01T10:00:00.000Z",
  type: "textcollection",
  status: "pending",
  is_test: false,
  urgency: "standard",
  project: "p-1",
  metadata: {},
  unique_id: "k-1",
  params: { attachments: [{ type: "text", content: "Free entry! Call now" }] },
  somethingNew: { of: ["tomorrow"] },
  ...more,
});
const page = (docs: unknown[], next_token?: string) => ({
  json: { docs, total: docs.length, limit: 100, offset: 0, has_more: next_token !== undefined, next_token },
});

describe("failures", () => {
  const unknownOutcome = (_kind: string, result: unknown) =>
    expect(result).toEqual([{ withdrawal: "unknown", ref: "t-1", why: expect.any(String) }]);
  describeFailures(scaleAdapter, key, [
    { name: "submit", effect: "create", run: (adapter) => adapter.submit(engagement, [unit], call) },
    { name: "find", effect: "read", run: (adapter) => adapter.find!(engagement, ["k-1"], call) },
    { name: "collect", effect: "read", run: (adapter) => adapter.collect(engagement, undefined, call) },
    { name: "withdraw", effect: "create", run: (adapter) => adapter.withdraw!(engagement, ["t-1"], call), instead: unknownOutcome },
    {
      name: "check",
      effect: "read",
      run: (adapter) => adapter.check(call),
      instead: (kind, result) => {
        expect(["unauthorized", "refused", "in-doubt"]).toContain(kind);
        expect(result).toMatchObject({ ok: false });
      },
    },
  ]);
});

describe("engage", () => {
  it("makes a textcollection project by its key, with the instructions said once", async () => {
    const { adapter, seen } = await serve(({ method }) =>
      method === "GET"
        ? { status: 404, json: { status_code: 404, error: "Project not found." } }
        : { json: { name: "p-1", type: "textcollection", param_history: [] } },
    );
    const made = await adapter.engage({ ...request, show: ["question", "reply"], options: { priority: 30, tags: ["x"] } }, undefined, call);
    expect(made).toMatchObject({ ref: "p-1", state: "ready" });
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /v1/projects/p-1", "POST /v1/projects"]);
    expect(seen[1]?.body).toMatchObject({
      type: "textcollection",
      name: "p-1",
      params: { title: "Sort messages", instruction: "Is it spam?\n\nThe texts, in this order: 1. question, 2. reply." },
    });
    expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`${key}:`).toString("base64")}`);
  });

  it("takes the project that is there, and the one that a 409 says was made meanwhile", async () => {
    const there = await serve(() => ({ json: { name: "p-1", type: "textcollection" } }));
    expect(await there.adapter.engage(request, undefined, call)).toMatchObject({ ref: "p-1" });
    expect(there.seen.length).toBe(1);
    const raced = await serve(({ method }, index) => {
      if (method === "POST") return { status: 409, json: { status_code: 409, error: "Project name exists" } };
      return index === 0 ? { status: 404, json: {} } : { json: { name: "p-1", type: "textcollection" } };
    });
    expect(await raced.adapter.engage(request, undefined, call)).toMatchObject({ ref: "p-1" });
  });

  it("refuses a project of another task type, and options it does not know, before it makes anything", async () => {
    const { adapter, seen } = await serve(() => ({ json: { name: "p-1", type: "imageannotation" } }));
    await expect(adapter.engage(request, undefined, call)).rejects.toMatchObject({ kind: "refused", scope: "engagement" });
    await expect(adapter.engage({ ...request, options: { prioritty: 30 } }, undefined, call)).rejects.toMatchObject({
      kind: "refused",
      code: "bad_options",
    });
    expect(seen.length).toBe(1);
  });
});

describe("submit", () => {
  it("sends the key, the project and one attachment a visible field with exactly its value, and nothing else of the item", async () => {
    const { adapter, seen } = await serve(({ method }) => ({ json: method === "GET" ? { name: "p-1", type: "textcollection" } : task() }));
    const opened = await adapter.engage({ ...request, show: ["b", "a"], callbackUrl: "https://me.example/hook" }, undefined, call);
    const outcomes = await adapter.submit(opened, [{ key: "k-1", content: { a: 7, b: "  two\nlines " } }], call);
    expect(outcomes).toEqual([{ outcome: "accepted", key: "k-1", ref: "5774cc78b01249ab09f089dd" }]);
    const body = seen[1]?.body;
    expect(seen[1]?.path).toBe("/v1/task/textcollection");
    expect(body.attachments).toEqual([
      { type: "text", content: "  two\nlines " },
      { type: "text", content: "7" },
    ]);
    expect(body).toMatchObject({ project: "p-1", unique_id: "k-1", callback_url: "https://me.example/hook" });
    expect(Object.keys(body).toSorted()).toEqual(["attachments", "callback_url", "fields", "metadata", "project", "unique_id"]);
    expect(body.fields).toEqual([
      {
        type: "category",
        field_id: "answer",
        title: "Answer",
        required: true,
        choices: [
          { label: "ham", value: "ham" },
          { label: "spam", value: "spam" },
        ],
        min_choices: 1,
        max_choices: 1,
      },
    ]);
    expect(JSON.stringify(body.metadata)).not.toContain("two");
  });

  const taken = {
    status: 409,
    json: { status_code: 409, error: 'The unique_id ("k-1") is already used for a different task (5774cc78b01249ab09f089dd).' },
  };
  const submitAgainst = async (found: Record<string, unknown> | undefined, direct?: Record<string, unknown>) => {
    let check: unknown;
    const { adapter, seen } = await serve(({ method, path, body }) => {
      if (method === "POST") {
        check = body.metadata.check;
        return taken;
      }
      if (path === "/v1/tasks") return page(found === undefined ? [] : [task({ metadata: { check }, ...found })]);
      return direct === undefined ? { status: 404, json: {} } : { json: task({ metadata: { check }, ...direct }) };
    });
    return { outcomes: await adapter.submit(engagement, [unit], call), seen };
  };

  it("a 409 is looked up by unique_id and accepted where it is the same task", async () => {
    const { outcomes, seen } = await submitAgainst({});
    expect(outcomes).toEqual([{ outcome: "accepted", key: "k-1", ref: "5774cc78b01249ab09f089dd" }]);
    expect(seen[1]?.query.getAll("unique_id")).toEqual(["k-1"]);
  });

  it.each([
    ["another project", { project: "p-2" }],
    ["other content", { metadata: { check: "0000000000000000" } }],
    ["a cancelled task", { status: "canceled" }],
    ["a task that failed", { status: "error" }],
  ])("a 409 that belongs to %s is a refusal of this item", async (_what, found) => {
    expect((await submitAgainst(found)).outcomes).toEqual([{ outcome: "refused", key: "k-1", why: expect.any(String), scope: "item" }]);
  });

  it("a 409 whose task the listing does not show yet is read by the id in the text; failing that, it is in doubt", async () => {
    const direct = await submitAgainst(undefined, {});
    expect(direct.outcomes).toMatchObject([{ outcome: "accepted" }]);
    expect(direct.seen[2]?.path).toBe("/v1/task/5774cc78b01249ab09f089dd");
    expect((await submitAgainst(undefined)).outcomes).toMatchObject([{ outcome: "in-doubt" }]);
  });

  it("a 500 after accepting, then a repeat with the same key, is one task", async () => {
    const created = new Map<string, string>();
    const { adapter } = await serve(({ method, body, query }) => {
      if (method === "GET")
        return page(
          query.getAll("unique_id").flatMap((id) => (created.has(id) ? [task({ unique_id: id, task_id: created.get(id) })] : [])),
        );
      if (created.has(body.unique_id)) return { status: 409, json: { status_code: 409, error: "taken" } };
      created.set(body.unique_id, "t-1");
      return { status: 500, json: { status_code: 500, error: "Internal" } };
    });
    await expect(adapter.submit(engagement, [unit], call)).rejects.toMatchObject({ kind: "in-doubt", status: 500 });
    expect(await adapter.find!(engagement, ["k-1", "k-2"], call)).toEqual([
      { found: "present", key: "k-1", ref: "t-1" },
      { found: "absent", key: "k-2" },
    ]);
    expect(await adapter.submit(engagement, [unit], call)).toEqual([{ outcome: "accepted", key: "k-1", ref: "t-1" }]);
    expect(created.size).toBe(1);
  });

  it("keeps the vendor's reason of a refusal, with its reach", async () => {
    const { adapter } = await serve((_seen, index) =>
      index === 0
        ? { status: 400, json: { status_code: 400, error: 'Parameter is invalid, reason: "attachments" is required' } }
        : { status: 404, json: { status_code: 404, error: "Project not found." } },
    );
    await expect(adapter.submit(engagement, [unit], call)).rejects.toMatchObject({
      kind: "refused",
      scope: "item",
      message: expect.stringContaining('"attachments" is required'),
    });
    await expect(adapter.submit(engagement, [unit], call)).rejects.toMatchObject({ kind: "refused", scope: "engagement" });
  });

  it("reads the id out of a conflict however it is quoted", () => {
    expect(takenBy({ error: 'The unique_id ("a (b)") is already used for a different task (5774cc78b01249ab09f089dd).' })).toBe(
      "5774cc78b01249ab09f089dd",
    );
    expect(takenBy({ error: 'used for a different task ("5774cc78b01249ab09f089dd")' })).toBe("5774cc78b01249ab09f089dd");
    expect(takenBy({ error: "no id" })).toBeUndefined();
    expect(takenBy("OK")).toBeUndefined();
  });
});

describe("find", () => {
  it("asks a hundred keys at a time, follows pages, and gives every key back once", async () => {
    const keys = Array.from({ length: 230 }, (_, index) => `k-${index}`);
    const { adapter, seen } = await serve(({ query }) => {
      const asked = query.getAll("unique_id").filter((_, index) => index % 2 === 0);
      const token = query.get("next_token");
      const half = Math.ceil(asked.length / 2);
      return token === null
        ? page(
            asked.slice(0, half).map((id) => task({ unique_id: id, task_id: `t-${id}` })),
            "more",
          )
        : page(asked.slice(half).map((id) => task({ unique_id: id, task_id: `t-${id}` })));
    });
    const findings = await adapter.find!(engagement, keys, call);
    expect(findings.map((finding) => finding.key)).toEqual(keys);
    expect(findings.filter((finding) => finding.found === "present").length).toBe(115);
    expect(seen.length).toBe(6);
    for (const { query } of seen) expect(query.getAll("unique_id").length).toBeLessThanOrEqual(100);
  });
});

describe("collect", () => {
  const collectAll = async (adapter: VendorAdapter, cursor?: string) => {
    const observations = [];
    let at = cursor;
    for (;;) {
      const read = await adapter.collect(engagement, at, call);
      observations.push(...read.observations);
      at = read.cursor;
      if (!read.more) return { observations, cursor: at };
    }
  };

  it("reads statuses, with the raw word kept and unknown words open", async () => {
    const { adapter } = await serve(() =>
      page([
        task({ status: "completed", completed_at: "2026-11-01T11:00:00.500Z", response: { annotations: { answer: "spam" } } }),
        task({ task_id: "b", unique_id: undefined, status: "canceled" }),
        task({ task_id: "c", status: "error", response: { error: "could not fetch", attachments: [{ statusCode: 404, url: "x" }] } }),
        task({ task_id: "d", status: "redo" }),
        { task_id: "e" },
      ]),
    );
    const { observations } = await collectAll(adapter);
    expect(observations).toEqual([
      {
        type: "unit",
        ref: "5774cc78b01249ab09f089dd",
        key: "k-1",
        status: "answered",
        raw: "completed",
        createdAt: Date.UTC(2026, 10, 1, 10),
        judgments: [
          {
            id: "5774cc78b01249ab09f089dd:0",
            answer: "spam",
            at: Date.UTC(2026, 10, 1, 11, 0, 0, 500),
            raw: { response: { annotations: { answer: "spam" } }, is_test: false },
          },
        ],
      },
      expect.objectContaining({ ref: "b", status: "withdrawn", raw: "canceled", judgments: [] }),
      expect.objectContaining({ ref: "c", status: "failed", raw: "error", why: "could not fetch" }),
      expect.objectContaining({ ref: "d", status: "open", raw: "redo" }),
      { type: "unit", ref: "e", status: "open", raw: "", judgments: [] },
    ]);
    expect(observations[1]).not.toHaveProperty("key", "k-1");
  });

  it("never stops at a short page, sweeps on from the newest change of the first page, and starts again an overlap earlier", async () => {
    const at = (seconds: number) => new Date(Date.UTC(2026, 10, 1, 10) + seconds * 1000).toISOString();
    const { adapter, seen } = await serve(({ query }) => {
      if (query.get("updated_after") !== null) return page([]);
      if (query.get("next_token") === null)
        return page([task({ task_id: "a", updated_at: at(60) }), task({ task_id: "b", updated_at: at(30) })], "two");
      // Changed while the first page was already behind us: not a watermark, or what changed on page one meanwhile would be missed.
      return page([task({ task_id: "c", updated_at: at(900) })]);
    });
    const first = await collectAll(adapter);
    expect(first.observations.length).toBe(3);
    await collectAll(adapter, first.cursor);
    expect(seen.map(({ query }) => [query.get("project"), query.get("updated_after"), query.get("next_token")])).toEqual([
      ["p-1", null, null],
      ["p-1", null, "two"],
      ["p-1", at(60 - 120), null],
    ]);
  });

  it("ends at a token that repeats or an empty page, begins again after a forgotten token or a broken cursor", async () => {
    const loops = await serve(() => page([task()], "same"));
    expect((await collectAll(loops.adapter)).observations.length).toBe(2);
    const empty = await serve(() => page([], "more"));
    expect((await collectAll(empty.adapter)).observations).toEqual([]);
    const forgotten = await serve(({ query }) =>
      query.get("next_token") === null ? page([task()], "gone") : { status: 400, json: { error: "bad token" } },
    );
    const read = await collectAll(forgotten.adapter);
    expect(read.observations.length).toBe(1);
    expect(JSON.parse(read.cursor)).toEqual({});
    const broken = await serve(() => page([task()]));
    expect((await collectAll(broken.adapter, "{not json")).observations.length).toBe(1);
    expect(broken.seen[0]?.query.get("updated_after")).toBeNull();
  });

  it("a dropped page leaves the cursor where it was", async () => {
    const { adapter } = await serve((_seen, index) =>
      index === 1 ? drop : page([task({ task_id: `t-${index}` })], index === 0 ? "two" : undefined),
    );
    const first = await adapter.collect(engagement, undefined, call);
    await expect(adapter.collect(engagement, first.cursor, call)).rejects.toMatchObject({ kind: "in-doubt" });
    expect((await adapter.collect(engagement, first.cursor, call)).more).toBe(false);
  });
});

describe("answers in both textcollection formats", () => {
  const flat = (answer: unknown, strength?: unknown) => ({ annotations: { answer, ...(strength !== undefined && { strength }) } });
  const wrapped = (answer: unknown, strength?: unknown) => ({
    annotations: {
      answer: { type: "category", field_id: "answer", response: answer },
      ...(strength !== undefined && { strength: { type: "category", field_id: "strength", response: strength } }),
    },
  });
  const rating: TaskShape = { kind: "rating", min: 1, max: 5, step: 1 };
  const comparison: TaskShape = { kind: "comparison", between: ["x", "y"], strength: 3, tie: true };
  it.each<[TaskShape, unknown, unknown]>([
    [classification, flat("ham"), "ham"],
    [classification, flat(["ham"]), "ham"],
    [classification, wrapped([["ham"]]), "ham"],
    [classification, wrapped(["ham"]), "ham"],
    [classification, { annotations: [{ field_id: "answer", response: [["ham"]] }] }, "ham"],
    [classification, { annotations: {} }, undefined],
    [classification, undefined, undefined],
    [classification, flat([]), undefined],
    [rating, flat(4), 4],
    [rating, flat("4"), 4],
    [rating, wrapped([9.5]), 9.5],
    [rating, wrapped([["3"]]), 3],
    [rating, flat("many"), "many"],
    [{ kind: "text" }, flat("a text"), "a text"],
    [{ kind: "text" }, wrapped(["a text"]), "a text"],
    [comparison, flat("a", "2"), { choice: "a", strength: 2 }],
    [comparison, wrapped([["b"]], [["3"]]), { choice: "b", strength: 3 }],
    [comparison, wrapped([["tie"]]), { choice: "tie" }],
    [{ ...comparison, strength: 1 }, flat("b"), { choice: "b" }],
  ])("%j %j", (shape, response, answer) => {
    expect(toAnswer(shape, response)).toEqual(answer);
  });
});

describe("batches of a Rapid project", () => {
  /** Batches that take tasks while they are staging; a closed one answers 400. */
  const rapid = () => {
    const batches: { name: string; status: string; tasks: number }[] = [];
    const answer = ({ method, path, body }: Seen): Reply => {
      const named = batches.find((batch) => path.startsWith(`/v1/batches/${batch.name}`));
      if (path === "/v1/projects") return { json: { name: "p-1", type: "textcollection" } };
      if (path.startsWith("/v1/projects/")) return { status: 404, json: {} };
      if (path === "/v1/batches" && method === "GET")
        return { json: { docs: batches.toReversed(), totalDocs: batches.length, limit: 100, offset: 0, has_more: false } };
      if (path === "/v1/batches") {
        if (batches.some((batch) => batch.name === body.name)) return { status: 409, json: { error: "exists" } };
        batches.push({ name: body.name, status: "staging", tasks: 0 });
        return { json: batches.at(-1) };
      }
      if (named && path.endsWith("/status")) return { json: { status: named.status, ...(named.tasks > 0 && { pending: named.tasks }) } };
      if (named && path.endsWith("/finalize")) {
        if (named.status !== "staging") return { status: 400, json: { error: "already finalized" } };
        named.status = "in_progress";
        return { json: named };
      }
      if (named) return { json: named };
      if (path === "/v1/tasks") return page([]);
      const batch = batches.find((one) => one.name === body.batch);
      if (batch?.status !== "staging")
        return { status: 400, json: { status_code: 400, error: `Cannot add tasks to the finalized batch ${String(body.batch)}` } };
      batch.tasks += 1;
      return { json: task({ task_id: `t-${body.unique_id}`, unique_id: body.unique_id }) };
    };
    return { batches, answer };
  };
  const one = (key: string): readonly Unit[] => [{ key, content: { text: "x" } }];

  it("opens one batch for tasks that come together, finalizes it once it stops growing, and opens the next", async () => {
    const vendor = rapid();
    const { adapter, seen } = await serve(vendor.answer);
    const opened = await adapter.engage({ ...request, options: { projectKind: "rapid" } }, undefined, call);
    expect(seen.find(({ path }) => path === "/v1/projects")?.body).toMatchObject({ rapid: true });
    await Promise.all(["a", "b", "c"].map((key) => adapter.submit(opened, one(key), call)));
    expect(vendor.batches).toEqual([{ name: "p-1-1", status: "staging", tasks: 3 }]);

    let { cursor } = await adapter.collect(opened, undefined, call);
    expect(vendor.batches[0]).toMatchObject({ status: "staging" });
    await adapter.submit(opened, one("d"), call);
    ({ cursor } = await adapter.collect(opened, cursor, call));
    expect(vendor.batches[0]).toMatchObject({ status: "staging" });
    ({ cursor } = await adapter.collect(opened, cursor, call));
    expect(vendor.batches[0]).toEqual({ name: "p-1-1", status: "in_progress", tasks: 4 });

    await adapter.submit(opened, one("e"), call);
    expect(vendor.batches[1]).toEqual({ name: "p-1-2", status: "staging", tasks: 1 });
  });

  it("goes on in a new batch when the one it knew was closed, and in the open one after a restart", async () => {
    const vendor = rapid();
    const first = await serve(vendor.answer);
    const opened = await first.adapter.engage({ ...request, options: { projectKind: "studio" } }, undefined, call);
    await first.adapter.submit(opened, one("a"), call);
    vendor.batches[0] = { name: "p-1-1", status: "in_progress", tasks: 1 };
    expect(await first.adapter.submit(opened, one("b"), call)).toEqual([{ outcome: "accepted", key: "b", ref: "t-b" }]);
    const second = await serve(vendor.answer);
    await second.adapter.submit(opened, one("c"), call);
    expect(vendor.batches.map(({ name, tasks }) => [name, tasks])).toEqual([
      ["p-1-1", 1],
      ["p-1-2", 2],
    ]);
  });

  it("an empty batch stays open, and an enterprise project has none", async () => {
    const vendor = rapid();
    vendor.batches.push({ name: "p-1-1", status: "staging", tasks: 0 });
    const { adapter, seen } = await serve(vendor.answer);
    const opened = await adapter.engage({ ...request, options: { projectKind: "rapid" } }, undefined, call);
    let cursor: string | undefined;
    for (let visit = 0; visit < 3; visit += 1) ({ cursor } = await adapter.collect(opened, cursor, call));
    expect(vendor.batches[0]).toMatchObject({ status: "staging" });
    seen.length = 0;
    await adapter.collect(engagement, undefined, call);
    expect(seen.map(({ path }) => path)).toEqual(["/v1/tasks"]);
  });
});

describe("spans and boxes", () => {
  const spans: TaskShape = { kind: "spans", labels: ["PER", "LOC"], field: "text" };
  const boxes: TaskShape = { kind: "boxes", labels: ["car"], field: "url" };

  it.each<[TaskShape, string, unknown]>([
    [spans, "namedentityrecognition", { labels: [{ name: "PER" }, { name: "LOC" }] }],
    [boxes, "imageannotation", { geometries: { box: { objects_to_annotate: ["car"] } } }],
  ])("%j is asked for as %s, with one field and nothing else", async (shape, type, params) => {
    const { adapter, seen } = await serve(({ method }) =>
      method === "GET" ? { status: 404, json: {} } : { json: { ...task(), name: "p-1", type } },
    );
    const field = shape.kind === "spans" ? "text" : "url";
    const opened = await adapter.engage({ ...request, task: shape, show: [field] }, undefined, call);
    expect(seen[1]?.body).toMatchObject({ type, params });
    await adapter.submit(opened, [{ key: "k-1", content: { [field]: "https://pictures.example/1.jpg" } }], call);
    expect(seen[2]?.path).toBe(`/v1/task/${type}`);
    expect(seen[2]?.body).toMatchObject({
      ...(params as object),
      [shape.kind === "spans" ? "text" : "attachment"]: "https://pictures.example/1.jpg",
    });
    expect(seen[2]?.body).not.toHaveProperty("attachments");
    expect(await adapter.submit(opened, [{ key: "k-2", content: { [field]: "" } }], call)).toMatchObject([
      { outcome: "refused", scope: "item" },
    ]);
    expect(seen.length).toBe(3);
    await expect(adapter.engage({ ...request, task: shape, show: [field, "more"] }, undefined, call)).rejects.toMatchObject({
      code: "one_field_only",
      scope: "engagement",
    });
  });

  const source = "Ann met Bob, Ann left Oslo";
  it.each<[string, Record<string, unknown>, string | undefined, Record<string, unknown>]>([
    ["an exclusive end", { start: 8, end: 11, text: "Bob", label: "PER" }, source, { start: 8, end: 11, label: "PER" }],
    ["an inclusive end", { start: 8, end: 10, text: "Bob", label: "PER" }, source, { start: 8, end: 11, label: "PER" }],
    [
      "offsets that do not fit: the nearest occurrence",
      { start: 14, end: 17, text: "Ann", label: "PER" },
      source,
      { start: 13, end: 16, label: "PER" },
    ],
    ["a text that is not there at all", { start: 1, end: 4, text: "Zoe", label: "PER" }, source, { start: 1, end: 4, label: "PER" }],
    ["no source", { start: 8, end: 10, text: "Bob", label: "PER" }, undefined, { start: 8, end: 11, label: "PER" }],
    ["no marked text", { start: 8, end: 11, label: "PER" }, source, { start: 8, end: 11, label: "PER" }],
  ])("a span with %s", (_what, annotation, text, span) => {
    expect(toAnswer(spans, { annotations: [{ id: "1", ...annotation }], relationships: [] }, text)).toEqual({ spans: [span] });
  });

  it("finds the source of a span in what the task gives back", async () => {
    const done = task({
      status: "completed",
      params: { text: source },
      response: { annotations: [{ start: 12, end: 14, text: "Ann", label: "PER" }] },
    });
    const { adapter } = await serve(() => page([done]));
    const data = { ...engagement.data, task: spans, type: "namedentityrecognition" };
    const { observations } = await adapter.collect({ ...engagement, data }, undefined, call);
    expect(observations).toMatchObject([{ judgments: [{ answer: { spans: [{ start: 13, end: 16, label: "PER" }] } }] }]);
  });

  it.each<[unknown, unknown]>([
    [
      {
        annotations: [{ uuid: "u", type: "box", label: "car", left: 1, top: 2.5, width: 3, height: 4, attributes: {} }],
        links: [],
        is_customer_fix: false,
      },
      { boxes: [{ left: 1, top: 2.5, width: 3, height: 4, label: "car" }] },
    ],
    [
      { annotations: [{ geometry: "box", label: "car", left: 1, top: 2, width: 3, height: 4 }] },
      { boxes: [{ left: 1, top: 2, width: 3, height: 4, label: "car" }] },
    ],
    [
      { annotations: [{ label: "car", left: 1, top: 2, width: 3, height: 4 }] },
      { boxes: [{ left: 1, top: 2, width: 3, height: 4, label: "car" }] },
    ],
    [{ annotations: [] }, { boxes: [] }],
    [{ annotations: [{ type: "box", label: "car" }] }, { annotations: [{ type: "box", label: "car" }] }],
    [undefined, undefined],
  ])("boxes %j", (response, answer) => {
    expect(toAnswer(boxes, response)).toEqual(answer);
  });
});

describe("evidence", () => {
  it("keeps audits, reviews and earlier answers, without anybody's address; an answer after a recall is another one", async () => {
    const audited = task({
      status: "completed",
      response: { annotations: { answer: "spam" }, is_customer_fix: true },
      audits: [{ audited_by: "someone@example.com", audit_result: "fixed", audit_source: "customer", audit_time_secs: 12 }],
      customer_review_status: "fixed",
      prior_responses: [{ annotations: { answer: "ham" } }],
    });
    const { adapter } = await serve(() => page([audited]));
    const { observations } = await adapter.collect(engagement, undefined, call);
    expect(observations).toMatchObject([
      {
        judgments: [
          {
            id: "5774cc78b01249ab09f089dd:1",
            raw: {
              audits: [{ audit_result: "fixed", audit_source: "customer", audit_time_secs: 12 }],
              customer_review_status: "fixed",
              prior_responses: [{ annotations: { answer: "ham" } }],
            },
          },
        ],
      },
    ]);
    expect(JSON.stringify(observations)).not.toContain("someone@");
  });
});

describe("withdraw", () => {
  it("tells withdrawn, too late and unknown apart, every ref once", async () => {
    const { adapter, seen } = await serve(({ path }) => {
      const id = path.split("/")[3];
      if (id === "a") return { json: task({ status: "canceled" }) };
      if (id === "b") return { status: 400, json: { status_code: 400, error: "Only pending tasks can be cancelled" } };
      if (id === "c") return { status: 500, json: {} };
      return { json: task({ status: "completed" }) };
    });
    const outcomes = await adapter.withdraw!(engagement, ["a", "b", "c", "d"], call);
    expect(outcomes.map((one) => [one.ref, one.withdrawal])).toEqual([
      ["a", "withdrawn"],
      ["b", "too-late"],
      ["c", "unknown"],
      ["d", "unknown"],
    ]);
    expect(seen.every(({ method, query }) => method === "POST" && query.size === 0)).toBe(true);
  });
});

describe("hint", () => {
  const body = new TextEncoder().encode(JSON.stringify({ task_id: "t-9", status: "completed", response: {}, task: { task_id: "t-9" } }));
  const hear = (headers: Record<string, string>, bytes = body, secret: string | undefined = "live_auth_1") =>
    scaleAdapter.create({ baseUrl: "https://x.example", credential: key, ...(secret !== undefined && { webhookSecret: secret }) }).hint!({
      headers,
      body: bytes,
      receivedAt: 0,
    });
  it("looks where a callback points, and knows a repeat of it", () => {
    const heard = hear({ "scale-callback-auth": "live_auth_1" });
    expect(heard).toEqual({ hint: "look", id: expect.stringMatching(/^[0-9a-f]{32}$/), refs: ["t-9"] });
    expect(hear({ "scale-callback-auth": "live_auth_1" })).toEqual(heard);
  });
  it("refuses what it cannot tell from a forgery", () => {
    expect(hear({})).toMatchObject({ hint: "forged" });
    expect(hear({ "scale-callback-auth": "test_auth_1" })).toMatchObject({ hint: "forged" });
    expect(
      scaleAdapter.create({ baseUrl: "https://x.example", credential: key }).hint!({
        headers: { "scale-callback-auth": "" },
        body,
        receivedAt: 0,
      }),
    ).toMatchObject({ hint: "forged" });
  });
  it("says what it cannot read", () => {
    for (const text of ["", "<xml>", "null", "[]", '{"status":"completed"}', '{"task_id":7}'])
      expect(hear({ "scale-callback-auth": "live_auth_1" }, new TextEncoder().encode(text))).toMatchObject({ hint: "unreadable" });
  });
});

describe("settings", () => {
  it("are refused in plain words", () => {
    expect(() => scaleAdapter.create({ baseUrl: "https://x.example", credential: "" })).toThrow(TypeError);
    expect(() => scaleAdapter.create({ baseUrl: "https://x.example", credential: key, options: { pagesize: 3 } })).toThrow(/pagesize/);
    expect(() => scaleAdapter.create({ baseUrl: "https://x.example", credential: key, options: { pageSize: 300 } })).toThrow(
      /options\.pageSize/,
    );
  });
  it("check says when a key is a test key", async () => {
    const server = await scriptedServer(() => page([]));
    servers.push(server);
    const adapter = scaleAdapter.create({ baseUrl: server.url, credential: `test_${"0".repeat(32)}`, options: { auth: "bearer" } });
    expect(await adapter.check(call)).toMatchObject({ ok: true, note: expect.stringContaining("test key") });
    expect(server.seen[0]?.headers.authorization).toMatch(/^Bearer test_/);
  });
});
