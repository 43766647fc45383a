import { AdapterError, type AdapterSettings, type Call } from "@tranche/sdk";

/** What a small client needs of HTTP, done rightly, so that what is wrong with it is only ever the mistake it was given. */
export interface NaiveRequest {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses the caller reads itself. */
  readonly expect?: readonly number[];
}

export interface NaiveAnswer {
  readonly status: number;
  // A client that trusts its vendor does not look at types either.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly bytes: Uint8Array;
}

/** One request; errors in the contract's kinds. */
export const naiveHttp =
  (settings: AdapterSettings, authorization: string) =>
  async ({ signal }: Call, { method = "GET", path, body, headers, expect = [] }: NaiveRequest): Promise<NaiveAnswer> => {
    const timeout = AbortSignal.timeout(settings.timeouts?.createMs ?? 30_000);
    let response: Response;
    let bytes: Uint8Array;
    try {
      response = await fetch(path.startsWith("http") ? path : `${settings.baseUrl}${path}`, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([signal, timeout]),
        headers: { authorization, "user-agent": "naive", ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch {
      throw new AdapterError({ kind: "in-doubt", message: "no answer" });
    }
    const text = new TextDecoder().decode(bytes);
    const parsed = parse(text);
    const { status } = response;
    if (expect.includes(status)) return { status, body: parsed, bytes };
    if (status === 429) throw new AdapterError({ kind: "throttled", status, message: "slow down" });
    if (status === 401) throw new AdapterError({ kind: "unauthorized", status, message: "not accepted" });
    if (status >= 400 && status < 500) throw new AdapterError({ kind: "refused", scope: "item", status, message: `refused (${status})` });
    if (status >= 300) throw new AdapterError({ kind: "in-doubt", status, message: `failed (${status})` });
    return { status, body: parsed, bytes };
  };

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
