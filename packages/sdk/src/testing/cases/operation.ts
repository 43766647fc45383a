import type { CheckResult, Engagement, Finding, UnitOutcome, VendorAdapter, Withdrawal } from "../../contract/adapter.ts";
import { engageReady, openEngagement } from "../driver/engage-ready.ts";
import { haveAnswered } from "../driver/have-answered.ts";
import { createReader } from "../driver/reader.ts";
import { listedTime, settleTime } from "../driver/settle-time.ts";
import { type Submitted, submitAll } from "../driver/submit-all.ts";
import { verifyAnswered, verifyHeld } from "../driver/verify.ts";
import type { SampleUnit } from "../sample/sample-unit.ts";
import { notApplicable } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import { type Attempt, attempt } from "./attempt.ts";

/** What one turn of an operation is told of the fault it will meet. */
export interface Turn {
  /** From 0; every turn has material of its own. */
  readonly number: number;
  /** The instance the call goes through; another, patient one is used for everything after it. */
  readonly adapter: VendorAdapter;
  /** Makes the call while the fault is in place, and no other. */
  readonly under: <Result>(call: () => Promise<Result>) => Promise<Attempt<Result>>;
  /** `settled`: the vendor cannot have acted (429, 401, nobody there), or has and said so (a slow answer). */
  readonly doubt: "possible" | "none";
}

/** One operation of the contract, as the fault cases put it through its paces. */
export interface Operation {
  readonly name: "check" | "engage" | "submit" | "find" | "collect" | "withdraw";
  /** Units its world needs so that every turn has its own. */
  readonly units: number;
  /** Prepares the world over an undisturbed wire; the returned function is one turn. Its problems end up in the world's. */
  readonly prepare: (world: World) => Promise<(turn: Turn) => Promise<Attempt<unknown>>>;
}

export const mostTurns = 14;
const unitsPerTurn = 3;

const check: Operation = {
  name: "check",
  units: 1,
  prepare: (world) =>
    Promise.resolve(async ({ adapter, under }) => {
      const made = await under(() => adapter.check(world.call));
      const after = await attempt(() => world.adapter().check(world.call));
      if (!("result" in after) || !after.result.ok)
        world.problems.add("check: the credential is fine, and it does not say so once the vendor is back");
      return made satisfies Attempt<CheckResult>;
    }),
};

const engage: Operation = {
  name: "engage",
  units: 1,
  prepare: (world) =>
    Promise.resolve(async ({ number, adapter, under }) => {
      const request = world.request(`t${number}`);
      const made = await under(() => adapter.engage(request, undefined, world.call));
      await engageReady(world, world.adapter(), request);
      await verifyEngagements(world);
      return made satisfies Attempt<Engagement>;
    }),
};

/** Nothing that may exist once exists twice. */
export const verifyEngagements = async (world: World): Promise<void> => {
  const { engagements } = await world.vendor.recount();
  for (const name of new Set(engagements)) {
    const times = engagements.filter((one) => one === name).length;
    if (times > 1) world.problems.add(`engage: ${name.replace(/kit-[a-z0-9-]+/, "the engagement")} exists ${times} times`);
  }
  if (engagements.length === 0) world.problems.add("engage: the vendor knows of no engagement");
};

const submit: Operation = {
  name: "submit",
  units: mostTurns * unitsPerTurn,
  prepare: async (world) => {
    const engagement = await openEngagement(world);
    return async ({ number, adapter, under, doubt }) => {
      const units = turnUnits(world, number, Math.min(unitsPerTurn, adapter.capabilities.submission.maxUnits));
      const patient = world.adapter();
      let made: Attempt<readonly UnitOutcome[]> | undefined;
      // The driver goes on from whatever the call under the fault left behind.
      const first: VendorAdapter["submit"] = async (given, some, call) => {
        if (made !== undefined) return patient.submit(given, some, call);
        made = await under(() => adapter.submit(given, some, call));
        if ("result" in made) return made.result;
        if (doubt === "possible") throw made.error;
        return patient.submit(given, some, call);
      };
      const submitted = await submitAll(world, { adapter: { ...patient, submit: first }, engagement, units });
      await verifyHeld(world, units, submitted);
      return made ?? { result: undefined };
    };
  },
};

const turnUnits = (world: World, number: number, count: number): readonly SampleUnit[] =>
  world.units.slice(number * unitsPerTurn, number * unitsPerTurn + count);

const find: Operation = {
  name: "find",
  units: 4,
  prepare: async (world) => {
    if (world.adapter().find === undefined) notApplicable("this vendor cannot be asked for keys");
    const engagement = await openEngagement(world);
    const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
    await verifyHeld(world, world.units, submitted);
    await settleTime(world);
    const keys = [...[...submitted.placed.values()].map(({ key }) => key), "k-nobody-sent"];
    return async ({ adapter, under }) => {
      const made = await under(async () => (await adapter.find?.(engagement, keys, world.call)) ?? []);
      if ("result" in made) verifyFindings(world, made.result, submitted);
      verifyFindings(world, (await world.adapter().find?.(engagement, keys, world.call)) ?? [], submitted);
      return made;
    };
  },
};

/** Every key that was placed is found, under its own ref, and no other key is. */
export const verifyFindings = (world: World, findings: readonly Finding[], submitted: Submitted): void => {
  const refs = new Map([...submitted.placed.values()].map(({ key, ref }) => [key, ref]));
  for (const finding of findings) {
    const ref = refs.get(finding.key);
    if (finding.found === "absent" && ref !== undefined) world.problems.add("find: a unit the vendor holds is said to be absent");
    if (finding.found === "present" && ref === undefined) world.problems.add("find: a key nobody sent is said to be present");
    if (finding.found === "present" && ref !== undefined && finding.ref !== ref)
      world.problems.add("find: a key is found under another unit's ref");
  }
};

const collect: Operation = {
  name: "collect",
  units: 30,
  prepare: async (world) => {
    const engagement = await openEngagement(world);
    const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
    await verifyHeld(world, world.units, submitted);
    await haveAnswered(world);
    return async ({ number, adapter, under }) => {
      const patient = world.adapter();
      const reader = createReader(world, patient, engagement);
      // Every other turn meets the fault on a later page.
      if (number % 2 === 1) await reader.page();
      const made = await under(() => adapter.collect(engagement, reader.cursor(), world.call));
      if ("result" in made) reader.take(made.result);
      await reader.sweep();
      await world.vendor.pass(3_600_000);
      await reader.sweep();
      await verifyAnswered(world, world.units, reader.book);
      return made;
    };
  },
};

const withdraw: Operation = {
  name: "withdraw",
  units: mostTurns * unitsPerTurn,
  prepare: async (world) => {
    const { capabilities, withdraw: method } = world.adapter();
    if (method === undefined) notApplicable("this vendor takes nothing back");
    return async ({ number, adapter, under }) => {
      // Where only whole engagements can be cancelled, each turn has one to cancel.
      const engagement = await openEngagement(world, capabilities.cancel === "item" ? "0" : `w${number}`);
      const units = turnUnits(world, number, 2);
      const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units });
      await listedTime(world);
      const refs = [...submitted.placed.values()].map(({ ref }) => ref);
      const made = await under(async () => (await adapter.withdraw?.(engagement, refs, world.call)) ?? []);
      const again = (await attempt(async () => (await world.adapter().withdraw?.(engagement, refs, world.call)) ?? [])) satisfies Attempt<
        readonly Withdrawal[]
      >;
      if ("error" in again) world.problems.add("withdraw: it cannot be repeated");
      await verifyWithdrawn(world, engagement, [...("result" in made ? made.result : []), ...("result" in again ? again.result : [])]);
      return made;
    };
  },
};

/** What was said of a unit is what became of it: taken back stays without an answer unless late ones may come, too late gets its answer. */
export const verifyWithdrawn = async (world: World, engagement: Engagement, said: readonly Withdrawal[]): Promise<void> => {
  await haveAnswered(world);
  const adapter = world.adapter();
  const reader = createReader(world, adapter, engagement);
  await reader.sweep();
  const { lateResults } = adapter.capabilities;
  for (const one of said) {
    const seen = reader.book.units.get(one.ref);
    if (seen === undefined) world.problems.add("withdraw: a unit disappeared from what is collected");
    else if (one.withdrawal === "withdrawn" && seen.status === "answered" && !lateResults)
      world.problems.add("withdraw: a unit that was withdrawn was answered, and the capabilities say that never happens");
    else if (one.withdrawal === "withdrawn" && seen.status === "open")
      world.problems.add("withdraw: a unit that was withdrawn is still open");
    else if (one.withdrawal === "too-late" && seen.status === "open")
      world.problems.add("withdraw: it was too late for a unit that is still open");
  }
};

/** All operations that talk to a vendor, in the order a job uses them. */
export const operations: readonly Operation[] = [check, engage, submit, find, collect, withdraw];
