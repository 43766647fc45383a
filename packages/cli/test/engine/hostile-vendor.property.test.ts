import { AdapterError, type CollectPage, type Finding, type VendorAdapter } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import { calmVendor as vendor, calmWorld } from "../simulation/calm-worlds.ts";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { brokenPromises } from "../simulation/promises.ts";
import { type Rest, runWorld } from "../simulation/run-world.ts";
import type { Sabotage } from "../simulation/sabotage.ts";
import { type World, WORLD_BEGAN } from "../simulation/world.ts";

const ITEMS = 10;
const world = (more: Partial<World> = {}): World => calmWorld([vendor("a"), vendor("b")], { items: ITEMS, ...more });

/** Vendor `a` does something else. */
const hostile =
  (change: (adapter: VendorAdapter) => Partial<VendorAdapter>): NonNullable<Sabotage["vendor"]> =>
  (one) =>
    one.vendor === "a" ? { ...one, adapter: { ...one.adapter, ...change(one.adapter) } } : one;

const rested = async <T>(sabotage: Sabotage, look: (rest: Rest) => T, more: Partial<World> = {}): Promise<T> => {
  const rest = await runWorld(world(more), greedyReplan, sabotage);
  try {
    return look(rest);
  } finally {
    await rest.store.close();
  }
};
const madeAt = (rest: Rest, name: string): number => rest.vendors.find(({ nature }) => nature.vendor === name)?.truth.created.length ?? 0;
const states = (rest: Rest, name: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    rest.store.database
      .all("SELECT state, count(*) AS n FROM attempts WHERE vendor = ? GROUP BY state", name)
      .map((row) => [row["state"], row["n"]]),
  );

describe("a vendor whose listing", () => {
  it("goes in a circle is lost like one that cannot be reached, and its work goes elsewhere", async () => {
    const circle = hostile(({ collect }) => ({
      collect: async (engagement, cursor, call) => {
        await collect(engagement, undefined, call);
        return { observations: [], cursor: cursor === "1" ? "2" : "1", more: true };
      },
    }));
    expect(await rested({ vendor: circle }, (rest) => ({ end: rest.end, broken: brokenPromises(rest) }))).toEqual({
      end: "complete",
      broken: [],
    });
  });

  it("never comes is lost like one that takes nothing: nothing may be sent before it was asked what it holds", async () => {
    const deaf = hostile(() => ({
      collect: async () => {
        throw new AdapterError({ kind: "in-doubt", message: "bad gateway", status: 502 });
      },
    }));
    expect(await rested({ vendor: deaf }, (rest) => ({ end: rest.end, broken: brokenPromises(rest), made: madeAt(rest, "a") }))).toEqual({
      end: "complete",
      broken: [],
      made: 0,
    });
  });

  it("has keys in it that are not ours does not stop the others, nor itself", async () => {
    const strange = hostile(({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        const other = { type: "unit", ref: "theirs", key: "somebody-elses", status: "answered", raw: "done" } as const;
        return { ...page, observations: [{ ...other, judgments: [{ id: "x", answer: "theirs" }] }, ...page.observations] };
      },
    }));
    expect(
      await rested({ vendor: strange }, (rest) => ({ end: rest.end, broken: brokenPromises(rest), made: madeAt(rest, "a") > 0 })),
    ).toEqual({ end: "complete", broken: [], made: true });
  });

  const round: Record<string, unknown> = {};
  round["round"] = round;
  it.each<readonly [string, (page: CollectPage) => unknown]>([
    ["gives a cursor that is no text", (page) => ({ ...page, cursor: { page: 2 } })],
    [
      "has a bill in it that is none",
      (page) => ({ ...page, observations: [...page.observations, { type: "cost", id: {}, amount: null }] }),
    ],
    [
      "tells of answers what cannot be kept",
      (page) => ({
        ...page,
        observations: page.observations.map((one) =>
          one.type === "unit" ? { ...one, judgments: one.judgments.map((judgment) => ({ ...judgment, worker: {}, raw: round })) } : one,
        ),
      }),
    ],
  ])("%s does not end the run of the others", async (_, change) => {
    const broken = hostile(({ collect }) => ({ collect: async (...call) => change(await collect(...call)) as CollectPage }));
    expect(await rested({ vendor: broken }, (rest) => ({ end: rest.end, broken: brokenPromises(rest) }))).toEqual({
      end: "complete",
      broken: [],
    });
  });

  it.each([
    ["no time", Number.NaN],
    ["half a millisecond", 1_000_000.5],
    ["for ever", Number.POSITIVE_INFINITY],
    ["the end of all time", 1e300],
  ])("says it was answered at %s is believed the answer", async (_, at) => {
    const timeless = hostile(({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        return {
          ...page,
          observations: page.observations.map((one) =>
            one.type === "unit" ? { ...one, judgments: one.judgments.map((judgment) => ({ ...judgment, at, seconds: Number.NaN })) } : one,
          ),
        };
      },
    }));
    expect(
      await rested({ vendor: timeless }, (rest) => ({ end: rest.end, broken: brokenPromises(rest), a: states(rest, "a")["answered"] })),
    ).toMatchObject({ end: "complete", broken: [], a: expect.any(Number) });
  });

  it("bills in a currency that nobody declared a rate for is not added up as if it were ours", async () => {
    const yen = hostile(({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        const cost = { type: "cost" as const, id: "c", amount: { micros: 5_000_000_000, currency: "JPY" }, final: true, what: "hours" };
        return { ...page, observations: [cost, ...page.observations] };
      },
    }));
    const billed = (rest: Rest): unknown => rest.store.database.get("SELECT max(billed) AS most FROM commitments")?.["most"];
    const plain = await rested({}, billed);
    expect(await rested({ vendor: yen }, (rest) => ({ end: rest.end, broken: brokenPromises(rest), billed: billed(rest) }))).toEqual({
      end: "complete",
      broken: [],
      billed: plain,
    });
  });

  it("has a cost in it that is no amount loses the cost, not the answers", async () => {
    const dear = hostile(({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        const costs = [Number.NaN, Number.POSITIVE_INFINITY, 1e300, 0.5].map((micros, n) => ({
          type: "cost" as const,
          id: `c${n}`,
          amount: { micros, currency: "USD" },
          final: true,
          what: "hours",
        }));
        return { ...page, observations: [...costs, ...page.observations] };
      },
    }));
    expect(
      await rested({ vendor: dear }, (rest) => ({
        end: rest.end,
        broken: brokenPromises(rest),
        a: (states(rest, "a")["answered"] ?? 0) > 0,
      })),
    ).toEqual({ end: "complete", broken: [], a: true });
  });

  it("invents answers to what was answered already is silent all the same", async () => {
    let n = 0;
    const busy = hostile(({ collect }) => ({
      collect: async (...call) => {
        const page = await collect(...call);
        const [first] = page.observations.filter((one) => one.type === "unit");
        return {
          ...page,
          observations: page.observations.map((one) =>
            one.type !== "unit"
              ? one
              : one.ref === first?.ref
                ? { ...one, status: "answered" as const, judgments: [{ id: `extra-${(n += 1)}`, answer: "yes" }] }
                : { ...one, status: "open" as const, judgments: [] },
          ),
        };
      },
    }));
    const eager: Sabotage = { vendor: (one) => ({ ...hostileSilent(busy(one)) }) };
    expect(await rested(eager, (rest) => rest.end)).toBe("complete");
  });
});

const hostileSilent: NonNullable<Sabotage["vendor"]> = (one) => ({ ...one, silentAfterMs: 60_000 });

describe("a vendor that is asked what it holds", () => {
  it("and does not speak of the first fifty is asked for the others", async () => {
    const keys: string[] = [];
    const mute = (key: string): boolean => keys.indexOf(key) < 50;
    const half = hostile(({ submit, find, collect }) => ({
      submit: async (engagement, units, call) => {
        keys.push(...units.map(({ key }) => key));
        await submit(engagement, units, call);
        return units.map(({ key }) => ({ outcome: "in-doubt" as const, key, why: "no word of it" }));
      },
      find: async (engagement, asked, call) => ((await find?.(engagement, asked, call)) ?? []).filter(({ key }) => !mute(key)),
      collect: async (...call) => {
        const page = await collect(...call);
        return { ...page, observations: page.observations.filter((one) => one.type !== "unit" || one.status !== "open") };
      },
    }));
    const found = await rested(
      { vendor: half },
      (rest) => rest.store.database.get("SELECT count(*) AS n FROM attempts WHERE ref IS NOT NULL")?.["n"],
      { items: 60, vendors: [vendor("a", { answerMs: 20_000_000 })], deadline: 100_000 },
    );
    expect(found).toBe(10);
  });
});

describe("a vendor that only ever says to ask again at once", () => {
  it("is asked less and less often, and is given up", async () => {
    let asked = 0;
    const busy = hostile(() => ({
      submit: async () => {
        asked += 1;
        throw new AdapterError({ kind: "throttled", message: "slow down", status: 429, retryAfterMs: 0 });
      },
    }));
    expect(await rested({ vendor: busy }, (rest) => rest.end)).toBe("complete");
    expect(asked).toBeLessThan(120);
  });
});

describe("work that was given up before it was sent", () => {
  it("is not sent when its vendor is let back in: its slot is another's by then", async () => {
    // Between its last look and the request the machine stands, for longer than work under way is waited for.
    let slow = true;
    const sabotage: Sabotage = {
      options: (options) => {
        const { store, clock } = options;
        const orders = [
          { orderId: 1, vendor: "a", what: "take-out", why: "by hand", at: WORLD_BEGAN + 2_000 },
          { orderId: 2, vendor: "a", what: "release", why: "by hand", at: WORLD_BEGAN + 90_000 },
        ] as const;
        return {
          ...options,
          store: {
            ...store,
            ordersAfter: async (after) => orders.filter(({ orderId, at }) => orderId > after && clock.now() >= at),
            holdsLock: async (...asked) => {
              if (slow) await clock.sleep(100_000);
              slow = false;
              return store.holdsLock(...asked);
            },
          },
        };
      },
    };
    const twice = await rested(
      sabotage,
      (rest) => {
        const created = rest.vendors.flatMap(({ truth }) => truth.created);
        return created.length - new Set(created).size;
      },
      { vendors: [vendor("a"), vendor("b", { answerMs: 200_000 })] },
    );
    expect(twice).toBe(0);
  });
});

describe("an order of a person", () => {
  it.each([
    ["hold", false],
    ["hold", true],
    ["take-out", false],
  ] as const)("(%s, this job only: %s) outlives a process that wrote over it and was killed before it read it", async (what, thisJob) => {
    let starts = 0;
    const forgetful: Sabotage = {
      store: (real, { database }) => {
        starts += 1;
        if (starts === 2) database.run("DELETE FROM vendor_health");
        return real;
      },
    };
    const commands: World["commands"] = [
      what === "hold"
        ? { do: "hold", vendor: "a", at: 1_000, forMs: 60_000, thisJob }
        : { do: "take-out", vendor: "a", at: 1_000, forMs: 60_000, thisJob },
    ];
    const broken = await rested(forgetful, brokenPromises, {
      items: 200,
      vendors: [vendor("a", { maxUnits: 1 }), vendor("b", { outages: [{ from: WORLD_BEGAN, until: WORLD_BEGAN + 50_000 }] })],
      commands,
      crashes: [{ how: "killed", at: 1_010 }],
    });
    expect(broken).toEqual([]);
  });
});

describe("a release of an owner", () => {
  it("lets back a vendor of it that was held by its own name, in the run that goes on", async () => {
    const orders = [
      { orderId: 1, vendor: "a", what: "hold", why: "by hand", at: WORLD_BEGAN + 1_000 },
      { orderId: 2, vendor: "owner/a", what: "release", why: "by hand", at: WORLD_BEGAN + 5_000 },
    ] as const;
    const sabotage: Sabotage = {
      options: (options) => {
        const { store, clock } = options;
        const ordersAfter: typeof store.ordersAfter = async (after) =>
          orders.filter(({ orderId, at }) => orderId > after && clock.now() >= at);
        return { ...options, store: { ...store, ordersAfter } };
      },
    };
    expect(await rested(sabotage, (rest) => rest.end, { items: 200, vendors: [vendor("a", { answerMs: 500 })] })).toBe("complete");
  });
});

describe("a vendor that says two things of one unit", () => {
  it("taken and refused, is asked again: nobody else is paid until it is known", async () => {
    const both = hostile(({ submit }) => ({
      submit: async (...call) => {
        const outcomes = await submit(...call);
        return [
          ...outcomes,
          ...outcomes.map(({ key }) => ({ outcome: "refused" as const, key, why: "not for us", scope: "item" as const })),
        ];
      },
    }));
    const twice = await rested({ vendor: both }, (rest) => {
      const created = rest.vendors.flatMap(({ truth }) => truth.created);
      return { end: rest.end, broken: brokenPromises(rest), twice: created.length - new Set(created).size };
    });
    expect(twice).toEqual({ end: "complete", broken: [], twice: 0 });
  });

  it("given back and too late, keeps it; and what it was not asked to give back, it keeps", async () => {
    const order = { orderId: 1, vendor: "a", what: "take-out", why: "by hand", at: WORLD_BEGAN + 3_000 } as const;
    const both: Sabotage = {
      vendor: hostile(({ withdraw }) => ({
        withdraw: async (engagement, refs, call) => {
          await withdraw?.(engagement, [], call);
          return [
            ...refs.map((ref) => ({ withdrawal: "withdrawn" as const, ref })),
            ...refs.map((ref) => ({ withdrawal: "too-late" as const, ref, why: "done" })),
          ];
        },
      })),
      options: (options) => {
        const { store, clock } = options;
        return {
          ...options,
          store: { ...store, ordersAfter: async (after) => (after < 1 && clock.now() >= order.at ? [order] : []) },
        };
      },
    };
    expect(
      await rested(both, (rest) => states(rest, "a")["withdrawn"] ?? 0, {
        vendors: [vendor("a", { canWithdraw: true, answerMs: 60_000 }), vendor("b")],
      }),
    ).toBe(0);
  });
});

describe("a vendor that calls all its work by one name", () => {
  const oneRef = (named: boolean): NonNullable<Sabotage["vendor"]> =>
    hostile(({ submit, collect, find }) => ({
      submit: async (...call) => (await submit(...call)).map((one) => (one.outcome === "accepted" ? { ...one, ref: "same" } : one)),
      find: async (...call) => ((await find?.(...call)) ?? []).map((one) => (one.found === "present" ? { ...one, ref: "same" } : one)),
      collect: async (...call) => {
        const page = await collect(...call);
        return {
          ...page,
          observations: page.observations.map((one) => {
            if (one.type !== "unit") return one;
            const { key, ...nameless } = one;
            return { ...nameless, ref: "same", ...(named && key !== undefined ? { key } : {}) };
          }),
        };
      },
    }));
  const judgmentsOf = (rest: Rest): unknown =>
    rest.store.database.get("SELECT count(*) AS n FROM judgments WHERE vendor = 'a' AND counted = 1")?.["n"];

  it("is believed where it gives our names back", async () => {
    expect(
      await rested({ vendor: oneRef(true) }, (rest) => ({ end: rest.end, broken: brokenPromises(rest) }), { vendors: [vendor("a")] }),
    ).toEqual({
      end: "complete",
      broken: [],
    });
  });

  it("and gives none of ours back is not believed: nobody can say which item was answered", async () => {
    const quick: Sabotage = { vendor: (one) => hostileSilent(oneRef(false)(one)) };
    expect(await rested(quick, (rest) => ({ end: rest.end, counted: judgmentsOf(rest) }))).toEqual({ end: "complete", counted: 0 });
  });
});

describe("a vendor whose look-up", () => {
  const lost = { vendors: [vendor("a", { idempotency: "none", answerMs: 60_000, faults: { dropAfter: 0.5 } }), vendor("b")] };
  it.each<readonly [string, (findings: readonly Finding[]) => readonly unknown[]]>([
    ["has a word of its own for what it holds", (findings) => findings.map(({ key }) => ({ key, found: "pending" }))],
    [
      "says of one key that it is not there, and that it is",
      (findings) => [...findings.map(({ key }) => ({ key, found: "absent" })), ...findings],
    ],
    ["names what it holds by something that is no text", (findings) => findings.map((one) => ({ ...one, ref: {} }))],
  ])("%s is not paid twice, and ends nobody's run", async (_, change) => {
    const confused = hostile(({ collect, find }) => ({
      // It lists only what is answered.
      collect: async (...call) => {
        const page = await collect(...call);
        return { ...page, observations: page.observations.filter((one) => one.type === "unit" && one.status !== "open") };
      },
      ...(find === undefined ? {} : { find: async (...call) => change(await find(...call)) as readonly Finding[] }),
    }));
    expect(await rested({ vendor: confused }, (rest) => ({ end: rest.end, broken: brokenPromises(rest) }), lost)).toEqual({
      end: "complete",
      broken: [],
    });
  });
});
