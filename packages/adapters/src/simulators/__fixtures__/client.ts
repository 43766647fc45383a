import type { Simulator } from "../index.ts";

/** An answer as it came, with its JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly json: any; // tests look into whatever comes
  readonly text: string;
  readonly headers: Headers;
}

export interface Client {
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  readonly put: (path: string, body?: unknown) => Promise<Answer>;
  readonly del: (path: string, body?: unknown) => Promise<Answer>;
  readonly send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

/** A plain client of one simulator: real HTTP, no retries, no knowledge of the vendor but its way of sending a key. */
export const clientOf = (simulator: Pick<Simulator, "baseUrl" | "key" | "name">, key: string = simulator.key): Client => {
  const authorization = simulator.name === "mercor" ? `Bearer ${key}` : `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  const send: Client["send"] = async (method, path, body, headers = {}) => {
    const url = path.startsWith("http") ? path : `${simulator.baseUrl}${path}`;
    const response = await fetch(url, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(3000),
      headers: { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, json, text, headers: response.headers };
  };
  return {
    send,
    get: (path) => send("GET", path),
    post: (path, body, headers) => send("POST", path, body, headers),
    put: (path, body) => send("PUT", path, body),
    del: (path, body) => send("DELETE", path, body),
  };
};

/** A moment every test can begin at: a Wednesday. */
export const wednesday: number = Date.UTC(2026, 10, 18, 8);

/** Stands still unless it is pushed. */
export const still = { speed: 0, startAt: wednesday } as const;

export const hours = (count: number): number => count * 3_600_000;

/** Listens for callbacks and keeps what came; answers `status` to each. */
export interface Receiver {
  readonly url: string;
  readonly got: { readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>; readonly raw: string; readonly body: Record<string, unknown> }[];
  /** Resolves when `count` messages have come. */
  readonly waitFor: (count: number) => Promise<void>;
  status: number;
  readonly close: () => Promise<void>;
}

export const startReceiver = async (): Promise<Receiver> => {
  const { createServer } = await import("node:http");
  const waiting: { count: number; done: () => void }[] = [];
  const got: Receiver["got"][number][] = [];
  const receiver: { status: number } = { status: 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      response.writeHead(receiver.status).end();
      got.push({ headers: request.headers, raw, body: JSON.parse(raw) as Record<string, unknown> });
      for (const each of waiting) if (got.length >= each.count) each.done();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}/hook`,
    got,
    waitFor: (count: number) => (got.length >= count ? Promise.resolve() : new Promise<void>((done) => waiting.push({ count, done }))),
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  });
};
