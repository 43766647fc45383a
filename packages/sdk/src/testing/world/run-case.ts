import type { CaseResult, Figures } from "../conformance-case.ts";
import { CaseEnded } from "./problems.ts";
import { openWorld, type World, type WorldSetup } from "./world.ts";

/** Runs a case in a world of its own. Never rejects: whatever goes wrong is the result. */
export const runCase = async (setup: WorldSetup, body: (world: World) => Promise<Figures | void>): Promise<CaseResult> => {
  let world: World;
  try {
    world = await openWorld(setup);
  } catch (error) {
    return { verdict: "failed", why: [`the vendor under test did not start: ${messageOf(error)}`], figures: {} };
  }
  const why: string[] = [];
  let figures: Figures = {};
  let inapplicable: string | undefined;
  try {
    figures = (await body(world)) ?? {};
  } catch (error) {
    if (error instanceof CaseEnded && error.verdict === "not-applicable") inapplicable = error.message;
    else why.push(messageOf(error));
  }
  try {
    await world.close();
  } catch (error) {
    why.push(`the vendor under test did not stop: ${messageOf(error)}`);
  }
  const problems = [...world.problems.list(), ...why];
  if (problems.length > 0) return { verdict: "failed", why: problems, figures };
  return inapplicable === undefined ? { verdict: "passed", figures } : { verdict: "not-applicable", reason: inapplicable };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n")[0]?.slice(0, 300) ?? "";
