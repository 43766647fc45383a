import type { CheckResult, CollectPage, Engagement, Finding, Observation, UnitOutcome, Withdrawal } from "../../contract/adapter.ts";

type Problem = string;

const outcomes = new Set(["accepted", "refused", "in-doubt"]);
const scopes = new Set(["item", "kind", "engagement", "account"]);
const statuses = new Set(["open", "answered", "returned", "withdrawn", "failed", "expired"]);

/** Every name that went in comes out exactly once. */
const onceEach = (what: string, asked: readonly string[], given: readonly string[]): readonly Problem[] => {
  const left = new Map(given.map((name) => [name, given.filter((one) => one === name).length]));
  const problems = asked.filter((name) => !left.has(name)).map(() => `${what} came back without an outcome`);
  for (const [name, times] of left) {
    if (!asked.includes(name)) problems.push(`an outcome came back for a ${what} nobody asked about`);
    else if (times > 1) problems.push(`${what} came back with ${times} outcomes`);
  }
  return problems;
};

export const checkOutcomes = (keys: readonly string[], given: readonly UnitOutcome[]): readonly Problem[] => [
  ...onceEach(
    "a unit",
    keys,
    given.map(({ key }) => key),
  ),
  ...given.flatMap((one): readonly Problem[] => {
    if (!outcomes.has(one.outcome)) return [`submit answered ${JSON.stringify(one.outcome)}, which is no outcome`];
    if (one.outcome === "accepted" && !isName(one.ref)) return ["a unit was accepted without a ref"];
    if (one.outcome === "refused" && !scopes.has(one.scope)) return ["a refusal does not say how far it reaches"];
    return [];
  }),
];

export const checkFindings = (keys: readonly string[], given: readonly Finding[]): readonly Problem[] => [
  ...onceEach(
    "key",
    keys,
    given.map(({ key }) => key),
  ),
  ...given.flatMap((one) => (one.found === "present" && !isName(one.ref) ? ["a unit is present without a ref"] : [])),
];

export const checkWithdrawals = (refs: readonly string[], given: readonly Withdrawal[]): readonly Problem[] => [
  ...onceEach(
    "ref",
    refs,
    given.map(({ ref }) => ref),
  ),
  ...given.flatMap((one) => (["withdrawn", "too-late", "unknown"].includes(one.withdrawal) ? [] : ["a withdrawal has no known outcome"])),
];

export const checkEngagement = (given: Engagement): readonly Problem[] => {
  const problems: Problem[] = [];
  if (!isName(given.ref)) problems.push("an engagement has no ref");
  if (given.state !== "ready" && given.state !== "pending") problems.push("an engagement is neither ready nor pending");
  if (!isJson(given)) problems.push("an engagement does not survive being stored as JSON");
  return problems;
};

export const checkCheck = (given: CheckResult): readonly Problem[] =>
  given.ok === true || (given.ok === false && typeof given.why === "string") ? [] : ["check answered neither ok nor why not"];

export const checkPage = (given: CollectPage): readonly Problem[] => [
  ...(typeof given.cursor === "string" ? [] : ["collect gave no cursor"]),
  ...(typeof given.more === "boolean" ? [] : ["collect did not say whether there is more"]),
  ...given.observations.flatMap(checkObservation),
];

const checkObservation = (one: Observation): readonly Problem[] => {
  if (one.type === "cost") {
    if (!isName(one.id)) return ["a cost has no id"];
    if (!Number.isSafeInteger(one.amount.micros) || !/^[A-Z]{3}$/.test(one.amount.currency)) return ["a cost is no amount of money"];
    return [];
  }
  if (one.type !== "unit" || !isName(one.ref)) return ["an observation is neither of a unit nor a cost"];
  if (!statuses.has(one.status)) return [`${JSON.stringify(one.status)} is no status`];
  if (one.createdAt !== undefined && !isTime(one.createdAt)) return ["a unit's createdAt is no time"];
  return one.judgments.flatMap((judgment) => {
    if (!isName(judgment.id)) return ["a judgment has no id"];
    if (judgment.at !== undefined && !isTime(judgment.at)) return ["a judgment's time is no time"];
    if (judgment.seconds !== undefined && !(judgment.seconds >= 0)) return ["a judgment took no possible time"];
    return [];
  });
};

/** Whether a value is the same after it was stored as JSON; absent fields are, undefined ones among the others are too. */
const isJson = (value: unknown): boolean => {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== "object") return false;
  return [Object.prototype, null].includes(Object.getPrototypeOf(value) as object) && Object.values(value).every(isJson);
};

const isName = (value: unknown): boolean => typeof value === "string" && value !== "";
/** Epoch milliseconds between 2000 and 2100: seconds would be too small, microseconds too large. */
const isTime = (value: number): boolean => Number.isFinite(value) && value > 946_684_800_000 && value < 4_102_444_800_000;
