import { createServer as createNetServer } from "node:net";
import { gzipSync } from "node:zlib";
import { AdapterError, type AdapterErrorKind } from "@tranche/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { drop, half, type Reply, type ScriptedServer, scriptedServer, silence } from "../__fixtures__/scripted-server.ts";
import { createHttp } from "./create-http.ts";
import type { Effect, Http, HttpRequest, HttpSettings } from "./http.ts";

const credential = "Basic c2VjcmV0OnNlY3JldA==";
const signal = new AbortController().signal;
const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const serve = async (answer: Parameters<typeof scriptedServer>[0]): Promise<ScriptedServer> => {
  const server = await scriptedServer(answer);
  servers.push(server);
  return server;
};

const http = (baseUrl: string, more: Partial<HttpSettings> = {}) => createHttp({ baseUrl, authorization: credential, ...more });

const failure = async (work: Promise<unknown>): Promise<AdapterError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!AdapterError.is(error)) throw new Error(`expected an AdapterError, got ${String(error)}`);
  return error;
};

/** A connection that stands: how long one takes on a busy machine is not what is tested. */
const warm = async (client: Http): Promise<void> => {
  for (let answered = false; !answered;)
    answered = await client.request(call("read", { path: "/warm" })).then(
      () => true,
      () => false,
    );
};

const call = (effect: Effect, more: Partial<HttpRequest> = {}): HttpRequest =>
  effect === "read"
    ? { method: "GET", path: "/things", effect, signal, ...more }
    : { method: "POST", path: "/things", effect, body: { text: "the content of an item" }, signal, ...more };

describe("a request", () => {
  it("goes to the base URL with one fixed User-Agent, JSON and the credential, and comes back parsed", async () => {
    const server = await serve(() => ({ json: { id: 7 }, headers: { "X-Page": "2" } }));
    const response = await http(`${server.url}/v1/`).request(call("create", { query: { a: 1, tag: ["x", "y z"], none: undefined } }));
    expect(response).toMatchObject({ status: 200, body: { id: 7 } });
    expect(response.headers["x-page"]).toBe("2");
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: "POST", path: "/v1/things", body: { text: "the content of an item" } });
    expect([...(seen?.query ?? [])]).toEqual([
      ["a", "1"],
      ["tag", "x"],
      ["tag", "y z"],
    ]);
    expect(seen?.headers["user-agent"]).toBe("tranche");
    expect(seen?.headers.authorization).toBe(credential);
    expect(seen?.headers["content-type"]).toBe("application/json");
    expect(JSON.stringify({ ...seen?.headers, host: "" })).not.toMatch(/axios|node|\d+\.\d+/);
  });

  it("keeps its connections", async () => {
    const ports = new Set<number>();
    const server = await serve(() => (response) => {
      ports.add(response.socket?.remotePort ?? 0);
      response.end("{}");
    });
    const client = http(server.url);
    for (let index = 0; index < 20; index += 1) await client.request(call("read"));
    expect(ports.size).toBe(1);
  });

  it("opens no more connections than it was allowed", async () => {
    let open = 0;
    let most = 0;
    const server = await serve(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return { json: {} };
    });
    const client = http(server.url, { connections: 3 });
    await Promise.all(Array.from({ length: 30 }, () => client.request(call("read"))));
    expect(most).toBeLessThanOrEqual(3);
  });

  it("reads compressed answers and keeps the digits of huge numbers", async () => {
    const server = await serve(() => (response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" });
      response.end(gzipSync('{"id": 12345678901234567890, "list": [9007199254740993], "price": 0.1, "text": ": 12345678901234567890"}'));
    });
    const { body } = await http(server.url).request(call("read"));
    expect(body).toEqual({ id: "12345678901234567890", list: ["9007199254740993"], price: 0.1, text: ": 12345678901234567890" });
  });

  it("has no body where the vendor sent none", async () => {
    const server = await serve(() => ({ text: "" }));
    expect((await http(server.url).request(call("read"))).body).toBeUndefined();
  });

  it("hands over an expected refusal instead of throwing it", async () => {
    const server = await serve(() => ({ status: 409, json: { error: "taken" } }));
    expect(await http(server.url).request(call("create", { expect: [409] }))).toMatchObject({ status: 409, body: { error: "taken" } });
  });
});

describe("what a status means", () => {
  const table: readonly (readonly [number, AdapterErrorKind, AdapterErrorKind])[] = [
    [300, "in-doubt", "in-doubt"],
    [302, "in-doubt", "in-doubt"],
    [307, "in-doubt", "in-doubt"],
    [400, "refused", "refused"],
    [401, "unauthorized", "unauthorized"],
    [402, "unauthorized", "unauthorized"],
    [403, "unauthorized", "refused"],
    [404, "refused", "refused"],
    [405, "refused", "refused"],
    [408, "in-doubt", "in-doubt"],
    [409, "refused", "refused"],
    [413, "refused", "refused"],
    [422, "refused", "refused"],
    [429, "throttled", "throttled"],
    [500, "in-doubt", "in-doubt"],
    [502, "in-doubt", "in-doubt"],
    [503, "in-doubt", "in-doubt"],
    [504, "in-doubt", "in-doubt"],
    [522, "in-doubt", "in-doubt"],
  ];
  it.each(table)("%i: a read is %s, a create is %s", async (status, read, create) => {
    const server = await serve(() => ({ status, text: "<html>no</html>" }));
    const client = http(server.url);
    expect(await failure(client.request(call("read")))).toMatchObject({ kind: read, status });
    expect(await failure(client.request(call("create")))).toMatchObject({ kind: create, status });
    expect(await failure(client.request(call("repeatable")))).toMatchObject({ kind: create, status });
  });

  it("says how far a refusal reaches, and lets the vendor's words override it", async () => {
    const server = await serve(({ query }) => ({ status: Number(query.get("status")), json: { scope: query.get("scope") } }));
    const client = http(server.url, {
      readComplaint: (_status, body) => ((body as { scope?: string }).scope === "kind" ? { scope: "kind", code: "not_text" } : {}),
    });
    const scope = async (status: number, said?: string) => failure(client.request(call("create", { query: { status, scope: said } })));
    expect(await scope(400)).toMatchObject({ scope: "item" });
    expect(await scope(404)).toMatchObject({ scope: "engagement" });
    expect(await scope(405)).toMatchObject({ scope: "account" });
    expect(await scope(400, "kind")).toMatchObject({ scope: "kind", code: "not_text" });
  });

  it.each([
    ["12", undefined, 12_000],
    ["0", undefined, 0],
    ["86400000", undefined, 86_400_000_000],
    ["Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30_000],
    ["Wed, 21 Oct 2026 07:27:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 0],
    ["soon", undefined, undefined],
    ["-5", undefined, undefined],
    ["", undefined, undefined],
  ])("Retry-After %j beside Date %j is %j ms", async (retryAfter, date, expected) => {
    const server = await serve(() => ({
      status: 429,
      headers: { "Retry-After": retryAfter, ...(date !== undefined && { Date: date }) },
      json: {},
    }));
    expect((await failure(http(server.url).request(call("create")))).retryAfterMs).toBe(expected);
  });
});

describe("what can be proven when no answer came", () => {
  it("nothing was sent when nobody listens", async () => {
    const server = await scriptedServer(() => ({ json: {} }));
    await server.close();
    const error = await failure(http(server.url).request(call("create")));
    expect(error).toMatchObject({ kind: "unavailable", code: "ECONNREFUSED" });
  });

  it("nothing was sent when the name is not known", async () => {
    expect(await failure(http("https://nowhere.invalid").request(call("create")))).toMatchObject({ kind: "unavailable" });
  });

  it("nothing was sent when the handshake never ends", async () => {
    const mute = createNetServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const { port } = mute.address() as { port: number };
    const error = await failure(http(`https://127.0.0.1:${port}`, { timeouts: { createMs: 60 } }).request(call("create")));
    expect(error.kind).toBe("unavailable");
    mute.close();
  });

  it("nothing was sent for a request that waited for a connection when it was cancelled", async () => {
    const server = await serve(() => silence);
    const client = http(server.url, { connections: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const blocked = failure(client.request(call("create", { signal: first.signal })));
    const waiting = failure(client.request(call("create", { signal: second.signal })));
    while (server.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    second.abort();
    expect(await waiting).toMatchObject({ kind: "unavailable" });
    first.abort();
    expect(await blocked).toMatchObject({ kind: "in-doubt" });
    expect(server.seen.length).toBe(1);
  });

  it("nothing was sent when the signal was aborted beforehand", async () => {
    const server = await serve(() => ({ json: {} }));
    expect(await failure(http(server.url).request(call("create", { signal: AbortSignal.abort() })))).toMatchObject({ kind: "unavailable" });
    expect(server.seen).toEqual([]);
  });

  it("nothing was sent when the signal was aborted beforehand and a connection stood ready", async () => {
    const server = await serve(() => ({ json: {} }));
    const client = http(server.url);
    await warm(client);
    expect(await failure(client.request(call("create", { signal: AbortSignal.abort() })))).toMatchObject({ kind: "unavailable" });
    await warm(client);
    expect(server.seen.map(({ path }) => path)).toEqual(["/warm", "/warm"]);
  });

  const doubtful: readonly (readonly [string, Reply])[] = [
    ["the connection drops after the request", drop],
    ["the answer is cut off", half],
    ["the answer is truncated JSON", { text: '{"task_id": "abc' }],
    ["the answer is a web page", { text: "<!doctype html><html></html>" }],
    ["nothing ever comes", silence],
  ];
  it.each(doubtful)("it may have landed when %s", async (_what, reply) => {
    const server = await serve(({ path }) => (path === "/warm" ? { json: {} } : reply));
    const client = http(server.url, reply === silence ? { timeouts: { createMs: 150, readMs: 150 } } : {});
    await warm(client);
    expect(await failure(client.request(call("create")))).toMatchObject({ kind: "in-doubt" });
    expect(await failure(client.request(call("read")))).toMatchObject({ kind: "in-doubt" });
    expect(server.seen.filter(({ path }) => path === "/things").length).toBe(2);
  });

  it("it may have landed when the first connection was fine and the kept one is gone", async () => {
    const server = await serve((_request, index) => (index === 0 ? { json: {} } : drop));
    const client = http(server.url);
    await client.request(call("create"));
    expect(await failure(client.request(call("create")))).toMatchObject({ kind: "in-doubt" });
  });

  it("a slow drip does not outlive the time-out", async () => {
    const server = await serve(({ path }) => (response) => {
      if (path === "/warm") return void response.end("{}");
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(timer));
    });
    const client = http(server.url, { timeouts: { readMs: 150 } });
    await warm(client);
    const started = performance.now();
    expect(await failure(client.request(call("read")))).toMatchObject({ kind: "in-doubt" });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("an answer beyond the limit is not read to its end, compressed or not", async () => {
    const bomb = gzipSync(Buffer.alloc(4_000_000, 32));
    const server = await serve(({ path }) => (response) => {
      if (path === "/bomb") response.writeHead(200, { "Content-Encoding": "gzip" });
      response.end(path === "/bomb" ? bomb : Buffer.alloc(4_000_000, 32));
    });
    const client = http(server.url, { maxResponseBytes: 100_000 });
    expect(await failure(client.request(call("read")))).toMatchObject({
      kind: "in-doubt",
      message: expect.stringContaining("longer than the limit"),
    });
    expect(await failure(client.request(call("read", { path: "/bomb" })))).toMatchObject({
      kind: "in-doubt",
      message: expect.stringContaining("longer than the limit"),
    });
  });
});

describe("what never leaves", () => {
  it("follows no redirect: the other host gets neither the request nor the credential", async () => {
    const other = await serve(() => ({ json: {} }));
    const server = await serve(() => ({ status: 307, headers: { Location: `${other.url}/steal` }, json: {} }));
    expect(await failure(http(server.url).request(call("create")))).toMatchObject({ kind: "in-doubt", status: 307 });
    expect(await failure(http(server.url).request(call("read")))).toMatchObject({ kind: "in-doubt", status: 307 });
    expect(other.seen).toEqual([]);
  });

  it.each(["https://other.example/x", "//other.example/x/../..", "/a/../../b", "things", "/..", "@other.example/"])(
    "goes nowhere but below the base: %s",
    async (path) => {
      const server = await serve(() => ({ json: {} }));
      const error = await failure(http(server.url).request(call("create", { path })));
      expect(error).toMatchObject({ kind: "refused", message: expect.stringContaining("nothing was sent") });
      expect(server.seen).toEqual([]);
    },
  );

  it("uses no proxy of the environment", async () => {
    const before = process.env["HTTP_PROXY"];
    process.env["HTTP_PROXY"] = "http://127.0.0.1:1";
    try {
      const server = await serve(() => ({ json: { ok: true } }));
      expect((await http(server.url).request(call("read"))).body).toEqual({ ok: true });
    } finally {
      if (before === undefined) delete process.env["HTTP_PROXY"];
      else process.env["HTTP_PROXY"] = before;
    }
  });

  const everything = (error: unknown, depth = 0): string => {
    if (typeof error !== "object" || error === null || depth > 6) return String(error);
    return Object.getOwnPropertyNames(error)
      .map((name) => `${name}=${everything((error as Record<string, unknown>)[name], depth + 1)}`)
      .join("\n");
  };

  it.each(["secret", "c2VjcmV0OnNlY3JldA=="])("shows no sentence with %j in it, which is in the credential", async (word) => {
    const { url } = await serve(() => ({ status: 400, json: { error: `the key ${word} may not do this` } }));
    const client = http(url, { readComplaint: (_status, body) => ({ message: (body as { error: string }).error }) });
    const error = await failure(client.request(call("read")));
    expect(error).toMatchObject({ kind: "refused", message: "the vendor refused it (400)" });
  });

  it("puts neither the credential nor an item's content into an error, not even in its cause", async () => {
    const server = await serve(({ query }) => {
      if (query.get("how") === "drop") return drop;
      return { status: 400, json: { error: `Parameter "attachments" is invalid: "the content of an item" (${credential})` } };
    });
    const client = http(server.url, { readComplaint: (_status, body) => ({ message: (body as { error: string }).error }) });
    for (const how of ["drop", "refuse"]) {
      const error = await failure(client.request(call("create", { query: { how } })));
      const all = everything(error);
      expect(all).not.toContain("c2VjcmV0");
      expect(all).not.toContain("content of an item");
      expect(all).not.toMatch(/Axios|config|httpAgent/);
    }
  });

  it("keeps the vendor's sentence where it quotes nothing of ours", async () => {
    const server = await serve(() => ({ status: 400, json: { error: 'Parameter is invalid, reason: "attachments" is required' } }));
    const client = http(server.url, { readComplaint: (_status, body) => ({ message: (body as { error: string }).error }) });
    expect((await failure(client.request(call("create")))).message).toBe(
      'the vendor refused it (400): Parameter is invalid, reason: "attachments" is required',
    );
  });

  it("hides a short quoted value", async () => {
    const server = await serve(() => ({ status: 400, json: { error: 'the label "ham" is not known' } }));
    const client = http(server.url, { readComplaint: (_status, body) => ({ message: (body as { error: string }).error }) });
    expect((await failure(client.request(call("create", { body: { label: "ham" } })))).message).toBe(
      "the vendor refused it (400): the label “…” is not known",
    );
  });
});

describe("settings", () => {
  it.each(["ftp://x", "nonsense", "https://user:pass@x", "https://x/?a=1", "http://api.example.com/v1"])(
    "are refused in plain words: %s",
    (baseUrl) => {
      expect(() => http(baseUrl)).toThrow(TypeError);
    },
  );
  it("take plain http on loopback only", () => {
    expect(() => http("http://localhost:4101/v1")).not.toThrow();
    expect(() => http("http://[::1]:4101/v1")).not.toThrow();
  });
  it("refuse a credential that cannot be sent", () => {
    expect(() => createHttp({ baseUrl: "https://x.example", authorization: "Bearer a\nb" })).toThrow(TypeError);
  });
});
