import type { SolveLinearProgram } from "../../src/core/plan/index.ts";
import { judgeWorld, type Verdict } from "./judge-world.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";

/** The first line of an event log that is kept: everything that is needed to run it again. */
export interface ReplayHead {
  readonly replay: 1;
  readonly world: World;
  /** What it showed when it was written. */
  readonly broken: readonly string[];
}

/** An event log as a file: a head, and one event a line. */
export const replayText = (world: World, { broken, log }: Verdict): string =>
  `${[JSON.stringify({ replay: 1, world, broken } satisfies ReplayHead), ...log].join("\n")}\n`;

export interface Replayed {
  readonly head: ReplayHead;
  readonly verdict: Verdict;
  /** The first line, counted from 1, in which it ran another way than it did when it was written; undefined where it ran the same way. */
  readonly differsAt: number | undefined;
}

/** Runs the world of an event log again and compares the two, line by line. Throws where the text is no event log. */
export const replayLog = async (
  text: string,
  how: { readonly solve: SolveLinearProgram; readonly sabotage?: Sabotage },
): Promise<Replayed> => {
  const [first = "", ...before] = text.trimEnd().split("\n");
  const head = JSON.parse(first) as ReplayHead;
  if (head.replay !== 1) throw new Error("the first line is not the head of an event log");
  const verdict = await judgeWorld(head.world, { ...how, keepLog: true });
  const length = Math.max(before.length, verdict.log.length);
  const differs = Array.from({ length }, (_, line) => line).find((line) => before[line] !== verdict.log[line]);
  return { head, verdict, differsAt: differs === undefined ? undefined : differs + 2 };
};
