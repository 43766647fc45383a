import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../input/index.ts";
import type { OrderDocument, RunDocument } from "../report/index.ts";
import { beginFolder, type BegunFolder } from "./__fixtures__/begun-folder.ts";
import { type FailoverOptions, runOrder } from "./failover.ts";
import { runStatus } from "./status.ts";

let place: BegunFolder;
beforeEach(async () => {
  place = await beginFolder();
});
afterEach(() => place.close());

const order = async (
  name: OrderDocument["order"],
  vendor: string,
  part: Partial<FailoverOptions> = {},
): Promise<OrderDocument & { readonly code: number }> => {
  const code = await runOrder(name, { ...place.json, vendor, dryRun: false, ...part }, place.context());
  return { ...(JSON.parse(place.printed()) as OrderDocument), code };
};
const orders = (): Promise<number> => place.withStore(async (store) => (await store.ordersAfter(0)).length);
const healths = async (): Promise<Readonly<Record<string, string>>> => {
  await runStatus({ ...place.json, watch: false }, place.context());
  const { vendors } = JSON.parse(place.printed()) as RunDocument;
  return Object.fromEntries(vendors.map(({ vendor, health }) => [vendor, health]));
};

describe("orders about a vendor", () => {
  it("say in a dry run what would move where and what would have nowhere to go, by the planner, and do nothing", async () => {
    const plan = await place.withStore(async (store) => ({
      planned: store.database.get("SELECT count(*) AS n FROM slots WHERE vendor = 'scale'")?.["n"] as number,
    }));
    const dry = await order("failover", "scale", { dryRun: true });
    const [effect] = dry.jobs;
    expect(effect).toMatchObject({ job: place.job, unsent: plan.planned, open: 0 });
    const moved = Object.values(effect?.to ?? {}).reduce((sum, slots) => sum + slots, 0);
    expect(moved + (effect?.stranded ?? 0)).toBe(plan.planned);
    expect(effect?.to["scale"]).toBeUndefined();
    expect(dry).toMatchObject({ given: false, already: false, code: (effect?.stranded ?? 0) > 0 ? 4 : 0 });
    expect({ orders: await orders(), healths: await healths() }).toMatchObject({ orders: 0, healths: { scale: "ok" } });
  });

  it("are answered 4 by a dry run where something would be stranded, with the reason of every vendor", async () => {
    await order("failover", "scale");
    const dry = await order("failover", "surge", { dryRun: true });
    expect(dry.code).toBe(4);
    expect(dry.jobs[0]?.stranded).toBeGreaterThan(0);
    expect(dry.jobs[0]?.because.some((why) => why.startsWith("scale: "))).toBe(true);
    expect(dry.jobs[0]?.because.some((why) => why.startsWith("mercor: "))).toBe(true);
  });

  it.each([
    ["failover", "out"],
    ["hold", "held"],
  ] as const)("%s is given once, however often it is said, and ended by release, once", async (name, health) => {
    const first = await order(name, "scale");
    expect(first).toMatchObject({ given: true, already: false, code: 0 });
    // What it does is told by the order itself, too, not by a dry run alone.
    if (name === "failover") expect(Object.keys(first.jobs[0]?.to ?? {})).not.toEqual([]);
    expect(await order(name, "scale", { reason: "in other words" })).toMatchObject({ given: false, already: true, code: 0 });
    expect({ orders: await orders(), healths: await healths() }).toMatchObject({ orders: 1, healths: { scale: health, surge: "ok" } });
    expect(await order("release", "scale")).toMatchObject({ given: true, already: false, code: 0 });
    expect(await order("release", "scale")).toMatchObject({ given: false, already: true, code: 0 });
    expect({ orders: await orders(), healths: await healths() }).toMatchObject({ orders: 2, healths: { scale: "cooling" } });
  });

  it("reach as far as they say: one job, or every vendor of an owner", async () => {
    await order("hold", "scale", { job: place.job });
    expect(await healths()).toMatchObject({ scale: "held" });
    const kept = await place.withStore(async (store) => [...(await store.readHealth()).keys()]);
    expect(kept).toEqual([`job/${place.job}@scale`]);
    expect(await order("release", "scale")).toMatchObject({ given: true });
    expect(await healths()).toMatchObject({ scale: "cooling" });
    expect(await order("failover", "scale-ai")).toMatchObject({ vendors: ["scale"], given: true });
    expect(await healths()).toMatchObject({ scale: "out", surge: "ok" });
    await expect(order("hold", "scale-ai", { job: place.job })).rejects.toSatisfy(UserError.is);
    await expect(order("hold", "nobody")).rejects.toSatisfy(UserError.is);
  });

  it("tell what a held vendor keeps, and that nothing moves", async () => {
    await place.send("scale", { event: "submission-accepted", ref: "T-1", at: 5 });
    const { jobs } = await order("hold", "scale", { dryRun: true });
    expect(jobs).toMatchObject([{ open: 1, to: {}, stranded: 0 }]);
  });

  it("lets a vendor back that is held at its gate, once, whoever is named: it, or its owner", async () => {
    const hold = (at: number): Promise<void> =>
      place.withStore(async (store) => {
        const lock = await store.lockJob({ job: place.job, holder: "t", now: at, isAlive: () => false });
        const facts = { vendor: "scale", tranche: 1, since: 1, released: 2, answered: 2, waiting: 1, letBack: false };
        await store.recordRelease(place.job, lock.locked ? lock.fence : 0, {
          at,
          facts: { ...facts, gold: { right: 0, seen: 2, given: 2 } },
          rules: { minGold: 1, answeredPerMillion: 500_000, maxWaitMs: 1_000, pilot: 1, goldAccuracyPerMillion: 900_000 },
          decision: { decision: "hold", vendor: "scale", because: "0 of 2 known answers right" },
        });
        await store.unlockJob(place.job, lock.locked ? lock.fence : 0);
      });
    await hold(5);
    expect(await order("release", "surge")).toMatchObject({ given: false, already: true });
    expect(await order("release", "scale")).toMatchObject({ given: true, already: false });
    expect(await order("release", "scale")).toMatchObject({ given: false, already: true });
    await hold(Date.now() + 1_000_000);
    expect(await order("release", "scale-ai", { dryRun: true })).toMatchObject({ given: false, already: false });
  });
});
