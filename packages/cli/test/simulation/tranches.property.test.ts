import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideRelease } from "../../src/core/release/decide-release.ts";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import type { Store } from "../../src/ports/store.ts";
import { releaseRecords } from "../../src/store/sqlite/release.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { plannedReplan } from "./planned-replan.ts";
import { brokenPromises, type PromiseCheck } from "./promises.ts";
import { runWorld } from "./run-world.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";
import { plainWorlds, worlds } from "./worlds.ts";

const WORLDS = Math.ceil(Number(process.env["TRANCHE_WORLDS"] ?? 1_000) / 20);
const SEED = Number(process.env["TRANCHE_SEED"] ?? 20_260_101);

const solve = await loadHighs();

/** A job of which each vendor gets a part, that is cut into three tranches; every third item is gold. */
const staged = (drawn: fc.Arbitrary<World>): fc.Arbitrary<World> =>
  fc
    .record({
      world: drawn,
      accuracy: fc.option(fc.integer({ min: 1, max: 900_000 }), { nil: undefined }),
      minGold: fc.integer({ min: 1, max: 5 }),
      answeredPerMillion: fc.integer({ min: 100_000, max: 1_000_000 }),
      maxWaitMs: fc.integer({ min: 500, max: 200_000 }),
      floorPerMillion: fc.option(fc.integer({ min: 300_000, max: 900_000 }), { nil: undefined }),
    })
    .map(({ world, accuracy, floorPerMillion, ...gate }) => ({
      ...world,
      slotsPerItem: 1,
      release: {
        firstPerMillion: 200_000,
        thenPerMillion: 400_000,
        goldEvery: 3,
        gate: { ...gate, pilot: 2, ...(accuracy === undefined ? {} : { goldAccuracyPerMillion: accuracy }) },
        ...(floorPerMillion === undefined ? {} : { floorPerMillion }),
      },
    }));

/** Nothing was sent to a vendor before the tranche it belongs to was released to it. */
const gatesHold: PromiseCheck = (rest) => {
  const records = releaseRecords(rest.store.database, "job");
  return rest.store.database
    .all("SELECT a.vendor, a.reserved_at, s.tranche, s.slot FROM attempts a JOIN slots s ON s.slot = a.slot WHERE s.tranche > 1")
    .filter(
      (row) =>
        !records.some(
          ({ at, decision }) =>
            decision.decision === "release" &&
            decision.vendor === row["vendor"] &&
            decision.tranche >= (row["tranche"] as number) &&
            at <= (row["reserved_at"] as number),
        ),
    )
    .map(
      (row) =>
        `slot ${row["slot"] as number} of tranche ${row["tranche"] as number} was sent to ${row["vendor"] as string} before its gate opened`,
    );
};

/** A decision comes out the same when it is made again, and its facts are no more than what had come by then. */
const decisionsHold: PromiseCheck = (rest) =>
  releaseRecords(rest.store.database, "job").flatMap(({ at, facts, rules, decision }) => {
    const broken: string[] = [];
    const again = decideRelease(facts, rules, at);
    if (JSON.stringify(again) !== JSON.stringify(decision))
      broken.push(`${decision.vendor}: decided ${JSON.stringify(again)} when asked again`);
    const count = (condition: string): number =>
      rest.store.database.get(
        `SELECT count(*) AS n FROM judgments g JOIN attempts a ON a.attempt = g.attempt LEFT JOIN known_answers k ON k.job = g.job AND k.seq = g.seq
         WHERE g.vendor = ? AND g.valid = 1 AND a.ended_at <= ? AND ${condition}`,
        decision.vendor,
        at,
      )?.["n"] as number;
    if (facts.answered > count("g.counted = 1")) broken.push(`${decision.vendor} had answered less than its gate was told`);
    if (facts.gold.seen !== count("k.answer IS NOT NULL")) broken.push(`the gold of ${decision.vendor} was counted wrong`);
    if (facts.gold.right !== count("k.answer = g.answer")) broken.push(`the right gold of ${decision.vendor} was counted wrong`);
    return broken;
  });

const all: PromiseCheck = (rest) => [...[gatesHold, decisionsHold].flatMap((check) => check(rest)), ...brokenPromises(rest)];

const brokenIn = async (
  world: World,
  { sabotage, check = all }: { readonly sabotage?: Sabotage; readonly check?: PromiseCheck } = {},
): Promise<{ readonly broken: readonly string[]; readonly decisions: number }> => {
  const rest = await runWorld(world, plannedReplan(solve), sabotage);
  try {
    return { broken: check(rest), decisions: releaseRecords(rest.store.database, "job").length };
  } finally {
    await rest.store.close();
  }
};

describe("release in tranches, in virtual time", () => {
  it(`keeps every promise in ${WORLDS} worlds of faults, outages and crashes, and comes to an end`, { timeout: 300_000 }, async () => {
    let decisions = 0;
    await fc.assert(
      fc.asyncProperty(staged(plainWorlds()), async (one) => {
        const ran = await brokenIn(one);
        decisions += ran.decisions;
        expect(ran.broken).toEqual([]);
      }),
      { numRuns: WORLDS, seed: SEED },
    );
    expect(decisions).toBeGreaterThan(WORLDS / 2);
  });

  it(`and in ${WORLDS} worlds where clocks jump and people give orders, too`, { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(staged(worlds()), async (one) => {
        expect((await brokenIn(one, { check: brokenPromises })).broken).toEqual([]);
      }),
      { numRuns: WORLDS, seed: SEED },
    );
  });

  const lying =
    (lies: (real: Store) => Partial<Store>): NonNullable<Sabotage["store"]> =>
    (real) => ({ ...real, ...lies(real) });
  const planted: readonly (readonly [string, Sabotage])[] = [
    [
      "the reservation takes what waits",
      {
        store: lying((real) => ({
          reserve: async (request) => {
            (real as SqliteStore).database.run("UPDATE slots SET state = 'pending' WHERE state = 'waiting' AND vendor = ?", request.vendor);
            return real.reserve(request);
          },
        })),
      },
    ],
    [
      "a gate opens on work that is only sent",
      {
        store: lying((real) => ({
          releaseFacts: async (job) => (await real.releaseFacts(job)).map((facts) => ({ ...facts, answered: facts.released })),
        })),
      },
    ],
    [
      "gold of another vendor is counted",
      {
        store: lying((real) => ({
          releaseFacts: async (job) => {
            const facts = await real.releaseFacts(job);
            return facts.map((one, index) => ({ ...one, gold: facts[(index + 1) % facts.length]?.gold ?? one.gold }));
          },
        })),
      },
    ],
  ];
  it.each(planted)("notices where %s", { timeout: 300_000 }, async (_, sabotage) => {
    const result = await fc.check(
      fc.asyncProperty(staged(plainWorlds()), async (one) => {
        expect((await brokenIn(one, { sabotage })).broken).toEqual([]);
      }),
      { numRuns: 200, seed: SEED, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });
});
