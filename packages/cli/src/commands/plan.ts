import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { frontierOf } from "../core/plan/index.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { frontierText } from "../report/frontier-text.ts";
import { htmlReport } from "../report/html/html-report.ts";
import { planText } from "../report/plan-text.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { openJobBench } from "./job-bench.ts";
import { learntBench } from "./learnt-facts.ts";
import { planOf } from "./planned-job.ts";
import { plannedRelease } from "./release-schedule.ts";
import { openStore, openWorkspace, storeProblem } from "./workspace.ts";

export interface PlanOptions extends CommonOptions {
  readonly job: string;
  readonly out?: string;
  /** Plan under other caps, too. */
  readonly frontier?: boolean;
  readonly html?: string;
}

/** `tranche plan <job>`: who would get what, why and at which price; sends nothing and makes no store. */
export const registerPlan = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "plan <job>",
    "shares, cost, turnaround, exposure, and what an outage would do; sends nothing",
    (command) =>
      command
        .positional("job", { type: "string", demandOption: true, describe: "job file" })
        .option("out", { type: "string", requiresArg: true, describe: "write the plan there, for run --plan" })
        .option("frontier", { type: "boolean", default: false, describe: "cost and time under other caps: the price of privacy" })
        .option("html", { type: "string", requiresArg: true, describe: "write a self-contained HTML report there" }),
    async (args) => done(await runPlan(args as unknown as PlanOptions, context)),
  );

export const runPlan = async (options: PlanOptions, context: CommandContext): Promise<ExitCode> => {
  const workspace = await openWorkspace(options, context);
  const now = Date.now();
  const opened = await openJobBench(options.job, workspace, { ...context, now });
  const store = existsSync(workspace.storePath) ? openStore(workspace) : undefined;
  try {
    const bench = await learntBench(opened, store);
    const solve = await loadHighs();
    const { plan, inputs, began, duplicates } = await planOf({ bench, context, ...(store === undefined ? {} : { store }), solve, now });
    const frontier = options.frontier === true ? frontierOf(inputs, solve, { missing: began }) : undefined;
    if (options.out !== undefined) writeFileSync(resolve(context.cwd, options.out), `${JSON.stringify(plan, null, 2)}\n`);
    const release =
      began || plan.infeasible !== undefined
        ? {}
        : plannedRelease(plan, { job: bench.job, answered: (await store?.answeredOf(bench.job.dataset)) ?? new Map(), now });
    const style = { color: options.color && context.terminal.stdout, columns: context.terminal.columns };
    if (options.json) context.stdout(`${JSON.stringify({ ...plan, ...(frontier === undefined ? {} : { frontier }), ...release })}\n`);
    else {
      if (frontier !== undefined) context.stdout(`${frontierText(frontier, style)}\n`);
      context.stdout(
        planText(plan, {
          ...style,
          ...release,
          began,
          jobFile: options.job,
          ...(options.out === undefined ? {} : { savedAs: options.out }),
        }),
      );
    }
    if (options.html !== undefined) {
      const facts = { madeAt: new Date(now).toISOString(), plan, ...(frontier === undefined ? {} : { frontier }) };
      writeFileSync(resolve(context.cwd, options.html), await htmlReport(facts));
      if (!options.quiet) context.stderr(`report → ${options.html}\n`);
    }
    if (!options.quiet && duplicates > 0)
      context.stderr(`${duplicates} lines repeat the visible content of another; each is sent once and shares the answer\n`);
    return plan.infeasible === undefined ? 0 : 3;
  } catch (error) {
    throw storeProblem(error);
  } finally {
    await store?.close();
  }
};
