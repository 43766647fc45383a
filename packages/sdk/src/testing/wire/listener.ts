import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that came to a listener, raw. */
export interface Delivery {
  readonly method: string;
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A place on loopback that is not the vendor: a trap nobody may walk into, or an address callbacks are sent to. */
export interface Listener {
  readonly origin: string;
  readonly port: number;
  readonly deliveries: readonly Delivery[];
  /** Status of the next answers; default 200. */
  status: number;
  /** Resolves once there are so many deliveries, or to false after `withinMs`. */
  readonly until: (count: number, withinMs: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Listens on a port of the system's choice and writes down whatever comes. */
export const openListener = async (): Promise<Listener> => {
  const deliveries: Delivery[] = [];
  const waiting = new Set<() => void>();
  const server: Server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
      deliveries.push({ method: incoming.method ?? "", path: incoming.url ?? "", headers, body: Buffer.concat(chunks) });
      response.writeHead(listener.status, { "content-type": "application/json" });
      response.end("{}");
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const listener: Listener = {
    origin: `http://127.0.0.1:${port}`,
    port,
    deliveries,
    status: 200,
    until: (count, withinMs) =>
      new Promise((resolve) => {
        const end = (enough: boolean): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(enough);
        };
        const look = (): void => {
          if (deliveries.length >= count) end(true);
        };
        const timer = setTimeout(() => end(false), withinMs);
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return listener;
};
