import type { Figures } from "../conformance-case.ts";
import { engageReady } from "../driver/engage-ready.ts";
import { haveAnswered } from "../driver/have-answered.ts";
import { createReader } from "../driver/reader.ts";
import { submitAll } from "../driver/submit-all.ts";
import { verifyAnswered, verifyHeld } from "../driver/verify.ts";
import { seededRandom, shuffled } from "../sample/seeded.ts";
import type { Exchange, Fault } from "../wire/exchange.ts";
import type { World } from "../world/world.ts";
import type { CaseDraft } from "./case-draft.ts";
import { verifyEngagements } from "./operation.ts";

/** Requests with faults may be so many times those without. */
const mostRatio = 1.35;
const timeoutMs = 1000;
const lanes = 8;

/** One in ten of all calls fails; the kinds take turns in a shuffled order. */
const oneInTen = (world: World): ((exchange: Exchange) => Fault | undefined) => {
  const { origin } = world.trap;
  const answer = (status: number, body: string, more: Partial<Extract<Fault, { do: "answer" }>> = {}): Fault => ({
    do: "answer",
    accept: false,
    status,
    body,
    ...more,
  });
  const html = "<!DOCTYPE html><title>Just a moment</title>";
  const kinds: readonly ((exchange: Exchange) => Fault)[] = [
    () => ({ do: "silence", accept: true }),
    () => ({ do: "silence", accept: false }),
    () => ({ do: "drop", accept: true }),
    () => ({ do: "drop", accept: false }),
    () => ({ do: "cut" }),
    () => ({ do: "truncate" }),
    () => ({ do: "drip" }),
    () => answer(500, `{"error":"Internal Server Error"}`, { accept: true }),
    () => answer(500, "", {}),
    () => answer(502, html, { type: "text/html" }),
    () => answer(503, "", { accept: true }),
    () => answer(200, html, { type: "text/html", accept: true }),
    () => answer(200, "", { accept: true }),
    () => answer(429, "{}", { headers: { "retry-after": "2" } }),
    () => answer(429, "{}", { headers: { "retry-after": "99999999999" } }),
    ({ path }) => answer(307, "{}", { headers: { location: `${origin}${path}` } }),
  ];
  const random = seededRandom(17);
  let deck: readonly ((exchange: Exchange) => Fault)[] = [];
  let failing = 0;
  return (exchange) => {
    const place = exchange.index % 10;
    if (place === 0) failing = Math.floor(random() * 10);
    if (place !== failing) return undefined;
    if (deck.length === 0) deck = shuffled(kinds, random);
    const [next, ...rest] = deck;
    deck = rest;
    return next?.(exchange);
  };
};

interface Done {
  readonly requests: number;
  readonly failed: number;
}

interface Job {
  readonly units: World["units"];
  /** Names the engagement. */
  readonly part: string;
  readonly plan?: (exchange: Exchange) => Fault | undefined;
}

/** The whole job: engage, submit, collect while it is open, have it answered, collect. */
const wholeJob = async (world: World, { units, part, plan }: Job): Promise<Done> => {
  const from = world.wire.exchanges.length;
  const adapter = world.adapter({ timeoutMs });
  world.wire.plan = plan;
  const engagement = await engageReady(world, adapter, world.request(part));
  const reader = createReader(world, adapter, engagement);
  const submitted = await submitAll(world, { adapter, engagement, units, lanes, reader });
  await haveAnswered(world, adapter);
  await reader.sweep();
  world.wire.plan = undefined;
  const exchanges = world.wire.exchanges.slice(from);
  await verifyHeld(world, units, submitted);
  await verifyEngagements(world);
  await verifyAnswered(world, units, reader.book);
  return { requests: exchanges.length, failed: exchanges.filter(({ fault }) => fault !== undefined).length };
};

/** What the job takes when nothing fails: pages and batches, not a request for every answer. */
const faultFree = async (world: World): Promise<Figures> => {
  const { submission } = world.adapter().capabilities;
  const { requests } = await wholeJob(world, { units: world.units, part: "0" });
  const units = world.units.length;
  const submits = Math.ceil(units / Math.min(submission.maxUnits, 100));
  // Everything is read twice: a page every eight units is the least anybody may be proud of. Thirty for opening an engagement.
  const allowed = submits * 2 + units / 4 + 30;
  if (requests > allowed)
    world.problems.add(`${units} units took ${requests} requests without any fault; at most ${Math.floor(allowed)} are frugal`);
  return { units, requests, perUnit: requests / units };
};

/** Reading again when nothing happened. */
const idle = async (world: World): Promise<Figures> => {
  const adapter = world.adapter();
  const engagement = await engageReady(world, adapter, world.request());
  await submitAll(world, { adapter, engagement, units: world.units });
  await haveAnswered(world);
  const reader = createReader(world, adapter, engagement);
  await reader.sweep();
  await world.vendor.pass(3_600_000);
  await reader.sweep();
  const from = world.wire.exchanges.length;
  const looks = 5;
  for (let times = 0; times < looks; times += 1) {
    await world.vendor.pass(60_000);
    await reader.sweep();
  }
  const requests = (world.wire.exchanges.length - from) / looks;
  if (requests > 4) world.problems.add(`looking for news where there is none takes ${requests} requests`);
  return { requestsPerLook: requests };
};

/** Many units, one call in ten failing in every way there is; and before that as many without, because that is what it is measured by. */
const underFaults = async (world: World): Promise<Figures> => {
  const half = world.units.length / 2;
  const free = await wholeJob(world, { units: world.units.slice(0, half), part: "free" });
  const { requests, failed } = await wholeJob(world, { units: world.units.slice(half), part: "faults", plan: oneInTen(world) });
  const ratio = requests / free.requests;
  if (ratio > mostRatio)
    world.problems.add(
      `${requests} requests, ${ratio.toFixed(2)} times the ${free.requests} that are needed without faults; at most ${mostRatio} times`,
    );
  return { units: half, requests, failed, need: free.requests, perUnit: requests / half, ratio };
};

/** Bulk runs over so many units. */
export const bulkCases = (units: number): readonly CaseDraft[] => [
  { name: "bulk/fault-free", grade: "frugal", title: "requests a unit without faults", units, run: faultFree },
  {
    name: "bulk/one-in-ten-fails",
    grade: "frugal",
    title: `one call in ten fails: none created twice, none lost, at most ${mostRatio} times the requests`,
    units: units * 2,
    run: underFaults,
  },
  { name: "collect/idle", grade: "frugal", title: "looking for news where there is none costs next to nothing", units: 60, run: idle },
];
