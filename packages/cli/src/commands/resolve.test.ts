import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { thisHolder } from "../engine/process-lock.ts";
import { UserError } from "../input/index.ts";
import type { DecisionDocument } from "../report/index.ts";
import { beginFolder, type BegunFolder } from "./__fixtures__/begun-folder.ts";
import { runResolve, type ResolveOptions } from "./resolve.ts";

let place: BegunFolder;
beforeEach(async () => {
  place = await beginFolder();
});
afterEach(() => place.close());

const doubtful = [{ event: "submission-in-doubt", at: 5 }] as const;
const resolve = async (item: string, as: ResolveOptions["as"], part: Partial<ResolveOptions> = {}): Promise<DecisionDocument> => {
  expect(await runResolve({ ...place.json, item, as, yes: true, dryRun: false, ...part }, place.context())).toBe(0);
  return JSON.parse(place.printed()) as DecisionDocument;
};
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!UserError.is(error)) throw new Error(`expected a problem, got ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error.problems.map(({ message }) => message).join("\n");
};
const stateOf = (item: string): Promise<readonly unknown[]> =>
  place.withStore(async (store) =>
    store.database
      .all(
        "SELECT a.state, s.state AS slot, s.vendor FROM attempts a JOIN slots s ON s.slot = a.slot JOIN items i ON i.job = a.job AND i.seq = a.seq WHERE i.item = ?",
        item,
      )
      .map((row) => `${String(row["state"])}, slot ${String(row["slot"])} ${String(row["vendor"])}`),
  );

describe("tranche resolve", () => {
  it("says first what the decision may cost, and a dry run decides nothing", async () => {
    const item = await place.send("scale", ...doubtful);
    const document = await resolve(item, "abandon", { dryRun: true });
    expect(document).toMatchObject({
      item,
      as: "abandon",
      decided: false,
      running: false,
      attempts: [{ vendor: "scale", state: "in-doubt", mayCost: { money: 0.08, currency: "USD", owners: 1 } }],
    });
    expect(await stateOf(item)).toEqual(["in-doubt, slot live scale"]);
    expect(await refusal(resolve(item, "absent", { yes: false }))).toBe("nobody is there to be asked");
    expect(await stateOf(item)).toEqual(["in-doubt, slot live scale"]);
  });

  it.each([
    ["absent", ["absent, slot pending scale"]],
    ["accepted", ["accepted, slot live scale"]],
    ["abandon", ["expired, slot pending null"]],
  ] as const)("carries out %s, once, however often it is said", async (as, after) => {
    const item = await place.send("scale", ...doubtful);
    expect(await resolve(item, as)).toMatchObject({ decided: true, running: false });
    expect(await stateOf(item)).toEqual(after);
    expect(await resolve(item, as)).toMatchObject({ decided: false });
    expect(await stateOf(item)).toEqual(after);
  });

  it("leaves it to a run that is going on, and keeps one decision however often it is said", async () => {
    const item = await place.send("scale", ...doubtful);
    await place.withStore(async (store) => {
      await store.lockJob({ job: place.job, holder: thisHolder(), now: Date.now(), isAlive: () => false });
    });
    for (const _ of [1, 2]) expect(await resolve(item, "accepted", { ref: "T-9" })).toMatchObject({ decided: true, running: true });
    expect(await stateOf(item)).toEqual(["in-doubt, slot live scale"]);
    const kept = await place.withStore((store) => store.decisions(place.job));
    expect(kept.map(({ event }) => event)).toMatchObject([{ event: "declared-accepted", ref: "T-9" }]);
  });

  it("refuses what makes no sense, and says why", async () => {
    const item = await place.send("scale", { event: "submission-accepted", ref: "T-1", at: 5 });
    expect(await refusal(resolve(item, "absent"))).toBe(
      `${item} at scale cannot be resolved as absent: it is accepted; only work in doubt can be said to be absent`,
    );
    expect(await refusal(resolve("nobody", "absent"))).toBe(`${place.job} has no item nobody`);
    expect(await refusal(resolve(item, "absent", { vendor: "surge" }))).toBe(`${item} was never sent to surge`);
  });
});
