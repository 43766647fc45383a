import type { SimulatedReply } from "../server/message.ts";

/** A refusal on its way out. */
export class ProlificRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ProlificRefusal";
    this.status = status;
  }
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  422: "Unprocessable entity",
  429: "Too many requests",
};

/** `{ "error": { status, title, error_code, detail, additional_information } }` */
export const prolificError = (status: number, message: string): SimulatedReply => ({
  status,
  json: {
    error: {
      status,
      title: titles[status] ?? "Internal server error",
      error_code: 140_000 + status,
      detail: message,
      additional_information: "/api/v1/errors/",
    },
  },
});

export const ok = (json: unknown): SimulatedReply => ({ status: 200, json });
export const created = (json: unknown): SimulatedReply => ({ status: 201, json });
