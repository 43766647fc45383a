import type { HintRequest, HintResult, VendorAdapter } from "../../contract/adapter.ts";
import { engageReady } from "../driver/engage-ready.ts";
import { haveAnswered } from "../driver/have-answered.ts";
import { createReader } from "../driver/reader.ts";
import { settleTime } from "../driver/settle-time.ts";
import { type Submitted, submitAll } from "../driver/submit-all.ts";
import { type Delivery, openListener } from "../wire/listener.ts";
import { failCase, notApplicable } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import type { CaseDraft } from "./case-draft.ts";

const patienceMs = 4000;

interface Called {
  readonly submitted: Submitted;
  readonly engagement: Awaited<ReturnType<typeof engageReady>>;
  readonly deliveries: readonly Delivery[];
}

/** The hint method, held to be pure: it asks nobody and never throws. */
const hintOf = (world: World, adapter: VendorAdapter): ((request: HintRequest) => HintResult | undefined) => {
  const { hint } = adapter;
  if (!hint) return notApplicable("this vendor sends no webhooks");
  return (request) => {
    const from = world.wire.exchanges.length;
    try {
      const result = hint(request);
      if (!["look", "forged", "unreadable"].includes(result.hint)) world.problems.add("hint: its result is none");
      if (world.wire.exchanges.length > from) world.problems.add("hint: it asked the vendor; it is to be pure");
      return result;
    } catch (error) {
      world.problems.add(`hint: it threw ${error instanceof Error ? error.name : "something"}; what cannot be read is “unreadable”`);
      return undefined;
    }
  };
};

const requestOf = ({ headers, body }: Delivery, more: Partial<HintRequest> = {}): HintRequest => ({
  headers,
  body,
  receivedAt: Date.now(),
  ...more,
});

/** Has the first `count` units answered and takes in what the vendor sends about it. Its address fails first, so that everything comes twice. */
const called = async (world: World, count: number): Promise<Called> => {
  if (!world.adapter().hint) notApplicable("this vendor sends no webhooks");
  const listener = await openListener();
  world.allow(listener.port);
  try {
    const url = `${listener.origin}/hooks/3f9a`;
    await world.vendor.controls?.subscribe?.(url);
    const engagement = await engageReady(world, world.adapter(), { ...world.request(), callbackUrl: url });
    const units = world.units.slice(0, count);
    const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units });
    listener.status = 500;
    await haveAnswered(world);
    if (!(await listener.until(1, patienceMs))) failCase("the vendor under test sent no webhook; does it need controls.subscribe?");
    listener.status = 200;
    const first = listener.deliveries.length;
    await world.vendor.pass(3_600_000);
    await world.vendor.pass(3_600_000);
    await listener.until(first + 1, patienceMs / 10);
    return { submitted, engagement, deliveries: [...listener.deliveries] };
  } finally {
    await listener.close();
  }
};

/** Real ones are read: they name units the vendor holds, and a repeat has the id of what it repeats, in whatever order they come. */
const genuine = async (world: World): Promise<void> => {
  const { submitted, deliveries } = await called(world, 3);
  const hint = hintOf(world, world.adapter());
  const refs = new Set([...submitted.placed.values()].map(({ ref }) => ref));
  const read = deliveries.map((delivery) => ({ delivery, result: hint(requestOf(delivery)) }));
  const named = new Set<string>();
  for (const { delivery, result } of read) {
    if (result?.hint !== "look") {
      world.problems.add(`hint: a real webhook is ${result === undefined ? "an error" : `${result.hint}: ${result.why}`}`);
      continue;
    }
    for (const ref of result.refs)
      if (refs.has(ref)) named.add(ref);
      else world.problems.add("hint: it names a unit the vendor does not hold");
    const again = hint(requestOf(delivery, { receivedAt: Date.now() + 86_400_000 }));
    if (JSON.stringify(again) !== JSON.stringify(result)) world.problems.add("hint: the same webhook a day later is read differently");
  }
  if (named.size === 0) world.problems.add("hint: no real webhook names a unit");
  const reordered = deliveries.toReversed().map((delivery) => hint(requestOf(delivery)));
  if (JSON.stringify(reordered.toReversed()) !== JSON.stringify(read.map(({ result }) => result)))
    world.problems.add("hint: the order of webhooks changes what they say");
  const idsByBody = new Map<string, Set<string | undefined>>();
  for (const { delivery, result } of read) {
    const body = Buffer.from(delivery.body).toString("base64");
    if (result?.hint === "look") idsByBody.set(body, (idsByBody.get(body) ?? new Set()).add(result.id));
  }
  for (const ids of idsByBody.values()) {
    if (ids.size > 1) world.problems.add("hint: a repeat has another id than what it repeats");
    if (ids.has(undefined)) world.problems.add("hint: it gives no id to recognise repeats by");
  }
};

/** What is not the vendor's is told as forged, where the vendor's scheme can tell. */
const forged = async (world: World): Promise<void> => {
  const adapter = world.adapter();
  const { webhook } = adapter.capabilities;
  if (webhook === "none" || webhook === "unsigned") return notApplicable("nothing tells a forgery from a webhook of this vendor");
  const { deliveries } = await called(world, 1);
  const hint = hintOf(world, adapter);
  const [delivery] = deliveries;
  if (!delivery) return;
  const must = (what: string, result: HintResult | undefined): void => {
    if (result && result.hint !== "forged") world.problems.add(`hint: ${what} is “${result.hint}”, not “forged”`);
  };
  must(
    "a webhook without its proof",
    hint({ headers: { "content-type": "application/json" }, body: delivery.body, receivedAt: Date.now() }),
  );
  const altered = Object.fromEntries(
    Object.entries(delivery.headers).map(([name, value]) => [name, /auth|sign/.test(name) ? flip(value) : value]),
  );
  must("a webhook with another proof", hint(requestOf({ ...delivery, headers: altered })));
  must("a webhook read without a secret", hintOf(world, world.adapter({ webhookSecret: undefined }))(requestOf(delivery)));
  must("a webhook read with another secret", hintOf(world, world.adapter({ webhookSecret: "another-secret" }))(requestOf(delivery)));
  if (webhook !== "signed") return;
  const body = Uint8Array.from(delivery.body);
  const middle = body.length >> 1;
  body[middle] = (body[middle] ?? 0) ^ 1;
  must("a webhook with one bit of its body changed", hint(requestOf({ ...delivery, body })));
  must("a webhook with a blank more", hint(requestOf({ ...delivery, body: Buffer.concat([delivery.body, Buffer.from(" ")]) })));
};

const flip = (text: string): string => `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`;

/** What a webhook says is never taken for the truth: a forged one about an open unit changes nothing that is collected. */
const notBelieved = async (world: World): Promise<void> => {
  const { submitted, engagement, deliveries } = await called(world, 2);
  const others = world.units.slice(2, 4);
  const open = await submitAll(world, { adapter: world.adapter(), engagement, units: others });
  const adapter = world.adapter();
  const hint = hintOf(world, adapter);
  const answered = [...submitted.placed.values()];
  for (const delivery of deliveries) {
    let text = Buffer.from(delivery.body).toString("utf8");
    for (const [place, { ref }] of answered.entries()) text = text.replaceAll(ref, [...open.placed.values()][place]?.ref ?? ref);
    hint(requestOf({ ...delivery, body: Buffer.from(text) }));
  }
  await settleTime(world);
  const told = createReader(world, adapter, engagement);
  await told.sweep();
  // Another process heard nothing, and reads what is true.
  const untold = createReader(world, world.adapter(), engagement);
  await untold.sweep();
  for (const { ref } of open.placed.values()) {
    const [said, real] = [told.book.units.get(ref), untold.book.units.get(ref)];
    if (real === undefined) world.problems.add("collect: a unit the vendor holds was never collected");
    else if (said?.status !== real.status || said.judgments.size !== real.judgments.size)
      world.problems.add("collect: a webhook nobody signed made an answer of a unit that is open; ask the vendor, whatever a webhook says");
  }
};

const rubbish = [
  "",
  " ",
  "null",
  "[]",
  "7",
  `"task"`,
  "{",
  "{}",
  `{"task_id":null,"id":{},"data":7}`,
  `{"id":99999999999999999999999999}`,
  "<html></html>",
  "[".repeat(20_000),
].map((text) => Buffer.from(text));

/** Whatever comes to an open address. */
const garbage = async (world: World): Promise<void> => {
  const hint = hintOf(world, world.adapter());
  const { webhook } = world.adapter().capabilities;
  const headers: readonly Readonly<Record<string, string>>[] = [
    {},
    { "content-type": "application/json" },
    { "x-signature": "v1=00", "x-timestamp": "x" },
  ];
  for (const body of [...rubbish, Buffer.from([0xff, 0xfe, 0x00, 0x80]), Buffer.alloc(200_000, 0x20)])
    for (const some of headers) {
      const result = hint({ headers: some, body, receivedAt: Date.now() });
      if (result?.hint === "look" && webhook !== "unsigned") world.problems.add("hint: rubbish from anybody counts as a reason to look");
      if (result?.hint === "look" && result.refs.some((ref) => typeof ref !== "string" || ref === ""))
        world.problems.add("hint: it names a unit that has no name");
    }
  await Promise.resolve();
};

/** Webhooks. */
export const hintCases: readonly CaseDraft[] = [
  {
    name: "hint/genuine",
    grade: "complete",
    title: "real webhooks are read; repeats are recognised, in any order",
    units: 3,
    run: genuine,
  },
  { name: "hint/forged", grade: "safe", title: "a forged webhook is told as forged, by the raw bytes", units: 1, run: forged },
  {
    name: "hint/not-believed",
    grade: "safe",
    title: "a webhook is a hint: what it says is never taken for the truth",
    units: 4,
    run: notBelieved,
  },
  { name: "hint/rubbish", grade: "safe", title: "rubbish is unreadable or forged, and never an exception", units: 1, run: garbage },
];
