import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError, isCancel } from "axios";
import { AdapterError } from "@tranche/sdk";
import { type BaseUrl, readBaseUrl } from "./base-url.ts";
import { classifyBroken, classifyStatus } from "./classify.ts";
import { cleanMessage } from "./clean-message.ts";
import { Deadline } from "./deadline.ts";
import type { Http, HttpRequest, HttpResponse, HttpSettings } from "./http.ts";
import { parseJson } from "./parse-json.ts";

const defaultCreateMs = 30_000;
const defaultReadMs = 60_000;
const defaultConnections = 64;
const defaultMaxResponseBytes = 64 * 1024 * 1024;

/**
 * HTTP to one vendor, and to nobody else: only the host of `baseUrl`, no proxy from the environment, no redirect followed, one User-Agent that
 * tells nothing. One attempt a call. Throws a `TypeError` for wrong settings; `request` throws `AdapterError` only, without headers, credential or payload.
 */
export const createHttp = (settings: HttpSettings): Http => {
  const base = readBaseUrl(settings.baseUrl);
  if (!/^[\x20-\x7e]+$/.test(settings.authorization)) throw new TypeError("the credential has characters that cannot be sent in a header");
  const connected = new WeakSet<Socket>();
  const client = createClient(settings, connected, base);
  const createMs = settings.timeouts?.createMs ?? defaultCreateMs;
  const readMs = settings.timeouts?.readMs ?? defaultReadMs;

  const exchange = async (request: HttpRequest, body: string | undefined): Promise<AxiosResponse<string>> => {
    const url = addQuery(base.locate(request.path), request.query);
    const deadline = new Deadline(request.effect === "read" ? readMs : createMs, request.signal);
    try {
      return await client.request<string>({
        url,
        method: request.method,
        signal: deadline,
        ...(body !== undefined && { data: body }),
        ...(request.headers && { headers: request.headers }),
      });
    } catch (error) {
      throw broken(error, deadline, connected);
    } finally {
      deadline.clear();
    }
  };

  return {
    request: async (request) => {
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const response = await exchange(request, body);
      const { status } = response;
      const headers = plainHeaders(response.headers);
      const parsed = parseJson(response.data);
      if (status >= 200 && status < 300)
        return { status, headers, body: parsed === undefined ? unreadable(response.data, status) : parsed.value } satisfies HttpResponse;
      if (request.expect?.includes(status)) return { status, headers, body: parsed?.value };
      const complaint = settings.readComplaint?.(status, parsed?.value) ?? {};
      const message = cleanMessage(complaint.message, { credential: settings.authorization, ...(body !== undefined && { body }) });
      const { message: _raw, ...rest } = complaint;
      throw classifyStatus({ status, headers, effect: request.effect, complaint: message === undefined ? rest : { ...rest, message } });
    },
  };
};

const createClient = (settings: HttpSettings, connected: WeakSet<Socket>, base: BaseUrl): AxiosInstance => {
  const options = { keepAlive: true, maxSockets: settings.connections ?? defaultConnections, scheduling: "lifo" } as const;
  const agent = base.secure ? new HttpsAgent(options) : new HttpAgent(options);
  // The only proof that nothing was sent is that no connection stood: note each one as it comes to stand.
  const connect = agent.createConnection;
  agent.createConnection = (connection, callback) => {
    const socket = connect.call(agent, connection, callback) as Socket;
    socket.once(base.secure ? "secureConnect" : "connect", () => connected.add(socket));
    return socket;
  };
  return axios.create({
    adapter: "http",
    httpAgent: agent,
    httpsAgent: agent,
    proxy: false,
    maxRedirects: 0,
    responseType: "text",
    transformRequest: [],
    transformResponse: [],
    validateStatus: null,
    maxBodyLength: Number.POSITIVE_INFINITY,
    maxContentLength: settings.maxResponseBytes ?? defaultMaxResponseBytes,
    headers: {
      common: { Accept: "application/json", "User-Agent": "tranche", Authorization: settings.authorization },
      ...Object.fromEntries(["post", "put", "patch", "delete"].map((method) => [method, { "Content-Type": "application/json" }])),
    },
  });
};

const addQuery = (url: string, query: HttpRequest["query"]): string => {
  if (query === undefined) return url;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (typeof value === "object") for (const one of value) search.append(name, one);
    else search.append(name, String(value));
  }
  return search.size === 0 ? url : `${url}?${search.toString()}`;
};

const plainHeaders = (headers: AxiosResponse["headers"]): Readonly<Record<string, string>> => {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value != null) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : String(value);
  return plain;
};

const unreadable = (text: string, status: number): undefined => {
  if (text.trim() === "") return undefined;
  const what = /^\s*</.test(text) ? "a web page" : "something that is not JSON, or is cut off";
  throw new AdapterError({
    kind: "in-doubt",
    status,
    message: `the vendor answered ${status} with ${what}; it may have taken the request`,
  });
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
