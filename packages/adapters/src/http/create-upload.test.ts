import { AdapterError } from "@tranche/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { drop, type ScriptedServer, scriptedServer, silence } from "../__fixtures__/scripted-server.ts";
import { createUpload, type UploadRequest } from "./create-upload.ts";

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const serve = async (answer: Parameters<typeof scriptedServer>[0]): Promise<ScriptedServer> => {
  const server = await scriptedServer(answer);
  servers.push(server);
  return server;
};

const file = (url: string): UploadRequest => ({
  url,
  body: '{"text":"the content of an item"}',
  type: "application/x-ndjson",
  signal: new AbortController().signal,
});

const hostOf = (server: ScriptedServer): string => new URL(server.url).host;

const failure = async (work: Promise<unknown>): Promise<AdapterError> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!AdapterError.is(error)) throw new Error(`expected an AdapterError, got ${String(error)}`);
  return error;
};

describe("a file to a presigned address", () => {
  it("goes there byte for byte, with its type, the address as it was given, and no credential", async () => {
    const server = await serve(() => ({ text: "" }));
    const upload = createUpload({ hosts: [hostOf(server)] });
    await upload.put(file(`${server.url}/raw/one.jsonl?X-Amz-Signature=a%2Fb+c&x=%20`));
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: "PUT", path: "/raw/one.jsonl", text: '{"text":"the content of an item"}' });
    expect(seen?.headers["content-type"]).toBe("application/x-ndjson");
    expect(seen?.headers["user-agent"]).toBe("tranche");
    expect(seen?.headers.authorization).toBeUndefined();
  });

  it.each([
    ["another host", "https://elsewhere.example/raw"],
    ["a host that only ends like one", "https://evil-files.example/raw"],
    ["a user in the address", "https://me@a.files.example/raw"],
    ["plain http to another machine", "http://a.files.example/raw"],
    ["no address", "raw/one"],
  ])("goes nowhere for %s", async (_what, url) => {
    const error = await failure(createUpload({ hosts: [".files.example"] }).put(file(url)));
    expect(error).toMatchObject({ kind: "refused", code: "upload_host" });
    expect(error.message).toMatch(/nothing was sent/);
  });

  it("is refused, in doubt, or not sent at all", async () => {
    const server = await serve((seen) =>
      seen.path === "/drop" ? drop : seen.path === "/silence" ? silence : { status: Number(seen.path.slice(1)), text: "<Error/>" },
    );
    const upload = createUpload({ hosts: [hostOf(server), "127.0.0.1:9"], timeoutMs: 100 });
    const kindOf = async (url: string): Promise<string> => (await failure(upload.put(file(url)))).kind;
    expect(await kindOf(`${server.url}/403`)).toBe("refused");
    expect(await kindOf(`${server.url}/503`)).toBe("in-doubt");
    expect(await kindOf(`${server.url}/429`)).toBe("throttled");
    expect(await kindOf(`${server.url}/307`)).toBe("in-doubt");
    expect(await kindOf(`${server.url}/drop`)).toBe("in-doubt");
    expect(await kindOf(`${server.url}/silence`)).toBe("in-doubt");
    expect(await kindOf("http://127.0.0.1:9/raw")).toBe("unavailable");
  });

  it("keeps its address and its content out of errors: the one is a credential, the other is data", async () => {
    const server = await serve(() => ({ status: 403, text: "<Error>SECRETSIGNATURE</Error>" }));
    const error = await failure(createUpload({ hosts: [hostOf(server)] }).put(file(`${server.url}/raw?sig=SECRETSIGNATURE`)));
    expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toMatch(/SECRETSIGNATURE|content of an item/);
  });
});
