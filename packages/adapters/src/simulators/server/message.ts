import type { IncomingHttpHeaders } from "node:http";

/** A request as a vendor's model sees it. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON; undefined for an empty body. */
  readonly body: unknown;
  readonly raw: Buffer;
  /** Epoch ms, simulated. */
  readonly at: number;
}

/** What a vendor's model answers. `json` and `raw` exclude each other. */
export interface SimulatedReply {
  readonly status: number;
  readonly json?: unknown;
  readonly raw?: { readonly type: string; readonly body: Buffer | string };
  readonly headers?: Readonly<Record<string, string>>;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object, or an empty one: absent and empty are the same on these APIs. */
export const objectOf = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

export const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textsOf = (value: unknown): readonly string[] => listOf(value).filter((entry): entry is string => typeof entry === "string");

/** A number, also where it came as a text of one. */
export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

/** True for true, "true", "True", "1" and 1. */
export const flagOf = (value: unknown): boolean =>
  value === true || value === 1 || (typeof value === "string" && /^(true|1)$/iu.test(value));

/** Epoch ms of an ISO time, a blank instead of `T` included; a time without a zone counts as UTC. Undefined where it is none. */
export const timeOf = (value: unknown): number | undefined => {
  if (typeof value !== "string" || value === "") return undefined;
  // In a query an unescaped plus has become a blank.
  const iso = value
    .trim()
    .replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/u, "$1T")
    .replace(/ (?=\d{2}:?\d{2}$)/u, "+");
  const zoned = !iso.includes("T") || /([zZ]|[+-]\d{2}:?\d{2})$/u.test(iso) ? iso : `${iso}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? undefined : at;
};
