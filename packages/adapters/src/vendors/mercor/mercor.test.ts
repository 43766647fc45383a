import { createHmac } from "node:crypto";
import {
  type Engagement,
  type EngagementRequest,
  money,
  type Observation,
  type TaskShape,
  type Unit,
  type VendorAdapter,
} from "@tranche/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { describeFailures } from "../../__fixtures__/failure-table.ts";
import { drop, type Reply, type ScriptedServer, scriptedServer, type Seen } from "../../__fixtures__/scripted-server.ts";
import { toAnswer } from "./answer.ts";
import { mercorAdapter } from "./definition.ts";
import { toResponseFormat } from "./question.ts";
import { costOf } from "./rates.ts";
import { advance, type Stream } from "./stream.ts";

const call = { signal: new AbortController().signal };
const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const serve = async (
  answer: Parameters<typeof scriptedServer>[0],
  options?: Record<string, number>,
): Promise<{ adapter: VendorAdapter; seen: Seen[]; url: string }> => {
  const server = await scriptedServer(answer);
  servers.push(server);
  return {
    adapter: mercorAdapter.create({ baseUrl: `${server.url}/v1`, credential: "mk", webhookSecret: "whsec", ...(options && { options }) }),
    seen: server.seen,
    url: server.url,
  };
};

const task: TaskShape = { kind: "classification", options: ["ham", "spam"] };
const request: EngagementRequest = {
  key: "p-1",
  title: "Sort messages",
  instructions: "Is it spam?",
  task,
  show: ["text"],
  expectedUnits: 600,
  price: { perHour: money(60_000_000, "USD"), minutesPerItem: 4 },
  regions: ["us"],
  options: {},
};
const engagement: Engagement = {
  ref: "proj_1",
  state: "ready",
  data: {
    project: "proj_1",
    hiring: {
      key: "p-1",
      listing: "list_1",
      terms: { currency: "USD", minMinor: 6000, maxMinor: 6000, weeklyCapHours: 20, experts: 2 },
      wanted: 2,
    },
    title: "Sort messages",
    task,
    reviewersRequired: 0,
    estimatedMinutes: 4,
  },
};
const units: readonly Unit[] = ["k-1", "k-2", "k-3"].map((key) => ({ key, content: { text: `text of ${key}` } }));
const list = (data: readonly unknown[], next_cursor: string | null = null): Reply => ({ json: { data, next_cursor } });

describe("failures", () => {
  describeFailures(mercorAdapter, "mk", [
    { name: "engage", effect: "read", run: (adapter) => adapter.engage(request, undefined, call) },
    { name: "submit", effect: "create", run: (adapter) => adapter.submit(engagement, units, call) },
    { name: "find", effect: "read", run: (adapter) => adapter.find!(engagement, ["k-1"], call) },
    { name: "collect", effect: "read", run: (adapter) => adapter.collect(engagement, undefined, call) },
    { name: "withdraw", effect: "create", run: (adapter) => adapter.withdraw!(engagement, ["w-1"], call) },
    {
      name: "check",
      effect: "read",
      run: (adapter) => adapter.check(call),
      instead: (_kind, result) => expect(result).toMatchObject({ ok: false }),
    },
  ]);
});

/** The hiring side of the vendor, small: what was posted is there when it is asked for. */
const hiring = (candidates: readonly Record<string, unknown>[]) => {
  const state = {
    projects: [] as Record<string, unknown>[],
    listings: [] as Record<string, unknown>[],
    offers: [] as Record<string, unknown>[],
    contracts: [] as Record<string, unknown>[],
    keys: [] as string[],
  };
  const answer = ({ method, path, body, headers, query }: Seen): Reply => {
    if (method === "POST") state.keys.push(String(headers["idempotency-key"]));
    if (path === "/v1/projects") {
      if (method === "GET") return list(state.projects.filter((project) => project["external_ref"] === query.get("external_ref")));
      state.projects.push({ project_id: "proj_1", state: "sourcing", ...body });
      return { status: 201, json: state.projects[0] };
    }
    if (path === "/v1/projects/proj_1") return { json: state.projects[0] };
    if (path === "/v1/projects/proj_1/listings") {
      if (method === "GET") return list(state.listings);
      state.listings.push({ listing_id: "list_1", state: "active", remaining_slots: body.slots, ...body });
      return { status: 201, json: state.listings[0] };
    }
    if (path === "/v1/projects/proj_1/contracts") return list(state.contracts);
    if (path === "/v1/listings/list_1/candidates") return list(candidates);
    if (path === "/v1/listings/list_1/offers") {
      if (method === "GET") return list(state.offers);
      const offer = { offer_id: `offer_${state.offers.length}`, state: "sent", ...body };
      state.offers.push(offer);
      return { status: 201, json: offer };
    }
    return { status: 404, json: { error: { code: "not_found", message: path } } };
  };
  const sign = (index: number, contract: string) => {
    Object.assign(state.offers.at(index)!, { state: "accepted", contract_id: contract });
    state.contracts.push({
      contract_id: contract,
      expert_ref: "e",
      state: contract,
      type: "hourly",
      rate_minor_per_hour: 6000,
      currency: "USD",
    });
    return (next: string) =>
      Object.assign(
        state.contracts.find((one) => one["contract_id"] === contract)!,
        { state: next },
      );
  };
  return { answer, state, sign };
};

const candidate = (id: string, fit: string, asking?: number) => ({
  candidate_id: id,
  expert_ref: `x-${id}`,
  fit,
  asking_rate_minor: asking,
  availability_hours: 10,
  status: "pending",
});

describe("engage", () => {
  it("walks from project to listing to offers to an active contract, one call at a time and nothing twice", async () => {
    const vendor = hiring([
      candidate("c-1", "blocked"),
      candidate("c-2", "allowed", 4500),
      candidate("c-3", "warning"),
      candidate("c-4", "allowed", 9900),
      candidate("c-5", "allowed"),
    ]);
    const { adapter, seen } = await serve(vendor.answer);
    const first = await adapter.engage(request, undefined, call);
    expect(first).toMatchObject({ ref: "proj_1", state: "pending", waitingFor: "2 offers sent, not accepted yet" });
    expect(vendor.state.projects[0]).toMatchObject({
      name: "Sort messages",
      external_ref: "p-1",
      onboarding_document: "Is it spam?",
      response_format: { kind: "classification", options: ["ham", "spam"] },
      data_region: "us",
    });
    // 600 items of 4 minutes are 40 hours: two experts at 20 hours a week.
    expect(vendor.state.listings[0]).toMatchObject({
      role_title: "Annotator",
      rate: { currency: "USD", min_minor_per_hour: 6000, max_minor_per_hour: 6000, frequency: "hourly" },
      weekly_cap_hours: 20,
      slots: 2,
    });
    expect(vendor.state.offers.map((offer) => [offer["candidate_id"], offer["rate_minor_per_hour"]])).toEqual([
      ["c-2", 6000],
      ["c-4", 6000],
    ]);
    expect(
      seen.filter(({ method }) => method === "POST").every(({ headers }) => /^[0-9a-f]{40}$/.test(String(headers["idempotency-key"]))),
    ).toBe(true);

    expect(await adapter.engage(request, undefined, call)).toMatchObject({ state: "pending" });
    expect(vendor.state).toMatchObject({ projects: { length: 1 }, listings: { length: 1 }, offers: { length: 2 } });

    const becomes = vendor.sign(0, "con_1");
    becomes("onboarding");
    expect(await adapter.engage(request, first, call)).toMatchObject({ state: "pending" });
    becomes("active");
    expect(await adapter.engage(request, first, call)).toMatchObject({ state: "ready" });
    // c-4 declines, so c-5 is asked; then c-2 leaves, and nobody is left to ask.
    vendor.state.offers.at(1)!["state"] = "declined";
    expect(await adapter.engage(request, first, call)).toMatchObject({ state: "ready" });
    expect(vendor.state.offers.map((offer) => offer["candidate_id"])).toEqual(["c-2", "c-4", "c-5"]);
    becomes("ended");
    vendor.state.offers.at(2)!["state"] = "expired";
    expect(await adapter.engage(request, first, call)).toMatchObject({
      state: "pending",
      waitingFor: "none of 5 candidates is left who may be offered the work",
    });
  });

  it("offers what is asked, within the limits", async () => {
    const vendor = hiring([candidate("c-1", "allowed", 1000), candidate("c-2", "allowed", 4500), candidate("c-3", "allowed", 9000)]);
    const { adapter } = await serve(vendor.answer);
    await adapter.engage(
      { ...request, options: { ratePerHour: "50 USD", minRatePerHour: "30 USD", experts: 3, roleTitle: "Reader", weeklyCapHours: 8 } },
      undefined,
      call,
    );
    expect(vendor.state.offers.map((offer) => offer["rate_minor_per_hour"])).toEqual([3000, 4500, 5000]);
    expect(vendor.state.listings[0]).toMatchObject({ role_title: "Reader", weekly_cap_hours: 8, slots: 3 });
  });

  it("derives its idempotency keys: another process sends the same ones", async () => {
    const one = hiring([candidate("c-1", "allowed")]);
    const two = hiring([candidate("c-1", "allowed")]);
    await (await serve(one.answer)).adapter.engage(request, undefined, call);
    await (await serve(two.answer)).adapter.engage(request, undefined, call);
    expect(one.state.keys.length).toBe(3);
    expect(new Set(one.state.keys).size).toBe(3);
    expect(two.state.keys).toEqual(one.state.keys);
  });

  it("finding nobody is an answer, not an error", async () => {
    const { adapter } = await serve(hiring([]).answer);
    expect(await adapter.engage(request, undefined, call)).toMatchObject({ state: "pending", waitingFor: "no candidate yet" });
  });

  it("refuses before it sends anything where no rate is known or options make no sense", async () => {
    const { adapter, seen } = await serve(hiring([]).answer);
    const { price: _price, ...unpriced } = request;
    await expect(adapter.engage(unpriced, undefined, call)).rejects.toMatchObject({
      kind: "refused",
      scope: "engagement",
      code: "no_rate",
    });
    await expect(adapter.engage({ ...request, options: { ratePerHour: "a lot" } }, undefined, call)).rejects.toMatchObject({
      code: "bad_options",
      message: expect.stringContaining("ratePerHour"),
    });
    await expect(adapter.engage({ ...request, options: { minRatePerHour: "90 USD" } }, undefined, call)).rejects.toMatchObject({
      code: "bad_options",
    });
    expect(seen).toEqual([]);
  });

  it("holds still for a paused project and refuses a closed one", async () => {
    const vendor = hiring([candidate("c-1", "allowed")]);
    const { adapter } = await serve(vendor.answer);
    const first = await adapter.engage(request, undefined, call);
    vendor.state.projects.at(0)!["state"] = "paused";
    expect(await adapter.engage(request, first, call)).toMatchObject({
      state: "pending",
      waitingFor: "the project is paused at the vendor",
    });
    vendor.state.projects.at(0)!["state"] = "closed";
    await expect(adapter.engage(request, first, call)).rejects.toMatchObject({ kind: "refused", scope: "engagement" });
  });

  it("a key that was used with another body means: look first", async () => {
    const { adapter } = await serve(({ method }) =>
      method === "GET" ? list([]) : { status: 409, json: { error: { code: "idempotency_key_reused", message: "x" } } },
    );
    await expect(adapter.engage(request, undefined, call)).rejects.toMatchObject({ kind: "in-doubt", code: "idempotency_key_reused" });
  });
});

describe("submit", () => {
  it("reads the outcome of every unit by its key, in any order", async () => {
    const { adapter, seen } = await serve(({ method }) =>
      method === "POST"
        ? {
            json: {
              results: [
                { external_id: "k-3", status: "rejected", reason: { code: "payload_too_large", message: "text of k-3 is too long" } },
                { external_id: "k-1", status: "accepted", work_item_id: "work_1" },
              ],
            },
          }
        : list([]),
    );
    expect(await adapter.submit(engagement, units, call)).toEqual([
      { outcome: "accepted", key: "k-1", ref: "work_1" },
      { outcome: "in-doubt", key: "k-2", why: expect.any(String) },
      { outcome: "refused", key: "k-3", why: "the vendor rejected it: payload_too_large", scope: "item" },
    ]);
    expect(seen[0]?.path).toBe("/v1/projects/proj_1/work_items:batch");
    expect(seen[0]?.body.items[0]).toEqual({
      external_id: "k-1",
      title: "Sort messages",
      payload: { text: "text of k-1" },
      reviewers_required: 0,
      estimated_minutes: 4,
    });
    expect(seen.length).toBe(1);
  });

  it("sends the same key for the same units, and another for others", async () => {
    const { adapter, seen } = await serve(() => ({ json: { results: [] } }));
    await adapter.submit(engagement, units, call);
    await adapter.submit(engagement, units, call);
    await adapter.submit(engagement, units.slice(1), call);
    const keys = seen.map(({ headers }) => headers["idempotency-key"]);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it("looks a taken key up before it counts as accepted", async () => {
    const reject = (key: string, id?: string) => ({
      external_id: key,
      status: "rejected",
      reason: { code: "external_id_taken", message: "x", work_item_id: id },
    });
    const { adapter, seen } = await serve(({ method }) =>
      method === "POST"
        ? { json: { results: [reject("k-1", "work_1"), reject("k-2", "work_2"), reject("k-3", "work_3")] } }
        : list([
            { work_item_id: "work_1", external_id: "k-1", state: "queued" },
            { work_item_id: "work_2", external_id: "k-2", state: "withdrawn" },
            { work_item_id: "another", external_id: "k-3", state: "queued" },
          ]),
    );
    expect((await adapter.submit(engagement, units, call)).map((one) => one.outcome)).toEqual(["accepted", "refused", "in-doubt"]);
    expect(seen[1]?.query.get("external_id")).toBe("k-1,k-2,k-3");
  });

  it("keeps the outcomes it has when the look-up fails", async () => {
    const { adapter } = await serve(({ method }) =>
      method === "POST"
        ? {
            json: {
              results: [
                { external_id: "k-1", status: "accepted", work_item_id: "w" },
                { external_id: "k-2", status: "rejected", reason: { code: "external_id_taken" } },
              ],
            },
          }
        : drop,
    );
    expect((await adapter.submit(engagement, units.slice(0, 2), call)).map((one) => one.outcome)).toEqual(["accepted", "in-doubt"]);
  });

  it("when everybody has left, it asks the next ones and waits; nothing was taken", async () => {
    const vendor = hiring([candidate("c-1", "allowed"), candidate("c-2", "allowed"), candidate("c-3", "allowed")]);
    vendor.state.offers.push({ offer_id: "o", candidate_id: "c-1", state: "accepted", contract_id: "con_1" });
    vendor.state.contracts.push({ contract_id: "con_1", state: "ended", rate_minor_per_hour: 6000, currency: "USD" });
    const { adapter } = await serve((one) =>
      one.path.endsWith("work_items:batch")
        ? { status: 409, json: { error: { code: "no_active_contract", message: "x" } } }
        : vendor.answer(one),
    );
    await expect(adapter.submit(engagement, units, call)).rejects.toMatchObject({
      kind: "throttled",
      code: "no_active_contract",
      message: "nobody is under contract at the moment: 2 offers sent, not accepted yet",
    });
    expect(vendor.state.offers.map((offer) => offer["candidate_id"])).toEqual(["c-1", "c-2", "c-3"]);
  });

  it("a paused project is about the engagement, not the items", async () => {
    const { adapter } = await serve(() => ({ status: 409, json: { error: { code: "project_paused", message: "x" } } }));
    await expect(adapter.submit(engagement, units, call)).rejects.toMatchObject({
      kind: "refused",
      scope: "engagement",
      code: "project_paused",
    });
  });
});

describe("find", () => {
  it("asks a hundred at a time and gives every key back once", async () => {
    const keys = Array.from({ length: 150 }, (_, index) => `k-${index}`);
    const { adapter, seen } = await serve(({ query }) =>
      list(
        String(query.get("external_id"))
          .split(",")
          .slice(1)
          .map((key) => ({ work_item_id: `w-${key}`, external_id: key, state: "queued" })),
      ),
    );
    const findings = await adapter.find!(engagement, keys, call);
    expect(findings.map((finding) => finding.key)).toEqual(keys);
    expect(findings.filter((finding) => finding.found === "absent").map((finding) => finding.key)).toEqual(["k-0", "k-100"]);
    expect(seen.length).toBe(2);
  });
});

describe("collect", () => {
  const stamp = (seconds: number) => new Date(Date.UTC(2026, 10, 1, 10) + seconds * 1000).toISOString();
  const deliverable = (more: Record<string, unknown> = {}) => ({
    deliverable_id: "dlv_1",
    work_item_id: "work_1",
    version: 1,
    contract_id: "con_1",
    expert_ref: "exp_1",
    submitted_at: stamp(500),
    content: { label: "spam" },
    self_reported_minutes: 3,
    review: null,
    ...more,
  });
  const item = (id: string, state: string, more: Record<string, unknown> = {}) => ({
    work_item_id: id,
    external_id: `k-${id}`,
    state,
    created_at: stamp(0),
    updated_at: stamp(100),
    contract_id: "con_1",
    latest_deliverable: null,
    ...more,
  });
  const entry = (id: string, more: Record<string, unknown> = {}) => ({
    time_entry_id: id,
    contract_id: "con_1",
    work_item_id: "work_1",
    started_at: stamp(0),
    ended_at: stamp(360),
    seconds: 360,
    source: "tracker",
    status: "open",
    updated_at: stamp(400),
    ...more,
  });
  const contract = {
    contract_id: "con_1",
    expert_ref: "exp_1",
    state: "active",
    type: "hourly",
    rate_minor_per_hour: 6000,
    currency: "USD",
  };

  const collectAll = async (adapter: VendorAdapter, cursor?: string) => {
    const observations: Observation[] = [];
    let at = cursor;
    for (;;) {
      const read = await adapter.collect(engagement, at, call);
      observations.push(...read.observations);
      at = read.cursor;
      if (!read.more) return { observations, cursor: at };
    }
  };
  const vendor =
    (work: readonly unknown[], time: readonly unknown[] = [], invoices: readonly unknown[] = []) =>
    ({ path }: Seen): Reply => {
      if (path.endsWith("/work_items")) return list(work);
      if (path.endsWith("/time_entries")) return list(time);
      if (path.endsWith("/contracts")) return list([contract]);
      if (path.endsWith("/invoices")) return list(invoices);
      return path === "/v1/contracts/con_9"
        ? { json: { ...contract, contract_id: "con_9", rate_minor_per_hour: 9000 } }
        : { status: 404, json: {} };
    };

  it("counts an answer once it is accepted, and keeps what a withdrawn item had delivered", async () => {
    const { adapter } = await serve(
      vendor([
        item("a", "accepted", { latest_deliverable: deliverable() }),
        item("b", "submitted", { latest_deliverable: deliverable() }),
        item("c", "changes_requested", { latest_deliverable: deliverable() }),
        item("d", "withdrawn", {
          latest_deliverable: deliverable({ deliverable_id: "dlv_2", self_reported_minutes: null, expert_ref: null }),
        }),
        item("e", "rejected", { latest_deliverable: deliverable() }),
        item("f", "teleported"),
      ]),
    );
    const { observations } = await collectAll(adapter);
    expect(observations.map((one) => (one.type === "unit" ? [one.ref, one.key, one.status, one.raw, one.judgments.length] : one))).toEqual([
      ["a", "k-a", "answered", "accepted", 1],
      ["b", "k-b", "open", "submitted", 0],
      ["c", "k-c", "open", "changes_requested", 0],
      ["d", "k-d", "withdrawn", "withdrawn", 1],
      ["e", "k-e", "failed", "rejected", 0],
      ["f", "k-f", "open", "teleported", 0],
    ]);
    expect(observations[0]).toMatchObject({
      judgments: [
        {
          id: "dlv_1",
          worker: "exp_1",
          answer: "spam",
          at: Date.UTC(2026, 10, 1, 10, 8, 20),
          seconds: 180,
          raw: { version: 1, review: null },
        },
      ],
    });
    expect(observations[3]).toMatchObject({ judgments: [{ id: "dlv_2", answer: "spam" }] });
  });

  it("reads cost from logged time: seconds × rate × (1 + fee), final once it locks, overhead without a unit", async () => {
    const { adapter, seen } = await serve(
      vendor(
        [],
        [
          entry("t-1"),
          entry("t-2", { status: "locked", work_item_id: null, seconds: 100 }),
          entry("t-3", { status: "voided" }),
          entry("t-4", { status: "disputed", source: "adjustment", seconds: -360 }),
          entry("t-5", { contract_id: "con_9", status: "locked" }),
        ],
      ),
    );
    const { observations } = await collectAll(adapter);
    expect(observations.map((one) => (one.type === "cost" ? [one.id, one.amount.micros, one.ref, one.final] : one))).toEqual([
      ["t-1", 7_800_000, "work_1", false],
      ["t-2", 2_166_667, undefined, true],
      ["t-3", 0, "work_1", true],
      ["t-4", -7_800_000, "work_1", false],
      ["t-5", 11_700_000, "work_1", true],
    ]);
    expect(seen.filter(({ path }) => path.endsWith("/contracts")).length).toBeLessThanOrEqual(2);
  });

  it("takes the fee from an invoice where there is one", async () => {
    const { adapter } = await serve(vendor([], [entry("t-1")], [{ invoice_id: "inv_1", fee_percent: 20 }]));
    expect((await collectAll(adapter)).observations).toMatchObject([{ amount: money(7_200_000, "USD") }]);
  });

  it("never drops time whose contract it cannot find", async () => {
    const { adapter } = await serve(vendor([], [entry("t-1", { contract_id: "con_404" })]));
    await expect(collectAll(adapter)).rejects.toMatchObject({ kind: "refused" });
  });

  it("follows cursors to their end, then goes on from the newest change less an overlap", async () => {
    const { adapter, seen } = await serve(({ path, query }) => {
      if (!path.endsWith("/work_items")) return list([]);
      if (query.get("updated_since") !== null) return list([]);
      return query.get("after") === null
        ? list([item("a", "queued", { updated_at: stamp(10) })], "next")
        : list([item("b", "queued", { updated_at: stamp(700) })]);
    });
    const first = await collectAll(adapter);
    await collectAll(adapter, first.cursor);
    expect(seen.map(({ path, query }) => [path.split("/").at(-1), query.get("after"), query.get("updated_since")])).toEqual([
      ["work_items", null, null],
      ["work_items", "next", null],
      ["time_entries", null, null],
      ["work_items", null, stamp(700 - 120)],
      ["time_entries", null, null],
    ]);
  });

  it("trusts the last change of a list only if the list proves to be in order", () => {
    const read = (pages: readonly (readonly number[])[]): Stream =>
      pages.reduce<Stream>(
        (stream, page, index) => advance(stream, page.map(stamp), index === pages.length - 1 ? undefined : `p${index}`),
        {},
      );
    expect(
      read([
        [1, 2],
        [3, 9],
      ]),
    ).toEqual({ since: Date.parse(stamp(9)) });
    expect(
      read([
        [9, 2],
        [3, 99],
      ]),
    ).toEqual({ since: Date.parse(stamp(9)) });
    expect(
      read([
        [5, 8],
        [3, 99],
      ]),
    ).toEqual({ since: Date.parse(stamp(8)) });
    expect(read([[]])).toEqual({});
    expect(advance({ since: 5 }, [], undefined)).toEqual({ since: 5 });
    expect(advance({ since: Date.parse(stamp(50)) }, [stamp(10)], undefined)).toEqual({ since: Date.parse(stamp(50)) });
  });
});

describe("withdraw", () => {
  it("asks 500 at a time and gives every ref back once", async () => {
    const refs = Array.from({ length: 700 }, (_, index) => `w-${index}`);
    const { adapter, seen } = await serve(({ body }) => ({
      json: {
        results: body.work_item_ids
          .map((id: string, index: number) => ({
            work_item_id: id,
            outcome: ["withdrawn", "too_late", "not_found"][index % 3],
            state: "submitted",
          }))
          .toReversed()
          .slice(1),
      },
    }));
    const outcomes = await adapter.withdraw!(engagement, refs, call);
    expect(outcomes.map((one) => one.ref)).toEqual(refs);
    expect(outcomes.slice(0, 3).map((one) => one.withdrawal)).toEqual(["withdrawn", "too-late", "unknown"]);
    expect(seen.map(({ body }) => body.work_item_ids.length)).toEqual([500, 200]);
  });
});

describe("answers", () => {
  const comparison: TaskShape = { kind: "comparison", between: ["x", "y"], strength: 3, tie: true };
  it.each<[TaskShape, unknown, unknown]>([
    [task, { label: "ham" }, "ham"],
    [{ kind: "rating", min: 1, max: 5, step: 1 }, { rating: 4 }, 4],
    [{ kind: "text" }, { text: "words" }, "words"],
    [comparison, { choice: "a", strength: 2 }, { choice: "a", strength: 2 }],
    [comparison, { choice: "tie" }, { choice: "tie" }],
    [comparison, {}, {}],
    [task, "ham", "ham"],
    [task, null, null],
  ])("%j %j", (shape, content, answer) => {
    expect(toAnswer(shape, content)).toEqual(answer);
  });
  it("formats", () => {
    expect(toResponseFormat(comparison)).toEqual({ kind: "comparison", between: ["x", "y"], strength: 3, tie: true });
    expect(toResponseFormat({ kind: "text", maxLength: 9 })).toEqual({ kind: "text", max_length: 9 });
    expect(toResponseFormat({ kind: "rating", min: 1, max: 5, step: 1 })).toEqual({ kind: "rating", min: 1, max: 5, step: 1 });
  });
  it("costs are whole micros, in the currency's own minor units", () => {
    const time = { time_entry_id: "t", contract_id: "c", seconds: 1, source: "tracker", status: "locked" };
    expect(
      costOf(time, { contract_id: "c", state: "active", rate_minor_per_hour: 6000, currency: "USD" }, { feePerMillion: 300_000 }),
    ).toEqual(money(21_667, "USD"));
    expect(
      costOf(
        { ...time, seconds: 3600 },
        { contract_id: "c", state: "active", rate_minor_per_hour: 9000, currency: "JPY" },
        { feePerMillion: 0 },
      ),
    ).toEqual(money(9_000_000_000, "JPY"));
  });
});

describe("hint", () => {
  const event = JSON.stringify({ event: "deliverable.submitted", data: { work_item_id: "work_7" } });
  const sign = (body: string, timestamp = "1762000000", secret = "whsec") => ({
    "x-event-id": "evt_1",
    "x-timestamp": timestamp,
    "x-signature": `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`,
  });
  const hear = (headers: Record<string, string>, body: string) =>
    mercorAdapter.create({ baseUrl: "https://x.example", credential: "k", webhookSecret: "whsec" }).hint!({
      headers,
      body: new TextEncoder().encode(body),
      receivedAt: 0,
    });
  it("looks where a signed event points", () => {
    expect(hear(sign(event), event)).toEqual({ hint: "look", id: "evt_1", refs: ["work_7"] });
    const invoice = JSON.stringify({ event: "invoice.issued" });
    expect(hear(sign(invoice), invoice)).toEqual({ hint: "look", id: "evt_1", refs: [] });
  });
  it("knows a forgery: another body, another time, another secret, none at all", () => {
    expect(hear(sign(event), `${event} `)).toMatchObject({ hint: "forged" });
    expect(hear({ ...sign(event), "x-timestamp": "1762000001" }, event)).toMatchObject({ hint: "forged" });
    expect(hear(sign(event, "1762000000", "other"), event)).toMatchObject({ hint: "forged" });
    expect(hear({}, event)).toMatchObject({ hint: "forged" });
    expect(
      mercorAdapter.create({ baseUrl: "https://x.example", credential: "k" }).hint!({
        headers: sign(event),
        body: new TextEncoder().encode(event),
        receivedAt: 0,
      }),
    ).toMatchObject({ hint: "forged" });
  });
  it("says what it cannot read", () => {
    expect(hear(sign("<x>"), "<x>")).toMatchObject({ hint: "unreadable" });
    expect(hear(sign("7"), "7")).toMatchObject({ hint: "unreadable" });
  });
});
