import { describe, expect, it } from "vitest";
import { AdapterError, type VendorAdapter } from "@tranche/sdk";
import { answersKept } from "../../src/core/failover/answers-kept.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { calmVendor, calmWorld } from "../simulation/calm-worlds.ts";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { brokenPromises } from "../simulation/promises.ts";
import { type Rest, runWorld } from "../simulation/run-world.ts";
import type { Sabotage } from "../simulation/sabotage.ts";
import { type World, WORLD_BEGAN } from "../simulation/world.ts";
import { PRICE } from "../simulation/world-job.ts";
import { passedOverWarnings } from "../../src/store/sqlite/passed-over.ts";

/** Vendor `a` does something else. */
const hostile =
  (change: (adapter: VendorAdapter) => Partial<VendorAdapter>): NonNullable<Sabotage["vendor"]> =>
  (one) =>
    one.vendor === "a" ? { ...one, adapter: { ...one.adapter, ...change(one.adapter) } } : one;

const rested = async <T>(sabotage: Sabotage, look: (rest: Rest) => T, more: Partial<World> = {}): Promise<T> => {
  const rest = await runWorld(calmWorld([calmVendor("a"), calmVendor("b")], more), greedyReplan, sabotage);
  try {
    return look(rest);
  } finally {
    await rest.store.close();
  }
};

const never = <T>(): Promise<T> => new Promise(() => {});

/** Five seconds for what is under way, one for the adapter to end it, and a look of the supervisor. */
const ENDS_WITHIN_MS = 7_000;

describe("an adapter that does not end a call when it is told to", () => {
  /** How long after Ctrl-C each run of a world ended. */
  const endings = async (method: keyof VendorAdapter, after: number, more: Partial<World> = {}): Promise<readonly number[]> => {
    const took: number[] = [];
    const order = { orderId: 1, vendor: "a", what: "take-out", why: "by hand", at: WORLD_BEGAN + 3_000 } as const;
    await rested(
      {
        vendor: hostile(() => ({ [method]: never })),
        options: (options) => {
          const { clock, store } = options;
          const controller = new AbortController();
          let stoppedAt = Number.POSITIVE_INFINITY;
          void clock.sleep(after).then(() => {
            stoppedAt = clock.now();
            controller.abort();
          });
          return {
            ...options,
            signal: controller.signal,
            store: {
              ...store,
              ...(method === "withdraw"
                ? { ordersAfter: async (last: number) => (last < 1 && clock.now() >= order.at ? [order] : []) }
                : {}),
              // The last thing that a run does.
              checkpoint: async () => {
                if (clock.now() >= stoppedAt) took.push(clock.now() - stoppedAt);
                return store.checkpoint();
              },
            },
          };
        },
      },
      () => {},
      more,
    );
    return took;
  };

  it.each(["engage", "submit", "collect"] as const)("(%s) does not keep an interrupted run from ending", async (method) => {
    const took = await endings(method, 4_000);
    expect(took.length).toBeGreaterThan(0);
    expect(Math.max(...took)).toBeLessThan(ENDS_WITHIN_MS);
  });

  it("(withdraw) does not keep Ctrl-C from ending a run that takes work back", async () => {
    const holds = { vendors: [calmVendor("a", { canWithdraw: true, answerMs: 600_000 }), calmVendor("b")] };
    const took = await endings("withdraw", 8_000, holds);
    expect(took.length).toBeGreaterThan(0);
    expect(Math.max(...took)).toBeLessThan(ENDS_WITHIN_MS);
  });
});

describe("a listing that always has one more page", () => {
  const endless = (observed: boolean): Sabotage => {
    let pages = 0;
    let clock: Clock | undefined;
    return {
      options: (options) => {
        ({ clock } = options);
        return options;
      },
      vendor: hostile(({ collect }) => ({
        collect: async (engagement, cursor, call) => {
          pages += 1;
          await clock?.sleep(18);
          const page = pages % 100 === 1 ? await collect(engagement, undefined, call) : { observations: [] };
          const stranger = { type: "unit", ref: `r${pages}`, key: `k${pages}`, status: "open", raw: "open", judgments: [] } as const;
          return {
            observations: [...page.observations, ...(observed && pages % 100 === 0 ? [stranger] : [])],
            cursor: `page ${pages}`,
            more: true,
          };
        },
      })),
    };
  };

  it.each([false, true])("(with something on some: %s) is given up, and the vendor with it", { timeout: 60_000 }, async (observed) => {
    expect(await rested(endless(observed), (rest) => ({ end: rest.end, broken: brokenPromises(rest) }))).toEqual({
      end: "complete",
      broken: [],
    });
  });
});

describe("a vendor that gives ten thousand answers to one unit", () => {
  it("fills it with the first; what is kept beside has an end, and the rest is counted and told", { timeout: 60_000 }, async () => {
    let polls = 0;
    const talkative = hostile(({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        polls += 1;
        return {
          ...page,
          observations: page.observations.map((one, index) =>
            one.type === "unit" && one.status === "answered" && index === 0
              ? {
                  ...one,
                  judgments: [
                    ...one.judgments,
                    ...Array.from({ length: 10_000 }, (_, n) => ({ id: `${one.ref} ${polls} ${n}`, answer: "no" })),
                  ],
                }
              : one,
          ),
        };
      },
    }));
    const seen = await rested({ vendor: talkative }, (rest) => ({
      end: rest.end,
      most: rest.store.database.get("SELECT count(*) AS n FROM judgments GROUP BY attempt ORDER BY n DESC")?.["n"],
      counted: rest.store.database.get("SELECT count(*) AS n FROM judgments WHERE counted = 1")?.["n"],
      told: passedOverWarnings(rest.store.database, "job"),
    }));
    expect(seen).toMatchObject({ end: "complete", most: answersKept, counted: 10 });
    expect(seen.told).toEqual([expect.stringMatching(/^a gave more answers to one unit than are kept of it \(100\); not kept: [\d,]+$/)]);
  });
});

describe("a vendor that lists what is not ours", () => {
  it("is passed over, and status says so, once for each of them", async () => {
    const strange = hostile(({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        const theirs = ["x", "y"].map((key) => ({
          type: "unit" as const,
          ref: key,
          key,
          status: "open" as const,
          raw: "open",
          judgments: [],
        }));
        return { ...page, observations: [...theirs, ...page.observations] };
      },
    }));
    expect(
      await rested({ vendor: strange }, (rest) => passedOverWarnings(rest.store.database, "job"), {
        crashes: [{ how: "killed", at: 3_000 }],
      }),
    ).toEqual(["a lists work under names that this folder cannot have made (2): somebody else's, or nobody's; it is passed over"]);
  });
});

describe("work that a vendor says it did not take", () => {
  /** It takes the first unit on, says that it did not, and shows it as open from then on. */
  const liar = (says: "throttled" | "refused"): NonNullable<Sabotage["vendor"]> => {
    let lied = false;
    return hostile(({ submit }) => ({
      submit: async (...call) => {
        const outcomes = await submit(...call);
        if (lied) return outcomes;
        lied = true;
        if (says === "throttled") throw new AdapterError({ kind: "throttled", message: "slow down", status: 429 });
        return outcomes.map(({ key }) => ({ outcome: "refused" as const, key, why: "not for us", scope: "item" as const }));
      },
    }));
  };
  const owed = (rest: Rest): unknown => {
    const db = rest.store.database;
    const number = (sql: string): unknown => db.get(sql)?.["n"];
    return {
      ...db.get("SELECT state, ref IS NOT NULL AS named FROM attempts WHERE vendor = 'a' AND state IN ('expired', 'late')"),
      estimated: number("SELECT estimated AS n FROM commitments WHERE vendor = 'a'"),
      payable: number(
        `SELECT count(*) * ${PRICE} AS n FROM attempts WHERE vendor = 'a' AND state NOT IN ('absent', 'refused', 'throttled', 'released', 'returned', 'withdrawn')`,
      ),
      shown: number("SELECT items AS n FROM exposure_counts WHERE owner = 'a'"),
      seen: rest.vendors[0]?.truth.seen.size,
      // This one says what is not so, and is seen to: that it had the work all along.
      broken: brokenPromises(rest).filter((line) => !line.includes("all along")),
      end: rest.end,
    };
  };

  it.each(["throttled", "refused"] as const)("(%s) is owed as soon as it is listed as open, long before it is answered", async (says) => {
    const slow = { vendors: [calmVendor("a", { answerMs: 10_000_000 }), calmVendor("b")], items: 3, deadline: 20_000 };
    const held = (await rested({ vendor: liar(says) }, owed, slow)) as Record<string, unknown>;
    expect(held).toMatchObject({ state: "expired", named: 1, broken: [], shown: held["seen"], estimated: held["payable"] });
  });

  it("is answered late, and kept", async () => {
    expect(await rested({ vendor: liar("throttled") }, owed)).toMatchObject({ state: "late", named: 1, broken: [], end: "complete" });
  });
});
