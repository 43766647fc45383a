import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FaultDials, FaultKind } from "./faults.ts";
import type { SimulatedReply } from "./message.ts";

/** What a fault can do to one request. */
export interface Sufferer {
  readonly dials: FaultDials;
  /** Does what the request asks for. */
  readonly act: () => SimulatedReply;
  /** An error in the vendor's own form. */
  readonly error: (status: number, message: string) => SimulatedReply;
  readonly reply: (message: SimulatedReply, fault: string) => void;
  readonly drop: (fault: string) => void;
  readonly note: (status: number, fault: string) => void;
  /** Real milliseconds. */
  readonly later: (ms: number, run: () => void) => void;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

/** Lets a fault happen to a request. */
export const suffer = (fault: FaultKind, to: Sufferer): void => {
  const { dials } = to;
  const hang = (): void => {
    to.note(0, fault);
    to.later(dials.hangMs ?? 120_000, () => to.socket.destroy());
  };
  switch (fault) {
    case "error-before":
      return to.reply(to.error(500, "Internal Server Error"), fault);
    case "error-after":
      to.act();
      return to.reply(to.error(500, "Internal Server Error"), fault);
    case "drop-before":
      return to.drop(fault);
    case "drop-after":
      to.act();
      return to.drop(fault);
    case "hang-before":
      return hang();
    case "hang-after":
      to.act();
      return hang();
    case "throttle":
      return to.reply({ ...to.error(429, "Too many requests"), headers: { "retry-after": String(dials.retryAfterSeconds ?? 30) } }, fault);
    case "html-before":
      return to.reply({ status: 502, raw: { type: "text/html", body: page("502 Bad Gateway") } }, fault);
    case "html-after":
      to.act();
      return to.reply({ status: 200, raw: { type: "text/html; charset=utf-8", body: page("Just a moment…") } }, fault);
    case "truncated": {
      const message = to.act();
      to.note(message.status, fault);
      return send(to.response, message, 0.6);
    }
    case "slow": {
      const message = to.act();
      to.note(message.status, fault);
      return to.later(dials.slowMs ?? 300, () => send(to.response, message));
    }
    case "redirect":
      return to.reply({ status: 307, json: {}, headers: { location: dials.redirectTo ?? "http://elsewhere.invalid/" } }, fault);
    default:
      return fault satisfies never;
  }
};

/** Writes a reply; `cutAfter` (0 to 1) lets its body break off there. */
export const send = (response: ServerResponse, reply: SimulatedReply, cutAfter?: number): void => {
  const { type, body } = reply.raw ?? {
    type: "application/json; charset=utf-8",
    body: reply.json === undefined ? "" : JSON.stringify(reply.json),
  };
  const length = Buffer.byteLength(body);
  const headers: Record<string, string | number> = {
    "content-type": type,
    "content-length": cutAfter === undefined ? length : Math.floor(length * cutAfter),
    ...reply.headers,
  };
  response.writeHead(reply.status, headers);
  if (cutAfter === undefined) response.end(body);
  else response.end(Buffer.from(body).subarray(0, Math.floor(length * cutAfter)));
};

const page = (title: string): string => `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
