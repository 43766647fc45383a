import { createHmac } from "node:crypto";
import {
  AdapterError,
  type Engagement,
  type EngagementRequest,
  type JsonObject,
  type Observation,
  type Unit,
  type VendorAdapter,
} from "@tranche/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { type Seen, scriptedServer, type ScriptedServer } from "../../__fixtures__/scripted-server.ts";
import { prolificAdapter } from "./definition.ts";
import { batchName, markOf, readBatchName, readRef, refOf, withdrawnName } from "./marks.ts";
import { afterReading, beginning, leftToRead } from "./place.ts";
import { toAnswer } from "./answer.ts";
import { toBatchItems, toSchema } from "./question.ts";

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const call = { signal: new AbortController().signal };

type Answers = Readonly<Record<string, unknown>>;

/** Answers by `METHOD /path`, `{ status, json }` or plain JSON; a list of them is given one after another, the last one for ever. */
const vendor = async (answers: Readonly<Record<string, unknown>>) => {
  const turns = new Map<string, number>();
  const server = await scriptedServer(({ method, path }) => {
    const name = `${method} ${path}`;
    const given = answers[name];
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    const one = Array.isArray(given) ? given[Math.min(turn, given.length - 1)] : given;
    if (one === undefined) return { status: 404, json: { error: { status: 404, detail: `no ${name}` } } };
    if (typeof one === "function") return one as never;
    return typeof one === "object" && one !== null && "status" in one && "json" in one ? (one as never) : { json: one };
  });
  servers.push(server);
  const adapter = (options: JsonObject = {}): VendorAdapter =>
    prolificAdapter.create({
      baseUrl: server.url,
      credential: "token",
      webhookSecret: "whsec",
      options: { workspace: "w1", settleMs: 0, ...options },
      timeouts: { createMs: 500, readMs: 500 },
    });
  const sent = (name: string): readonly Seen[] => server.seen.filter(({ method, path }) => `${method} ${path}` === name);
  return { server, adapter, sent };
};

const request = (more: Partial<EngagementRequest> = {}): EngagementRequest => ({
  key: "job-1",
  title: "Sort messages",
  instructions: "# Sort\n\nRead, then *decide*.",
  task: { kind: "classification", options: ["ham", "spam"] },
  show: ["text"],
  expectedUnits: 2,
  options: { rewardPerTask: "0.20 USD", tasksPerGroup: 2 },
  ...more,
});

const engagement = async (more: Partial<EngagementRequest> = {}, options: JsonObject = {}): Promise<Engagement> => {
  const { adapter } = await vendor({ "GET /workspaces/w1/projects/": { results: [{ id: "p1", title: "job-1" }], meta: { count: 1 } } });
  return adapter(options).engage(request(more), undefined, call);
};

const units: readonly Unit[] = [
  { key: "key-one", content: { text: "free money" } },
  { key: "key-two", content: { text: "see you" } },
];
const name = batchName("job-1", ["key-one", "key-two"]);
const [one, two] = [markOf("key-one"), markOf("key-two")];

const batch = (status: string, more: Answers = {}) => ({
  id: "b1",
  name,
  status,
  created_at: "2026-01-01T00:00:00Z",
  datasets: [{ id: "d1" }],
  total_task_groups: 1,
  ...more,
});
const study = (status: string, more: Answers = {}) => ({
  id: "s1",
  internal_name: "b1",
  data_collection_id: "b1",
  status,
  currency_code: "USD",
  reward: 40,
  total_cost: 57,
  total_available_places: 1,
  places_taken: 1,
  ...more,
});
const list = (...results: readonly unknown[]) => ({ results, meta: { count: results.length } });
const imported = (status: string, more: Answers = {}) => ({ id: "d1", imports: [{ import_id: "i1", status, ...more }] });
const response = (key: string, value: string, submission = "sub1") => ({
  id: `r-${key}`,
  task_id: `t-${key}`,
  participant_id: "worker",
  submission_id: submission,
  metadata: { unit: key },
  response: { instruction_id: "x", type: "multiple_choice", answer: [{ value }] },
  created_at: "2026-01-01T02:00:00Z",
});
const submission = (status: string, more: Answers = {}) => ({
  id: "sub1",
  participant_id: "worker",
  status,
  reward: 40,
  time_taken: 90,
  completed_at: "2026-01-01T02:00:05Z",
  ...more,
});

/** Everything up to the file; the address of the upload is put in once the server has one. */
const uploading = async (more: Answers) => {
  const answers: Record<string, unknown> = {
    "POST /data-collection/datasets": { id: "d1" },
    "POST /data-collection/batches": batch("UNINITIALISED"),
    "PUT /raw": { status: 200, json: "" },
    ...more,
  };
  const made = await vendor(answers);
  answers["GET /data-collection/datasets/d1/upload-url/units.jsonl"] ??= {
    upload_url: `${made.server.url}/raw?sig=1`,
    import_id: "i1",
    content_type: "application/x-ndjson",
  };
  return made;
};

const failure = async (work: Promise<unknown>): Promise<AdapterError> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!AdapterError.is(error)) throw new Error(`expected an AdapterError, got ${String(error)}`);
  return error;
};

const statuses = (observations: readonly Observation[]) =>
  observations.flatMap((seen) => (seen.type === "unit" ? [[seen.ref, seen.status]] : []));

describe("names that say what is in a batch", () => {
  it("are read back, and nobody else's are", () => {
    expect(readBatchName(name, "job-1")).toEqual({ marks: [one, two], withdrawn: false });
    expect(readBatchName(withdrawnName(withdrawnName(name)), "job-1")).toEqual({ marks: [one, two], withdrawn: true });
    expect(readBatchName(name, "job-2")).toBeUndefined();
    expect(readBatchName("My batch", "job-1")).toBeUndefined();
    expect(readBatchName(`${name}ab`, "job-1")).toBeUndefined();
  });

  it("fit into 255 characters with the units a study has by default, and tell nothing of the keys", () => {
    const keys = Array.from({ length: prolificAdapter.capabilities.submission.maxUnits }, (_, place) => `k-${"a".repeat(30)}-${place}`);
    const longest = withdrawnName(batchName("e".repeat(40), keys));
    expect(longest.length).toBeLessThanOrEqual(255);
    expect(longest).not.toMatch(/aaaa/);
  });

  it("make a ref with the batch's id, whatever that looks like", () => {
    expect(readRef(refOf("b.1", one))).toEqual({ batch: "b.1", mark: one });
    for (const odd of ["0", "../projects", "a/b?c=d#e", "", "b1."]) expect(readRef(odd)).toBeUndefined();
  });
});

describe("opening an engagement", () => {
  it("takes the project of that name, the oldest where there are two, and makes one only where there is none", async () => {
    const project = (id: string, title = "job-1") => ({ id, title });
    const two = await vendor({ "GET /workspaces/w1/projects/": list(project("p9"), project("p2"), project("p1", "other")) });
    expect((await two.adapter().engage(request(), undefined, call)).ref).toBe("p2");
    const none = await vendor({ "GET /workspaces/w1/projects/": list(), "POST /workspaces/w1/projects/": project("p5") });
    expect((await none.adapter().engage(request(), undefined, call)).ref).toBe("p5");
    expect(none.sent("POST /workspaces/w1/projects/")[0]?.body).toMatchObject({ title: "job-1" });
  });

  it("pays what the job says, else what the config's price leaves after the fee", async () => {
    const terms = async (more: Partial<EngagementRequest>) => (await engagement(more)).data["terms"];
    expect(await terms({})).toEqual({ rewardMinor: 40, currency: "USD", minutes: 2 });
    const price = { perJudgment: { micros: 428_400, currency: "GBP" } };
    expect(await terms({ price, options: { tasksPerGroup: 10 } })).toEqual({ rewardMinor: 300, currency: "GBP", minutes: 10 });
  });

  it.each([
    ["no reward", { options: {} }, /nothing says what participants get/],
    [
      "a reward below the minimum",
      { options: { rewardPerTask: "0.10 USD" } },
      /USD 6\.00 an hour is below Prolific's minimum of USD 8\.00/,
    ],
    ["an option nobody knows", { options: { reward: 3 } }, /vendorOptions\.prolific/],
    ["a kind it cannot ask", { task: { kind: "spans", labels: ["a"], field: "text" } as const }, /takes no spans tasks/],
  ])("is refused before anything is sent with %s", async (_what, more, message) => {
    const { adapter, server } = await vendor({});
    const error = await failure(adapter().engage(request(more), undefined, call));
    expect(error.kind).toBe("refused");
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/nothing was sent/);
    expect(server.seen).toEqual([]);
  });

  it("needs a workspace in the config", () => {
    const settings = { baseUrl: "https://api.prolific.com/api/v1", credential: "t" };
    expect(() => prolificAdapter.create({ ...settings, options: {} })).toThrow(/options\.workspace: must be the id of a workspace/);
  });
});

describe("what participants see and are asked", () => {
  it("is the visible fields, and the key lies where nobody looks", () => {
    expect(toSchema(["text", "unit"])).toEqual({
      strict: true,
      fields: { text: { type: "text", label: "text" }, unit: { type: "text", label: "unit" }, unit_: { type: "metadata" } },
    });
    const pages = JSON.stringify(toBatchItems({ kind: "comparison", between: ["x", "y"], strength: 3, tie: true }, ["q", "x", "y"]));
    for (const field of ["q", "x", "y"]) expect(pages).toContain(`{"type":"dataset_field","field":"${field}"}`);
    expect(pages).not.toMatch(/"unit"/);
  });

  it("comes back in neutral form, whichever of two answers came first", () => {
    const said = (value: string) => ({ submission_id: "s", response: { type: "multiple_choice", answer: [{ value }] } });
    const task = { kind: "comparison", between: ["x", "y"], strength: 3, tie: true } as const;
    expect(toAnswer(task, [said("2"), said("a")])).toEqual({ choice: "a", strength: 2 });
    expect(toAnswer(task, [said("tie")])).toEqual({ choice: "tie" });
    expect(toAnswer(task, [said("b")])).toBeUndefined();
    expect(
      toAnswer({ kind: "rating", min: 0, max: 100, step: 1 }, [{ submission_id: "s", response: { type: "free_text", text: "37" } }]),
    ).toBe(37);
    expect(toAnswer({ kind: "text" }, [{ submission_id: "s", response: { type: "free_text", answer: ["as a list"] } }])).toBe("as a list");
  });
});

describe("submitting", () => {
  it("goes as far as the vendor is ready, the file last of what can fail", async () => {
    const { adapter, server, sent } = await uploading({
      "GET /data-collection/datasets/d1": imported("complete"),
      "POST /data-collection/batches/b1/setup": { status: 202, json: "" },
      "GET /data-collection/batches/b1": batch("READY"),
      "POST /studies/": study("UNPUBLISHED"),
      "POST /studies/s1/transition/": study("PUBLISHING"),
    });
    const outcomes = await adapter().submit(await engagement(), units, call);
    expect(outcomes).toEqual([
      { outcome: "accepted", key: "key-one", ref: refOf("b1", one) },
      { outcome: "accepted", key: "key-two", ref: refOf("b1", two) },
    ]);
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /data-collection/datasets",
      "GET /data-collection/datasets/d1/upload-url/units.jsonl",
      "POST /data-collection/batches",
      "PUT /raw",
      "GET /data-collection/datasets/d1",
      "POST /data-collection/batches/b1/setup",
      "GET /data-collection/batches/b1",
      "POST /studies/",
      "POST /studies/s1/transition/",
    ]);
    expect(
      sent("PUT /raw")[0]
        ?.text.split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { text: "free money", unit: "key-one" },
      { text: "see you", unit: "key-two" },
    ]);
    expect(sent("PUT /raw")[0]?.headers.authorization).toBeUndefined();
    expect(sent("POST /studies/")[0]?.body).toMatchObject({
      data_collection_id: "b1",
      project: "p1",
      reward: 40,
      total_available_places: 1,
      estimated_completion_time: 2,
    });
  });

  it("accepts what is being read, and leaves the rest to later", async () => {
    const { adapter, sent } = await uploading({ "GET /data-collection/datasets/d1": imported("processing") });
    expect(await adapter().submit(await engagement(), units, call)).toMatchObject([{ outcome: "accepted" }, { outcome: "accepted" }]);
    expect(sent("POST /data-collection/batches/b1/setup")).toEqual([]);
  });

  it("tells the records the vendor did not take, by their place in the file", async () => {
    const { adapter } = await uploading({
      "GET /data-collection/datasets/d1": imported("partial", { errors: [{ line: 2, message: "bad" }] }),
      "POST /data-collection/batches/b1/setup": { status: 202, json: "" },
      "GET /data-collection/batches/b1": batch("PROCESSING"),
    });
    expect(await adapter().submit(await engagement(), units, call)).toMatchObject([
      { outcome: "accepted", key: "key-one" },
      { outcome: "refused", key: "key-two", scope: "item" },
    ]);
  });

  it("refuses the units of a file that cannot be read", async () => {
    const { adapter } = await uploading({ "GET /data-collection/datasets/d1": imported("failed", { reason: "x" }) });
    expect(await adapter().submit(await engagement(), units, call)).toMatchObject([
      { outcome: "refused", scope: "engagement" },
      { outcome: "refused" },
    ]);
  });

  it("leaves units in doubt whose study could not be published, and says where they are", async () => {
    const { adapter } = await uploading({
      "GET /data-collection/datasets/d1": imported("complete"),
      "POST /data-collection/batches/b1/setup": { status: 202, json: "" },
      "GET /data-collection/batches/b1": batch("READY"),
      "POST /studies/": { status: 500, json: {} },
    });
    const [first] = await adapter().submit(await engagement(), units, call);
    expect(first).toMatchObject({ outcome: "in-doubt" });
    expect(first?.outcome === "in-doubt" && first.why).toMatch(/it is at the vendor, and nobody is sent to it yet/);
  });

  it("puts a file nowhere but where it was told it may", async () => {
    const { adapter, sent } = await uploading({
      "GET /data-collection/datasets/d1/upload-url/units.jsonl": { upload_url: "https://elsewhere.example/raw", import_id: "i1" },
    });
    const error = await failure(adapter().submit(await engagement(), units, call));
    expect(error).toMatchObject({ kind: "refused", code: "upload_host" });
    expect(sent("PUT /raw")).toEqual([]);
  });
});

describe("looking keys up", () => {
  it("needs nothing but the vendor's lists: present once the file landed, absent where none came", async () => {
    const keys = ["key-one", "key-two", "key-three"];
    const find = async (more: Answers) => {
      const { adapter } = await vendor({
        "GET /data-collection/batches": list(batch("UNINITIALISED"), { id: "b0", name: "Somebody else's", status: "READY" }),
        ...more,
      });
      return (await adapter().find?.(await engagement(), keys, call))?.map(({ found }) => found);
    };
    expect(await find({ "GET /data-collection/datasets/d1": imported("uninitialised") })).toEqual(["absent", "absent", "absent"]);
    expect(await find({ "GET /data-collection/datasets/d1": { id: "d1", imports: null } })).toEqual(["absent", "absent", "absent"]);
    expect(await find({ "GET /data-collection/datasets/d1": imported("queued") })).toEqual(["present", "present", "absent"]);
    expect(await find({ "GET /data-collection/datasets/d1": imported("failed") })).toEqual(["absent", "absent", "absent"]);
  });

  it("says nothing at all where a list is shorter than it promises", async () => {
    const { adapter } = await vendor({ "GET /data-collection/batches": { results: [], meta: { count: 1 } } });
    expect(await failure(adapter().find?.(await engagement(), ["key-one"], call) ?? Promise.resolve())).toMatchObject({
      kind: "in-doubt",
      code: "short_list",
    });
  });

  it("goes on where a submission ended, and makes a second study only after a list had its time", async () => {
    const answers = {
      "GET /data-collection/batches": list(batch("READY")),
      "GET /projects/p1/studies/": list(),
      "POST /studies/": study("UNPUBLISHED"),
      "POST /studies/s1/transition/": study("ACTIVE"),
    };
    const patient = await vendor(answers);
    const slow = patient.adapter({ settleMs: 60_000 });
    expect(await slow.find?.(await engagement(), ["key-one"], call)).toMatchObject([{ found: "present" }]);
    await slow.collect(await engagement(), undefined, call);
    expect(patient.sent("POST /studies/")).toEqual([]);
    const settled = await vendor(answers);
    await settled.adapter().find?.(await engagement(), ["key-one"], call);
    expect(settled.sent("POST /studies/")).toHaveLength(1);
    expect(settled.sent("POST /studies/s1/transition/")).toHaveLength(1);
  });
});

const reading = (more: Answers): Answers => ({
  "GET /data-collection/batches": list(batch("READY")),
  "GET /projects/p1/studies/": list(study("ACTIVE")),
  "GET /data-collection/batches/b1/responses": list(),
  "GET /studies/s1/submissions/": list(),
  "POST /submissions/bulk-approve/": { message: "ok" },
  ...more,
});

const collectOnce = async (more: Answers, options: JsonObject = {}) => {
  const made = await vendor(reading(more));
  return { ...made, page: await made.adapter(options).collect(await engagement(), undefined, call) };
};

describe("collecting", () => {
  it("tells answers, workers, times and cost of what was handed in, and approves it", async () => {
    const { page, sent } = await collectOnce({
      "GET /data-collection/batches/b1/responses": list(response("key-one", "spam"), response("key-two", "ham")),
      "GET /studies/s1/submissions/": list(submission("AWAITING REVIEW")),
    });
    expect(page.observations.filter(({ type }) => type === "unit")).toMatchObject([
      { ref: refOf("b1", one), key: "key-one", status: "answered", judgments: [{ answer: "spam", worker: "worker", seconds: 45 }] },
      { ref: refOf("b1", two), key: "key-two", status: "answered", judgments: [{ answer: "ham" }] },
    ]);
    const costs = page.observations.flatMap((seen) => (seen.type === "cost" ? [seen] : []));
    expect(costs.reduce((sum, { amount }) => sum + amount.micros, 0)).toBe(400_000 + 171_200);
    expect(costs.every(({ final }) => !final)).toBe(true);
    expect(sent("POST /submissions/bulk-approve/")[0]?.body).toEqual({ submission_ids: ["sub1"] });
    expect(page.more).toBe(false);
  });

  it("counts nothing of a submission somebody is at, gave back, or got rejected, and any other word means at work", async () => {
    for (const status of ["ACTIVE", "RESERVED", "returned", "TIMED-OUT", "Rejected", "SCREENED_OUT", "PONDERING"]) {
      const { page } = await collectOnce({
        "GET /data-collection/batches/b1/responses": list(response("key-one", "spam")),
        "GET /studies/s1/submissions/": list(submission(status)),
      });
      expect(statuses(page.observations), status).toEqual([
        [refOf("b1", one), "open"],
        [refOf("b1", two), "open"],
      ]);
      const charged = page.observations.reduce((sum, seen) => (seen.type === "cost" ? sum + seen.amount.micros : sum), 0);
      expect(charged, status).toBe(0);
    }
  });

  it("gives back what nobody answered in a study that is full and over, and not while a place may be taken again", async () => {
    const rows = {
      "GET /studies/s1/submissions/": list(submission("APPROVED")),
      "GET /data-collection/batches/b1/responses": list(response("key-one", "spam")),
    };
    const full = await collectOnce({ ...rows, "GET /projects/p1/studies/": list(study("awaiting review")) });
    expect(statuses(full.page.observations)).toEqual([
      [refOf("b1", one), "answered"],
      [refOf("b1", two), "returned"],
    ]);
    const free = await collectOnce({ ...rows, "GET /projects/p1/studies/": list(study("AWAITING REVIEW", { places_taken: 0 })) });
    expect(statuses(free.page.observations)[1]).toEqual([refOf("b1", two), "open"]);
  });

  it("does not read again what is over", async () => {
    const made = await vendor(
      reading({
        "GET /projects/p1/studies/": list(study("COMPLETED")),
        "GET /data-collection/batches/b1/responses": list(response("key-one", "spam"), response("key-two", "ham")),
        "GET /studies/s1/submissions/": list(submission("APPROVED")),
      }),
    );
    const first = await made.adapter().collect(await engagement(), undefined, call);
    made.server.seen.length = 0;
    const again = await made.adapter().collect(await engagement(), first.cursor, call);
    expect(again).toMatchObject({ observations: [], more: false });
    expect(made.server.seen.map(({ path }) => path)).toEqual(["/data-collection/batches"]);
  });

  it("tells units of a batch that broke as failed, and none of one whose file never came", async () => {
    const broken = await collectOnce({ "GET /data-collection/batches": list(batch("ERROR")), "GET /projects/p1/studies/": list() });
    expect(statuses(broken.page.observations).map(([, status]) => status)).toEqual(["failed", "failed"]);
    const empty = await collectOnce({
      "GET /projects/p1/studies/": list(),
      "GET /data-collection/batches": list(batch("UNINITIALISED")),
      "GET /data-collection/datasets/d1": imported("uninitialised"),
    });
    expect(empty.page.observations).toEqual([]);
  });

  it("publishes what is left to publish, and calls a person where money is short", async () => {
    const drafted = { "GET /projects/p1/studies/": list(study("UNPUBLISHED")), "GET /studies/s1/": study("UNPUBLISHED") };
    const published = await collectOnce({ ...drafted, "POST /studies/s1/transition/": study("PUBLISHING") });
    expect(published.sent("POST /studies/s1/transition/")[0]?.body).toEqual({ action: "PUBLISH" });
    const refused = { ...reading(drafted), "POST /studies/s1/transition/": { status: 400, json: { error: { detail: "no money" } } } };
    const poor = await vendor({ ...refused, "GET /workspaces/w1/balance/": { available_balance: 10 } });
    expect(await failure(poor.adapter().collect(await engagement(), undefined, call))).toMatchObject({
      kind: "unauthorized",
      code: "balance",
    });
    const rich = await vendor({ ...refused, "GET /workspaces/w1/balance/": { available_balance: 10_000 } });
    const page = await rich.adapter().collect(await engagement(), undefined, call);
    expect(page.observations[0]).toMatchObject({ status: "open", why: expect.stringMatching(/could not be made or published/) as unknown });
  });

  it("leaves publishing and reviewing to people where the job says so", async () => {
    const options = { rewardPerTask: "0.20 USD", publish: false, approve: false };
    const made = await vendor(
      reading({
        "GET /data-collection/batches": list(batch("READY"), batch("READY", { id: "b2", name: batchName("job-1", ["key-three"]) })),
        "GET /projects/p1/studies/": list(
          study("ACTIVE"),
          study("UNPUBLISHED", { id: "s2", internal_name: "b2", data_collection_id: "b2" }),
        ),
        "GET /data-collection/batches/b1/responses": list(response("key-one", "spam")),
        "GET /studies/s1/submissions/": list(submission("AWAITING REVIEW")),
      }),
    );
    const page = await made.adapter().collect(await engagement({ options }), undefined, call);
    expect(statuses(page.observations).map(([, status]) => status)).toEqual(["answered", "open", "open"]);
    expect(made.server.seen.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("never publishes a second draft of a batch that has a public study", async () => {
    const twins = list(study("UNPUBLISHED", { id: "s0" }), study("ACTIVE"));
    const { sent } = await collectOnce({ "GET /projects/p1/studies/": twins, "POST /studies/s0/transition/": study("ACTIVE") });
    expect(sent("POST /studies/s0/transition/")).toEqual([]);
  });

  it("gives what it has where the vendor fails half-way, and goes on there", async () => {
    const second = batch("READY", { id: "b2", name: batchName("job-1", ["key-three"]), created_at: "2026-01-02T00:00:00Z" });
    const made = await vendor(
      reading({
        "GET /data-collection/batches": list(second, batch("READY")),
        "GET /projects/p1/studies/": list(study("ACTIVE"), study("ACTIVE", { id: "s2", internal_name: "b2", data_collection_id: "b2" })),
        "GET /data-collection/batches/b2/responses": [{ status: 500, json: {} }, list()],
      }),
    );
    const adapter = made.adapter();
    const first = await adapter.collect(await engagement(), undefined, call);
    expect(first.observations).toHaveLength(2);
    expect(first.more).toBe(true);
    const rest = await adapter.collect(await engagement(), first.cursor, call);
    expect(rest.observations).toHaveLength(1);
    expect(rest.more).toBe(false);
  });
});

describe("where reading goes on", () => {
  const entries = ["a", "b", "c", "d"].map((id) => ({ batch: id }));

  it("keeps what is over as short as it can", () => {
    const place = afterReading(beginning, { entries, over: ["a", "c"] });
    expect(place).toEqual({ through: "a", over: ["c"] });
    expect(leftToRead(place, entries).map(({ batch: id }) => id)).toEqual(["b", "d"]);
    expect(afterReading(place, { entries, over: ["b"] })).toEqual({ through: "c", over: [] });
  });

  it("reads all of a list that has lost what it names", () => {
    expect(leftToRead({ through: "gone", over: [], at: "gone, too" }, entries)).toHaveLength(4);
  });
});

describe("taking back", () => {
  const whole = [refOf("b1", one), refOf("b1", two)];

  it("stops the study where nothing else is open in it, and marks the batch so that nobody publishes it later", async () => {
    const made = await vendor(
      reading({ "PATCH /data-collection/batches/b1": batch("READY"), "POST /studies/s1/transition/": study("AWAITING REVIEW") }),
    );
    expect(await made.adapter().withdraw?.(await engagement(), whole, call)).toMatchObject([
      { withdrawal: "withdrawn" },
      { withdrawal: "withdrawn" },
    ]);
    expect(made.sent("PATCH /data-collection/batches/b1")[0]?.body).toEqual({ name: withdrawnName(name) });
    expect(made.sent("POST /studies/s1/transition/")[0]?.body).toEqual({ action: "STOP" });
    const later = await vendor(
      reading({ "GET /data-collection/batches": list(batch("READY", { name: withdrawnName(name) })), "GET /projects/p1/studies/": list() }),
    );
    const page = await later.adapter().collect(await engagement(), undefined, call);
    expect(statuses(page.observations).map(([, status]) => status)).toEqual(["withdrawn", "withdrawn"]);
    expect(later.sent("POST /studies/")).toEqual([]);
  });

  it("leaves a study alone in which others are open, and says so", async () => {
    const made = await vendor(reading({}));
    const [outcome] = (await made.adapter().withdraw?.(await engagement(), [refOf("b1", one)], call)) ?? [];
    expect(outcome).toMatchObject({
      withdrawal: "unknown",
      why: "Prolific stops whole studies only, and 1 other unit is open in this one",
    });
    expect(made.server.seen.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("is too late for what was handed in, and still brings late answers of what was taken back", async () => {
    const answered = {
      "GET /data-collection/batches/b1/responses": list(response("key-one", "spam")),
      "GET /studies/s1/submissions/": list(submission("AWAITING REVIEW")),
      "PATCH /data-collection/batches/b1": batch("READY"),
      "POST /studies/s1/transition/": study("AWAITING REVIEW"),
    };
    const made = await vendor(reading(answered));
    expect(await made.adapter().withdraw?.(await engagement(), whole, call)).toMatchObject([
      { withdrawal: "too-late" },
      { withdrawal: "withdrawn" },
    ]);
    const { page } = await collectOnce({
      ...answered,
      "GET /data-collection/batches": list(batch("READY", { name: withdrawnName(name) })),
    });
    expect(statuses(page.observations).map(([, status]) => status)).toEqual(["answered", "withdrawn"]);
  });
});

describe("webhooks", () => {
  const body = Buffer.from(JSON.stringify({ event_type: "submission.status.change", resource_id: "sub1", status: "AWAITING REVIEW" }));
  const sign = (text: string): string => createHmac("sha256", "whsec").update(text).digest("base64");
  const hint = async (signature: string, sent: Uint8Array = body) => {
    const { adapter } = await vendor({});
    return adapter().hint?.({
      headers: { "x-prolific-request-timestamp": "1767225600", "x-prolific-request-signature": signature, "x-event-id": "e1" },
      body: sent,
      receivedAt: 0,
    });
  };

  it("are signed over timestamp and raw body, with nothing between them", async () => {
    expect(await hint(sign(`1767225600${body.toString()}`))).toEqual({ hint: "look", id: "e1", refs: [] });
    expect(await hint(sign(`1767225600.${body.toString()}`))).toMatchObject({ hint: "forged" });
    expect(await hint(sign(`1767225600${body.toString()}`), Buffer.concat([body, Buffer.from(" ")]))).toMatchObject({ hint: "forged" });
    expect(await hint(sign("1767225600no json"), Buffer.from("no json"))).toMatchObject({ hint: "unreadable" });
  });
});
