import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { hugeIds, withHugeNumbers } from "./huge-numbers.ts";
import { shiftClock } from "./shift-clock.ts";
import { aboutFewer, inAnotherOrder, withFewerUnits } from "./unit-list.ts";
import { openWire, type Wire } from "./wire.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A vendor that echoes what it gets, and a wire before it. */
const echo = async (
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void = (request, body, response) => {
    response.writeHead(200, { "content-type": "application/json", date: "Mon, 02 Mar 2026 09:00:00 GMT" });
    response.end(JSON.stringify({ path: request.url, body, at: "2026-03-02T09:00:00.000Z" }));
  },
): Promise<{ readonly wire: Wire; readonly origin: string; readonly served: () => number }> => {
  let served = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      served += 1;
      answer(request, Buffer.concat(chunks).toString("utf8"), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const wire = await openWire(`${origin}/v1`);
  closing.push(() => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()), wire.close);
  return { wire, origin, served: () => served };
};

describe("the wire", () => {
  it("passes everything on, remembers it, and puts itself where the vendor names itself", async () => {
    const { wire, origin } = await echo();
    const response = await fetch(`${wire.baseUrl}/things?a=1`, { method: "POST", body: JSON.stringify({ next: `${origin}/v1/things` }) });
    const text = await response.text();
    expect(text).not.toContain(origin);
    expect(JSON.parse(text)).toMatchObject({ path: "/v1/things?a=1" });
    expect(wire.exchanges).toMatchObject([{ index: 0, method: "POST", path: "/v1/things?a=1", reachedVendor: true, status: 200 }]);
  });

  it.each([
    [{ do: "drop", accept: false }, 0],
    [{ do: "drop", accept: true }, 1],
    [{ do: "cut" }, 1],
  ] as const)("breaks the connection: %j", async (fault, reached) => {
    const { wire, served } = await echo();
    wire.plan = () => fault;
    await expect(fetch(`${wire.baseUrl}/x`).then((response) => response.text())).rejects.toThrow();
    expect(served()).toBe(reached);
    expect(wire.exchanges[0]?.fault).toBe(fault.do);
  });

  it("says nothing, for as long as one waits", async () => {
    const { wire, served } = await echo();
    for (const accept of [true, false]) {
      wire.plan = () => ({ do: "silence", accept });
      await expect(fetch(`${wire.baseUrl}/x`, { signal: AbortSignal.timeout(60) })).rejects.toThrow();
    }
    wire.plan = () => ({ do: "drip" });
    await expect(fetch(`${wire.baseUrl}/x`, { signal: AbortSignal.timeout(120) }).then((response) => response.text())).rejects.toThrow();
    expect(served()).toBe(2);
  });

  it("cuts JSON short, is slow, answers for the vendor", async () => {
    const { wire, served } = await echo();
    wire.plan = () => ({ do: "truncate" });
    const half = await (await fetch(`${wire.baseUrl}/x`)).text();
    expect(() => JSON.parse(half) as unknown).toThrow();
    wire.plan = () => ({ do: "slow", ms: 30 });
    expect(await (await fetch(`${wire.baseUrl}/x`)).json()).toMatchObject({ path: "/v1/x" });
    wire.plan = () => ({ do: "answer", accept: false, status: 503, body: "later", headers: { "retry-after": "1" } });
    const answered = await fetch(`${wire.baseUrl}/x`);
    expect([answered.status, answered.headers.get("retry-after"), await answered.text()]).toEqual([503, "1", "later"]);
    expect(served()).toBe(2);
  });

  it("lets bytes that are no text through untouched", async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0, 255, 254, 10, 13]);
    const { wire } = await echo((_request, _body, response) => response.writeHead(200, { "content-type": "application/gzip" }).end(bytes));
    expect(Buffer.from(await (await fetch(`${wire.baseUrl}/x`)).arrayBuffer())).toEqual(bytes);
  });

  it("is a broken connection where the vendor is", async () => {
    const { wire } = await echo((_request, _body, response) => response.destroy());
    await expect(fetch(`${wire.baseUrl}/x`)).rejects.toThrow();
  });
});

describe("what is rewritten on the way", () => {
  it("moves every time there and back", async () => {
    const { wire } = await echo();
    wire.rewrite = shiftClock(600_000);
    const response = await fetch(`${wire.baseUrl}/x?since=2026-03-02T09%3A10%3A00.000Z&n=1`, {
      method: "POST",
      body: `{"until":"2026-03-02T10:10:00+01:00"}`,
    });
    expect(response.headers.get("date")).toBe("Mon, 02 Mar 2026 09:10:00 GMT");
    expect(await response.json()).toEqual({
      // What the vendor was told is ten minutes earlier; the echo of it is moved on again, and so is what it says itself.
      path: "/v1/x?since=2026-03-02T09%3A10%3A00.000Z&n=1",
      body: `{"until":"2026-03-02T09:10:00.000Z"}`,
      at: "2026-03-02T09:10:00.000Z",
    });
  });

  it("adds huge numbers to the answer and its entries, and nowhere deeper", async () => {
    const answer = { status: 200, headers: {}, body: `{"docs":[{"id":"a","data":{"x":1}}],"total":1}` };
    const { body } = (await withHugeNumbers.answer?.(answer, {} as never)) ?? { body: "" };
    expect(body.match(/"kit_sequence":123456789012345678901234567890/g)?.length).toBe(2);
    expect(body).toContain(`"data":{"x":1}`);
  });

  it("turns ids into numbers no double can hold, and back", async () => {
    const { rewrite, original } = hugeIds(() => Promise.resolve(["ab12", "cd34"]));
    const { body } = (await rewrite.answer?.({ status: 200, headers: {}, body: `[{"id":"ab12"},{"id":"cd34"}]` }, {} as never)) ?? {
      body: "",
    };
    expect(body).toBe(`[{"id":9007199254740993},{"id":9007199254740995}]`);
    expect(await rewrite.request?.({ path: "/x/9007199254740995", body: `["9007199254740993"]` })).toEqual({
      path: "/x/cd34",
      body: `["ab12"]`,
    });
    expect([original("9007199254740993"), original("9007199254740992")]).toEqual(["ab12", undefined]);
  });

  it("finds the list of units in a body of unknown shape, and lists of a length in an answer", () => {
    const body = JSON.stringify({ launch: true, tasks: [{ t: "m-1" }, { t: "m-2" }, { t: "m-3" }] });
    const marks = ["m-1", "m-2", "m-3"];
    expect(withFewerUnits(body, { marks }, (place) => place !== 1)).toEqual({
      body: `{"launch":true,"tasks":[{"t":"m-1"},{"t":"m-3"}]}`,
      kept: 2,
    });
    expect(withFewerUnits(body, { marks: ["m-1", "m-2"] }, () => true)).toBeUndefined();
    expect(withFewerUnits("id,text", { marks }, () => true)).toBeUndefined();
    expect(inAnotherOrder(`{"results":[{"a":1},{"a":2}],"page":1}`, 2)).toBe(`{"results":[{"a":2},{"a":1},{"a":1}],"page":1}`);
    expect(aboutFewer(`{"results":[{"a":1},{"a":2},{"a":3}]}`, 3)).toBe(`{"results":[{"a":3},{"a":2}]}`);
  });
});
