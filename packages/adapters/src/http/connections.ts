import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import { AdapterError } from "@tranche/sdk";
import axios, { AxiosHeaders, CanceledError, type AxiosResponse, type InternalAxiosRequestConfig, isAxiosError, isCancel } from "axios";
import { classifyBroken } from "./classify.ts";
import type { Deadline } from "./deadline.ts";
import type { HttpRequest } from "./http.ts";

const defaultMost = 64;
const defaultMaxResponseBytes = 64 * 1024 * 1024;

export interface ConnectionSettings {
  readonly secure: boolean;
  /** Sent with every request, besides the one User-Agent there is. */
  readonly headers: Readonly<Record<string, string>>;
  /** `Content-Type` of whatever has a body. */
  readonly bodyType?: string;
  /** Most sockets kept open; default 64. */
  readonly most?: number;
  /** Longest answer that is read; default 64 MiB. */
  readonly maxResponseBytes?: number;
}

/** One exchange, as it goes out. */
export interface RawRequest {
  /** Absolute, sent as it is. */
  readonly url: string;
  readonly method: HttpRequest["method"];
  readonly body: string | undefined;
  readonly headers: HttpRequest["headers"];
  readonly deadline: Deadline;
}

/** An answer as it came, whatever its status. */
export interface RawAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sockets to one kind of place. */
export interface Connections {
  /** One attempt. Throws `AdapterError` only, and `unavailable` only where no connection stood. */
  exchange(request: RawRequest): Promise<RawAnswer>;
}

/** No proxy from the environment, no redirect followed, and a User-Agent that tells nothing. */
export const createConnections = (settings: ConnectionSettings): Connections => {
  const connected = new WeakSet<Socket>();
  const client = createClient(settings, connected);
  return {
    exchange: async (request) => {
      const { deadline } = request;
      try {
        // axios' sender goes on to send what was ended before it began.
        if (deadline.aborted) throw new CanceledError();
        const response = await client(request);
        return { status: response.status, headers: plainHeaders(response.headers), text: response.data };
      } catch (error) {
        throw broken(error, deadline, connected);
      }
    },
  };
};

/**
 * axios' own sender, given settings that are merged once. Its client merges, validates and copies them for each request, which costs more than
 * all our bookkeeping does; nothing of it depends on the request.
 */
const createClient = (
  settings: ConnectionSettings,
  connected: WeakSet<Socket>,
): ((request: RawRequest) => Promise<AxiosResponse<string>>) => {
  const options = { keepAlive: true, maxSockets: settings.most ?? defaultMost, scheduling: "lifo" } as const;
  const agent = settings.secure ? new HttpsAgent(options) : new HttpAgent(options);
  // The only proof that nothing was sent is that no connection stood: note each one as it comes to stand.
  const connect = agent.createConnection;
  agent.createConnection = (connection, callback) => {
    const socket = connect.call(agent, connection, callback) as Socket;
    socket.once(settings.secure ? "secureConnect" : "connect", () => connected.add(socket));
    return socket;
  };
  const { headers: _own, ...defaults } = axios.create({
    httpAgent: agent,
    httpsAgent: agent,
    allowAbsoluteUrls: true,
    proxy: false,
    maxRedirects: 0,
    responseType: "text",
    transformRequest: [],
    transformResponse: [],
    validateStatus: null,
    maxBodyLength: Number.POSITIVE_INFINITY,
    maxContentLength: settings.maxResponseBytes ?? defaultMaxResponseBytes,
  }).defaults;
  const common = { ...settings.headers, "User-Agent": "tranche" };
  const withBody = settings.bodyType === undefined ? common : { ...common, "Content-Type": settings.bodyType };
  const send = axios.getAdapter("http");
  return ({ url, method, body, headers, deadline }) =>
    send({
      ...(defaults as Omit<InternalAxiosRequestConfig, "headers">),
      url,
      method,
      headers: AxiosHeaders.from({ ...(method === "GET" ? common : withBody), ...headers }),
      signal: deadline,
      ...(body !== undefined && { data: body }),
    });
};

const plainHeaders = (headers: AxiosResponse["headers"]): Readonly<Record<string, string>> => {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value != null) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : String(value);
  return plain;
};

const broken = (error: unknown, deadline: Deadline, connected: WeakSet<Socket>): AdapterError => {
  if (AdapterError.is(error)) return error;
  const failed = isAxiosError(error) || isCancel(error) ? error : undefined;
  const request = (failed as { request?: { readonly socket?: Socket | null } } | undefined)?.request;
  const socket = request?.socket;
  const code = (error as { code?: unknown }).code;
  const stopped = deadline.aborted ? deadline.why : undefined;
  return classifyBroken({
    why:
      stopped ?? (request === undefined ? "not-built" : /maxContentLength/.test(String((error as Error).message)) ? "too-large" : "broken"),
    connected: socket != null && connected.has(socket),
    ...(typeof code === "string" && { code }),
    message: error instanceof Error ? error.message : "failed",
  });
};
