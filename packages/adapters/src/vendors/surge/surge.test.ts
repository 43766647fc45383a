import type { Engagement, EngagementRequest, Observation, TaskShape, Unit, VendorAdapter } from "@tranche/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { describeFailures } from "../../__fixtures__/failure-table.ts";
import { drop, type ScriptedServer, scriptedServer, type Seen } from "../../__fixtures__/scripted-server.ts";
import { toAnswer } from "./answer.ts";
import { surgeAdapter } from "./definition.ts";
import { toQuestions } from "./question.ts";
import { instructionsHtml } from "../instructions-html.ts";
import { fieldsTemplate, referenceField } from "./worker-page.ts";

const call = { signal: new AbortController().signal };
const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const serve = async (answer: Parameters<typeof scriptedServer>[0]): Promise<{ adapter: VendorAdapter; seen: Seen[] }> => {
  const server = await scriptedServer(answer);
  servers.push(server);
  return { adapter: surgeAdapter.create({ baseUrl: `${server.url}/api`, credential: "surge-key" }), seen: server.seen };
};

const task: TaskShape = { kind: "classification", options: ["ham", "spam"] };
const request: EngagementRequest = {
  key: "p-1",
  title: "Sort",
  instructions: "Is it spam?",
  task,
  show: ["text"],
  expectedUnits: 10,
  options: {},
};
const engagement: Engagement = {
  ref: "uuid-1",
  state: "ready",
  data: { project: "uuid-1", reference: "reference", show: ["text"], task, tiebreaks: false, launch: true },
};
const units: readonly Unit[] = ["k-1", "k-2", "k-3"].map((key) => ({ key, content: { text: `text of ${key}` } }));

const project = (more: Record<string, unknown> = {}) => ({
  id: "uuid-1",
  slug: "p",
  name: "p-1",
  status: "unlaunched",
  created_at: "2026-11-01T10:00:00.000Z",
  num_tasks: 0,
  ...more,
});
const response = (id: string, answer: string, more: Record<string, unknown> = {}) => ({
  id,
  data: { "Your answer": answer },
  completed_at: "2026-11-01T12:00:00.000Z",
  ...more,
});
const surgeTask = (key: string, more: Record<string, unknown> = {}) => ({
  id: `t-${key}`,
  project_id: "uuid-1",
  status: "created",
  created_at: "2026-11-01T11:00:00.000Z",
  is_gold_standard: false,
  fields: { text: `text of ${key}`, reference: key },
  is_complete: false,
  responses: [],
  ...more,
});
const finished = (key: string) => surgeTask(key, { status: "completed", is_complete: true, responses: [response(`r-${key}`, "spam")] });

/** A project's task list in pages of `size`, whatever size was asked for; the project itself runs. */
const pagesOf =
  (tasks: () => readonly unknown[], size: number) =>
  ({ path, query }: Seen) => {
    if (path === "/api/projects/uuid-1") return { json: project({ status: "in_progress" }) };
    const page = Number(query.get("page"));
    return { json: tasks().slice((page - 1) * size, page * size) };
  };

/** The pages of tasks that were asked for. */
const pagesRead = (seen: readonly Seen[]) => seen.flatMap(({ path, query }) => (path.endsWith("/tasks") ? [query.get("page")] : []));

const collectAll = async (
  adapter: VendorAdapter,
  cursor?: string,
): Promise<{ observations: Observation[]; cursor: string; pages: number }> => {
  const observations: Observation[] = [];
  let at = cursor;
  for (let pages = 1; ; pages += 1) {
    const read = await adapter.collect(engagement, at, call);
    observations.push(...read.observations);
    at = read.cursor;
    if (!read.more) return { observations, cursor: at, pages };
  }
};

describe("failures", () => {
  describeFailures(surgeAdapter, "surge-key", [
    { name: "engage", effect: "read", run: (adapter) => adapter.engage(request, undefined, call) },
    { name: "submit", effect: "create", run: (adapter) => adapter.submit(engagement, units, call) },
    { name: "find", effect: "read", run: (adapter) => adapter.find!(engagement, ["k-1"], call) },
    { name: "collect", effect: "read", run: (adapter) => adapter.collect(engagement, undefined, call) },
    { name: "withdraw", effect: "read", run: (adapter) => adapter.withdraw!(engagement, ["t-1"], call) },
    {
      name: "check",
      effect: "read",
      run: (adapter) => adapter.check(call),
      instead: (_kind, result) => expect(result).toMatchObject({ ok: false }),
    },
  ]);
});

describe("engage", () => {
  it("looks through every page for the name before it makes a project, and never mistakes a short page for the last", async () => {
    const { adapter, seen } = await serve(({ method, query }) => {
      if (method === "POST") return { json: project() };
      const page = Number(query.get("page"));
      return { json: page <= 3 ? [project({ id: `other-${page}`, name: `x${page}` })] : [] };
    });
    expect(await adapter.engage(request, undefined, call)).toMatchObject({ ref: "uuid-1", state: "ready" });
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      ...Array.from({ length: 4 }, () => "GET /api/projects"),
      "POST /api/projects",
    ]);
    expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from("surge-key:").toString("base64")}`);
  });

  it("sends what a project needs: the key as its name, questions, one worker a task, and a template that hides the reference", async () => {
    const { adapter, seen } = await serve(({ method }) => ({ json: method === "POST" ? project() : [] }));
    const options = { teams: ["team-1"], excludeTeams: ["team-2"], paymentPerResponse: 0.12, tags: ["t"] };
    await adapter.engage({ ...request, show: ["question", "reference"], callbackUrl: "https://me.example/hook", options }, undefined, call);
    const body = seen.at(-1)?.body;
    expect(body).toEqual({
      name: "p-1",
      instructions: "<h1>Sort</h1>\n<p>Is it spam?</p>",
      questions: [{ type: "multiple_choice", text: "Your answer", label: "answer", required: true, options: ["ham", "spam"] }],
      fields_template: "<h4>question</h4><div>{{question}}</div>\n<h4>reference</h4><div>{{reference}}</div>",
      num_workers_per_task: 1,
      payment_per_response: 0.12,
      qualifications_required: ["team-1"],
      qualifications_forbidden: ["team-2"],
      tags: ["t"],
      callback_url: "https://me.example/hook",
    });
    expect(body.fields_template).not.toContain("{{reference_}}");
  });

  it("takes the older of two projects with the same name, and ends where pages repeat", async () => {
    const { adapter, seen } = await serve(() => ({
      json: [project({ id: "younger", created_at: "2026-11-02T00:00:00Z" }), project({ id: "older", created_at: "2026-11-01T00:00:00Z" })],
    }));
    expect(await adapter.engage(request, undefined, call)).toMatchObject({ ref: "older" });
    expect(seen.length).toBe(2);
  });

  it("reads the project it knows instead of searching, and will not use a cancelled one", async () => {
    const { adapter, seen } = await serve(({ path }) => ({
      json: path.endsWith("uuid-1") ? project({ status: "in_progress" }) : project({ status: "canceled" }),
    }));
    await adapter.engage(request, engagement, call);
    expect(seen.map(({ path }) => path)).toEqual(["/api/projects/uuid-1"]);
    await expect(adapter.engage(request, { ...engagement, ref: "gone" }, call)).rejects.toMatchObject({
      kind: "refused",
      scope: "engagement",
    });
  });
});

describe("submit", () => {
  it("sends bare maps of fields, launched, and matches the reply by reference whatever its order", async () => {
    const { adapter, seen } = await serve(({ body }) => ({
      json: body.tasks.map((fields: { reference: string }) => surgeTask(fields.reference, { fields })).toReversed(),
    }));
    const outcomes = await adapter.submit(engagement, units, call);
    expect(outcomes).toEqual(units.map(({ key }) => ({ outcome: "accepted", key, ref: `t-${key}` })));
    expect(seen[0]?.path).toBe("/api/projects/uuid-1/tasks/create_tasks");
    expect(seen[0]?.body).toEqual({ tasks: units.map(({ key, content }) => ({ ...content, reference: key })), launch: true });
  });

  it("holds in doubt what the reply does not mention, however many it lists", async () => {
    const { adapter } = await serve(() => ({
      json: [surgeTask("k-3"), surgeTask("k-1"), surgeTask("k-1", { id: "twice" }), surgeTask("stranger")],
    }));
    expect(await adapter.submit(engagement, units, call)).toEqual([
      { outcome: "accepted", key: "k-1", ref: "t-k-1" },
      { outcome: "in-doubt", key: "k-2", why: expect.any(String) },
      { outcome: "accepted", key: "k-3", ref: "t-k-3" },
    ]);
  });

  it("is attempted once: a lost reply is in doubt, and listing finds what landed", async () => {
    const landed: string[] = [];
    const { adapter, seen } = await serve((seen_) => {
      if (seen_.method === "GET") return pagesOf(() => landed.map((key) => surgeTask(key)), 25)(seen_);
      landed.push(...seen_.body.tasks.slice(0, 2).map((fields: { reference: string }) => fields.reference));
      return drop;
    });
    await expect(adapter.submit(engagement, units, call)).rejects.toMatchObject({ kind: "in-doubt" });
    expect(await adapter.find!(engagement, ["k-3", "k-1", "k-2"], call)).toEqual([
      { found: "absent", key: "k-3" },
      { found: "present", key: "k-1", ref: "t-k-1" },
      { found: "present", key: "k-2", ref: "t-k-2" },
    ]);
    expect(seen.filter(({ method }) => method === "POST").length).toBe(1);
  });
});

describe("find", () => {
  const list = (count: number) => Array.from({ length: count }, (_, index) => surgeTask(`k-${index}`));

  it("reads every page to the empty one before it says absent", async () => {
    const { adapter, seen } = await serve(pagesOf(() => list(60), 25));
    expect(await adapter.find!(engagement, ["k-59", "nobody"], call)).toEqual([
      { found: "present", key: "k-59", ref: "t-k-59" },
      { found: "absent", key: "nobody" },
    ]);
    expect(pagesRead(seen)).toEqual(["1", "2", "3", "4"]);
  });

  it("stops once all are found, and where a vendor answers the last page for ever", async () => {
    const early = await serve(pagesOf(() => list(60), 25));
    await early.adapter.find!(engagement, ["k-3"], call);
    expect(early.seen.length).toBe(1);
    const clamped = await serve(({ query }) => ({ json: list(40).slice((Math.min(Number(query.get("page")), 2) - 1) * 25) }));
    expect(await clamped.adapter.find!(engagement, ["nobody"], call)).toEqual([{ found: "absent", key: "nobody" }]);
  });

  it("begins where the list ended before the doubtful create, and at the beginning when the pages have moved", async () => {
    let tasks = list(60);
    let reply: "drop" | "list" = "list";
    const { adapter, seen } = await serve((one) => (one.method === "POST" && reply === "drop" ? drop : pagesOf(() => tasks, 25)(one)));
    await collectAll(adapter);
    reply = "drop";
    await adapter.submit(engagement, [{ key: "k-60", content: { text: "x" } }], call).catch(() => undefined);
    tasks = list(61);
    seen.length = 0;
    expect(await adapter.find!(engagement, ["k-60"], call)).toMatchObject([{ found: "present" }]);
    expect(pagesRead(seen)).toEqual(["3"]);

    await adapter.submit(engagement, [{ key: "k-61", content: { text: "x" } }], call).catch(() => undefined);
    tasks = list(62).slice(30);
    seen.length = 0;
    expect(await adapter.find!(engagement, ["k-61"], call)).toMatchObject([{ found: "present" }]);
    expect(pagesRead(seen)).toEqual(["3", "1", "2"]);
  });

  it("goes on where a reading broke off, and needs no second pass for other keys of the same doubt", async () => {
    let breaks = 1;
    const { adapter, seen } = await serve((one) => {
      if (one.query.get("page") === "3" && breaks > 0) {
        breaks -= 1;
        return drop;
      }
      return pagesOf(() => list(330), 100)(one);
    });
    await expect(adapter.find!(engagement, ["k-50", "k-320", "nobody"], call)).rejects.toMatchObject({ kind: "in-doubt" });
    seen.length = 0;
    expect(await adapter.find!(engagement, ["k-50", "k-320", "nobody"], call)).toEqual([
      { found: "present", key: "k-50", ref: "t-k-50" },
      { found: "present", key: "k-320", ref: "t-k-320" },
      { found: "absent", key: "nobody" },
    ]);
    expect(pagesRead(seen)).toEqual(["2", "3", "4", "5"]);
    seen.length = 0;
    expect(await adapter.find!(engagement, ["nobody"], call)).toEqual([{ found: "absent", key: "nobody" }]);
    expect(pagesRead(seen)).toEqual(["4", "5"]);
  });

  it("reads a page again that may have grown since: a task that came onto it late is found", async () => {
    let count = 30;
    const { adapter } = await serve(pagesOf(() => list(count), 25));
    expect(await adapter.find!(engagement, ["k-31"], call)).toEqual([{ found: "absent", key: "k-31" }]);
    count = 80;
    expect(await adapter.find!(engagement, ["k-31"], call)).toEqual([{ found: "present", key: "k-31", ref: "t-k-31" }]);
  });
});

describe("collect", () => {
  it("gives every response as a judgment, beyond the number asked for, with or without a worker", async () => {
    const extra = surgeTask("k-1", {
      is_complete: true,
      responses: [response("r-1", "spam", { worker_id: "w-1" }), response("r-2", "ham", { worker_id: null }), response("r-3", "spam")],
    });
    const { adapter } = await serve(
      pagesOf(() => [extra, surgeTask("k-2", { status: "canceled" }), surgeTask("k-3", { status: "levitating", fields: {} })], 25),
    );
    const { observations } = await collectAll(adapter);
    const at = Date.UTC(2026, 10, 1, 12);
    expect(observations).toEqual([
      {
        type: "unit",
        ref: "t-k-1",
        key: "k-1",
        status: "answered",
        raw: "created",
        createdAt: Date.UTC(2026, 10, 1, 11),
        judgments: [
          { id: "r-1", worker: "w-1", answer: "spam", at },
          { id: "r-2", answer: "ham", at },
          { id: "r-3", answer: "spam", at },
        ],
      },
      expect.objectContaining({ ref: "t-k-2", status: "withdrawn", raw: "canceled", judgments: [] }),
      expect.objectContaining({ ref: "t-k-3", status: "open", raw: "levitating" }),
    ]);
    expect(observations[2]).not.toHaveProperty("key");
  });

  it("never reads a finished page again, whatever the page size, and misses nothing", async () => {
    const over = new Set<number>();
    let count = 130;
    const { adapter, seen } = await serve(
      pagesOf(() => Array.from({ length: count }, (_, index) => (over.has(index) ? finished(`k-${index}`) : surgeTask(`k-${index}`))), 25),
    );
    const first = await collectAll(adapter);
    expect(first.observations.length).toBe(130);
    // Pages 2 and 4 finish; 1 keeps one straggler.
    for (let index = 1; index < 25; index += 1) over.add(index);
    for (let index = 25; index < 50; index += 1) over.add(index);
    for (let index = 75; index < 100; index += 1) over.add(index);
    const second = await collectAll(adapter, first.cursor);
    expect(second.observations.filter((one) => one.type === "unit" && one.status === "answered").length).toBe(74);
    seen.length = 0;
    count = 140;
    const third = await collectAll(adapter, second.cursor);
    expect(pagesRead(seen)).toEqual(["1", "3", "5", "6", "7"]);
    over.add(0);
    for (let index = 50; index < 140; index += 1) over.add(index);
    const fourth = await collectAll(adapter, third.cursor);
    const fifth = await collectAll(adapter, fourth.cursor);
    seen.length = 0;
    await collectAll(adapter, fifth.cursor);
    // Page 6 is the last one: it may still grow.
    expect(pagesRead(seen)).toEqual(["6", "7"]);
    const answered = new Set(
      [second, third, fourth, fifth]
        .flatMap((read) => read.observations)
        .flatMap((one) => (one.type === "unit" && one.status === "answered" ? [one.ref] : [])),
    );
    expect(answered.size).toBe(140);
  });

  it("does not take a page for finished because another follows by now: tasks may have come onto it since", async () => {
    let count = 10;
    const { adapter } = await serve(pagesOf(() => Array.from({ length: count }, (_, index) => finished(`k-${index}`)), 25));
    const first = await adapter.collect(engagement, undefined, call);
    count = 60;
    const second = await collectAll(adapter, first.cursor);
    const third = await collectAll(adapter, second.cursor);
    const refs = new Set(
      [...first.observations, ...second.observations, ...third.observations].map((one) => one.type === "unit" && one.ref),
    );
    expect(refs.size).toBe(60);
  });

  it("reads everything again when tasks disappear and pages move", async () => {
    let tasks = Array.from({ length: 60 }, (_, index) => (index < 25 ? finished(`k-${index}`) : surgeTask(`k-${index}`)));
    const { adapter } = await serve(pagesOf(() => tasks, 25));
    const first = await collectAll(adapter);
    tasks = tasks.slice(10).map((one) => finished(String(one.fields.reference)));
    const { observations } = await collectAll(adapter, first.cursor);
    const refs = new Set(observations.map((one) => one.ref));
    expect(refs.size).toBe(50);
  });

  it("keeps reading finished pages where tie-breaks may still add answers", async () => {
    const { adapter, seen } = await serve(pagesOf(() => Array.from({ length: 30 }, (_, index) => finished(`k-${index}`)), 25));
    const tied: Engagement = { ...engagement, data: { ...engagement.data, tiebreaks: true } };
    let cursor: string | undefined;
    for (let read = 0; read < 3; read += 1) ({ cursor } = await adapter.collect(tied, cursor, call));
    seen.length = 0;
    await adapter.collect(tied, cursor, call);
    expect(pagesRead(seen)).toEqual(["1"]);
  });

  it("fetches a finished task on its own where the listing leaves its responses out", async () => {
    const bare = surgeTask("k-1", { is_complete: true, responses: undefined });
    const { adapter, seen } = await serve((one) =>
      one.path === "/api/tasks/t-k-1"
        ? { json: finished("k-1") }
        : pagesOf(() => [bare, surgeTask("k-2", { responses: undefined })], 25)(one),
    );
    const { observations } = await collectAll(adapter);
    expect(observations[0]).toMatchObject({ judgments: [{ id: "r-k-1" }] });
    expect(seen.filter(({ path }) => path.startsWith("/api/tasks/")).length).toBe(1);
  });

  it("asks a long project whether anything moved before it reads it all, and reads it every fifth time anyhow", async () => {
    let completed = 0;
    const tasks = Array.from({ length: 130 }, (_, index) => surgeTask(`k-${index}`));
    const { adapter, seen } = await serve((one) =>
      one.path === "/api/projects/uuid-1"
        ? { json: project({ status: "in_progress", num_tasks: 130, num_tasks_completed: completed, num_responses_completed: completed }) }
        : pagesOf(() => tasks, 25)(one),
    );
    let { cursor } = await collectAll(adapter);
    const pages = [];
    for (let visit = 0; visit < 7; visit += 1) {
      seen.length = 0;
      if (visit === 2) completed = 1;
      ({ cursor } = await collectAll(adapter, cursor));
      pages.push(pagesRead(seen).length);
    }
    expect(pages).toEqual([0, 0, 7, 0, 0, 0, 0]);
    seen.length = 0;
    await collectAll(adapter, cursor);
    expect(pagesRead(seen).length).toBe(7);
  });

  it("notices within ten sweeps that the project was cancelled, which its tasks do not say", async () => {
    let status = "in_progress";
    const { adapter, seen } = await serve((one) =>
      one.path === "/api/projects/uuid-1" ? { json: project({ status }) } : pagesOf(() => [surgeTask("k-1"), finished("k-2")], 25)(one),
    );
    let { cursor, observations } = await collectAll(adapter);
    status = "canceled";
    let sweeps = 0;
    while (observations.some((one) => one.type === "unit" && one.status === "open")) {
      ({ cursor, observations } = await collectAll(adapter, cursor));
      sweeps += 1;
      expect(sweeps).toBeLessThanOrEqual(11);
    }
    expect(observations).toMatchObject([
      { ref: "t-k-1", status: "withdrawn", raw: "created", why: "its project was cancelled" },
      { ref: "t-k-2", status: "answered" },
    ]);
    expect(seen.filter(({ path }) => path === "/api/projects/uuid-1").length).toBe(2);
  });

  it("begins anew with a cursor it cannot read", async () => {
    const { adapter } = await serve(pagesOf(() => [finished("k-1")], 25));
    expect((await collectAll(adapter, '{"page":"x"}')).observations.length).toBe(1);
  });
});

describe("launch", () => {
  const launching = (state: { status: string; launches: number; lose: boolean; tasks?: number; refuse?: number }) => (one: Seen) => {
    if (one.method === "PUT") {
      state.launches += 1;
      if (state.refuse !== undefined) return { status: state.refuse, json: {} };
      if (state.lose) return drop;
      state.status = "in_progress";
      return { json: project(state) };
    }
    return one.path === "/api/projects/uuid-1"
      ? { json: project({ status: state.status, num_tasks: state.tasks ?? 1 }) }
      : pagesOf(() => [surgeTask("k-1")], 25)(one);
  };
  const visit = async (adapter: VendorAdapter, times: number) => {
    let cursor: string | undefined;
    for (let read = 0; read < times; read += 1) ({ cursor } = await collectAll(adapter, cursor));
  };

  it("launches a project with tasks once, and looks no more once it runs", async () => {
    const state = { status: "unlaunched", launches: 0, lose: false };
    const { adapter, seen } = await serve(launching(state));
    await visit(adapter, 4);
    expect(state.launches).toBe(1);
    expect(seen.filter(({ method, path }) => method === "GET" && path === "/api/projects/uuid-1").length).toBe(2);
  });

  it("does not launch what has no tasks yet, or what somebody launches by hand", async () => {
    const empty = { status: "unlaunched", launches: 0, lose: false, tasks: 0 };
    await visit((await serve(launching(empty))).adapter, 3);
    const { adapter } = await serve(launching(empty));
    await adapter.collect({ ...engagement, data: { ...engagement.data, launch: false } }, undefined, call);
    expect(empty.launches).toBe(0);
  });

  it("a launch whose reply was lost is looked at three more times before it is tried again", async () => {
    const state = { status: "unlaunched", launches: 0, lose: true };
    const { adapter } = await serve(launching(state));
    await visit(adapter, 4);
    expect(state.launches).toBe(1);
    await visit(adapter, 1);
    expect(state.launches).toBe(2);
  });

  it("an unpaid bill is told to a person; a refusal leaves the tasks readable", async () => {
    const unpaid = await serve(launching({ status: "unlaunched", launches: 0, lose: false, refuse: 402 }));
    await expect(unpaid.adapter.collect(engagement, undefined, call)).rejects.toMatchObject({ kind: "unauthorized" });
    const refused = await serve(launching({ status: "unlaunched", launches: 0, lose: false, refuse: 422 }));
    expect((await collectAll(refused.adapter)).observations.length).toBe(1);
  });
});

describe("cost", () => {
  const paid = (one: Seen) =>
    one.path === "/api/projects/uuid-1"
      ? { json: project({ status: "in_progress", payment_per_response: 0.15 }) }
      : pagesOf(() => [finished("k-1")], 25)(one);

  it("keeps what the worker got as evidence, and calls nothing a cost while the fee is not known", async () => {
    const { observations } = await collectAll((await serve(paid)).adapter);
    expect(observations).toMatchObject([{ type: "unit", judgments: [{ raw: { workerPayMicros: 150_000, currency: "USD" } }] }]);
    expect(observations.length).toBe(1);
  });

  it("tells pay and fee apart once somebody says what the fee is", async () => {
    const server = await scriptedServer(paid);
    servers.push(server);
    const adapter = surgeAdapter.create({ baseUrl: `${server.url}/api`, credential: "k", options: { feePercent: 40 } });
    const { observations } = await collectAll(adapter);
    expect(observations.slice(1)).toEqual([
      {
        type: "cost",
        id: "pay:r-k-1",
        ref: "t-k-1",
        amount: { micros: 150_000, currency: "USD" },
        final: true,
        at: Date.UTC(2026, 10, 1, 12),
        what: "worker's pay",
      },
      {
        type: "cost",
        id: "fee:r-k-1",
        ref: "t-k-1",
        amount: { micros: 60_000, currency: "USD" },
        final: true,
        at: Date.UTC(2026, 10, 1, 12),
        what: "fee, 40 % as configured",
      },
    ]);
  });
});

describe("withdraw", () => {
  const vendor =
    (tasks: readonly Record<string, unknown>[], state = { cancelled: false }) =>
    (one: Seen) => {
      if (one.method === "PUT") {
        state.cancelled = true;
        return { json: project({ status: "canceled" }) };
      }
      return one.path.endsWith("/tasks")
        ? pagesOf(() => tasks, 25)(one)
        : { json: project({ status: state.cancelled ? "canceled" : "in_progress" }) };
    };

  it("cancels the project only when nothing else is open in it", async () => {
    const { adapter, seen } = await serve(vendor([surgeTask("k-1"), finished("k-2"), surgeTask("k-3")]));
    expect((await adapter.withdraw!(engagement, ["t-k-1", "t-k-2", "t-k-3", "t-x"], call)).map((one) => one.withdrawal)).toEqual([
      "withdrawn",
      "too-late",
      "withdrawn",
      "unknown",
    ]);
    expect(seen.filter(({ method }) => method === "PUT").map(({ path }) => path)).toEqual(["/api/projects/uuid-1/cancel"]);
  });

  it("leaves the project alone when others are open, and says so", async () => {
    const { adapter, seen } = await serve(vendor([surgeTask("k-1"), surgeTask("k-2")]));
    expect(await adapter.withdraw!(engagement, ["t-k-1"], call)).toEqual([
      { withdrawal: "unknown", ref: "t-k-1", why: "Surge cancels whole projects only, and 1 other task is open in this one" },
    ]);
    expect(seen.some(({ method }) => method === "PUT")).toBe(false);
  });

  it("does not cancel twice", async () => {
    const { adapter, seen } = await serve(vendor([surgeTask("k-1")], { cancelled: true }));
    expect(await adapter.withdraw!(engagement, ["t-k-1"], call)).toEqual([{ withdrawal: "withdrawn", ref: "t-k-1" }]);
    expect(seen.some(({ method }) => method === "PUT")).toBe(false);
  });
});

describe("answers", () => {
  const comparison: TaskShape = { kind: "comparison", between: ["x", "y"], strength: 3, tie: true };
  it.each<[TaskShape, Record<string, unknown> | undefined, unknown]>([
    [task, { "Your answer": "ham" }, "ham"],
    [task, { answer: "ham", other: "x" }, "ham"],
    [task, { "Renamed by somebody": "ham" }, "ham"],
    [task, { answer: ["ham"] }, "ham"],
    [task, {}, undefined],
    [task, undefined, undefined],
    [{ kind: "rating", min: 1, max: 5, step: 0.5 }, { answer: "2.5" }, 2.5],
    [{ kind: "rating", min: 0, max: 100, step: 1 }, { "Your answer: a number from 0 to 100, in steps of 1": "77" }, 77],
    [{ kind: "text", maxLength: 9 }, { "Your answer, at most 9 characters": "words" }, "words"],
    [comparison, { answer: "a", strength: "2" }, { choice: "a", strength: 2 }],
    [comparison, { "Your answer": "B", "How much better, from 1 (slightly) up": "3" }, { choice: "b", strength: 3 }],
    [comparison, { answer: "tie", strength: "" }, { choice: "tie" }],
    [{ ...comparison, strength: 1 }, { answer: "b" }, { choice: "b" }],
  ])("%j %j", (shape, data, answer) => {
    expect(toAnswer(shape, data)).toEqual(answer);
  });

  it("questions ask for what the answers are read from", () => {
    expect(toQuestions(comparison, true)).toEqual([
      {
        type: "multiple_choice",
        text: "Your answer",
        label: "answer",
        required: true,
        options: ["a", "b", "tie"],
        require_tiebreaker: true,
        descriptions: ["x is better", "y is better", "neither is better"],
      },
      {
        type: "multiple_choice",
        text: "How much better, from 1 (slightly) up",
        label: "strength",
        required: false,
        options: ["1", "2", "3"],
      },
    ]);
    expect(toQuestions({ kind: "rating", min: 1, max: 3, step: 0.5 }, false)).toMatchObject([{ options: ["1", "1.5", "2", "2.5", "3"] }]);
    expect(toQuestions({ kind: "rating", min: 0, max: 100, step: 1 }, false)).toMatchObject([{ type: "free_response" }]);
  });
});

describe("what workers see", () => {
  it("has a reference that no visible field is called", () => {
    expect(referenceField(["text"])).toBe("reference");
    expect(referenceField(["reference", "reference_"])).toBe("reference__");
  });
  it("shows the visible fields and refuses names that would break out of the template", () => {
    expect(fieldsTemplate(["text"])).toBe("<div>{{text}}</div>");
    expect(() => fieldsTemplate(["a}}{{reference"])).toThrow();
  });
  it("turns Markdown into HTML and lets no tag through", () => {
    expect(instructionsHtml("T", "# Head\nText **bold** and `a<b`\n\n- one\n- two\n\n1. x\n2. y\n\n<script>alert(1)</script>")).toBe(
      [
        "<h1>Head</h1>",
        "<p>Text <strong>bold</strong> and <code>a&lt;b</code></p>",
        "<ul><li>one</li><li>two</li></ul>",
        "<ol><li>x</li><li>y</li></ol>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
      ].join("\n"),
    );
  });
});

describe("hint", () => {
  const hear = (body: unknown) =>
    surgeAdapter.create({ baseUrl: "https://x.example", credential: "k" }).hint!({
      headers: {},
      body: new TextEncoder().encode(JSON.stringify(body)),
      receivedAt: 0,
    });
  it("says where to look and nothing else, for nothing proves who sent it", () => {
    expect(hear({ id: "t-1", project_id: "uuid-1", responses: [{ data: { answer: "forged" } }] })).toMatchObject({
      hint: "look",
      refs: ["t-1"],
    });
    expect(hear({ task: { id: "t-1" } })).toMatchObject({ refs: ["t-1"] });
    expect(hear({ id: "uuid-1", name: "p-1" })).toMatchObject({ hint: "look", refs: [] });
    expect(
      surgeAdapter.create({ baseUrl: "https://x.example", credential: "k" }).hint!({
        headers: {},
        body: new Uint8Array([255]),
        receivedAt: 0,
      }),
    ).toMatchObject({ hint: "unreadable" });
  });
});

describe("settings", () => {
  it("shape the capabilities", () => {
    const adapter = surgeAdapter.create({ baseUrl: "https://x.example", credential: "k", options: { batch: 25, settleMs: 5 } });
    expect(adapter.capabilities).toMatchObject({ submission: { maxUnits: 25 }, idempotency: { kind: "none", settleMs: 5 } });
    expect(() => surgeAdapter.create({ baseUrl: "https://x.example", credential: "k", options: { bach: 25 } })).toThrow(/bach/);
  });
});
