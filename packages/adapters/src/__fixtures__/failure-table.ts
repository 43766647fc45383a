import { AdapterError, type AdapterDefinition, type AdapterErrorKind, type VendorAdapter } from "@tranche/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drop, half, type Reply, type ScriptedServer, scriptedServer, silence } from "./scripted-server.ts";

/** Everything a vendor, or something in between, may answer instead of what was asked for. */
const table: readonly { readonly what: string; readonly reply: Reply; readonly read: AdapterErrorKind; readonly create: AdapterErrorKind }[] = [
  { what: "a web page with 200", reply: { text: "<html><body>Maintenance</body></html>" }, read: "in-doubt", create: "in-doubt" },
  { what: "truncated JSON", reply: { text: '{"data": [{"id": "a", ' }, read: "in-doubt", create: "in-doubt" },
  { what: "half an answer, then a drop", reply: half, read: "in-doubt", create: "in-doubt" },
  { what: "a drop after the request", reply: drop, read: "in-doubt", create: "in-doubt" },
  { what: "silence", reply: silence, read: "in-doubt", create: "in-doubt" },
  { what: "JSON of another shape", reply: { json: { hello: "world" } }, read: "in-doubt", create: "in-doubt" },
  { what: "an empty 200", reply: { text: "" }, read: "in-doubt", create: "in-doubt" },
  { what: "null", reply: { json: null }, read: "in-doubt", create: "in-doubt" },
  { what: "a redirect elsewhere", reply: { status: 302, headers: { Location: "https://other.example/" }, json: {} }, read: "in-doubt", create: "in-doubt" },
  { what: "408", reply: { status: 408, json: {} }, read: "in-doubt", create: "in-doubt" },
  { what: "500", reply: { status: 500, json: { error: "x" } }, read: "in-doubt", create: "in-doubt" },
  { what: "503 as a web page", reply: { status: 503, text: "<h1>503</h1>" }, read: "in-doubt", create: "in-doubt" },
  { what: "522", reply: { status: 522, text: "error code: 522" }, read: "in-doubt", create: "in-doubt" },
  { what: "429", reply: { status: 429, headers: { "Retry-After": "7" }, json: {} }, read: "throttled", create: "throttled" },
  { what: "401", reply: { status: 401, json: {} }, read: "unauthorized", create: "unauthorized" },
  { what: "402", reply: { status: 402, json: {} }, read: "unauthorized", create: "unauthorized" },
  { what: "403", reply: { status: 403, json: {} }, read: "unauthorized", create: "refused" },
  { what: "422", reply: { status: 422, json: {} }, read: "refused", create: "refused" },
];

export interface FailingOperation {
  readonly name: string;
  readonly effect: "read" | "create";
  readonly run: (adapter: VendorAdapter) => Promise<unknown>;
  /** For an operation that answers per unit and reports failures there: what must come out instead of an error. */
  readonly instead?: (kind: AdapterErrorKind, result: unknown) => void;
}

/** Plays the table against every operation: the right kind, nothing but `AdapterError`, no credential in it, exactly one request. */
export const describeFailures = (definition: AdapterDefinition, credential: string, operations: readonly FailingOperation[]): void => {
  let reply: Reply = { json: {} };
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await scriptedServer(() => reply);
  });
  afterAll(() => server.close());

  describe.each(operations)("$name", ({ effect, run, instead }) => {
    it.each(table)("$what", async ({ reply: next, ...kinds }) => {
      const timeouts = next === silence ? { createMs: 80, readMs: 80 } : {};
      const adapter = definition.create({ baseUrl: server.url, credential, timeouts });
      // A connection that stands: how long one takes on a busy machine is not what is tested here.
      reply = { json: {} };
      for (server.seen.length = 0; server.seen.length === 0; ) await adapter.check({ signal: new AbortController().signal }).catch(() => undefined);
      reply = next;
      server.seen.length = 0;
      const kind = kinds[effect];
      const outcome = await run(adapter).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      );
      if (next !== silence) expect(server.seen.length).toBe(1);
      if ("result" in outcome) {
        if (!instead) throw new Error(`expected an error, got ${JSON.stringify(outcome.result)}`);
        instead(kind, outcome.result);
        return;
      }
      if (!AdapterError.is(outcome.error)) throw new Error(`not an AdapterError: ${String(outcome.error)}`, { cause: outcome.error });
      expect(outcome.error.kind).toBe(kind);
      expect(outcome.error.message).not.toContain(credential);
      if (kind === "throttled") expect(outcome.error.retryAfterMs).toBe(7000);
      if (kind === "refused") expect(outcome.error.scope).toBeDefined();
    });
  });

  it("nobody listening: unavailable, for every operation", async () => {
    const gone = await scriptedServer(() => ({ json: {} }));
    await gone.close();
    const adapter = definition.create({ baseUrl: gone.url, credential });
    for (const { run, instead } of operations) {
      const outcome = await run(adapter).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      );
      if ("result" in outcome) instead?.("unavailable", outcome.result);
      else expect(outcome.error).toMatchObject({ kind: "unavailable" });
    }
  });
};
