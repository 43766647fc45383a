import type { SolveLinearProgram } from "../../src/core/plan/index.ts";
import { judgeWorld, type Verdict } from "./judge-world.ts";
import type { PlantedBug } from "./planted-bugs.ts";
import { promiseOf } from "./shrink.ts";
import type { World } from "./world.ts";
import { worldOfSeed } from "./world-of-seed.ts";

export interface Caught {
  readonly seed: number;
  /** Worlds that were run; the others of the seeds before could not show it. */
  readonly worlds: number;
  readonly world: World;
  readonly verdict: Verdict;
}

/** The first seed from 1 on in which a planted bug is seen to break its promise; undefined when none of `most` does. */
export const catchBug = async (
  { breaks, sabotage, where, planner }: PlantedBug,
  how: { readonly solve: SolveLinearProgram; readonly most: number },
): Promise<Caught | undefined> => {
  let worlds = 0;
  for (let seed = 1; seed <= how.most; seed += 1) {
    const world = worldOfSeed(seed);
    if (where !== undefined && !where(world)) continue;
    worlds += 1;
    const verdict = await judgeWorld(world, {
      solve: how.solve,
      sabotage: sabotage(),
      ...(planner === undefined ? {} : { planFor: planner(world) }),
    });
    if (verdict.broken.some((line) => promiseOf(line) === breaks)) return { seed, worlds, world, verdict };
  }
  return undefined;
};
