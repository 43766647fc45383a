import { AdapterError } from "@tranche/sdk";
import { readBaseUrl } from "./base-url.ts";
import { classifyStatus } from "./classify.ts";
import { cleanMessage, secretsIn } from "./clean-message.ts";
import { createConnections, type RawAnswer } from "./connections.ts";
import { Deadline } from "./deadline.ts";
import type { Http, HttpRequest, HttpResponse, HttpSettings } from "./http.ts";
import { parseJson } from "./parse-json.ts";

const defaultCreateMs = 30_000;
const defaultReadMs = 60_000;

/**
 * HTTP to one vendor, and to nobody else: only the host of `baseUrl`, no proxy from the environment, no redirect followed, one User-Agent that
 * tells nothing. One attempt a call. Throws a `TypeError` for wrong settings; `request` throws `AdapterError` only, without headers, credential or payload.
 */
export const createHttp = (settings: HttpSettings): Http => {
  const base = readBaseUrl(settings.baseUrl);
  if (!/^[\x20-\x7e]+$/.test(settings.authorization)) throw new TypeError("the credential has characters that cannot be sent in a header");
  const connections = createConnections({
    secure: base.secure,
    headers: { Accept: "application/json", Authorization: settings.authorization },
    bodyType: "application/json",
    ...(settings.connections !== undefined && { most: settings.connections }),
    ...(settings.maxResponseBytes !== undefined && { maxResponseBytes: settings.maxResponseBytes }),
  });
  const secrets = secretsIn(settings.authorization);
  const createMs = settings.timeouts?.createMs ?? defaultCreateMs;
  const readMs = settings.timeouts?.readMs ?? defaultReadMs;

  const exchange = async (request: HttpRequest, body: string | undefined): Promise<RawAnswer> => {
    const url = addQuery(base.locate(request.path), request.query);
    const deadline = new Deadline(request.effect === "read" ? readMs : createMs, request.signal);
    try {
      return await connections.exchange({ url, method: request.method, body, headers: request.headers, deadline });
    } finally {
      deadline.clear();
    }
  };

  return {
    request: async (request) => {
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      const response = await exchange(request, body);
      const { status, headers } = response;
      const parsed = parseJson(response.text);
      if (status >= 200 && status < 300)
        return { status, headers, body: parsed === undefined ? unreadable(response.text, status) : parsed.value } satisfies HttpResponse;
      if (request.expect?.includes(status)) return { status, headers, body: parsed?.value };
      const complaint = settings.readComplaint?.(status, parsed?.value) ?? {};
      const message = cleanMessage(complaint.message, { secrets, ...(body !== undefined && { body }) });
      const { message: _raw, ...rest } = complaint;
      throw classifyStatus({ status, headers, effect: request.effect, complaint: message === undefined ? rest : { ...rest, message } });
    },
  };
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

const unreadable = (text: string, status: number): undefined => {
  if (text.trim() === "") return undefined;
  const what = /^\s*</.test(text) ? "a web page" : "something that is not JSON, or is cut off";
  throw new AdapterError({
    kind: "in-doubt",
    status,
    message: `the vendor answered ${status} with ${what}; it may have taken the request`,
  });
};
