import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { clientOf, hours, still } from "../__fixtures__/client.ts";
import { parseOutage, type Simulator, type SimulatorOptions, startSandbox, startScaleSimulator } from "../index.ts";
import { spreadFaultKinds } from "./faults.ts";

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const task = (n: number): Record<string, unknown> => ({
  unique_id: `u${n}`,
  attachments: [{ type: "text", content: `message ${n}` }],
  fields: [{ type: "category", field_id: "label", title: "Which?", choices: ["ham", "spam"].map((value) => ({ label: value, value })) }],
});

const start = async (options: SimulatorOptions & Parameters<typeof startScaleSimulator>[0] = {}): Promise<Simulator> => {
  const simulator = await startScaleSimulator({ ...still, ...options });
  open.push(simulator);
  return simulator;
};

describe("outages", () => {
  it.each([
    ["surge@860", { vendor: "surge", kind: "refuse", from: { at: "answered", units: 860 } }],
    ["surge@answered:5:hang", { vendor: "surge", kind: "hang", from: { at: "answered", units: 5 } }],
    ["scale@taken:860", { vendor: "scale", kind: "refuse", from: { at: "taken", units: 860 } }],
    ["surge@33%", { vendor: "surge", kind: "refuse", from: { at: "answered-share", share: 0.33 } }],
    ["mercor@6h:500", { vendor: "mercor", kind: "error", from: { at: "hours", hours: 6 } }],
    ["mercor@30m", { vendor: "mercor", kind: "refuse", from: { at: "hours", hours: 0.5 } }],
  ])("%s is understood", (text, plan) => {
    expect(parseOutage(text)).toEqual(plan);
  });

  it.each(["surge", "surge@", "surge@soon", "surge@5:gone", "surge@taken:5h", "@5"])("%s is refused with a word", (text) => {
    expect(() => parseOutage(text)).toThrow(/outage/u);
  });

  it("begin with the unit that was taken on last, whose request still gets its answer", async () => {
    const simulator = await start({ outages: ["scale@taken:3"] });
    const api = clientOf(simulator);
    for (let n = 0; n < 3; n++) expect((await api.post("/task/textcollection", task(n))).status).toBe(200);
    await expect(api.post("/task/textcollection", task(3))).rejects.toThrow();
    expect(simulator.counts().taken).toBe(3);
    expect(simulator.outage()).toBe("refuse");
  });

  it("begin when so many units are answered, and what nobody fetched in time stays unseen", async () => {
    const simulator = await start({ outages: ["scale@2"] });
    const api = clientOf(simulator);
    for (let n = 0; n < 5; n++) await api.post("/task/textcollection", task(n));
    simulator.clock.advance(hours(1));
    while (simulator.counts().answered < 2) {
      expect((await api.get("/tasks?status=completed")).json.total).toBe(simulator.counts().answered);
      simulator.clock.advance(hours(0.25));
      simulator.advance();
    }
    await expect(api.get("/tasks")).rejects.toThrow();
  });

  it("begin after a time, and by a share of the items", async () => {
    const timed = await start({ outages: ["scale@6h"] });
    timed.clock.advance(hours(5.9));
    expect((await clientOf(timed).get("/teams")).status).toBe(200);
    timed.clock.advance(hours(0.2));
    await expect(clientOf(timed).get("/teams")).rejects.toThrow();
    await expect(start({ outages: ["scale@33%"] })).rejects.toThrow(/items file/u);
  });

  it("end on the same port, with everything still there", async () => {
    const simulator = await start();
    const api = clientOf(simulator);
    await api.post("/task/textcollection", task(1));
    await simulator.setOutage(true);
    await expect(api.get("/tasks")).rejects.toThrow();
    await simulator.setOutage(false);
    expect((await api.get("/tasks")).json.total).toBe(1);
    await simulator.setOutage("error");
    expect(await api.get("/tasks")).toMatchObject({ status: 503, json: { status_code: 503 } });
    await simulator.setOutage("refuse");
    await simulator.setOutage(false);
    expect((await api.get("/tasks")).status).toBe(200);
  });

  it("of a vendor that does not run here are refused before anything listens", async () => {
    await expect(startSandbox({ ...still, vendors: ["scale"], outages: ["surge@5"] })).rejects.toThrow(/surge/u);
  });
});

describe("faults", () => {
  const after = ["error-after", "drop-after", "hang-after", "html-after", "truncated", "slow"] as const;
  const before = ["error-before", "drop-before", "hang-before", "throttle", "html-before", "redirect"] as const;
  const attempt = async (simulator: Simulator): Promise<{ status: number; text: string; retryAfter: string | null } | "no answer"> => {
    try {
      const answer = await clientOf(simulator).post("/task/textcollection", task(1));
      return { status: answer.status, text: answer.text, retryAfter: answer.headers.get("retry-after") };
    } catch {
      return "no answer";
    }
  };

  it.each(after)("%s has taken the unit on all the same", async (kind) => {
    const simulator = await start({ faults: { slowMs: 5, hangMs: 20 } });
    simulator.failNext({ kind, operation: "POST /task/{type}" });
    await attempt(simulator);
    expect(simulator.taken().map((unit) => unit.content)).toEqual(["message 1"]);
    // And the honest way to find out works: the id is in use.
    expect(await clientOf(simulator).post("/task/textcollection", task(1))).toMatchObject({ status: 409 });
  });

  it.each(before)("%s has done nothing", async (kind) => {
    const simulator = await start({ faults: { hangMs: 20 } });
    simulator.failNext({ kind, operation: "POST /task/{type}" });
    await attempt(simulator);
    expect(simulator.counts().taken).toBe(0);
    expect(await clientOf(simulator).post("/task/textcollection", task(1))).toMatchObject({ status: 200 });
  });

  it("look like what they are", async () => {
    const simulator = await start({ faults: { slowMs: 5, hangMs: 20, retryAfterSeconds: 7, redirectTo: "http://elsewhere.invalid/x" } });
    const see = async (kind: Parameters<Simulator["failNext"]>[0]["kind"]): Promise<unknown> => {
      simulator.failNext({ kind });
      return attempt(simulator);
    };
    expect(await see("error-before")).toMatchObject({ status: 500, text: expect.stringContaining('"status_code":500') });
    expect(await see("throttle")).toMatchObject({ status: 429, retryAfter: "7" });
    expect(await see("html-before")).toMatchObject({ status: 502, text: expect.stringContaining("<html>") });
    expect(await see("redirect")).toMatchObject({ status: 307 });
    expect(await see("drop-before")).toBe("no answer");
    expect(await see("hang-before")).toBe("no answer");
    expect(await see("truncated")).toMatchObject({ status: 200, text: expect.not.stringMatching(/\}$/u) });
    expect(await see("html-after")).toMatchObject({ status: 200, text: expect.stringContaining("<html>") });
  });

  it("come at their rate, spread over every kind, and the same for the same seed", async () => {
    const run = async (): Promise<readonly string[]> => {
      const folder = mkdtempSync(join(tmpdir(), "faults-"));
      const simulator = await startScaleSimulator({ ...still, seed: 3, faults: { rate: 0.3, slowMs: 1, hangMs: 1 }, logDir: folder });
      for (let n = 0; n < 300; n++)
        await clientOf(simulator)
          .get("/teams")
          .catch(() => undefined);
      await simulator.close();
      return lines(join(folder, "scale.jsonl")).map((line) => String(line["fault"] ?? ""));
    };
    const seen = await run();
    const failed = seen.filter((fault) => fault !== "");
    expect(failed.length / seen.length).toBeGreaterThan(0.22);
    expect(failed.length / seen.length).toBeLessThan(0.38);
    expect(new Set(failed)).toEqual(new Set(spreadFaultKinds));
    expect(await run()).toEqual(seen);
  });

  it("can be kept to some operations", async () => {
    const simulator = await start({ faults: { kinds: { "error-before": 1 }, operations: ["POST /task/"] } });
    expect((await clientOf(simulator).get("/teams")).status).toBe(200);
    expect((await clientOf(simulator).post("/task/textcollection", task(1))).status).toBe(500);
    simulator.setFaults(undefined);
    expect((await clientOf(simulator).post("/task/textcollection", task(1))).status).toBe(200);
  });
});

const lines = (file: string): readonly Record<string, unknown>[] =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("the log", () => {
  it("has a line a request and a line a unit taken on, with what its workers see", async () => {
    const folder = mkdtempSync(join(tmpdir(), "log-"));
    const simulator = await startScaleSimulator({ ...still, logDir: folder });
    const api = clientOf(simulator);
    const { json } = await api.post("/task/textcollection", task(1));
    await api.get(`/task/${json.task_id}`);
    await api.get("/task/nothing");
    await simulator.close();
    const at = "2026-11-18T08:00:00.000Z";
    expect(lines(join(folder, "scale.jsonl"))).toEqual([
      { at, created: json.task_id, content: "message 1" },
      { at, method: "POST", path: "/v1/task/textcollection", status: 200, body: task(1) },
      { at, method: "GET", path: `/v1/task/${json.task_id}`, status: 200, body: null },
      { at, method: "GET", path: "/v1/task/nothing", status: 404, body: null },
    ]);
  });

  it("is on the disk soon, without waiting for the end, and goes on in the same file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "log-"));
    const file = join(folder, "scale.jsonl");
    const first = await start({ logDir: folder });
    await clientOf(first).get("/teams");
    await expect.poll(() => lines(file).length, { timeout: 500, interval: 10 }).toBe(1);
    await first.close();
    const second = await start({ logDir: folder });
    await clientOf(second).get("/teams");
    await second.close();
    expect(lines(file)).toHaveLength(2);
  });

  it("keeps a request that got no answer with status 0", async () => {
    const folder = mkdtempSync(join(tmpdir(), "log-"));
    const simulator = await start({ logDir: folder });
    simulator.failNext({ kind: "drop-after" });
    await clientOf(simulator)
      .post("/task/textcollection", task(1))
      .catch(() => undefined);
    await simulator.close();
    expect(lines(join(folder, "scale.jsonl"))).toMatchObject([{ content: "message 1" }, { status: 0, fault: "drop-after" }]);
  });
});

describe("a sandbox", () => {
  it("tells the same story for the same seed, and another for another", async () => {
    const story = async (seed: number): Promise<unknown> => {
      const sandbox = await startSandbox({ ...still, seed, vendors: ["scale", "surge"] });
      open.push(sandbox);
      const scale = clientOf(sandbox.vendor("scale"));
      for (let n = 0; n < 30; n++) await scale.post("/task/textcollection", task(n));
      sandbox.clock.advance(hours(9));
      return (await scale.get("/tasks")).json;
    };
    const first = await story(4);
    expect(await story(4)).toEqual(first);
    expect(await story(5)).not.toEqual(first);
  });

  it("runs all vendors on one clock and lets a vendor's own clock be wrong", async () => {
    const sandbox = await startSandbox({ ...still, surge: { clockSkewMs: 600_000 } });
    open.push(sandbox);
    expect(sandbox.vendors.map((vendor) => vendor.name)).toEqual(["scale", "surge", "mercor"]);
    const project = await clientOf(sandbox.vendor("surge")).post("/projects", { name: "x" });
    expect(project.json.created_at).toBe("2026-11-18T08:10:00.000Z");
  });

  it("leaves nothing running where it cannot start", async () => {
    const taken = await start();
    await expect(startSandbox({ ...still, port: taken.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

it("answers in the vendor's form where the JSON is broken or the path unknown", async () => {
  const simulator = await start();
  const broken = await fetch(`${simulator.baseUrl}/projects`, {
    method: "POST",
    body: "{",
    headers: { authorization: `Bearer ${simulator.key}`, "content-type": "application/json" },
  });
  expect([broken.status, await broken.json()]).toMatchObject([400, { status_code: 400 }]);
  expect(await clientOf(simulator).get("/nowhere/at/all")).toMatchObject({ status: 404, json: { status_code: 404 } });
});
