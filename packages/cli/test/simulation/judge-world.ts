import type { SolveLinearProgram } from "../../src/core/plan/index.ts";
import type { ReplanMissing } from "../../src/engine/replan.ts";
import { greedyReplan } from "./greedy-replan.ts";
import { plannedReplan } from "./planned-replan.ts";
import { brokenPromises } from "./promises.ts";
import { isBehind, type Rest, runWorld } from "./run-world.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";

/** What a world showed. */
export interface Verdict {
  readonly broken: readonly string[];
  readonly events: number;
  readonly faults: Rest["faults"];
  readonly crashes: Rest["crashes"];
  readonly commands: number;
  readonly met: Rest["met"];
  readonly log: readonly string[];
}

/** Runs a world and holds it against every promise. */
export const judgeWorld = async (
  world: World,
  how: {
    readonly solve: SolveLinearProgram;
    readonly sabotage?: Sabotage;
    /** The world as its planner sees it, where that is another. */
    readonly planFor?: World;
    readonly keepLog?: boolean;
  },
): Promise<Verdict> => {
  const planner = world.planner === "solver" ? plannedReplan(how.solve) : greedyReplan;
  const plan = planner(world);
  const wrong = how.planFor === undefined ? plan : planner(how.planFor);
  const replan: ReplanMissing = (request) => (how.sabotage?.planner?.() === false ? plan : wrong)(request);
  const rest = await runWorld(world, () => replan, how.sabotage, how.keepLog).catch((error: unknown) => {
    if (isBehind(error)) return error;
    throw error;
  });
  if (rest instanceof Error)
    return { broken: [`comesToRest: ${rest.message}`], events: 0, faults: [], crashes: [], commands: 0, met: [], log: [] };
  try {
    const { events, faults, crashes, commands, met, log } = rest;
    return { broken: brokenPromises(rest), events, faults, crashes, commands, met, log };
  } finally {
    await rest.store.close();
  }
};
