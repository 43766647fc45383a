import { AdapterError, type VendorAdapter } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import type { EngineNote, EngineVendor } from "../../src/engine/engine-options.ts";
import { calmVendor, calmWorld } from "./calm-worlds.ts";
import { greedyReplan } from "./greedy-replan.ts";
import { nothingLost } from "./promises.ts";
import { runWorld } from "./run-world.ts";
import type { Sabotage } from "./sabotage.ts";
import type { VendorNature } from "./vendor-nature.ts";
import { type World, WORLD_BEGAN } from "./world.ts";

/** Work takes longer than any vendor of these worlds may be out of reach or take nothing (30 s). */
const vendor = (name: string, more: Partial<VendorNature> = {}): VendorNature => calmVendor(name, { answerMs: 200_000, ...more });

/** How a world ends, how many tasks were made for its ten items in all, and what was noted. */
const outcome = async (
  vendors: readonly VendorNature[],
  sabotage: Sabotage = {},
  more: Partial<World> = {},
): Promise<{ readonly end: string | undefined; readonly made: number; readonly lost: readonly string[] }> => {
  const lost: string[] = [];
  const onNote = (note: EngineNote): void => {
    if (note.note === "failover") lost.push(`${note.vendor}: ${note.reason}`);
  };
  const rest = await runWorld(calmWorld(vendors, more), greedyReplan, {
    ...sabotage,
    options: (options) => sabotage.options?.({ ...options, onNote }) ?? { ...options, onNote },
  });
  try {
    expect(nothingLost(rest)).toEqual([]);
    return {
      end: rest.end,
      made: rest.vendors.reduce((sum, { truth }) => sum + truth.created.length, 0),
      lost,
    };
  } finally {
    await rest.store.close();
  }
};

const changed =
  (name: string, change: (adapter: VendorAdapter) => Partial<VendorAdapter>): NonNullable<Sabotage["vendor"]> =>
  (one: EngineVendor) =>
    one.vendor === name ? { ...one, adapter: { ...one.adapter, ...change(one.adapter) } } : one;

describe("a vendor keeps what it took", () => {
  it("when every create lands and its answer is lost: looked up, the work is there, and nobody else is paid", async () => {
    expect(await outcome([vendor("a", { faults: { dropAfter: 1 } }), vendor("b")])).toMatchObject({
      end: "complete",
      made: 10,
      lost: [],
    });
  });

  it("when the last create fails and nothing is left to send: no later success is needed", async () => {
    let sent = 0;
    const once = changed("a", ({ submit, collect }) => ({
      submit: async (...call) => {
        sent += 1;
        if (sent !== 10) return submit(...call);
        // After all the others: five exchanges take longer than one.
        for (let n = 0; n < 5; n += 1) await collect(call[0], undefined, call[2]);
        throw new AdapterError({ kind: "refused", scope: "engagement", message: "the project is full", status: 409 });
      },
    }));
    expect(await outcome([vendor("a"), vendor("b")], { vendor: once })).toMatchObject({ end: "complete", made: 10, lost: [] });
  });

  it("when it takes no more for good: only what it did not take goes elsewhere", async () => {
    let sent = 0;
    const full = changed("a", ({ submit }) => ({
      submit: async (...call) => {
        sent += 1;
        if (sent > 4) throw new AdapterError({ kind: "throttled", message: "the vendor asks to slow down (429)", status: 429 });
        return submit(...call);
      },
    }));
    expect(await outcome([vendor("a"), vendor("b")], { vendor: full })).toMatchObject({
      end: "complete",
      made: 10,
      lost: ["a: takes nothing: the vendor asks to slow down (429)"],
    });
  });

  it("when this machine slept through the night, and the last call before it failed", async () => {
    const night = 8 * 3_600_000;
    const asleep = WORLD_BEGAN + 5_000;
    expect(
      await outcome([vendor("a", { outages: [{ from: asleep - 3_000, until: asleep + 2_000 }] }), vendor("b")], {
        options: (options) => {
          const { clock } = options;
          return { ...options, clock: { ...clock, now: () => clock.now() + (clock.now() >= asleep ? night : 0) } };
        },
      }),
    ).toMatchObject({ end: "complete", made: 10, lost: [] });
  });
});

describe("a vendor that only ever says to wait", () => {
  it("is asked less and less often, and is given up", async () => {
    let asked = 0;
    const busy = changed("a", () => ({
      submit: async () => {
        asked += 1;
        throw new AdapterError({ kind: "throttled", message: "slow down", status: 429 });
      },
    }));
    expect(await outcome([vendor("a"), vendor("b")], { vendor: busy })).toEqual({
      end: "complete",
      made: 10,
      lost: ["a: takes nothing: slow down"],
    });
    // Three requests at a time for thirty seconds and more; a tenth of a second apart for ever, they would be over nine hundred.
    expect(asked).toBeLessThan(60);
  });
});

describe("work that was taken back", () => {
  /** What becomes of the work at a vendor that a person takes out after five seconds. */
  const takenOut = async (one: NonNullable<Sabotage["vendor"]>): Promise<readonly unknown[]> => {
    const rest = await runWorld(calmWorld([vendor("a", { canWithdraw: true }), vendor("b")]), greedyReplan, {
      vendor: one,
      options: (options) => {
        const { clock, store } = options;
        const order = { orderId: 1, vendor: "a", what: "take-out", why: "by hand", at: WORLD_BEGAN + 5_000 } as const;
        const ordersAfter: typeof store.ordersAfter = async (after) => (after < 1 && clock.now() >= order.at ? [order] : []);
        return { ...options, store: { ...store, ordersAfter } };
      },
    });
    expect(rest.store.database.all("SELECT * FROM item_bars")).toEqual([]);
    const states = rest.store.database.all("SELECT DISTINCT state FROM attempts WHERE vendor = 'a'");
    await rest.store.close();
    return states.map(({ state }) => state);
  };

  it("is taken back, not returned, also where a poll sees it before the vendor has said so", async () => {
    const slow = changed("a", ({ withdraw, collect }) => ({
      withdraw: async (...call) => {
        const answers = (await withdraw?.(...call)) ?? [];
        // Three seconds and more, in which it is polled.
        for (let n = 0; n < 30; n += 1) await collect(call[0], undefined, call[2]);
        return answers;
      },
    }));
    expect(await takenOut(slow)).toEqual(["withdrawn"]);
  });

  it("is taken back from a vendor, too, that gives back nothing smaller than a project", async () => {
    const whole = changed("a", ({ capabilities }) => ({ capabilities: { ...capabilities, cancel: "project" } }));
    expect(await takenOut(whole)).toEqual(["withdrawn"]);
  });
});

describe("work that was given up", () => {
  // Lost after thirty seconds, with everything it had, and back half a minute later; nobody else may take its half.
  const back = vendor("a", { answerMs: 10_000, outages: [{ from: WORLD_BEGAN + 2_000, until: WORLD_BEGAN + 60_000 }] });
  const halves = { maxSharePerMillion: 500_000 };

  it("is answered late, and an item that had nowhere else to go has its label", async () => {
    expect(await outcome([back, vendor("b")], {}, halves)).toEqual({ end: "complete", made: 10, lost: ["a: unreachable"] });
  });

  it("is asked for by the next run as well", async () => {
    const { end, made } = await outcome([back, vendor("b")], {}, { ...halves, crashes: [{ how: "killed", at: 45_000 }] });
    expect({ end, made }).toEqual({ end: "complete", made: 10 });
  });
});

describe("the end of a run", () => {
  it("comes after a last look: what was billed since the last answer is known", async () => {
    const answered = new Set<string>();
    const bills: string[] = [];
    const late = changed("a", ({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        const over = answered.size === 10;
        for (const one of page.observations) if (one.type === "unit" && one.judgments.length > 0) answered.add(one.ref);
        const bill = { type: "cost", id: "bill", amount: { micros: 1_000_000, currency: "USD" }, final: true, what: "hours" } as const;
        return over ? { ...page, observations: [...page.observations, bill] } : page;
      },
    }));
    const noted: Sabotage["store"] = (real) => ({
      ...real,
      recordCosts: async (job, costs) => {
        bills.push(...costs.map(({ cost }) => cost));
        return real.recordCosts(job, costs);
      },
    });
    expect(await outcome([vendor("a")], { vendor: late, store: noted })).toMatchObject({ end: "complete", made: 10 });
    expect(new Set(bills)).toEqual(new Set(["bill"]));
  });

  it("is complete where every item has its answer, also when that is noticed past the deadline", async () => {
    const whole = {
      // The last look of a run that was busy elsewhere: everything is answered, and nobody has noticed.
      store: (real) => ({ ...real, unfinished: async () => ({ pending: false, waiting: false, live: true }) }),
      options: (options) => ({ ...options, job: { ...options.job, deadlineAt: WORLD_BEGAN + 3_600_000 } }),
    } satisfies Sabotage;
    expect(await outcome([vendor("a")], whole)).toEqual({ end: "complete", made: 10, lost: [] });
  });

  it("is complete where a vendor gives all its judgments one id: each unit has its own answer", async () => {
    const oneId = changed("a", ({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        return {
          ...page,
          observations: page.observations.map((one) =>
            one.type === "unit" ? { ...one, judgments: one.judgments.map((judgment) => ({ ...judgment, id: "1" })) } : one,
          ),
        };
      },
    }));
    expect(await outcome([vendor("a")], { vendor: oneId })).toEqual({ end: "complete", made: 10, lost: [] });
  });
});
