import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf, hours, startReceiver, still } from "../__fixtures__/client.ts";
import { type MercorOptions, type Simulator, startMercorSimulator } from "../index.ts";

let simulator: Simulator;
let api: Client;
const closing: (() => Promise<void>)[] = [];

type Settings = NonNullable<Parameters<typeof startMercorSimulator>[0]>;

const calm: Partial<MercorOptions> = { attritionPerWeek: 0, declineShare: 0, adjustmentShare: 0, warningShare: 0 };

const restart = async (options: Partial<MercorOptions> = {}, more: Settings = {}): Promise<void> => {
  simulator = await startMercorSimulator({ ...still, ...more, options: { ...calm, ...options } });
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

// Far from the end of the pay week, which is on Friday.
const monday = Date.UTC(2026, 10, 16, 8);

const classification = { kind: "classification", options: ["ham", "spam"] };
const rate = { currency: "USD", min_minor_per_hour: 1000, max_minor_per_hour: 7000, frequency: "hourly" };

const makeProject = async (more: Record<string, unknown> = {}): Promise<any> =>
  (await api.post("/projects", { name: "Messages", external_ref: "ref-1", response_format: classification, ...more })).json;
const makeListing = async (project: string, more: Record<string, unknown> = {}): Promise<any> =>
  (await api.post(`/projects/${project}/listings`, { role_title: "Annotator", rate, weekly_cap_hours: 40, slots: 12, ...more })).json;
const candidates = async (listing: string): Promise<readonly any[]> =>
  (await api.get(`/listings/${listing}/candidates?limit=200`)).json.data;

/** A project with people at work. */
const staffed = async (
  more: { project?: Record<string, unknown>; cap?: number; slots?: number } = {},
): Promise<{ project: string; listing: string; contracts: readonly any[] }> => {
  const { project_id: project } = await makeProject(more.project);
  const { listing_id: listing } = await makeListing(project, { slots: more.slots ?? 12 });
  push(24);
  for (const candidate of (await candidates(listing)).filter((each) => each.fit === "allowed").slice(0, more.slots ?? 12)) {
    await api.post(`/listings/${listing}/offers`, {
      candidate_id: candidate.candidate_id,
      rate_minor_per_hour: candidate.asking_rate_minor,
      weekly_cap_hours: more.cap ?? 40,
    });
  }
  push(24);
  return { project, listing, contracts: (await api.get(`/projects/${project}/contracts`)).json.data };
};

const itemsOf = (count: number, more: Record<string, unknown> = {}): readonly Record<string, unknown>[] =>
  Array.from({ length: count }, (_, n) => ({ external_id: `x${n}`, title: "Message", payload: { text: `message ${n}` }, ...more }));
const send = async (project: string, items: readonly unknown[], headers?: Record<string, string>): ReturnType<Client["post"]> =>
  api.post(`/projects/${project}/work_items:batch`, { items }, headers);
const all = async (path: string): Promise<readonly any[]> => {
  const found: unknown[] = [];
  let after: string | null = "";
  while (after !== null) {
    const { json }: { json: any } = await api.get(
      `${path}${path.includes("?") ? "&" : "?"}limit=200${after === "" ? "" : `&after=${after}`}`,
    );
    found.push(...json.data);
    after = json.next_cursor;
  }
  return found as any[];
};

describe("the manner of the API", () => {
  it("wants a bearer key and says what is wrong in {error: {code, message}}", async () => {
    const without = await fetch(`${simulator.baseUrl}/workspace`);
    expect([without.status, await without.json()]).toMatchObject([401, { error: { code: "unauthorized", message: expect.any(String) } }]);
    expect((await api.get("/workspace")).json).toMatchObject({ workspace_id: expect.any(String), name: expect.any(String) });
    expect(await api.get("/projects/proj_nothing")).toMatchObject({ status: 404, json: { error: { code: "not_found" } } });
    expect(await api.post("/projects", { name: "x" })).toMatchObject({
      status: 422,
      json: { error: { message: expect.stringContaining("response_format") } },
    });
  });

  it("replays a POST by its Idempotency-Key for 24 hours, and refuses the key for another body", async () => {
    const body = { name: "x", response_format: classification };
    const key = { "idempotency-key": "k1" };
    const first = await api.post("/projects", body, key);
    expect(first).toMatchObject({ status: 201 });
    expect(first.headers.get("idempotent-replay")).toBeNull();
    const again = await api.post("/projects", body, key);
    expect(again).toMatchObject({ status: 201, json: first.json });
    expect(again.headers.get("idempotent-replay")).toBe("true");
    expect(await api.post("/projects", { ...body, name: "y" }, key)).toMatchObject({
      status: 409,
      json: { error: { code: "idempotency_key_reused" } },
    });
    push(24.1);
    expect((await api.post("/projects", body, key)).json.project_id).not.toBe(first.json.project_id);
    expect((await api.get("/projects")).json.data).toHaveLength(2);
  });

  it("replays what was answered into the void", async () => {
    simulator.failNext({ kind: "drop-after", operation: "POST /projects" });
    const body = { name: "x", response_format: classification };
    await api.post("/projects", body, { "idempotency-key": "k1" }).catch(() => undefined);
    await api.post("/projects", body, { "idempotency-key": "k1" });
    expect((await api.get("/projects")).json.data).toHaveLength(1);
  });

  it("pages by cursor", async () => {
    for (const name of ["a", "b", "c"]) await makeProject({ name, external_ref: name });
    const first = (await api.get("/projects?limit=2")).json;
    expect(first.data.map((each: { name: string }) => each.name)).toEqual(["a", "b"]);
    expect((await api.get(`/projects?limit=2&after=${first.next_cursor}`)).json).toMatchObject({
      data: [{ name: "c" }],
      next_cursor: null,
    });
    expect((await api.get("/projects?external_ref=b")).json.data).toMatchObject([{ name: "b" }]);
    expect((await api.get("/projects?limit=201")).status).toBe(422);
    expect((await api.get("/projects?after=nonsense")).status).toBe(422);
  });
});

describe("finding people", () => {
  it("takes hours: candidates show up with a fit and a price, and no name", async () => {
    const { project_id: project } = await makeProject();
    expect((await makeListing(project)).state).toBe("active");
    const { listing_id: listing } = (await api.get(`/projects/${project}/listings`)).json.data[0];
    expect((await api.get(`/projects/${project}`)).json.state).toBe("sourcing");
    expect(await candidates(listing)).toEqual([]);
    push(2);
    const some = (await candidates(listing)).length;
    push(24);
    const found = await candidates(listing);
    expect(found.length).toBeGreaterThan(some);
    expect(new Set(found.map((each) => each.fit))).toEqual(new Set(["allowed", "blocked"]));
    for (const each of found) {
      expect(Object.keys(each)).not.toContain("name");
      expect(each.asking_rate_minor).toBeLessThanOrEqual(6000);
      expect(each.asking_rate_minor).toBeGreaterThan(5000);
    }
  });

  it("finds nobody, for ever, where nobody is to be found", async () => {
    await restart({ sourcing: "nobody" });
    const { project_id: project } = await makeProject();
    const { listing_id: listing } = await makeListing(project);
    push(24 * 30);
    expect(await candidates(listing)).toEqual([]);
    expect(await send(project, itemsOf(1))).toMatchObject({ status: 409, json: { error: { code: "no_active_contract" } } });
    expect(simulator.counts().taken).toBe(0);
  });

  it("an offer at the asking rate becomes a contract after onboarding; one below it is declined", async () => {
    const { project_id: project } = await makeProject();
    const { listing_id: listing } = await makeListing(project, { slots: 1 });
    push(24);
    const [fair, low, third] = (await candidates(listing)).filter((each) => each.fit === "allowed");
    const blocked = (await candidates(listing)).find((each) => each.fit === "blocked");
    const offer = (candidate: string, minor: number): ReturnType<Client["post"]> =>
      api.post(`/listings/${listing}/offers`, { candidate_id: candidate, rate_minor_per_hour: minor, weekly_cap_hours: 40 });
    expect(await offer(fair.candidate_id, fair.asking_rate_minor)).toMatchObject({ status: 201, json: { state: "sent" } });
    expect((await offer(fair.candidate_id, fair.asking_rate_minor)).status).toBe(409);
    expect((await offer(blocked.candidate_id, 6000)).status).toBe(422);
    expect((await offer(third.candidate_id, 9000)).status).toBe(422);
    await offer(low.candidate_id, low.asking_rate_minor - 1);
    push(12);
    const offers = (await api.get(`/listings/${listing}/offers`)).json.data;
    expect(offers.map((each: { state: string }) => each.state).toSorted()).toEqual(["accepted", "declined"]);
    const accepted = offers.find((each: { state: string }) => each.state === "accepted");
    expect((await api.get(`/contracts/${accepted.contract_id}`)).json).toMatchObject({
      state: "active",
      type: "hourly",
      rate_minor_per_hour: fair.asking_rate_minor,
      currency: "USD",
      weekly_cap_hours: 40,
      expert_ref: fair.expert_ref,
    });
    expect((await api.get(`/listings/${listing}`)).json).toMatchObject({ state: "filled", remaining_slots: 0 });
    expect(await offer(third.candidate_id, third.asking_rate_minor)).toMatchObject({ status: 409, json: { error: { code: "no_slots" } } });
    expect((await api.get(`/projects/${project}`)).json.state).toBe("active");
  });
});

describe("work", () => {
  it("is accepted per item, in any order; a known external_id names the item it belongs to", async () => {
    const { project } = await staffed();
    const first = await send(project, itemsOf(20));
    expect(first.json.results).toHaveLength(20);
    expect(first.json.results.map((result: { external_id: string }) => result.external_id)).not.toEqual(
      itemsOf(20).map((item) => item["external_id"]),
    );
    const again = await send(project, [...itemsOf(1), { external_id: "new", title: "Message" }]);
    const results = Object.fromEntries(again.json.results.map((result: { external_id: string }) => [result.external_id, result]));
    const known = first.json.results.find((result: { external_id: string }) => result.external_id === "x0");
    expect(results["x0"]).toEqual({
      external_id: "x0",
      status: "rejected",
      reason: { code: "external_id_taken", message: expect.any(String), work_item_id: known.work_item_id },
    });
    expect(results["new"]).toMatchObject({ status: "rejected", reason: { code: "invalid_item" } });
    expect(await send(project, itemsOf(501))).toMatchObject({ status: 422 });
    expect(simulator.taken()[0]).toMatchObject({ content: "message 0" });
  });

  it("ends in deliverables in the project's form, accepted at once without reviewers", async () => {
    const { project, contracts } = await staffed();
    await send(project, itemsOf(30));
    push(24);
    const items = await all(`/projects/${project}/work_items`);
    expect(items.map((item) => item.state)).toEqual(Array.from({ length: 30 }, () => "accepted"));
    const [item] = items;
    expect(item).toMatchObject({
      contract_id: expect.any(String),
      latest_deliverable: { version: 1, content: { label: expect.stringMatching(/ham|spam/u) }, review: null },
    });
    expect(contracts.map((contract) => contract.expert_ref)).toContain(item.latest_deliverable.expert_ref);
    expect((await api.get(`/work_items/${item.work_item_id}/deliverables`)).json.data).toHaveLength(1);
  });

  it.each([
    [{ kind: "comparison", between: ["a", "b"], strength: 3, tie: true }, { choice: expect.stringMatching(/^(a|b|tie)$/u) }],
    [{ kind: "rating", min: 1, max: 5, step: 1 }, { rating: expect.any(Number) }],
    [{ kind: "text", max_length: 20 }, { text: expect.any(String) }],
  ])("answers %j", async (format, content) => {
    const { project } = await staffed({ project: { response_format: format } });
    await send(project, itemsOf(3));
    push(24);
    for (const item of await all(`/projects/${project}/work_items`))
      expect(item.latest_deliverable.content).toEqual(expect.objectContaining(content));
  });

  it("is listed by its last change, and found by external ids", async () => {
    const { project } = await staffed({ slots: 6 });
    await send(project, itemsOf(300));
    push(1);
    const before = await all(`/projects/${project}/work_items`);
    expect(before.map((item) => item.updated_at)).toEqual(before.map((item) => String(item.updated_at)).toSorted());
    expect(before).toHaveLength(300);
    const mark = new Date(simulator.clock.now()).toISOString();
    push(0.2);
    const changed = await all(`/projects/${project}/work_items?updated_since=${mark}`);
    const moved = (await all(`/projects/${project}/work_items`)).filter((item) => item.updated_at >= mark);
    expect(changed).toEqual(moved);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(300);
    const named = (await api.get(`/projects/${project}/work_items?external_id=x3,x5,unknown`)).json.data;
    expect(named.map((item: { external_id: string }) => item.external_id).toSorted()).toEqual(["x3", "x5"]);
  });

  it("can be withdrawn while nobody is at it; later it is too late, and time stays billable", async () => {
    const { project } = await staffed({ slots: 1 });
    const { json } = await send(project, itemsOf(400));
    const ids = json.results.map((result: { work_item_id: string }) => result.work_item_id);
    for (let step = 0; step < 48 && simulator.counts().answered === 0; step++) push(0.5);
    const outcome = (await api.post("/work_items:withdraw", { work_item_ids: [...ids, "work_nothing"] })).json.results;
    const by = (word: string): readonly any[] => outcome.filter((each: { outcome: string }) => each.outcome === word);
    expect(by("not_found")).toHaveLength(1);
    expect(by("too_late").length).toBeGreaterThan(0);
    expect(by("withdrawn").length).toBeGreaterThan(100);
    push(100);
    expect(simulator.counts().answered).toBe(by("too_late").length);
    expect((await all(`/projects/${project}/time_entries`)).length).toBeGreaterThanOrEqual(by("too_late").length);
  });

  it("passes the vendor's own reviewers, who send some of it back, before it is accepted", async () => {
    await restart({}, { pool: { accuracy: 0.6 } });
    const { project } = await staffed();
    await send(project, itemsOf(40, { reviewers_required: 2 }));
    const seen = new Set<string>();
    for (let step = 0; step < 120; step++) {
      push(0.5);
      for (const item of await all(`/projects/${project}/work_items`)) seen.add(item.state);
    }
    for (const state of ["submitted", "in_review", "accepted"]) expect(seen).toContain(state);
    const items = await all(`/projects/${project}/work_items`);
    expect(items.every((item) => item.state === "accepted")).toBe(true);
    const versions = items.map((item) => item.latest_deliverable.version);
    expect(versions).toContain(1);
    expect(versions).toContain(2);
  });

  it("goes through the client's reviews: changes make a new version, a rejection refunds nothing", async () => {
    await restart({ review: "left-to-client" }, { pool: { accuracy: 0.3 } });
    const { project } = await staffed();
    await send(project, itemsOf(5, { reviewers_required: 1 }));
    push(24);
    const [first, second, third] = await all(`/projects/${project}/work_items`);
    expect(first.state).toBe("in_review");
    const review = (item: any, decision: string, feedback?: string): ReturnType<Client["post"]> =>
      api.post(`/deliverables/${item.latest_deliverable.deliverable_id}/review`, { decision, feedback, reviewer_ref: "r" });
    expect((await review(first, "accept")).json.review).toMatchObject({ decision: "accept" });
    await review(second, "request_changes", "Look again");
    const spent = (await all(`/projects/${project}/time_entries`)).reduce((sum, entry) => sum + entry.seconds, 0);
    await review(third, "reject");
    push(24);
    const state = async (item: any): Promise<any> => (await api.get(`/work_items/${item.work_item_id}`)).json;
    expect(await state(first)).toMatchObject({ state: "accepted" });
    expect(await state(third)).toMatchObject({ state: "rejected" });
    expect((await state(second)).latest_deliverable.version).toBe(2);
    expect((await review(second, "accept")).status).toBe(409);
    expect((await all(`/projects/${project}/time_entries`)).reduce((sum, entry) => sum + entry.seconds, 0)).toBeGreaterThan(spent);
  });

  it("stops at the weekly cap, in the middle of an item if need be, and goes on in the next week", async () => {
    await restart({ introductionMinutes: 0 }, { startAt: monday, pool: { secondsPerItem: 1800 } });
    const { project, contracts } = await staffed({ slots: 1, cap: 2 });
    await send(project, itemsOf(12));
    push(30);
    const seconds = async (): Promise<number> =>
      (await all(`/projects/${project}/time_entries`)).reduce((sum, entry) => sum + entry.seconds, 0);
    expect(await seconds()).toBe(7200);
    expect((await all(`/projects/${project}/work_items`)).map((item) => item.state)).toContain("in_progress");
    await api.send("PATCH", `/contracts/${contracts[0].contract_id}`, { weekly_cap_hours: 3 });
    push(24 * 7);
    expect(await seconds()).toBeGreaterThan(7200);
    expect(await seconds()).toBeLessThanOrEqual(7200 + 10_800);
  });

  it("survives people leaving: their items go back with the versions there are", async () => {
    const { project, contracts } = await staffed();
    await send(project, itemsOf(500));
    push(1);
    const open = (await all(`/projects/${project}/work_items`)).filter((item) => item.state === "in_progress");
    expect(open.length).toBeGreaterThan(0);
    for (const contract of contracts.slice(1)) await api.post(`/contracts/${contract.contract_id}/end`);
    const after = (await all(`/projects/${project}/work_items`)).filter((item) => item.state === "in_progress");
    expect(after.length).toBeLessThanOrEqual(1);
    push(24 * 14);
    expect((await all(`/projects/${project}/work_items`)).every((item) => item.state === "accepted")).toBe(true);
    expect(simulator.counts().answered).toBe(500);
  });

  it("people leave by themselves sooner or later", async () => {
    await restart({ attritionPerWeek: 0.5 });
    const { project } = await staffed();
    push(24 * 14);
    const states = (await all(`/projects/${project}/contracts`)).map((contract) => contract.state);
    expect(states).toContain("ended");
  });

  it("stands still while paused and takes nothing new; closing withdraws what nobody has begun", async () => {
    const { project } = await staffed({ slots: 2 });
    await send(project, itemsOf(300));
    push(1);
    await api.post(`/projects/${project}/pause`);
    push(0.5);
    const done = simulator.counts().answered;
    push(100);
    expect(simulator.counts().answered).toBe(done);
    expect(await send(project, [{ external_id: "late", title: "t", payload: {} }])).toMatchObject({ status: 409 });
    expect((await api.post(`/projects/${project}/resume`)).json.state).toBe("active");
    push(12);
    expect(simulator.counts().answered).toBeGreaterThan(done);
    expect(["closing", "closed"]).toContain((await api.post(`/projects/${project}/close`)).json.state);
    push(24);
    expect((await api.get(`/projects/${project}`)).json.state).toBe("closed");
    const states = new Set((await all(`/projects/${project}/work_items`)).map((item) => item.state));
    expect([...states].every((state) => state === "accepted" || state === "withdrawn")).toBe(true);
  });

  it("has no price: a cap per item, where there is one, leaves the rest of the time unpaid", async () => {
    await restart({ secondsCapPerItem: 30, introductionMinutes: 0 });
    const { project } = await staffed();
    await send(project, itemsOf(40));
    push(24);
    for (const entry of await all(`/projects/${project}/time_entries`)) expect(entry.seconds).toBeLessThanOrEqual(30);
    expect(JSON.stringify(await all(`/projects/${project}/work_items`))).not.toMatch(/price|cost/u);
  });
});

describe("time and money", () => {
  it("moves with the hours: entries lock with their week, the invoice follows, and no line speaks of items", async () => {
    await restart({ adjustmentShare: 1 }, { startAt: monday });
    const { project, contracts } = await staffed();
    await send(project, itemsOf(100));
    push(6);
    const open = await all(`/projects/${project}/time_entries`);
    expect(new Set(open.map((entry) => entry.status))).toEqual(new Set(["open"]));
    // Introductions are paid and belong to no item.
    expect(open.filter((entry) => entry.work_item_id === null)).toHaveLength(contracts.length);
    expect((await all(`/projects/${project}/invoices`))[0].status).toBe("accruing");
    push(24);
    const friday = Date.UTC(2026, 10, 20, 18, 29, 59);
    simulator.clock.advance(friday - simulator.clock.now());
    expect((await all(`/projects/${project}/time_entries`)).some((entry) => entry.status === "open")).toBe(true);
    simulator.clock.advance(1000);
    const locked = await all(`/projects/${project}/time_entries?updated_since=${new Date(friday + 1000).toISOString()}`);
    expect(locked.length).toBe((await all(`/projects/${project}/time_entries`)).length);
    expect(new Set(locked.map((entry) => entry.status))).toEqual(new Set(["locked"]));
    expect(locked.some((entry) => entry.source === "adjustment" && entry.seconds < 0)).toBe(true);
    const [invoice] = await all(`/projects/${project}/invoices`);
    expect(invoice).toMatchObject({
      status: "locked",
      period_start: "2026-11-13T18:30:00.000Z",
      period_end: "2026-11-20T18:29:59.000Z",
      fee_percent: 30,
      currency: "USD",
    });
    const worked = locked.reduce((sum, entry) => sum + entry.seconds, 0) / 3600;
    const lines = invoice.lines.reduce((sum: number, line: { hours: number }) => sum + line.hours, 0);
    expect(lines).toBeCloseTo(worked, 2);
    const amount = invoice.lines.reduce((sum: number, line: { amount_minor: number }) => sum + line.amount_minor, 0);
    expect(invoice.fee_minor).toBe(Math.round(amount * 0.3));
    expect(invoice.total_minor).toBe(amount + invoice.fee_minor);
    expect(JSON.stringify(invoice.lines)).not.toMatch(/item/u);
    push(24 * 2.1);
    expect((await api.get(`/invoices/${invoice.invoice_id}`)).json.status).toBe("issued");
    push(24 * 3);
    expect((await api.get(`/invoices/${invoice.invoice_id}`)).json.status).toBe("paid");
  });

  it("a disputed entry is decided by a person: voided or locked", async () => {
    const { project } = await staffed();
    await send(project, itemsOf(20));
    push(6);
    const entries = await all(`/projects/${project}/time_entries`);
    expect((await api.post(`/time_entries/${entries[0].time_entry_id}/dispute`, {})).status).toBe(422);
    for (const entry of entries)
      expect((await api.post(`/time_entries/${entry.time_entry_id}/dispute`, { reason: "too long" })).json.status).toBe("disputed");
    const before = (await all(`/projects/${project}/invoices`))[0].total_minor;
    push(25);
    const decided = await all(`/projects/${project}/time_entries`);
    expect(new Set(decided.map((entry) => entry.status))).toEqual(new Set(["voided", "locked"]));
    expect((await all(`/projects/${project}/invoices`))[0].total_minor).toBeLessThan(before);
  });
});

describe("webhooks", () => {
  it("are signed over time and body, carry an event id, and can be told apart by kind", async () => {
    const hook = await startReceiver();
    closing.push(hook.close);
    expect((await api.post("/webhook_endpoints", { url: hook.url })).status).toBe(422);
    expect(
      (await api.post("/webhook_endpoints", { url: hook.url, secret: "s3cret", events: ["offer.accepted", "deliverable.submitted"] })).json,
    ).not.toHaveProperty("secret");
    const { project } = await staffed({ slots: 2 });
    await hook.waitFor(2);
    await send(project, itemsOf(3));
    push(24);
    await hook.waitFor(5);
    for (const { headers, raw, body } of hook.got) {
      const timestamp = String(headers["x-timestamp"]);
      expect(headers["x-signature"]).toBe(`v1=${createHmac("sha256", "s3cret").update(`${timestamp}.${raw}`).digest("hex")}`);
      expect(headers["x-event-id"]).toBe(body["event_id"]);
    }
    expect(hook.got.map((each) => String(each.body["type"])).toSorted()).toEqual([
      "deliverable.submitted",
      "deliverable.submitted",
      "deliverable.submitted",
      "offer.accepted",
      "offer.accepted",
    ]);
    expect((await all("/webhook_endpoints"))[0]).toMatchObject({ url: hook.url });
  });

  it("tell when the budget is nearly spent", async () => {
    const hook = await startReceiver();
    closing.push(hook.close);
    await api.post("/webhook_endpoints", { url: hook.url, secret: "s", events: ["project.budget_threshold"] });
    await staffed({ project: { budget: { currency: "USD", max_total_minor: 100 } } });
    await hook.waitFor(1);
    expect(hook.got[0]?.body).toMatchObject({ type: "project.budget_threshold", data: { max_total_minor: 100 } });
  });
});
