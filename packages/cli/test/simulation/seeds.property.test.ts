import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadHighs } from "../../src/engine/solve/highs.ts";
import { judgeWorld } from "./judge-world.ts";
import { replayLog, replayText } from "./replay.ts";
import { shrinkWorld } from "./shrink.ts";
import { faultKinds } from "./vendor-nature.ts";
import { worldOfSeed } from "./world-of-seed.ts";

/** Seeds from 1 on; more with `pnpm dst --seeds N`. */
const SEEDS = Number(process.env["TRANCHE_WORLDS"] ?? 2_000);
const solve = await loadHighs();

describe("the promises, in virtual time", () => {
  it(`hold in ${SEEDS} worlds of faults, outages, crashes and commands, and every kind of them is met`, { timeout: 900_000 }, async () => {
    const met = new Set<string>();
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const world = worldOfSeed(seed);
      const { broken, faults, crashes, met: noted } = await judgeWorld(world, { solve });
      for (const { kind } of faults) met.add(kind);
      for (const what of [...crashes, ...noted]) met.add(what);
      if (broken.length === 0) continue;
      const small = await shrinkWorld(world, { solve });
      const verdict = await judgeWorld(small, { solve, keepLog: true });
      throw new Error(
        `seed ${seed} breaks a promise: ${broken.join("; ")}\n${replayText(small, verdict)}replay: pnpm dst --seeds 1 --from ${seed}`,
      );
    }
    // A few hundred do not meet all of them.
    if (SEEDS < 2_000) return;
    const limits = ["cap", "budget", "independence", "denied", "group", "byte-cap", "group-cap"];
    const turns = ["hedged", "release", "adopted", "failover", "conflict", "winding-down"];
    const all = [...faultKinds, "frozen", "interrupted", "killed", "power-cut", "restored", ...limits, ...turns];
    expect(all.filter((what) => !met.has(what))).toEqual([]);
  });

  it("are held over the same events, byte for byte, whenever a seed is run", { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const [one, other] = [
        await judgeWorld(worldOfSeed(seed), { solve, keepLog: true }),
        await judgeWorld(worldOfSeed(seed), { solve, keepLog: true }),
      ];
      expect(one.log.length).toBeGreaterThan(0);
      expect(other.log.join("\n")).toBe(one.log.join("\n"));
    }
  });
});

const fixtures = join(import.meta.dirname, "__fixtures__");

describe("worlds that once broke a promise", () => {
  it.each(readdirSync(fixtures))("%s: does so no more", async (file) => {
    const { head, verdict } = await replayLog(readFileSync(join(fixtures, file), "utf8"), { solve });
    expect(head.broken).not.toEqual([]);
    expect(verdict.broken).toEqual([]);
  });
});
