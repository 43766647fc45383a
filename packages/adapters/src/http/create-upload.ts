import { AdapterError } from "@tranche/sdk";
import { isLoopback } from "./base-url.ts";
import { classifyStatus } from "./classify.ts";
import { type Connections, createConnections } from "./connections.ts";
import { Deadline } from "./deadline.ts";

const defaultTimeoutMs = 30_000;

export interface UploadSettings {
  /** Where files may go: `host:port`, or `.example.com` for every host below it. An address anywhere else is refused before anything is sent. */
  readonly hosts: readonly string[];
  /** Real milliseconds for a whole upload; default 30,000. */
  readonly timeoutMs?: number;
}

/** One file to a presigned address. */
export interface UploadRequest {
  /** As the vendor gave it: its query is its signature. */
  readonly url: string;
  readonly body: string;
  readonly type: string;
  readonly signal: AbortSignal;
}

export interface Upload {
  /** Puts the file there, once. Throws `AdapterError` only, without the address: it is a credential. */
  put(request: UploadRequest): Promise<void>;
}

/** Uploads to addresses that carry their own proof: no credential goes with them, and only to hosts that somebody named. Plain http is for loopback only. */
export const createUpload = (settings: UploadSettings): Upload => {
  const made = new Map<boolean, Connections>();
  const connectionsFor = (secure: boolean): Connections => {
    const known = made.get(secure) ?? createConnections({ secure, headers: {} });
    made.set(secure, known);
    return known;
  };
  return {
    put: async ({ url, body, type, signal }) => {
      const secure = allowed(url, settings.hosts);
      const deadline = new Deadline(settings.timeoutMs ?? defaultTimeoutMs, signal);
      try {
        const answer = await connectionsFor(secure).exchange({ url, method: "PUT", body, headers: { "Content-Type": type }, deadline });
        if (answer.status >= 200 && answer.status < 300) return;
        // What a store says of a refused file is XML with the address in it: the status is all that is shown.
        throw classifyStatus({ status: answer.status, headers: answer.headers, effect: "create", complaint: { scope: "engagement" } });
      } finally {
        deadline.clear();
      }
    },
  };
};

/** Whether the connection is to be secure; throws `refused` for a place nobody named. */
const allowed = (text: string, hosts: readonly string[]): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const named = url !== undefined && hosts.some((host) => (host.startsWith(".") ? url.hostname.endsWith(host) : url.host === host));
  if (named && url.username === "" && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))))
    return url.protocol === "https:";
  throw new AdapterError({
    kind: "refused",
    scope: "account",
    code: "upload_host",
    message: `the vendor wants the file at ${named ? "an address that is not secure" : `a host nobody named (${url?.host ?? "no address"})`}; nothing was sent`,
  });
};
