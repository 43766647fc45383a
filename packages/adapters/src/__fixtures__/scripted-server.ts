import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it came over the wire. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed JSON, undefined without a body. */
  readonly body: any;
}

/** What the server does: answer, or take the response into its own hands. */
export type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly json: unknown }
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly text: string }
  | ((response: ServerResponse) => void);

export interface ScriptedServer {
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** A real server on port 0 whose answers a test writes down. A reply that throws fails the exchange and shows in the test as a dropped connection. */
export const scriptedServer = async (answer: (request: Seen, index: number) => Reply | Promise<Reply>): Promise<ScriptedServer> => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const text = Buffer.concat(chunks).toString("utf8");
      const one: Seen = {
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        text,
        body: text === "" || request.headers["content-type"] === "application/x-ndjson" ? undefined : JSON.parse(text),
      };
      seen.push(one);
      Promise.resolve()
        .then(() => answer(one, seen.length - 1))
        .then((reply) => {
          if (typeof reply === "function") return reply(response);
          const body = "json" in reply ? JSON.stringify(reply.json) : reply.text;
          response.writeHead(reply.status ?? 200, { "Content-Type": "json" in reply ? "application/json" : "text/html", ...reply.headers });
          response.end(body);
        })
        .catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

/** Takes the request in and drops the connection without a word. */
export const drop = (response: ServerResponse): void => void response.destroy();

/** Sends half of a JSON answer under a full Content-Length, then drops the connection. */
export const half = (response: ServerResponse): void => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "200" });
  response.write('{"task_id":"abc');
  setImmediate(() => response.destroy());
};

/** Never answers. */
export const silence = (): void => undefined;
