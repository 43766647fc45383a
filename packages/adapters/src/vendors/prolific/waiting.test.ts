import { AdapterError, type Cursor, type Engagement, type JsonObject, type Observation, type Unit, type VendorAdapter } from "@tranche/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { type ProlificOptions, type ProlificSimulator, startProlificSimulator } from "../../simulators/index.ts";
import { prolificAdapter } from "./definition.ts";

/*
 * What waits at Prolific: files, set-ups, publishing, lists. Every step goes through a new adapter, as after a restart.
 */
const running: ProlificSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

const call = { signal: new AbortController().signal };
const units: readonly Unit[] = Array.from({ length: 6 }, (_, place) => ({ key: `key-${place}`, content: { text: `message ${place}` } }));

const start = async (options: Partial<ProlificOptions> = {}, adapterOptions: JsonObject = {}) => {
  const simulator = await startProlificSimulator({
    speed: 0,
    startAt: Date.UTC(2026, 10, 18, 8),
    items: units.map(({ key, content }) => ({ id: key, ...content })),
    truth: units.map(({ key }, place) => ({ id: key, label: place % 2 === 0 ? "ham" : "spam" })),
    pool: { accuracy: 1, spamShare: 0 },
    options: { returnShare: 0, ...options },
  });
  running.push(simulator);
  const adapter = (): VendorAdapter =>
    prolificAdapter.create({
      baseUrl: simulator.baseUrl,
      credential: simulator.key,
      options: { workspace: simulator.workspace, settleMs: 0, ...adapterOptions },
    });
  const engagement = await adapter().engage(
    {
      key: "job-1",
      title: "Sort",
      instructions: "Sort them.",
      task: { kind: "classification", options: ["ham", "spam"] },
      show: ["text"],
      expectedUnits: 6,
      options: { rewardPerTask: "0.20 USD", tasksPerGroup: 2 },
    },
    undefined,
    call,
  );
  return { simulator, adapter, engagement };
};

const pass = (simulator: ProlificSimulator, seconds: number): void => {
  simulator.clock.advance(seconds * 1000);
  simulator.advance();
};

const ask = async (simulator: ProlificSimulator, path: string): Promise<any> =>
  (await fetch(`${simulator.baseUrl}${path}`, { headers: { authorization: `Token ${simulator.key}` } })).json();

const studiesOf = async (simulator: ProlificSimulator): Promise<readonly string[]> =>
  (await ask(simulator, "/studies/")).results.map(({ status }: { status: string }) => status);

/** Reads until there is nothing more for now, each page through a new adapter. */
const sweep = async (adapter: () => VendorAdapter, engagement: Engagement, from?: Cursor) => {
  const observations: Observation[] = [];
  let cursor = from;
  for (let more = true; more;) {
    const page = await adapter().collect(engagement, cursor, call);
    observations.push(...page.observations);
    ({ cursor, more } = page);
  }
  return { observations, cursor };
};

const words = (observations: readonly Observation[]): readonly string[] =>
  observations.flatMap((seen) => (seen.type === "unit" ? [seen.raw] : []));

describe("a submission whose steps take their time", () => {
  it("is taken further by every reading, in any process, to its end: answered once, published once, paid once", async () => {
    const { simulator, adapter, engagement } = await start();
    expect((await adapter().submit(engagement, units, call)).map(({ outcome }) => outcome)).toEqual(units.map(() => "accepted"));
    expect(await studiesOf(simulator)).toEqual([]);
    const seen: string[] = [];
    let { cursor } = await sweep(adapter, engagement);
    for (let look = 0; look < 12; look += 1) {
      pass(simulator, 10);
      const read = await sweep(adapter, engagement, cursor);
      cursor = read.cursor;
      seen.push(words(read.observations)[0] ?? "");
    }
    expect(seen.filter((word, place) => word !== seen[place - 1])).toEqual(["uploaded", "setting-up", "PUBLISHING", "ACTIVE"]);
    expect(await studiesOf(simulator)).toEqual(["ACTIVE"]);

    pass(simulator, 3 * 86_400);
    const answered = await sweep(adapter, engagement, cursor);
    expect(answered.observations.flatMap((one) => (one.type === "unit" ? one.judgments.map(({ answer }) => answer) : []))).toEqual(
      units.map((_, place) => (place % 2 === 0 ? "ham" : "spam")),
    );
    const paid = await sweep(adapter, engagement, answered.cursor);
    const costs = paid.observations.flatMap((one) => (one.type === "cost" ? [one] : []));
    expect(costs.every(({ final }) => final)).toBe(true);
    expect(costs.reduce((sum, { amount }) => sum + amount.micros, 0)).toBe(3 * 400_000 * 1.428);
    expect(await studiesOf(simulator)).toEqual(["COMPLETED"]);
    expect((await sweep(adapter, engagement, paid.cursor)).observations).toEqual([]);
    expect(simulator.taken()).toHaveLength(units.length);
  });

  it("is withdrawn before anybody was sent to it, and nobody is sent to it later", async () => {
    const { simulator, adapter, engagement } = await start();
    const outcomes = await adapter().submit(engagement, units, call);
    const refs = outcomes.flatMap((outcome) => (outcome.outcome === "accepted" ? [outcome.ref] : []));
    expect((await adapter().withdraw?.(engagement, refs, call))?.map(({ withdrawal }) => withdrawal)).toEqual(units.map(() => "withdrawn"));
    let cursor: Cursor | undefined;
    for (let look = 0; look < 10; look += 1) {
      pass(simulator, 60);
      ({ cursor } = await sweep(adapter, engagement, cursor));
    }
    expect(await studiesOf(simulator)).toEqual([]);
  });
});

describe("lists that lag", () => {
  it("hide a batch whose answer was lost: in doubt, then absent, and what is sent again is there once", async () => {
    const { simulator, adapter, engagement } = await start({ listLagSeconds: 60 });
    simulator.failNext({ kind: "drop-after", operation: "POST /data-collection/batches" });
    const lost = await adapter()
      .submit(engagement, units, call)
      .catch((error: unknown) => error);
    expect(AdapterError.is(lost) && lost.kind).toBe("in-doubt");
    pass(simulator, 60);
    const keys = units.map(({ key }) => key);
    expect((await adapter().find?.(engagement, keys, call))?.every(({ found }) => found === "absent")).toBe(true);
    await adapter().submit(
      engagement,
      units.map(({ key, content }) => ({ key: `${key}-again`, content })),
      call,
    );
    pass(simulator, 120);
    expect(simulator.taken()).toHaveLength(units.length);
    const { observations } = await sweep(adapter, engagement);
    expect(observations).toHaveLength(units.length);
  });

  it("do not matter to a file whose answer was lost: that it landed is seen on the spot", async () => {
    const { simulator, adapter, engagement } = await start({ listLagSeconds: 60 });
    simulator.failNext({ kind: "drop-after", operation: "PUT /raw-datasets" });
    const outcomes = await adapter().submit(engagement, units, call);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(units.map(() => "accepted"));
  });

  it("never make a second study of a batch: not in the process that made the first, and not in the next before the lists had their time", async () => {
    const instant = { importSeconds: 0, setupSeconds: 0, publishSeconds: 0 };
    const { simulator, adapter, engagement } = await start({ ...instant, listLagSeconds: 600 }, { settleMs: 60_000 });
    const first = adapter();
    await first.submit(engagement, units, call);
    expect((await studiesOf(simulator)).length).toBe(0);
    pass(simulator, 599);
    for (let look = 0; look < 5; look += 1) {
      await first.collect(engagement, undefined, call);
      await adapter().collect(engagement, undefined, call);
      pass(simulator, look === 0 ? 1 : 0);
    }
    expect(await studiesOf(simulator)).toEqual(["ACTIVE"]);
  });
});

describe("money", () => {
  it("that is not there leaves everything as it was, and calls a person", async () => {
    const instant = { importSeconds: 0, setupSeconds: 0, publishSeconds: 0 };
    const { simulator, adapter, engagement } = await start({ ...instant, balanceMinor: 100 });
    expect((await adapter().submit(engagement, units, call)).map(({ outcome }) => outcome)).toEqual(units.map(() => "in-doubt"));
    const found = await adapter()
      .find?.(engagement, ["key-0"], call)
      .catch((error: unknown) => error);
    expect(AdapterError.is(found) && found).toMatchObject({ kind: "unauthorized", code: "balance" });
    expect(await studiesOf(simulator)).toEqual(["UNPUBLISHED"]);
  });
});
