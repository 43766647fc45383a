import { openEngagement } from "../driver/engage-ready.ts";
import { haveAnswered, lookAround } from "../driver/have-answered.ts";
import { listedTime } from "../driver/settle-time.ts";
import { submitAll } from "../driver/submit-all.ts";
import { notApplicable } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import { aboutFewer } from "../wire/unit-list.ts";
import { attempt, kindOf } from "./attempt.ts";
import type { CaseDraft } from "./case-draft.ts";
import { verifyWithdrawn } from "./operation.ts";

const placed = async (world: World): Promise<readonly string[]> => {
  if (world.adapter().withdraw === undefined) notApplicable("this vendor takes nothing back");
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement: await openEngagement(world), units: world.units });
  await listedTime(world);
  return [...submitted.placed.values()].map(({ ref }) => ref);
};

/** The units are answered while the cancellation is on its way. */
const racing = async (world: World): Promise<void> => {
  const refs = await placed(world);
  const engagement = await openEngagement(world);
  await lookAround(world);
  let answering: Promise<void> | undefined;
  world.wire.plan = async ({ method }) => {
    if (method === "GET") return undefined;
    answering ??= Promise.resolve(world.vendor.answerAll());
    await answering;
    return undefined;
  };
  const made = await attempt(async () => (await world.adapter().withdraw?.(engagement, refs, world.call)) ?? []);
  world.wire.plan = undefined;
  if ("error" in made && kindOf(made.error) !== undefined)
    world.problems.add(`withdraw: a race with the answers became ${String(kindOf(made.error))}`);
  for (const one of "result" in made ? made.result : [])
    if (answering && one.withdrawal === "withdrawn")
      world.problems.add("withdraw: a unit was answered before the vendor heard of the cancellation, and counts as withdrawn");
  await verifyWithdrawn(world, engagement, "result" in made ? made.result : []);
};

/** Everything is answered already. */
const tooLate = async (world: World): Promise<void> => {
  const refs = await placed(world);
  const engagement = await openEngagement(world);
  await haveAnswered(world);
  const made = await attempt(async () => (await world.adapter().withdraw?.(engagement, refs, world.call)) ?? []);
  for (const one of "result" in made ? made.result : [])
    if (one.withdrawal === "withdrawn") world.problems.add("withdraw: a unit that is answered counts as withdrawn");
  await verifyWithdrawn(world, engagement, "result" in made ? made.result : []);
};

/** The vendor's answer to it speaks of some units only, and in another order. */
const partlyAnswered = async (world: World): Promise<void> => {
  const refs = await placed(world);
  const engagement = await openEngagement(world);
  world.wire.rewrite = {
    answer: (answer, { method }) => (method === "GET" ? answer : { ...answer, body: aboutFewer(answer.body, refs.length) }),
  };
  const made = await attempt(async () => (await world.adapter().withdraw?.(engagement, refs, world.call)) ?? []);
  world.wire.rewrite = undefined;
  await verifyWithdrawn(world, engagement, "result" in made ? made.result : []);
};

/** Twice the same, and after the answers. */
const twice = async (world: World): Promise<void> => {
  const refs = await placed(world);
  const engagement = await openEngagement(world);
  const said = [];
  for (let times = 0; times < 2; times += 1) {
    const made = await attempt(async () => (await world.adapter().withdraw?.(engagement, refs, world.call)) ?? []);
    if ("result" in made) said.push(...made.result);
    else world.problems.add(`withdraw: asking ${times === 0 ? "once" : "twice"} became an error`);
  }
  await verifyWithdrawn(world, engagement, said);
};

const oddRefs = ["0", "ffffffffffffffffffffffff", "../projects", "a/b?c=d#e", "%2e%2e", "ünïcödé", " "];

/** Refs the vendor never gave out, some of which would lead elsewhere if they were put into an address as they are. */
const unknownRefs = async (world: World): Promise<void> => {
  const refs = await placed(world);
  const engagement = await openEngagement(world);
  const from = world.wire.exchanges.length;
  const made = await attempt(async () => (await world.adapter().withdraw?.(engagement, oddRefs, world.call)) ?? []);
  for (const one of "result" in made ? made.result : [])
    if (one.withdrawal === "withdrawn") world.problems.add("withdraw: a ref the vendor never gave out counts as withdrawn");
  const base = new URL(world.wire.baseUrl).pathname;
  for (const { path } of world.wire.exchanges.slice(from)) {
    const resolved = new URL(path, world.wire.baseUrl).pathname;
    if (!resolved.startsWith(base === "/" ? "/" : `${base}/`) || /\/cancel\/?projects/.test(resolved))
      world.problems.add("withdraw: a ref became part of an address and leads elsewhere");
    if (path.includes("c=d")) world.problems.add("withdraw: a ref became part of an address as it is");
  }
  await haveAnswered(world);
  void refs;
};

/** What is particular to taking back. */
export const withdrawCases: readonly CaseDraft[] = [
  {
    name: "withdraw/racing-completion",
    grade: "safe",
    title: "a cancellation that races the answers loses none of them",
    units: 4,
    run: racing,
  },
  { name: "withdraw/too-late", grade: "safe", title: "what is answered is not withdrawn", units: 3, run: tooLate },
  {
    name: "withdraw/partly-answered",
    grade: "safe",
    title: "an answer about some of the units, in another order",
    units: 4,
    run: partlyAnswered,
  },
  { name: "withdraw/twice", grade: "safe", title: "taking back may be repeated", units: 2, run: twice },
  {
    name: "withdraw/unknown-refs",
    grade: "safe",
    title: "refs the vendor never gave out are unknown, and lead nowhere",
    units: 2,
    run: unknownRefs,
  },
];
