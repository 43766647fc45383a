import { describe, expect, it } from "vitest";
import { AdapterError } from "../../contract/adapter-error.ts";
import type { Engagement, VendorAdapter } from "../../contract/adapter.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Wire } from "../wire/wire.ts";
import { formsOf } from "./leaks.ts";
import { createProblems } from "./problems.ts";
import { watchAdapter } from "./watched-adapter.ts";

const call = { signal: new AbortController().signal };
const engagement: Engagement = { ref: "e", state: "ready", data: {} };
const exchange = (index: number, more: Partial<Exchange> = {}): Exchange => ({
  index,
  method: "POST",
  path: "/v1/units/42",
  headers: {},
  body: "{}",
  reachedVendor: true,
  ...more,
});

/** A watched adapter of which only some methods matter, and what the watch found. */
const watched = (methods: (exchanges: Exchange[]) => Partial<VendorAdapter>) => {
  const exchanges: Exchange[] = [];
  const problems = createProblems();
  const adapter = { contract: "v1", capabilities: {}, ...methods(exchanges) } as VendorAdapter;
  const watching = {
    wire: { exchanges } as unknown as Wire,
    problems,
    secrets: formsOf("the credential", "s3cret-key"),
    timeoutMs: 200,
    running: new Set<Promise<unknown>>(),
  };
  return { adapter: watchAdapter(adapter, watching), problems };
};

const failing = async (error: unknown): Promise<readonly string[]> => {
  const { adapter, problems } = watched(() => ({ check: () => Promise.reject(error) }));
  await adapter.check(call).catch(() => undefined);
  return problems.list();
};

describe("a watched adapter", () => {
  it("may throw the contract's errors and nothing else", async () => {
    expect(await failing(new AdapterError({ kind: "in-doubt", message: "no answer" }))).toEqual([]);
    expect(await failing(new TypeError("x is undefined"))).toEqual(["check: TypeError (x is undefined) left it; only an AdapterError may"]);
    expect(await failing("oops")).toEqual(["check: something thrown (oops) left it; only an AdapterError may"]);
    expect(await failing(new AdapterError({ kind: "busy" as never, message: "x" }))).toEqual([`check: "busy" is no kind of AdapterError`]);
  });

  it.each([
    ["in the message", new AdapterError({ kind: "refused", message: "the key s3cret-key is wrong" })],
    [
      "in a cause",
      new AdapterError({ kind: "refused", message: "x", cause: { config: { headers: { Authorization: "Bearer s3cret-key" } } } }),
    ],
    ["in base64", new AdapterError({ kind: "refused", message: `Basic ${Buffer.from("s3cret-key:").toString("base64")}` })],
    [
      "in a hidden field",
      Object.defineProperty(new AdapterError({ kind: "refused", message: "x" }), "request", { value: "s3cret-key", enumerable: false }),
    ],
  ])("may not show the credential %s", async (_where, error) => {
    expect((await failing(error))[0]).toMatch(/its error shows the credential/);
  });

  it("says of every unit what became of it, once", async () => {
    const units = [
      { key: "a", content: {} },
      { key: "b", content: {} },
    ];
    const { adapter, problems } = watched(() => ({
      submit: () =>
        Promise.resolve([
          { outcome: "accepted", key: "a", ref: "1" },
          { outcome: "accepted", key: "a", ref: "1" },
          { outcome: "accepted", key: "c", ref: "" },
        ]),
    }));
    await adapter.submit(engagement, units, call);
    expect(problems.list().join("\n")).toMatch(
      /a unit came back without an outcome[\s\S]*2 outcomes[\s\S]*nobody asked about[\s\S]*without a ref/,
    );
  });

  it("may not repeat a request, nor say that nothing was sent when something was", async () => {
    const { adapter, problems } = watched((exchanges) => ({
      submit: () => {
        exchanges.push(exchange(0, { fault: "drop" }), exchange(1));
        return Promise.reject(new AdapterError({ kind: "unavailable", message: "nobody there" }));
      },
    }));
    await adapter.submit(engagement, [], call).catch(() => undefined);
    expect(problems.list()).toEqual([
      "submit: it says that nothing was sent (unavailable), and a request had arrived",
      "submit: it repeated POST /v1/units/… after that had failed; the caller retries, never the adapter",
    ]);
  });

  it("has to come to an end", async () => {
    const { adapter } = watched(() => ({ check: () => new Promise(() => undefined) }));
    await expect(adapter.check(call)).rejects.toThrow(/did not end within 3 s, with time-outs of 200 ms/);
  });

  it("hands results on as they are", async () => {
    const page = { observations: [], cursor: "c", more: false };
    const { adapter, problems } = watched(() => ({ collect: () => Promise.resolve(page) }));
    expect(await adapter.collect(engagement, undefined, call)).toBe(page);
    expect([problems.list(), adapter.find, adapter.withdraw, adapter.hint]).toEqual([[], undefined, undefined, undefined]);
  });
});
