import { Agent, request as httpRequest } from "node:http";
import { Agent as SecureAgent, request as httpsRequest } from "node:https";
import type { Answer } from "./exchange.ts";

/** Hands a request to the vendor as it is and reads its answer whole. Rejects where the vendor does not answer. */
export interface Forward {
  readonly send: (request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }) => Promise<Answer>;
  readonly close: () => void;
}

/** Headers that belong to one connection, or that a rewritten body makes wrong. */
const ownToHop = new Set([
  "host",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "accept-encoding",
  "proxy-connection",
]);

/** Connections to the vendor at `origin`. */
export const createForward = (origin: string): Forward => {
  const secure = origin.startsWith("https:");
  const agent = secure ? new SecureAgent({ keepAlive: true, maxSockets: 64 }) : new Agent({ keepAlive: true, maxSockets: 64 });
  const send: Forward["send"] = ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !ownToHop.has(name)));
      const length = Buffer.byteLength(body);
      const outgoing = (secure ? httpsRequest : httpRequest)(
        `${origin}${path}`,
        { method, agent, headers: { ...kept, ...(length > 0 && { "content-length": String(length) }) } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const plain: Record<string, string> = {};
            for (const [name, value] of Object.entries(response.headers))
              if (value !== undefined && !ownToHop.has(name)) plain[name] = Array.isArray(value) ? value.join(", ") : value;
            resolve({ status: response.statusCode ?? 0, headers: plain, body: Buffer.concat(chunks).toString("latin1") });
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body === "" ? undefined : body);
    });
  return { send, close: () => agent.destroy() };
};
