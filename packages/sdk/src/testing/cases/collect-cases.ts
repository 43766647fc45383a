import { engageReady, openEngagement } from "../driver/engage-ready.ts";
import { haveAnswered } from "../driver/have-answered.ts";
import { createReader, type Reader } from "../driver/reader.ts";
import { settleTime } from "../driver/settle-time.ts";
import { type Submitted, submitAll } from "../driver/submit-all.ts";
import { verifyAnswered, verifyHeld } from "../driver/verify.ts";
import { staleReplica } from "../wire/stale-replica.ts";
import { failCase, notApplicable } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import type { CaseDraft } from "./case-draft.ts";

const hourMs = 3_600_000;

/** Submits these units and expects them to be there. */
const place = async (world: World, units: World["units"]): Promise<Submitted> => {
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement: await openEngagement(world), units });
  await verifyHeld(world, units, submitted);
  await settleTime(world);
  return submitted;
};

const newReader = async (world: World): Promise<Reader> => createReader(world, world.adapter(), await openEngagement(world));

/** Between every two pages units are added and others answered: nothing may be missed for it, neither what was added nor what was answered. */
const shiftingPages = async (world: World): Promise<void> => {
  const { length } = world.units;
  let sent = Math.floor(length / 2);
  await place(world, world.units.slice(0, sent));
  const reader = await newReader(world);
  if (!(await reader.page())) notApplicable(`${sent} units are one page: set the adapter's page size smaller in adapterOptions`);
  for (let more = true; more;) {
    await haveAnswered(world);
    const some = world.units.slice(sent, sent + 6);
    sent += some.length;
    if (some.length > 0) await place(world, some);
    more = await reader.page();
  }
  await place(world, world.units.slice(sent));
  await haveAnswered(world);
  // Far beyond any overlap: only what is still known to be unread is read again.
  for (let times = 0; times < 2; times += 1) {
    await world.vendor.pass(6 * hourMs);
    await reader.sweep();
  }
  await verifyAnswered(world, world.units, reader.book);
};

/** The list is read to its last page, answered to its last unit; then more is added than that page has room for, before anybody looks again. */
const growingEnd = async (world: World): Promise<void> => {
  const step = 12;
  const reader = await newReader(world);
  for (let sent = 0; sent < world.units.length; sent += step) {
    await place(world, world.units.slice(sent, sent + step));
    await haveAnswered(world);
    // One page short of the end, then the rest of the next step: the end that was read is the end no more.
    await reader.page();
    await reader.page();
  }
  for (let times = 0; times < 3; times += 1) {
    await world.vendor.pass(6 * hourMs);
    await reader.sweep();
  }
  await verifyAnswered(world, world.units, reader.book);
};

/** A replica that is behind answers one whole reading: units that were answered are open again, and then they are not. */
const backwards = async (world: World): Promise<void> => {
  const half = Math.ceil(world.units.length / 2);
  await place(world, world.units.slice(0, half));
  const replica = staleReplica(world.wire);
  const reader = await newReader(world);
  replica.record();
  await reader.sweep();
  await haveAnswered(world);
  await world.vendor.pass(hourMs);
  replica.replay();
  await reader.sweep();
  replica.stop();
  await reader.sweep();
  await verifyAnswered(world, world.units.slice(0, half), reader.book);
  replica.replay();
  await reader.sweep();
  for (const { status, judgments } of reader.book.units.values())
    if (status !== "answered" && judgments.size === 0) world.problems.add("collect: an answer that was read is gone from the book");
  replica.stop();
  await place(world, world.units.slice(half));
  await haveAnswered(world);
  await world.vendor.pass(hourMs);
  await reader.sweep();
  await verifyAnswered(world, world.units, reader.book);
};

/** The vendor takes an answered unit back to work and answers it again. */
const reopened = async (world: World): Promise<void> => {
  const { reopen } = world.vendor.controls ?? {};
  if (!reopen) return notApplicable("this vendor takes nothing back to work");
  const submitted = await place(world, world.units);
  await haveAnswered(world);
  const reader = await newReader(world);
  await reader.sweep();
  const ref = [...submitted.placed.values()][0]?.ref ?? "";
  const before = reader.book.units.get(ref);
  await reopen(ref);
  await world.vendor.pass(1000);
  await reader.sweep();
  if (reader.book.units.get(ref)?.status === "answered")
    world.problems.add("collect: a unit went back to work and is still told as answered");
  await haveAnswered(world);
  await world.vendor.pass(hourMs);
  await reader.sweep();
  const after = reader.book.units.get(ref);
  if (after?.status !== "answered") world.problems.add("collect: a unit was answered again, and it is not told");
  if ((after?.judgments.size ?? 0) <= (before?.judgments.size ?? 0))
    world.problems.add("collect: the second answer took the first one's place");
};

/** Every page is read by another process, so much later. */
const goesOn = async (world: World, waitMs: number): Promise<void> => {
  await place(world, world.units);
  await haveAnswered(world);
  const reader = await newReader(world);
  for (let pages = 1; await reader.page(world.adapter()); pages += 1) {
    if (pages > 200) failCase("collect promised more for ever");
    await world.vendor.pass(waitMs);
  }
  await verifyAnswered(world, world.units, reader.book);
};

/** More answers than were asked for: a tie-break. Each is told, each under its own name. */
const moreAnswers = async (world: World): Promise<void> => {
  const { answerAgain } = world.vendor.controls ?? {};
  const may = world.adapter().capabilities.mayExceedRedundancy;
  if (!answerAgain && may)
    failCase("the capabilities say that more answers may come than asked for; the vendor under test needs controls.answerAgain");
  if (!answerAgain) return notApplicable("this vendor never gives more answers than asked for");
  const request = world.request();
  const engagement = await engageReady(world, world.adapter(), { ...request, options: { ...request.options, ...answerAgain.options } });
  world.opened.set("0", engagement);
  const submitted = await place(world, world.units);
  await haveAnswered(world);
  const reader = await newReader(world);
  await reader.sweep();
  for (const { ref } of submitted.placed.values()) await answerAgain.add(ref);
  await world.vendor.pass(hourMs);
  await reader.sweep();
  await verifyAnswered(world, world.units, reader.book);
  for (const { ref } of submitted.placed.values())
    if (reader.book.units.get(ref)?.judgments.size !== 2)
      world.problems.add(`collect: a unit got two answers, and ${reader.book.units.get(ref)?.judgments.size ?? 0} are told`);
};

/** Worker ids and times are there, or not, as the capabilities say. */
const asDeclared = async (world: World): Promise<void> => {
  await place(world, world.units);
  await haveAnswered(world);
  const reader = await newReader(world);
  await reader.sweep();
  await verifyAnswered(world, world.units, reader.book);
  const judgments = [...reader.book.units.values()].flatMap((unit) => [...unit.judgments.values()]);
  const { workerIds, timeTaken } = world.adapter().capabilities;
  const named = judgments.filter(({ worker }) => worker !== undefined).length;
  const timed = judgments.filter(({ seconds }) => seconds !== undefined).length;
  const wrong = (declared: string, what: string, count: number): void =>
    world.problems.add(`collect: ${what} is declared as “${declared}”, and ${count} of ${judgments.length} judgments have it`);
  if ((workerIds === "always" && named < judgments.length) || (workerIds === "never" && named > 0))
    wrong(workerIds, "the worker's id", named);
  if (workerIds === "sometimes" && (named === 0 || named === judgments.length))
    world.problems.add("collect: worker ids are declared as “sometimes”; the vendor under test has to leave some out and give others");
  if ((timeTaken === "none" && timed > 0) || (timeTaken !== "none" && timed < judgments.length)) wrong(timeTaken, "the time taken", timed);
  if (new Set([...reader.book.units.values()].map(({ status }) => status)).size > 1)
    world.problems.add("collect: not every unit is answered");
};

/** What is particular to collecting. */
export const collectCases: readonly CaseDraft[] = [
  {
    name: "collect/shifting-pages",
    grade: "safe",
    title: "pages that shift while they are read lose nothing",
    units: 60,
    run: shiftingPages,
  },
  {
    name: "collect/growing-end",
    grade: "safe",
    title: "a last page that was read and then grows loses nothing",
    units: 96,
    run: growingEnd,
  },
  { name: "collect/status-backwards", grade: "safe", title: "a status that goes backwards loses no answer", units: 24, run: backwards },
  {
    name: "collect/reopened",
    grade: "safe",
    title: "a unit that is taken back to work is open again, and its second answer adds to the first",
    units: 3,
    run: reopened,
  },
  {
    name: "collect/another-process",
    grade: "safe",
    title: "a cursor is all that another process needs",
    units: 30,
    run: (world) => goesOn(world, 0),
  },
  {
    name: "collect/old-cursor",
    grade: "safe",
    title: "a cursor of yesterday loses nothing",
    units: 30,
    run: (world) => goesOn(world, 25 * hourMs),
  },
  { name: "collect/more-answers", grade: "complete", title: "answers beyond the number asked for are told", units: 3, run: moreAnswers },
  {
    name: "collect/as-declared",
    grade: "complete",
    title: "worker ids and times come as declared, and a missing one is no accident",
    units: 24,
    run: asDeclared,
  },
];
