import type { AdapterSettings, VendorAdapter } from "../../contract/adapter.ts";
import { openEngagement } from "../driver/engage-ready.ts";
import { submitAll } from "../driver/submit-all.ts";
import type { World } from "../world/world.ts";
import { attempt, kindOf } from "./attempt.ts";
import type { CaseDraft } from "./case-draft.ts";
import { smallJob } from "./small-job.ts";

const tools = /\b(node|undici|axios|got|python|curl|okhttp|java|claude|gpt|copilot|agent|bot)\b/i;

/** One name for all requests, and nothing in it or in an address that tells who asks with what. */
const oneUserAgent = async (world: World): Promise<void> => {
  await smallJob(world);
  await attempt(() => world.adapter().check(world.call));
  const agents = new Set(world.wire.exchanges.map(({ headers }) => headers["user-agent"] ?? ""));
  if (agents.size !== 1) world.problems.add(`${agents.size} different User-Agents were sent`);
  for (const agent of agents) {
    if (agent === "") world.problems.add("no User-Agent was sent; one fixed name is");
    if (/\d/.test(agent) || tools.test(agent))
      world.problems.add(`the User-Agent ${JSON.stringify(agent.slice(0, 60))} tells which tool, or which version, is asking`);
  }
  for (const { path } of world.wire.exchanges) {
    if (path.includes(world.vendor.credential)) world.problems.add("the credential is in an address");
    if (world.units.some(({ mark }) => path.includes(mark))) world.problems.add("the content of a unit is in an address");
  }
};

const proxyNames = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/** Neither a proxy from the environment nor a link in an answer leads anywhere but to the configured host. */
const onlyTheConfiguredHost = async (world: World): Promise<void> => {
  const before = proxyNames.map((name) => [name, process.env[name]] as const);
  const { origin } = world.trap;
  for (const name of proxyNames) process.env[name] = origin;
  world.wire.rewrite = {
    answer: (answer) => ({
      ...answer,
      headers: { ...answer.headers, link: `<${origin}/next>; rel="next"` },
      body: withLinks(answer.body, origin),
    }),
  };
  try {
    await smallJob(world);
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};

const withLinks = (body: string, origin: string): string => {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return body;
    return JSON.stringify({ ...parsed, next_page_url: `${origin}/page`, links: { next: `${origin}/next` }, href: `${origin}/self` });
  } catch {
    return body;
  }
};

/** The vendor does not accept the credential. */
const wrongCredential = async (world: World): Promise<void> => {
  const engagement = await openEngagement(world);
  const wrong = world.adapter();
  const refuse = (): void => {
    world.wire.plan = () => ({ do: "answer", accept: false, status: 401, body: "" });
  };
  refuse();
  const checked = await attempt(() => wrong.check(world.call));
  if (!("result" in checked)) world.problems.add("check: a wrong credential is a result, and it became an error");
  else if (checked.result.ok) world.problems.add("check: a wrong credential counts as right");
  const sent = await attempt(() => wrong.submit(engagement, world.units.slice(0, 1), world.call));
  if (!("error" in sent) || kindOf(sent.error) !== "unauthorized")
    world.problems.add("submit: a wrong credential is not told as unauthorized");
  world.wire.plan = undefined;
};

/** Checking costs nothing: it only reads. */
const checkIsFree = async (world: World): Promise<void> => {
  const checked = await attempt(() => world.adapter().check(world.call));
  if (!("result" in checked) || !checked.result.ok) world.problems.add("check: the credential is fine, and it does not say so");
  for (const { method } of world.wire.exchanges)
    if (method !== "GET" && method !== "HEAD") world.problems.add(`check: it sent a ${method}; it must not change anything`);
  const { units, engagements } = await world.vendor.recount();
  if (units.length + engagements.length > 0) world.problems.add("check: it left something behind at the vendor");
};

/** Making an adapter asks nobody, and says what is wrong with its settings. */
const making = async (world: World): Promise<void> => {
  world.adapter();
  const settings: AdapterSettings = {
    baseUrl: world.wire.baseUrl,
    credential: world.vendor.credential,
    ...(world.vendor.adapterOptions && { options: world.vendor.adapterOptions }),
  };
  const wrong: readonly (readonly [string, AdapterSettings])[] = [
    ["an empty credential", { ...settings, credential: "" }],
    ["an address that is none", { ...settings, baseUrl: "not an address" }],
    ["an address of another kind", { ...settings, baseUrl: "ftp://vendor.example/v1" }],
    ["plain http to another machine", { ...settings, baseUrl: "http://vendor.example/v1" }],
    ["an option nobody knows", { ...settings, options: { ...settings.options, "no-such-option": 1 } }],
  ];
  for (const [what, given] of wrong) {
    try {
      world.definition.create(given);
      world.problems.add(`create: ${what} is accepted`);
    } catch (error) {
      if (!(error instanceof TypeError))
        world.problems.add(`create: ${what} is no TypeError but ${error instanceof Error ? error.name : "something thrown"}`);
      if (error instanceof Error && error.message.includes(world.vendor.credential))
        world.problems.add("create: its error shows the credential");
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 30));
  if (world.wire.exchanges.length > 0) world.problems.add("create: it asked the vendor; making an adapter is no I/O");
};

/** What is declared hangs together. */
const declared = async (world: World): Promise<void> => {
  const adapter = world.adapter();
  const { capabilities } = adapter;
  const wrong = (why: string): void => world.problems.add(`capabilities: ${why}`);
  if (adapter.contract !== "v1" || world.definition.contract !== "v1") wrong("the contract is not v1");
  if (capabilities.submission.mode === "item" && capabilities.submission.maxUnits !== 1) wrong("mode item takes one unit a request");
  if (!Number.isInteger(capabilities.submission.maxUnits) || capabilities.submission.maxUnits < 1) wrong("maxUnits is no number of units");
  if ((capabilities.cancel === "none") !== (adapter.withdraw === undefined)) wrong("cancel and the method withdraw contradict each other");
  if ((capabilities.webhook === "none") !== (adapter.hint === undefined)) wrong("webhook and the method hint contradict each other");
  if (capabilities.taskKinds.length === 0) wrong("there is no task kind");
  if (JSON.stringify(JSON.parse(JSON.stringify(capabilities))) !== JSON.stringify(capabilities)) wrong("they are not plain data");
  for (const name of Object.keys(capabilities))
    if (!(name in world.definition.capabilities)) wrong(`${name} is declared by the instance and not by the definition`);
  await Promise.resolve();
};

/** A repeated engage gets what is there, in this process and in the next. */
const engageAgain = async (world: World): Promise<void> => {
  const engagement = await openEngagement(world);
  const before = await world.vendor.recount();
  const refOf = async (adapter: VendorAdapter, previous: typeof engagement | undefined): Promise<string> =>
    (await adapter.engage(world.request(), previous, world.call)).ref;
  const adapter = world.adapter();
  const refs = [
    await refOf(adapter, engagement),
    await refOf(adapter, undefined),
    await refOf(world.adapter(), undefined),
    await refOf(world.adapter(), engagement),
  ];
  for (const ref of refs) if (ref !== engagement.ref) world.problems.add("engage: the same key gets another engagement the second time");
  const after = await world.vendor.recount();
  if (after.engagements.length !== before.engagements.length) world.problems.add("engage: a repeat made something new at the vendor");
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
  if (submitted.placed.size !== world.units.length) world.problems.add("engage: units cannot be submitted after a repeat");
};

/** How an adapter behaves whatever it does. */
export const conductCases: readonly CaseDraft[] = [
  {
    name: "any/one-user-agent",
    grade: "safe",
    title: "one fixed User-Agent without tools or versions; no secret in an address",
    units: 3,
    run: oneUserAgent,
  },
  {
    name: "any/only-the-configured-host",
    grade: "safe",
    title: "no proxy of the environment and no link in an answer leads elsewhere",
    units: 3,
    run: onlyTheConfiguredHost,
  },
  { name: "any/wrong-credential", grade: "safe", title: "a wrong credential is told as such", units: 1, run: wrongCredential },
  { name: "any/declared", grade: "complete", title: "the capabilities hang together", units: 1, run: declared },
  { name: "create/no-io", grade: "safe", title: "making an adapter asks nobody and names wrong settings", units: 1, run: making },
  { name: "check/free", grade: "safe", title: "checking a credential changes nothing", units: 1, run: checkIsFree },
  { name: "engage/again", grade: "safe", title: "engaging may be repeated", units: 1, run: engageAgain },
];
