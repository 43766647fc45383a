import type { UnitOutcome } from "../../contract/adapter.ts";
import { openEngagement } from "../driver/engage-ready.ts";
import { haveAnswered } from "../driver/have-answered.ts";
import { createReader } from "../driver/reader.ts";
import { submitAll } from "../driver/submit-all.ts";
import { heldByMark, verifyHeld } from "../driver/verify.ts";
import type { Fault } from "../wire/exchange.ts";
import type { WirePlan } from "../wire/wire.ts";
import { inAnotherOrder, withFewerUnits } from "../wire/unit-list.ts";
import { notApplicable } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import { attempt, type Attempt, kindOf } from "./attempt.ts";
import type { CaseDraft } from "./case-draft.ts";

const hourMs = 3_600_000;

/** The vendor takes some of a request's units, answers in another order and says one thing twice. */
const partlyAccepted = async (world: World): Promise<void> => {
  const adapter = world.adapter();
  const size = Math.min(world.units.length, adapter.capabilities.submission.maxUnits);
  if (size < 2) notApplicable("one unit a request: nothing to take in part");
  const engagement = await openEngagement(world);
  const units = world.units.slice(0, size);
  let kept = 0;
  world.wire.rewrite = {
    request: (sent) => {
      const fewer = withFewerUnits(sent.body, { marks: units.map(({ mark }) => mark) }, (place) => place % 3 !== 1);
      if (fewer === undefined) return sent;
      ({ kept } = fewer);
      return { ...sent, body: fewer.body };
    },
    answer: (answer, { method }) => (kept > 1 && method !== "GET" ? { ...answer, body: inAnotherOrder(answer.body, kept) } : answer),
  };
  const made = await attempt(() => adapter.submit(engagement, units.map(unitOf), world.call));
  world.wire.rewrite = undefined;
  if (kept === 0) notApplicable("its request carries no JSON list of units that could be taken in part");
  const held = await heldByMark(world);
  for (const outcome of "result" in made ? made.result : []) {
    const unit = units.find(({ key }) => key === outcome.key);
    const copies = held.get(unit?.mark ?? "") ?? [];
    if (outcome.outcome === "accepted" && copies.length === 0)
      world.problems.add("submit: a unit counts as accepted, and the vendor took only others");
    if (outcome.outcome === "accepted" && copies.length > 0 && !copies.some(({ ref }) => ref === outcome.ref))
      world.problems.add("submit: the answer came in another order, and a unit got another's ref");
    if (outcome.outcome === "refused" && copies.length > 0) world.problems.add("submit: a unit counts as refused, and the vendor holds it");
  }
  if ("error" in made && kindOf(made.error) !== undefined && kindOf(made.error) !== "in-doubt")
    world.problems.add(`submit: the vendor took a part, and it says ${String(kindOf(made.error))} for all`);
  // What is left in doubt is settled by the rules, and then every unit is there once.
  const doubtful = units.filter(({ key }) => !("result" in made) || made.result.find((one) => one.key === key)?.outcome !== "accepted");
  await settleAndRecount(world, { units: doubtful, all: units });
};

const unitOf = ({ key, content }: World["units"][number]): Pick<World["units"][number], "key" | "content"> => ({ key, content });

/** The fault for the first request that carries one of the units; a submit may have to ask or make something else before. */
const onceFor = (units: World["units"], fault: Fault): WirePlan => {
  let met = false;
  return ({ body }) => {
    if (met || !units.some(({ mark }) => body.includes(mark))) return undefined;
    met = true;
    return fault;
  };
};

/** Goes on as the engine does with units whose first request is over: look up, send what is absent. */
const settleAndRecount = async (
  world: World,
  { units, all }: { readonly units: World["units"]; readonly all: World["units"] },
): Promise<void> => {
  const engagement = await openEngagement(world);
  const patient = world.adapter();
  let first = true;
  const submitted = await submitAll(world, {
    adapter: {
      ...patient,
      submit: async (given, some, call) => {
        if (!first) return patient.submit(given, some, call);
        first = false;
        return some.map(({ key }): UnitOutcome => ({ outcome: "in-doubt", key, why: "the request is over and its answer is not known" }));
      },
    },
    engagement,
    units,
  });
  await verifyHeld(world, units, submitted);
  const held = await heldByMark(world);
  for (const { mark } of all) if ((held.get(mark)?.length ?? 0) > 1) world.problems.add("a unit was created twice");
};

/** The answer to a create was lost; the same key is sent again, after `waitMs`, by a process that knows nothing. */
const repeatedKey = async (world: World, waitMs: number): Promise<void> => {
  const adapter = world.adapter();
  const { idempotency, submission } = adapter.capabilities;
  const units = world.units.slice(0, Math.min(2, submission.maxUnits));
  const engagement = await openEngagement(world);
  world.wire.plan = onceFor(units, { do: "drop", accept: true });
  const lost = await attempt(() => adapter.submit(engagement, units.map(unitOf), world.call));
  world.wire.plan = undefined;
  const landed = await heldByMark(world);
  if (!units.every(({ mark }) => (landed.get(mark)?.length ?? 0) === 1)) {
    if (!("result" in lost)) notApplicable("no request carries a unit as it is, so none could be lost on purpose");
    world.problems.add("submit: its answer was lost once, and the vendor does not hold each unit once");
  }
  await world.vendor.pass(waitMs);
  const expired = "keyLifetimeMs" in idempotency && idempotency.keyLifetimeMs !== undefined && idempotency.keyLifetimeMs <= waitMs;
  if (idempotency.kind !== "none" && !expired) {
    const again = await attempt(() => world.adapter().submit(engagement, units.map(unitOf), world.call));
    judgeRepeat(world, again);
  }
  await settleAndRecount(world, { units, all: units });
};

const judgeRepeat = (world: World, again: Attempt<readonly UnitOutcome[]>): void => {
  if ("error" in again) {
    const kind = kindOf(again.error);
    if (kind !== undefined && kind !== "in-doubt")
      world.problems.add(`submit: the key exists because we sent it, and that counts as ${kind}`);
    return;
  }
  for (const outcome of again.result)
    if (outcome.outcome === "refused") world.problems.add("submit: the key exists because we sent it, and that counts as a refusal");
};

/** 409 for a unit the vendor does not hold: it proves nothing, with whatever body. */
const emptyConflict = async (world: World): Promise<void> => {
  const engagement = await openEngagement(world);
  const bodies = ["", "{}", `{"error":"already exists"}`, "<html>Conflict</html>", `{"error":{"code":"conflict"}}`];
  for (const [turn, body] of bodies.entries()) {
    const adapter = world.adapter();
    const units = world.units.slice(turn * 2, turn * 2 + Math.min(2, adapter.capabilities.submission.maxUnits));
    world.wire.plan = onceFor(units, { do: "answer", accept: false, status: 409, body });
    const made = await attempt(() => adapter.submit(engagement, units.map(unitOf), world.call));
    world.wire.plan = undefined;
    for (const outcome of "result" in made ? made.result : [])
      if (outcome.outcome === "accepted") world.problems.add("submit: a 409 counts as accepted, and the vendor does not hold the unit");
    const kind = "error" in made ? kindOf(made.error) : undefined;
    if (kind === "unavailable" || kind === "throttled" || kind === "unauthorized") world.problems.add(`submit: a 409 counts as ${kind}`);
  }
};

/** The key belongs to a unit with other content. */
const foreignKey = async (world: World): Promise<void> => {
  const { idempotency } = world.adapter().capabilities;
  if (idempotency.kind === "none" || idempotency.kind === "natural-key") notApplicable("the vendor does not look at keys");
  const [mine, other] = world.units;
  if (!mine || !other) return;
  const engagement = await openEngagement(world);
  await submitAll(world, { adapter: world.adapter(), engagement, units: [mine] });
  for (const waitMs of [0, 25 * hourMs]) {
    await world.vendor.pass(waitMs);
    const made = await attempt(() => world.adapter().submit(engagement, [{ key: mine.key, content: other.content }], world.call));
    const held = await heldByMark(world);
    const accepted = "result" in made && made.result.some(({ outcome }) => outcome === "accepted");
    if (accepted && !held.has(other.mark))
      world.problems.add(
        `submit: a key that belongs to a unit of other content counts as accepted${waitMs > 0 ? " a day later" : ""}; “exists” means look up and compare`,
      );
  }
};

/** The vendor will not take it, and says so. */
const refused = async (world: World): Promise<void> => {
  const engagement = await openEngagement(world);
  for (const [turn, status] of [400, 422, 413, 404].entries()) {
    const adapter = world.adapter();
    const units = world.units.slice(turn * 2, turn * 2 + Math.min(2, adapter.capabilities.submission.maxUnits));
    world.wire.plan = onceFor(units, { do: "answer", accept: false, status, body: `{"error":{"code":"invalid","message":"no"}}` });
    const made = await attempt(() => adapter.submit(engagement, units.map(unitOf), world.call));
    world.wire.plan = undefined;
    const kind = "error" in made ? kindOf(made.error) : undefined;
    const told = "result" in made && made.result.every(({ outcome }) => outcome === "refused");
    if (!told && kind !== "refused" && (kind !== undefined || "result" in made))
      world.problems.add(`submit: the vendor refused with ${status}, and it says ${kind ?? "nothing of it"}`);
  }
};

/** Vendors quote what they refuse, and whom: neither may be in an error that somebody logs. */
const quoting = async (world: World): Promise<void> => {
  const engagement = await openEngagement(world);
  const { credential } = world.vendor;
  let turn = 0;
  for (const status of [400, 401, 402, 422, 500]) {
    for (const form of ["text", "text", "object", "object", "list", "list", "page", "page"] as const) {
      const [unit] = world.units.slice(turn, turn + 1);
      if (!unit) return;
      turn += 1;
      const quoted = Object.values(unit.content).map(String).join(" nor ");
      const said = turn % 2 === 0 ? `the key ${credential} is not enough for this` : `neither ${quoted} nor ${unit.mark} will do`;
      const bodies = {
        text: JSON.stringify({ error: said, status_code: status }),
        object: JSON.stringify({ error: { code: "invalid", message: said, title: said, detail: said } }),
        list: JSON.stringify({ errors: [said, { detail: said }], message: said }),
        page: `<html><body>${said}</body></html>`,
      };
      const type = form === "page" ? "text/html" : "application/json";
      world.wire.plan = onceFor([unit], { do: "answer", accept: false, status, body: bodies[form], type });
      const made = await attempt(() => world.adapter().submit(engagement, [unitOf(unit)], world.call));
      world.wire.plan = undefined;
      const why = "result" in made ? made.result.map((one) => ("why" in one ? one.why : "")).join(" ") : "";
      if (why.includes(credential)) world.problems.add("submit: the reason of a refusal shows the credential");
      if (why.includes(unit.mark)) world.problems.add("submit: the reason of a refusal shows the content of a unit");
    }
  }
};

/** Workers see the visible fields, whole and unchanged, and nothing else of ours. */
const whatWorkersSee = async (world: World): Promise<void> => {
  const engagement = await openEngagement(world);
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
  const held = await heldByMark(world);
  for (const unit of world.units) {
    const [copy] = held.get(unit.mark) ?? [];
    if (!copy) {
      world.problems.add("submit: workers do not see what was submitted");
      continue;
    }
    const key = submitted.placed.get(unit.mark)?.key ?? unit.key;
    if (copy.content.includes(key)) world.problems.add("submit: workers see the key");
    for (const [name, value] of Object.entries(unit.content))
      if (!copy.content.includes(String(value))) world.problems.add(`submit: workers do not see the field ${name} as it is`);
  }
};

/** What a lost key looks like from the listing: the vendor tells it under the key, whatever the process remembers. */
const namedInListing = async (world: World): Promise<void> => {
  const engagement = await openEngagement(world);
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
  await haveAnswered(world);
  const reader = createReader(world, world.adapter(), engagement);
  await reader.sweep();
  for (const { key, ref } of submitted.placed.values()) {
    const seen = reader.book.units.get(ref);
    if (seen?.key !== undefined && seen.key !== key) world.problems.add("collect: a unit is told under another's key");
    if (seen && seen.key === undefined && world.adapter().find === undefined)
      world.problems.add("collect: a unit is told without its key, and there is no find: what is in doubt can never be settled");
  }
};

/** What is particular to submitting. */
export const submitCases: readonly CaseDraft[] = [
  {
    name: "submit/partly-accepted",
    grade: "safe",
    title: "a request taken in part and answered in any order",
    units: 10,
    run: partlyAccepted,
  },
  {
    name: "submit/409-on-retry",
    grade: "safe",
    title: "a key that exists because we sent it is looked up, not refused and not created again",
    units: 2,
    run: (world) => repeatedKey(world, 0),
  },
  {
    name: "submit/expired-key",
    grade: "safe",
    title: "an idempotency key that expired is not relied on",
    units: 2,
    run: (world) => repeatedKey(world, 25 * hourMs),
  },
  {
    name: "submit/409-proves-nothing",
    grade: "safe",
    title: "a 409 without anything behind it is not success",
    units: 10,
    run: emptyConflict,
  },
  { name: "submit/key-of-another", grade: "safe", title: "a key that belongs to other content is not success", units: 2, run: foreignKey },
  {
    name: "submit/quoting-refusal",
    grade: "safe",
    title: "a refusal that quotes credential or content does not spread them",
    units: 40,
    run: quoting,
  },
  { name: "submit/refused", grade: "complete", title: "a refusal is told as one", units: 8, run: refused },
  {
    name: "submit/what-workers-see",
    grade: "complete",
    title: "workers see the visible fields as they are, and no key",
    units: 4,
    run: whatWorkersSee,
  },
  {
    name: "submit/named-in-listing",
    grade: "complete",
    title: "what is in doubt can be settled: by find, or by its key in the listing",
    units: 4,
    run: namedInListing,
  },
];
