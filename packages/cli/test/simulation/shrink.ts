import type { SolveLinearProgram } from "../../src/core/plan/index.ts";
import { judgeWorld } from "./judge-world.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";

/** Most worlds that are run to find a smaller one. */
const MOST_RUNS = 600;

/** The same world under a script of the faults that struck in it, so that each can be left out by itself. */
export const scripted = (world: World, faults: readonly { readonly name: string }[]): World => ({
  ...world,
  script: faults.map(({ name }) => name),
});

/** The name of the promise at the beginning of a line of what is broken. */
export const promiseOf = (broken: string): string => broken.slice(0, broken.indexOf(":"));

/**
 * The smallest world found that breaks the same promise: fewer vendors, items, crashes, commands, faults (by delta debugging, Zeller and Hildebrandt
 * 2002: halves first, then smaller parts). A world that does not fail under its script is answered as it came.
 */
export const shrinkWorld = async (
  world: World,
  how: { readonly solve: SolveLinearProgram; readonly sabotage?: () => Sabotage },
): Promise<World> => {
  const judge = (one: World): ReturnType<typeof judgeWorld> =>
    judgeWorld(one, { solve: how.solve, ...(how.sabotage === undefined ? {} : { sabotage: how.sabotage() }) });
  const first = await judge(world);
  const promise = promiseOf(first.broken[0] ?? ":");
  let runs = 0;
  const fails = async (one: World): Promise<boolean> => {
    if (runs >= MOST_RUNS) return false;
    runs += 1;
    return (await judge(one)).broken.some((line) => promiseOf(line) === promise);
  };
  let best = scripted(world, first.faults);
  if (!(await fails(best))) return world;
  const keepIf = async (smaller: World): Promise<boolean> => {
    if (!(await fails(smaller))) return false;
    best = smaller;
    return true;
  };
  for (;;) {
    const before = JSON.stringify(best);
    for (const simpler of simplerWorlds(best)) await keepIf({ ...best, ...simpler });
    const { takeover: _t, ...owned } = best;
    if (best.takeover !== undefined) await keepIf(owned);
    const { clockJumps: _c, ...steady } = best;
    if (best.clockJumps !== undefined) await keepIf(steady);
    const { deadline: _d, ...patient } = best;
    if (best.deadline !== undefined) await keepIf(patient);
    const { groups: _g, ...ungrouped } = best;
    if (best.groups !== undefined) await keepIf(ungrouped);
    const { shares: _s, lengths: _l, ...unweighed } = best;
    if (best.shares !== undefined) await keepIf(unweighed);
    const { release: _r, ...atOnce } = best;
    if (best.release !== undefined) await keepIf(atOnce);
    const { hedge: _h, ...unhedged } = best;
    if (best.hedge !== undefined) await keepIf(unhedged);
    for (const { vendor } of best.vendors)
      if (best.vendors.length > 1) await keepIf({ ...best, vendors: best.vendors.filter((one) => one.vendor !== vendor) });
    for (let step = best.items - 1; step >= 1; step = step >> 1)
      while (best.items > step && (await keepIf({ ...best, items: best.items - step })));
    await withFewer(best.crashes, (crashes) => keepIf({ ...best, crashes }));
    await withFewer(best.commands ?? [], (commands) => keepIf({ ...best, commands }));
    await withFewer(best.script ?? [], (script) => keepIf({ ...best, script }));
    if (before === JSON.stringify(best) || runs >= MOST_RUNS) return best;
  }
};

/** What a world can do without, one at a time. */
const simplerWorlds = (world: World): readonly Partial<World>[] => [
  { again: false },
  { budgetSlots: undefined },
  { planner: "greedy" },
  { slotsPerItem: 1 },
  { maxSharePerMillion: 1_000_000 },
  { vendors: world.vendors.map(({ outages: _, slow: _s, rotsFrom: _r, skewMs: _k, ...rest }) => ({ ...rest, outages: [] })) },
  { vendors: world.vendors.map((one) => ({ ...one, maxUnits: 1 })) },
];

/** Leaves parts of a list out, halves first, for as long as `keep` takes it. */
const withFewer = async <T>(list: readonly T[], keep: (fewer: readonly T[]) => Promise<boolean>): Promise<void> => {
  let rest = list;
  for (let size = rest.length; size >= 1; size = size >> 1)
    for (let from = 0; from < rest.length;) {
      const fewer = [...rest.slice(0, from), ...rest.slice(from + size)];
      if (await keep(fewer)) rest = fewer;
      else from += size;
    }
};
