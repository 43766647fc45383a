import { describe, expect, it } from "vitest";
import type { EngineOptions } from "../../src/engine/engine-options.ts";
import { calmVendor, calmWorld } from "../simulation/calm-worlds.ts";
import { greedyReplan } from "../simulation/greedy-replan.ts";
import { capHolds, ledgerFirst, nothingLost } from "../simulation/promises.ts";
import { type Rest, runWorld } from "../simulation/run-world.ts";
import type { World } from "../simulation/world.ts";

const ITEMS = 100;
const STRAGGLERS = 4;
const SLOW_MS = 600_000;

/** A vendor that answers within a minute and, of a hundred, four in ten minutes; and another that is dearer and quick. */
const world = (canWithdraw: boolean, maxSharePerMillion = 1_000_000): World =>
  calmWorld(
    ["a", "b"].map((vendor) => calmVendor(vendor, { canWithdraw, answerMs: 20_000 })),
    { seed: 3, items: ITEMS, maxSharePerMillion },
  );

const run = async (
  how: {
    readonly hedge?: EngineOptions["job"]["hedge"];
    readonly adjudication?: NonNullable<EngineOptions["job"]["adjudication"]>;
    readonly canWithdraw?: boolean;
    readonly maxSharePerMillion?: number;
  } = {},
): Promise<{ readonly rest: Rest; readonly tookMs: number; readonly notes: readonly string[] }> => {
  const notes: string[] = [];
  let began = 0;
  let ended = 0;
  const rest = await runWorld(world(how.canWithdraw ?? true, how.maxSharePerMillion), greedyReplan, {
    // The stragglers: their answers are there, and are not told for ten minutes.
    vendor: (one) =>
      one.vendor === "b"
        ? one
        : {
            ...one,
            silentAfterMs: 10 * 3_600_000,
            silentAtLeastMs: 10 * 3_600_000,
            adapter: {
              ...one.adapter,
              collect: async (...call) => {
                const page = await one.adapter.collect(...call);
                const slow = (ref: string): boolean => Number(ref.slice(2)) <= STRAGGLERS && ended - began < SLOW_MS;
                return {
                  ...page,
                  observations: page.observations.map((seen) =>
                    seen.type === "unit" && slow(seen.ref) && seen.status === "answered"
                      ? { ...seen, status: "open" as const, judgments: [] }
                      : seen,
                  ),
                };
              },
            },
          },
    options: (options) => {
      began = options.clock.now();
      return {
        ...options,
        job: {
          ...options.job,
          ...(how.hedge === undefined ? {} : { hedge: how.hedge }),
          ...(how.adjudication === undefined ? {} : { adjudication: how.adjudication, mostPerItem: how.adjudication.atMost }),
        },
        clock: {
          ...options.clock,
          now: () => {
            ended = options.clock.now();
            return ended;
          },
          sleep: options.clock.sleep,
        },
        onNote: (note) => {
          if (note.note === "hedged") notes.push(`${note.vendor} ${note.slots}`);
        },
      };
    },
  });
  return { rest, tookMs: ended - began, notes };
};

const madeAt = (rest: Rest, vendor: string): number =>
  rest.vendors.find(({ nature }) => nature.vendor === vendor)?.truth.created.length ?? 0;
const p90 = { afterPerMillion: 900_000, atMostPerMillion: 100_000 };

describe("a job that hedges", () => {
  it("is done when the second owner has answered, not when the stragglers have", async () => {
    const plain = await run();
    expect(plain.tookMs).toBeGreaterThan(SLOW_MS);
    const hedged = await run({ hedge: p90 });
    expect(hedged.rest.end).toBe("complete");
    expect(hedged.tookMs).toBeLessThan(SLOW_MS / 2);
    expect(hedged.notes.length).toBeGreaterThan(0);
    expect([...capHolds(hedged.rest), ...ledgerFirst(hedged.rest)]).toEqual([]);
    // One answer of an item is enough, and what was not needed was asked back.
    const { database } = hedged.rest.store;
    expect(database.get("SELECT count(*) AS n FROM slots WHERE state = 'filled' GROUP BY seq HAVING n > 1")?.["n"]).toBeUndefined();
    expect(database.get("SELECT count(DISTINCT seq) AS n FROM slots WHERE state = 'filled'")?.["n"]).toBe(ITEMS);
    await Promise.all([plain.rest.store.close(), hedged.rest.store.close()]);
  });

  it("asks for no more than it may, and the second is another owner", async () => {
    const { rest } = await run({ hedge: { ...p90, atMostPerMillion: 30_000 } });
    const { database } = rest.store;
    expect(madeAt(rest, "b")).toBeLessThanOrEqual(3);
    expect(database.get("SELECT count(*) AS n FROM slots WHERE purpose = 'hedge'")?.["n"]).toBeLessThanOrEqual(3);
    expect(
      database.get("SELECT count(DISTINCT owner) AS n FROM attempts WHERE state <> 'released' GROUP BY seq, owner HAVING count(*) > 1"),
    ).toBeUndefined();
    await rest.store.close();
  });

  it("stays within the cap: where the second owner has no room, nothing is asked for twice", async () => {
    // The first vendor gets everything but one item, and the second may see one more.
    const { rest } = await run({ hedge: p90, maxSharePerMillion: 990_000 });
    expect([...capHolds(rest), ...ledgerFirst(rest)]).toEqual([]);
    await rest.store.close();
  });

  it("keeps what the slower one answers after all, and counts it as given up on because of the hedge", async () => {
    const { rest } = await run({ hedge: p90, canWithdraw: false });
    const { database } = rest.store;
    expect(rest.end).toBe("complete");
    const givenUp = database.all("SELECT DISTINCT note FROM attempt_events WHERE event = 'given-up'").map(({ note }) => note);
    expect(givenUp).toEqual(["hedged"]);
    await rest.store.close();
  });

  it("has an item that was hedged judged further where its answers leave it unsure, as any other", async () => {
    const { rest } = await run({ hedge: p90, adjudication: { untilPerMillion: 1_000_000, atMost: 2 } });
    const judged = (hedged: string): unknown =>
      rest.store.database.get(
        `SELECT count(*) AS items, min(filled) AS least, max(filled) AS most FROM (SELECT seq, sum(state = 'filled') AS filled FROM slots GROUP BY seq)
         WHERE seq ${hedged} (SELECT seq FROM slots WHERE purpose = 'hedge')`,
      );
    expect(rest.end).toBe("complete");
    expect(judged("IN")).toMatchObject({ least: 2, most: 2 });
    expect(judged("NOT IN")).toMatchObject({ least: 2, most: 2 });
    expect([...capHolds(rest), ...ledgerFirst(rest)]).toEqual([]);
    await rest.store.close();
  });

  it("is off by default", async () => {
    const { rest, notes } = await run();
    expect({ notes, made: madeAt(rest, "b"), broken: nothingLost(rest) }).toEqual({ notes: [], made: 0, broken: [] });
    await rest.store.close();
  });
});
