import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Answer, Exchange, Fault, Sent } from "./exchange.ts";
import { createForward } from "./forward.ts";
import { suffer } from "./suffer.ts";

/** Decides what happens to one exchange; it may wait first, and the adapter waits with it. */
export type WirePlan = (exchange: Exchange) => Fault | undefined | Promise<Fault | undefined>;

/** Rewrites what passes. Bodies are text in both directions. */
export interface Rewrite {
  readonly request?: (sent: Sent) => Sent | Promise<Sent>;
  readonly answer?: (answer: Answer, exchange: Exchange) => Answer | Promise<Answer>;
}

/** A proxy on loopback between one adapter and one vendor: it counts, remembers, and fails on demand. */
export interface Wire {
  /** The adapter's `baseUrl`. */
  readonly baseUrl: string;
  readonly port: number;
  /** Every request that arrived whole, in order. */
  readonly exchanges: readonly Exchange[];
  plan: WirePlan | undefined;
  rewrite: Rewrite | undefined;
  readonly close: () => Promise<void>;
}

/** Opens a proxy before the vendor at `baseUrl`. Addresses of the vendor in its answers become addresses of the proxy. */
export const openWire = async (baseUrl: string): Promise<Wire> => {
  const target = new URL(baseUrl);
  const forward = createForward(target.origin);
  const exchanges: Exchange[] = [];
  const sockets = new Set<Socket>();
  let own = "";

  const passOn = async (exchange: Exchange): Promise<Answer> => {
    const sent: Sent = { path: exchange.path, body: exchange.body };
    const { path, body } = wire.rewrite?.request ? await wire.rewrite.request(sent) : sent;
    exchange.reachedVendor = true;
    const answer = await forward.send({ method: exchange.method, headers: exchange.headers, path, body });
    // Everything here is read as UTF-8 text; what is not (a compressed report) passes byte by byte.
    const text = isText(answer) ? Buffer.from(answer.body, "latin1").toString("utf8") : undefined;
    if (text === undefined) return answer;
    const moved: Answer = {
      ...answer,
      headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, value.replaceAll(target.origin, own)])),
      body: text.replaceAll(target.origin, own),
    };
    const rewritten = wire.rewrite?.answer ? await wire.rewrite.answer(moved, exchange) : moved;
    return { ...rewritten, body: Buffer.from(rewritten.body, "utf8").toString("latin1") };
  };

  const handle = async (exchange: Exchange, response: ServerResponse): Promise<void> => {
    const fault = await wire.plan?.(exchange);
    if (fault === undefined) {
      const answer = await passOn(exchange);
      exchange.status = answer.status;
      return give(response, answer);
    }
    exchange.fault = fault.do;
    await suffer({ fault, exchange, response, accept: () => passOn(exchange) });
  };

  const receive = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on("error", () => response.destroy());
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const exchange: Exchange = {
        index: exchanges.length,
        method: incoming.method ?? "",
        path: incoming.url ?? "/",
        headers: Object.fromEntries(
          Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
        ),
        body: Buffer.concat(chunks).toString("utf8"),
        reachedVendor: false,
      };
      exchanges.push(exchange);
      // A vendor that does not answer is a broken connection to the adapter, as it would be without us.
      handle(exchange, response).catch(() => response.destroy());
    });
  };

  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, receive);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  own = `http://127.0.0.1:${port}`;
  const wire: Wire = {
    baseUrl: `${own}${target.pathname.replace(/\/+$/, "")}`,
    port,
    exchanges,
    plan: undefined,
    rewrite: undefined,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      forward.close();
    },
  };
  return wire;
};

const isText = ({ headers }: Answer): boolean => {
  if (headers["content-encoding"] !== undefined) return false;
  return /json|text|xml|^$/.test(headers["content-type"] ?? "");
};

/** Answers the adapter; the body is bytes in latin1. */
const give = (response: ServerResponse, { status, headers, body }: Answer): void => {
  const bytes = Buffer.from(body, "latin1");
  response.writeHead(status, { ...headers, "content-length": String(bytes.length) });
  response.end(bytes);
};
