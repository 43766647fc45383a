import { standingOrders } from "../core/health/standing-orders.ts";
import type { Order } from "../ports/store.ts";
import type { RunContext } from "./run-context.ts";

/**
 * What a person said before this run began is in the vendors' health, unless another run wrote over it and ended before it had read the order. Then it
 * is followed once more.
 */
export const repeatOrders = (run: RunContext, orders: readonly Order[]): void => {
  const { vendors, job } = run.options;
  const mine = orders.filter((order) => order.job === undefined || order.job === job.job);
  for (const [key, order] of standingOrders(mine, vendors)) {
    const { is } = run.health.kept(key);
    if (is === "ok" || is === "cooling") follow(run, order);
  }
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
  const [, owner] = /^owner\/(.+)$/.exec(vendor) ?? [];
  const scope = owner !== undefined ? "owner" : job === undefined ? "account" : "engagement";
  // An order for an owner is noted through any of its vendors: there is one health for all of them.
  const through = owner === undefined ? vendor : run.options.vendors.find((one) => one.owner === owner)?.vendor;
  if (through === undefined) return;
  switch (what) {
    case "take-out":
      return run.health.note(through, { event: "taken-out", at, why }, scope);
    case "hold":
      return run.health.note(through, { event: "held", at, why }, scope);
    case "release":
      for (const one of run.options.vendors) {
        if (one.vendor !== vendor && one.owner !== owner) continue;
        endWait(run, one.vendor);
        if (run.gated.delete(one.vendor)) run.letBack.add(one.vendor);
        if (scope !== "engagement") run.health.release(one.vendor, at);
      }
      if (scope !== "account") run.health.note(through, { event: "released", at }, scope);
      run.unplaced = true;
      return;
    default:
      return what satisfies never;
  }
};

/** A person who lets a vendor back in does not mean in an hour. */
const endWait = (run: RunContext, vendor: string): void => {
  const { store, job } = run.options;
  const desk = run.desks.get(vendor);
  if (desk === undefined) return;
  desk.pausedUntil = 0;
  desk.throttles = 0;
  desk.dispatchBell.ring();
  store.saveWait(job.job, vendor, undefined).catch(run.fail);
};
