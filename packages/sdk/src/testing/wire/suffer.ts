import type { ServerResponse } from "node:http";
import type { Answer, Exchange, Fault } from "./exchange.ts";

interface Suffering {
  readonly fault: Fault;
  readonly exchange: Exchange;
  readonly response: ServerResponse;
  /** Hands the request to the vendor and reads its answer. */
  readonly accept: () => Promise<Answer>;
}

const pieces = 5;
const dripEveryMs = 20;

/** Does to one exchange what the fault says. */
export const suffer = async ({ fault, exchange, response, accept }: Suffering): Promise<void> => {
  switch (fault.do) {
    case "silence":
      if (fault.accept) await accept();
      return;
    case "drop":
      if (fault.accept) await accept();
      response.destroy();
      return;
    case "cut": {
      const answer = await accept();
      const bytes = Buffer.from(answer.body, "latin1");
      exchange.status = answer.status;
      response.writeHead(answer.status, { ...answer.headers, "content-length": String(Math.max(64, bytes.length)) });
      response.write(bytes.subarray(0, bytes.length >> 1));
      setImmediate(() => response.destroy());
      return;
    }
    case "truncate": {
      const answer = await accept();
      const half = Buffer.from(answer.body, "latin1").subarray(0, Math.max(1, answer.body.length >> 1));
      exchange.status = answer.status;
      response.writeHead(answer.status, { ...answer.headers, "content-length": String(half.length) });
      response.end(half);
      return;
    }
    case "slow": {
      const answer = await accept();
      const bytes = Buffer.from(answer.body, "latin1");
      exchange.status = answer.status;
      response.writeHead(answer.status, { ...answer.headers, "content-length": String(bytes.length) });
      response.flushHeaders();
      const step = Math.ceil(bytes.length / pieces);
      for (let piece = 0; piece < pieces; piece += 1) {
        await after(fault.ms / pieces);
        response.write(bytes.subarray(piece * step, (piece + 1) * step));
      }
      response.end();
      return;
    }
    case "drip": {
      const answer = await accept();
      exchange.status = answer.status;
      response.writeHead(answer.status, { ...answer.headers, "content-length": "1000000" });
      // White space may stand before any JSON: a byte at a time, and it could be one.
      const timer = setInterval(() => response.write(" "), dripEveryMs);
      response.on("close", () => clearInterval(timer));
      return;
    }
    case "answer": {
      if (fault.accept) await accept();
      exchange.status = fault.status;
      const bytes = Buffer.from(fault.body, "utf8");
      response.writeHead(fault.status, {
        "content-type": fault.type ?? "application/json",
        ...fault.headers,
        "content-length": String(bytes.length),
      });
      response.end(bytes);
      return;
    }
    default:
      fault satisfies never;
  }
};

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
