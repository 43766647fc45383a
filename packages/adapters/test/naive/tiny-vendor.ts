import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Script, VendorUnderTest } from "@tranche/sdk/testing";

/** One unit a scripted vendor holds. */
export interface TinyUnit {
  readonly ref: string;
  readonly key: string;
  readonly content: Readonly<Record<string, string>>;
  answer: string | undefined;
}

/** A scripted vendor's state, as its own routes see it. */
export interface TinyState {
  readonly units: TinyUnit[];
  /** Milliseconds by the vendor's clock. */
  readonly now: () => number;
  readonly add: (key: string, content: Readonly<Record<string, string>>) => TinyUnit;
  /** Does something at a later time of the vendor's clock. */
  readonly later: (ms: number, run: () => void) => void;
}

export interface TinyRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface TinyReply {
  readonly status?: number;
  readonly json: unknown;
}

/** What makes one scripted vendor another: how it takes units on, and how it calls back. */
export interface TinyDialect {
  readonly create: (request: TinyRequest, state: TinyState) => TinyReply | undefined;
  readonly callback?: (unit: TinyUnit, state: TinyState) => { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  readonly webhookSecret?: string;
}

/**
 * A vendor in a few lines: `GET /me`, `PUT /batches/{name}`, `GET /units?after=` (a page of ten), and whatever its dialect adds. Its clock stands still
 * unless it is pushed; its workers know every answer.
 */
export const startTiny =
  (dialect: TinyDialect) =>
  async (script: Script): Promise<VendorUnderTest> => {
    const units: TinyUnit[] = [];
    const batches = new Set<string>();
    const due: { readonly at: number; readonly run: () => void }[] = [];
    const addresses: string[] = [];
    let now = Date.UTC(2026, 2, 2, 9);
    const state: TinyState = {
      units,
      now: () => now,
      add: (key, content) => {
        const unit: TinyUnit = { ref: `unit-${units.length + 1}`, key, content, answer: undefined };
        units.push(unit);
        return unit;
      },
      later: (ms, run) => void due.push({ at: now + ms, run }),
    };
    const pass = (ms: number): void => {
      now += ms;
      for (const one of due.splice(0)) {
        if (one.at <= now) one.run();
        else due.push(one);
      }
    };

    const route = (request: TinyRequest): TinyReply => {
      const own = dialect.create(request, state);
      if (own) return own;
      if (request.path === "/me") return { json: { id: "me" } };
      if (request.path.startsWith("/batches/")) {
        batches.add(request.path);
        if (typeof request.body?.callback_url === "string") addresses.push(request.body.callback_url);
        return { json: { name: request.path.slice("/batches/".length) } };
      }
      if (request.path === "/units") {
        const from = Number(request.query.get("after") ?? 0);
        return { json: { units: units.slice(from, from + 10), next: Math.min(from + 10, units.length), more: from + 10 < units.length } };
      }
      return { status: 404, json: { error: "no such path" } };
    };

    const server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const url = new URL(incoming.url ?? "/", "http://localhost");
        const text = Buffer.concat(chunks).toString("utf8");
        const { status = 200, json } = route({
          method: incoming.method ?? "GET",
          path: url.pathname,
          query: url.searchParams,
          body: text === "" ? undefined : JSON.parse(text),
        });
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(json));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
      baseUrl: `http://127.0.0.1:${port}`,
      credential: "tiny-credential",
      knowsAnswers: true,
      ...(dialect.webhookSecret !== undefined && { webhookSecret: dialect.webhookSecret }),
      recount: () => ({
        units: units.map(({ ref, content }) => ({ ref, content: Object.values(content).join("\n") })),
        engagements: [...batches],
      }),
      pass,
      answerAll: async () => {
        pass(3 * 86_400_000);
        for (const unit of units) {
          if (unit.answer !== undefined) continue;
          unit.answer = script.units.find(({ content }) => content["text"] === unit.content["text"])?.answer ?? "ham";
          const call = dialect.callback?.(unit, state);
          if (call) for (const url of addresses) await fetch(url, { method: "POST", headers: call.headers, body: call.body });
        }
      },
      close: () =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    };
  };
