import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Agenda } from "../world/agenda.ts";
import { isoTime, type SimulatedClock } from "../world/clock.ts";
import type { FaultDraw } from "./faults.ts";
import type { SimulatedReply, SimulatedRequest } from "./message.ts";
import type { OutageKind } from "./outage.ts";
import type { LoggedRequest, RequestLog } from "./request-log.ts";
import { send, suffer } from "./suffer.ts";
import type { VendorModel } from "./vendor-model.ts";

/** The transport of one simulator: HTTP on loopback, faults, outages and the request log around a vendor's model. */
export interface SimulatorServer {
  readonly port: number;
  /** Lets everything happen that is due by now. */
  readonly advance: () => void;
  /** Ends or begins an outage. Requests already received are finished; the same port is used again afterwards. */
  readonly setOutage: (outage: OutageKind | "none") => Promise<void>;
  readonly outage: () => OutageKind | "none";
  readonly close: () => Promise<void>;
}

interface ServerParts {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly model: VendorModel;
  readonly clock: SimulatedClock;
  readonly agenda: Agenda;
  readonly faults: FaultDraw;
  readonly log: RequestLog;
  /** Asked after every step: whether a planned outage has begun. */
  readonly outageDue: () => OutageKind | undefined;
}

const maxBodyBytes = 100 * 1024 * 1024;
/** Real time between two looks at what is due when nobody asks. */
const tickMs = 20;

/** Listens on loopback. Rejects where the port is taken. */
export const startSimulatorServer = async (parts: ServerParts): Promise<SimulatorServer> => {
  const { model, clock, agenda, faults, log } = parts;
  const sockets = new Map<Socket, number>();
  const waiting = new Set<NodeJS.Timeout>();
  let outage: OutageKind | "none" = "none";
  let port = parts.port;

  const begin = (kind: OutageKind): void => {
    outage = kind;
    if (kind !== "refuse") return;
    server.close();
    for (const [socket, open] of sockets) if (open === 0) socket.destroy();
  };
  const advance = (): void => {
    agenda.advanceTo(clock.now());
    const due = parts.outageDue();
    if (due !== undefined && outage === "none") begin(due);
  };
  const later = (ms: number, run: () => void): void => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      run();
    }, ms);
    waiting.add(timer);
  };

  const answer = (request: SimulatedRequest, response: ServerResponse, socket: Socket, logged: Pick<LoggedRequest, "body">): void => {
    const note = (status: number, fault?: string): void => {
      log.request({
        at: isoTime(request.at),
        method: request.method,
        path: request.url,
        status,
        body: logged.body,
        ...(fault === undefined ? {} : { fault }),
      });
    };
    const reply = (message: SimulatedReply, fault?: string): void => {
      note(message.status, fault);
      send(response, message);
    };
    const drop = (fault: string): void => {
      note(0, fault);
      socket.destroy();
    };
    switch (outage) {
      case "none":
        break;
      case "refuse":
        return drop("outage");
      case "hang":
        note(0, "outage");
        return later(faults.dials().hangMs ?? 120_000, () => socket.destroy());
      case "error":
        return reply(model.error(503, "Service unavailable"), "outage");
      default:
        outage satisfies never;
    }
    const refusal = model.admit(request.headers, request.path);
    if (refusal !== undefined) return reply(refusal);
    const match = model.router.find(request.method, request.path);
    if (match === "no-route") return reply(model.error(404, `No such path: ${request.path}`));
    if (match === "other-method") return reply(model.error(405, `${request.method} is not allowed here`));
    const fault = faults.next(match.operation);
    const act = (): SimulatedReply => {
      try {
        return match.route.answer(request, match.values);
      } catch (error) {
        return model.error(500, `the simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    };
    if (fault === undefined) reply(act());
    else suffer(fault, { dials: faults.dials(), act, error: model.error, reply, drop, note, later, response, socket });
    advance();
  };

  const receive = (incoming: IncomingMessage, response: ServerResponse): void => {
    const { socket } = incoming;
    sockets.set(socket, (sockets.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const open = (sockets.get(socket) ?? 1) - 1;
      if (sockets.has(socket)) sockets.set(socket, open);
      if (outage === "refuse" && open === 0) socket.destroy();
    });
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBodyBytes) socket.destroy();
      else chunks.push(chunk);
    });
    incoming.on("end", () => {
      advance();
      const raw = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      const url = incoming.url ?? "/";
      const mark = url.indexOf("?");
      const type = incoming.headers["content-type"] ?? "";
      const text = type.startsWith("multipart/") ? undefined : raw.toString("utf8");
      let body: unknown;
      let broken = false;
      // A file of rows is no JSON and need not be any.
      if (text !== undefined && text !== "" && !/^(text\/csv|application\/x-ndjson)/iu.test(type)) {
        try {
          body = JSON.parse(text);
        } catch {
          if (type.startsWith("application/x-www-form-urlencoded")) body = Object.fromEntries(new URLSearchParams(text));
          else broken = true;
        }
      }
      const request: SimulatedRequest = {
        method: incoming.method ?? "GET",
        url,
        path: mark < 0 ? url : url.slice(0, mark),
        query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
        headers: incoming.headers,
        body,
        raw,
        at: agenda.now(),
      };
      const logged: LoggedRequest["body"] =
        text === undefined ? { value: { bytes: raw.length } } : body === undefined ? { value: text === "" ? null : text } : { json: text };
      if (broken && outage === "none") {
        const reply = model.admit(request.headers, request.path) ?? model.error(400, "The body is not valid JSON");
        log.request({ at: isoTime(request.at), method: request.method, path: url, status: reply.status, body: logged });
        send(response, reply);
      } else answer(request, response, socket, { body: logged });
    });
  };

  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, receive);
  server.on("connection", (socket) => {
    if (outage === "refuse") {
      socket.destroy();
      return;
    }
    sockets.set(socket, 0);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.removeListener("error", reject);
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  await listen();
  const ticker = setInterval(advance, tickMs);

  return {
    port,
    advance,
    outage: () => outage,
    setOutage: async (kind) => {
      const before = outage;
      if (kind === before) return;
      if (kind !== "none") {
        if (before === "refuse") await listen();
        begin(kind);
        return;
      }
      outage = "none";
      if (before === "refuse") await listen();
    },
    close: async () => {
      clearInterval(ticker);
      for (const timer of waiting) clearTimeout(timer);
      const closed = new Promise<void>((resolve) => {
        if (server.listening) server.close(() => resolve());
        else resolve();
      });
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
    },
  };
};
