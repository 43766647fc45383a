import type { Order } from "../ports/store.ts";
import type { RunContext } from "./run-context.ts";

/** Orders given before the run began are in the vendors' health already, but those for this job only: they are followed again. */
export const catchUpOnOrders = async (run: RunContext): Promise<number> => {
  const orders = await run.options.store.ordersAfter(0);
  for (const order of orders) if (order.job === run.options.job.job) follow(run, order);
  return orders.at(-1)?.orderId ?? 0;
};

/** Carries out what a person said since; answers the last order it knows. */
export const obey = async (run: RunContext, after: number): Promise<number> => {
  const orders = await run.options.store.ordersAfter(after);
  for (const { vendor, what, why, at, job } of orders) {
    if (job === undefined || job === run.options.job.job) follow(run, { vendor, what, why, at, ...(job === undefined ? {} : { job }) });
  }
  await carryOut(run);
  return orders.at(-1)?.orderId ?? after;
};

/** What a person decided about single attempts; dropped only once it is stored. */
const carryOut = async (run: RunContext): Promise<void> => {
  const { store, job } = run.options;
  const decisions = await store.decisions(job.job);
  if (decisions.length === 0) return;
  run.journal.add(decisions.map(({ attempt, event }) => ({ target: { attempt }, event })));
  await run.journal.flush();
  await store.dropDecisions(decisions.map(({ decisionId }) => decisionId));
};

const follow = (run: RunContext, { vendor, what, why, at, job }: Omit<Order, "orderId">): void => {
  const scope = job === undefined ? undefined : "this-job";
  switch (what) {
    case "take-out":
      return run.health.note(vendor, { event: "taken-out", at, why }, scope);
    case "hold":
      return run.health.note(vendor, { event: "held", at, why }, scope);
    case "release":
      run.health.note(vendor, { event: "released", at }, scope);
      run.unplaced = true;
      return;
    default:
      return what satisfies never;
  }
};
