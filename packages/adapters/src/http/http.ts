import type { RefusalScope } from "@tranche/sdk";

/** What a repeat of the call would do: `read` changes nothing, `repeatable` changes nothing more, `create` may make a second one. */
export type Effect = "read" | "create" | "repeatable";

/** One call. The path begins with a slash and goes on where `baseUrl` ends. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** A list becomes repeated keys; an absent value is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses of 400 and above that the caller reads itself instead of getting an error. */
  readonly expect?: readonly number[];
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where the vendor sent no body. Whole numbers too large for a double are strings. */
  readonly body: unknown;
}

/** Throws `AdapterError` and nothing else. */
export interface Http {
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** What a vendor's error body says. `message` is cleaned of anything that was in the request before it is shown. */
export interface VendorComplaint {
  readonly code?: string;
  readonly message?: string;
  readonly scope?: RefusalScope;
}

export interface HttpSettings {
  readonly baseUrl: string;
  /** The whole value of the `Authorization` header. */
  readonly authorization: string;
  /** Real milliseconds for the whole exchange; defaults 30,000 for creates and repeatables, 60,000 for reads. */
  readonly timeouts?: { readonly createMs?: number; readonly readMs?: number };
  /** Most sockets kept open; default 64. */
  readonly connections?: number;
  /** Longest answer that is read, after decompression; default 64 MiB. */
  readonly maxResponseBytes?: number;
  /** Reads the vendor's error body. Must not throw. */
  readonly readComplaint?: (status: number, body: unknown) => VendorComplaint;
}
