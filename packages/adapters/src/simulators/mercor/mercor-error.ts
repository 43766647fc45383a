import type { SimulatedReply } from "../server/message.ts";

/** A refusal on its way out: status, machine word and sentence. */
export class MercorRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "MercorRefusal";
    this.status = status;
    this.code = code;
  }
}

const codes: Readonly<Record<number, string>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  409: "conflict",
  422: "unprocessable",
  429: "rate_limited",
  500: "internal_error",
  503: "unavailable",
};

export const mercorError = (status: number, message: string, code: string = codes[status] ?? "error"): SimulatedReply => ({
  status,
  json: { error: { code, message } },
});

export const ok = (json: unknown, status = 200): SimulatedReply => ({ status, json });

export const invalid = (message: string): MercorRefusal => new MercorRefusal(422, "invalid_request", message);
