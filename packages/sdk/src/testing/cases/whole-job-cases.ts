import { AdapterError } from "../../contract/adapter-error.ts";
import type { Fault } from "../wire/exchange.ts";
import { hugeIds, withHugeNumbers } from "../wire/huge-numbers.ts";
import { shiftClock } from "../wire/shift-clock.ts";
import type { World } from "../world/world.ts";
import { openEngagement } from "../driver/engage-ready.ts";
import { haveAnswered } from "../driver/have-answered.ts";
import { createReader } from "../driver/reader.ts";
import { submitAll } from "../driver/submit-all.ts";
import { heldByMark } from "../driver/verify.ts";
import { attempt } from "./attempt.ts";
import type { CaseDraft } from "./case-draft.ts";
import { smallJob } from "./small-job.ts";

const tenMinutesMs = 600_000;

const skewed = (name: string, ms: number): CaseDraft => ({
  name: `job/${name}`,
  grade: "safe",
  title: `the vendor's clock is ten minutes ${ms > 0 ? "fast" : "slow"}, in headers and in bodies`,
  units: 25,
  run: async (world) => {
    world.wire.rewrite = shiftClock(ms);
    await smallJob(world);
  },
});

/** Every request is acted on and its answer lost, once; the same request works the second time. */
const lostOnce = async (world: World): Promise<void> => {
  const seen = new Set<string>();
  const losses: readonly Fault[] = [
    { do: "drop", accept: true },
    { do: "cut" },
    { do: "answer", accept: true, status: 500, body: "" },
    { do: "truncate" },
  ];
  world.wire.plan = ({ method, path, body }) => {
    const same = `${method} ${path} ${body}`;
    if (seen.has(same)) return undefined;
    seen.add(same);
    return losses[seen.size % losses.length];
  };
  await smallJob(world);
};

const wholeNumberIds = async (world: World): Promise<void> => {
  const ids = hugeIds(async () => (await world.vendor.recount()).units.map(({ ref }) => ref));
  const engagement = await openEngagement(world);
  world.wire.rewrite = ids.rewrite;
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
  await haveAnswered(world);
  const reader = createReader(world, world.adapter(), engagement);
  await reader.sweep();
  const held = await heldByMark(world);
  const lost = (ref: string): boolean => ids.original(ref) === undefined;
  for (const { mark } of world.units) {
    const copies = held.get(mark) ?? [];
    const placed = submitted.placed.get(mark);
    if (copies.length > 1) world.problems.add("a unit was created twice");
    if (placed && lost(placed.ref))
      world.problems.add("a whole number too large for a double lost its last digits, and with them the unit");
    else if (placed && ids.original(placed.ref) !== copies[0]?.ref) world.problems.add("a unit is known under the id of another");
  }
  for (const ref of reader.book.units.keys())
    if (lost(ref)) world.problems.add("collect: a whole number too large for a double lost its last digits, and with them the unit");
};

/** A date is measured against the vendor's own clock, which is not ours. */
const retryAfterDate = async (world: World): Promise<void> => {
  const engagement = await openEngagement(world);
  for (const skewMs of [tenMinutesMs, -tenMinutesMs]) {
    const now = Date.now() + skewMs;
    world.wire.plan = () => ({
      do: "answer",
      accept: false,
      status: 429,
      headers: { date: new Date(now).toUTCString(), "retry-after": new Date(now + 7000).toUTCString() },
      body: "{}",
    });
    const made = await attempt(() => world.adapter().collect(engagement, undefined, world.call));
    const after = "error" in made && AdapterError.is(made.error) ? made.error.retryAfterMs : undefined;
    if (after !== undefined && Math.abs(after - 7000) > 2000)
      world.problems.add(`seven seconds by the vendor's clock, ten minutes off, became ${Math.round(after / 1000)} s`);
  }
};

/** Whole jobs over a wire that is odd throughout. */
export const wholeJobCases: readonly CaseDraft[] = [
  {
    name: "job/plain",
    grade: "complete",
    title: "everything submitted is found, collected and answered rightly",
    units: 25,
    run: async (world) => void (await smallJob(world)),
  },
  {
    name: "job/every-answer-lost-once",
    grade: "safe",
    title: "every request is acted on and its answer lost, once",
    units: 12,
    run: lostOnce,
  },
  skewed("clock-ten-minutes-fast", tenMinutesMs),
  skewed("clock-ten-minutes-slow", -tenMinutesMs),
  {
    name: "job/retry-after-date",
    grade: "safe",
    title: "Retry-After as a date is read by the vendor's clock",
    units: 1,
    run: retryAfterDate,
  },
  {
    name: "job/huge-numbers",
    grade: "safe",
    title: "numbers no double can hold, in fields nobody asked about",
    units: 6,
    run: async (world) => {
      world.wire.rewrite = withHugeNumbers;
      await smallJob(world);
    },
  },
  {
    name: "job/huge-ids",
    grade: "safe",
    title: "ids that are whole numbers beyond 2^53 keep their last digits, or nothing is claimed",
    units: 6,
    run: wholeNumberIds,
  },
];
