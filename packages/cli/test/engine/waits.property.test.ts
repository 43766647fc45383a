import { AdapterError, type VendorAdapter } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import type { EngineVendor } from "../../src/engine/engine-options.ts";
import { calmVendor, calmWorld } from "../simulation/calm-worlds.ts";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { neverTwoPayees, nothingLost } from "../simulation/promises.ts";
import { type Rest, runWorld } from "../simulation/run-world.ts";
import type { Sabotage } from "../simulation/sabotage.ts";
import type { VendorNature } from "../simulation/vendor-nature.ts";
import { type World, WORLD_BEGAN } from "../simulation/world.ts";

const vendor = (name: string, more: Partial<VendorNature> = {}): VendorNature => calmVendor(name, { answerMs: 1_000, ...more });

const world = (vendors: readonly VendorNature[], more: Partial<World> = {}): World => calmWorld(vendors, { items: 40, ...more });

const changed =
  (change: (adapter: VendorAdapter) => Partial<VendorAdapter>, more: Partial<EngineVendor> = {}): NonNullable<Sabotage["vendor"]> =>
  (one) => ({ ...one, ...more, adapter: { ...one.adapter, ...change(one.adapter) } });

const closed = async (rest: Rest): Promise<Rest> => {
  await rest.store.close();
  return rest;
};

describe("a vendor that asks to be left alone for an hour", () => {
  const HOUR = 3_600_000;
  const toldFirst = (asked: number[], now: () => number): NonNullable<Sabotage["vendor"]> =>
    changed(({ submit }) => ({
      submit: async (...call) => {
        asked.push(now());
        if (asked.length === 1) throw new AdapterError({ kind: "throttled", message: "over the quota", status: 429, retryAfterMs: HOUR });
        return submit(...call);
      },
    }));

  it.each([
    ["in one process", []],
    ["through crashes, because the wait is kept", [20_000, 40_000, 60_000].map((at) => ({ how: "killed" as const, at }))],
  ])("is: %s", async (_, crashes) => {
    const asked: number[] = [];
    let now = (): number => WORLD_BEGAN;
    const waits: unknown[] = [];
    const rest = await runWorld(world([vendor("a")], { items: 3, crashes }), greedyReplan, {
      vendor: (one) => toldFirst(asked, () => now())({ ...one, limits: { concurrency: 1 } }),
      options: (options) => {
        now = options.clock.now;
        const saveWait: typeof options.store.saveWait = async (job, name, wait) => {
          waits.push(wait?.why);
          return options.store.saveWait(job, name, wait);
        };
        return { ...options, store: { ...options.store, saveWait } };
      },
    });
    expect(rest.end).toBe("complete");
    const [first = 0, second = 0] = asked;
    expect(second - first).toBeGreaterThanOrEqual(HOUR);
    expect(second - first).toBeLessThan(HOUR + 60_000);
    expect(waits).toEqual(["over the quota"]);
    await closed(rest);
  });

  it("is left alone for a minute of ours where its clock runs sixty times as fast", async () => {
    const asked: number[] = [];
    let now = (): number => WORLD_BEGAN;
    const rest = await runWorld(world([vendor("a")], { items: 3 }), greedyReplan, {
      vendor: (one) => toldFirst(asked, () => now())({ ...one, limits: { concurrency: 1 } }),
      options: (options) => {
        now = options.clock.now;
        return { ...options, timeScale: 60 };
      },
    });
    expect(rest.end).toBe("complete");
    const [first = 0, second = 0] = asked;
    expect(second - first).toBeGreaterThanOrEqual(HOUR / 60);
    expect(second - first).toBeLessThan(HOUR / 60 + 10_000);
    expect(await rest.store.readWait("job", "a")).toBeUndefined();
    await closed(rest);
  });

  it("is not waited for where the job is cancelled", async () => {
    const asked: number[] = [];
    let now = (): number => WORLD_BEGAN;
    const at = WORLD_BEGAN + 30_000;
    let ended = 0;
    const rest = await runWorld(world([vendor("a")]), greedyReplan, {
      vendor: (one) => toldFirst(asked, () => now())({ ...one, limits: { concurrency: 1 } }),
      options: (options) => {
        now = options.clock.now;
        const { store } = options;
        const cancellation: typeof store.cancellation = async () => (now() >= at ? { why: "by hand", at } : undefined);
        const progress: typeof store.progress = async (job) => {
          ended = now();
          return store.progress(job);
        };
        return { ...options, store: { ...store, cancellation, progress } };
      },
    });
    expect(rest.end).toBe("cancelled");
    expect(asked).toHaveLength(1);
    expect(ended - at).toBeLessThan(120_000);
    expect(await rest.store.readWait("job", "a")).toBeUndefined();
    await closed(rest);
  });
});

describe("retries", () => {
  const CONCURRENCY = 20;

  it("are never more than a fifth of what is under way, and first tries do not wait behind them", async () => {
    const shown = new Map<string, number>();
    let retrying = 0;
    let mostRetrying = 0;
    let firstTriesAfterTrouble = 0;
    const failing = changed(
      ({ submit }) => ({
        submit: async (engagement, units, call) => {
          const content = JSON.stringify(units[0]?.content);
          const tries = shown.get(content) ?? 0;
          shown.set(content, tries + 1);
          if (tries > 0) {
            retrying += 1;
            mostRetrying = Math.max(mostRetrying, retrying);
          } else if (mostRetrying > 0) firstTriesAfterTrouble += 1;
          try {
            const outcomes = await submit(engagement, units, call);
            return outcomes;
          } finally {
            if (tries > 0) retrying -= 1;
          }
        },
      }),
      { limits: { concurrency: CONCURRENCY } },
    );
    const rest = await runWorld(
      world([vendor("a", { faults: { ...vendor("a").faults, dropBefore: 0.4 } })], { items: 200 }),
      greedyReplan,
      { vendor: failing, options: (options) => ({ ...options, rules: { ...options.rules, triesPerVendor: 50 } }) },
    );
    expect([...nothingLost(rest), ...neverTwoPayees(rest)]).toEqual([]);
    expect(mostRetrying).toBeGreaterThan(0);
    expect(mostRetrying).toBeLessThanOrEqual(Math.max(3, CONCURRENCY / 5));
    expect(firstTriesAfterTrouble).toBeGreaterThan(20);
    await closed(rest);
  });
});
