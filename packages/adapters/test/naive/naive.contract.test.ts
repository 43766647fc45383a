import type { AdapterDefinition } from "@tranche/sdk";
import { conformanceSuite, type CaseResult, type Script, type VendorUnderTest } from "@tranche/sdk/testing";
import { describe, expect, it } from "vitest";
import { startHourly } from "../../src/__testing__/conformance/hourly.ts";
import { lifeCycleIsPut, startSurge } from "../../src/__testing__/conformance/surge.ts";
import { naiveHourly } from "./naive-hourly.ts";
import { naiveSurge } from "./naive-surge.ts";
import {
  labelStudioVendor,
  naiveLabelStudio,
  naiveProlific,
  naiveToloka,
  naiveTurk,
  prolificVendor,
  tolokaVendor,
  turkVendor,
} from "./scripted-vendors.ts";
import { startTiny } from "./tiny-vendor.ts";

/*
 * The thirteen mistakes of a naive adapter, each made by a small client that is otherwise right: the suite's case is red with the mistake and green
 * without it, and what it says names the mistake.
 */
interface Mistake {
  readonly number: number;
  readonly what: string;
  /** The case that has to notice. */
  readonly case: string;
  readonly says: RegExp;
  readonly start: (script: Script) => Promise<VendorUnderTest>;
  readonly wrong: AdapterDefinition;
  readonly right: AdapterDefinition;
}

const surge = { start: startSurge, right: naiveSurge(undefined) };
const reports = { start: startSurge, right: naiveSurge(undefined, true) };
const hourly = { start: (script: Script) => startHourly(script), right: naiveHourly(undefined) };

const mistakes: readonly Mistake[] = [
  {
    number: 1,
    what: "never more answers than workers were asked for",
    case: "collect/more-answers",
    says: /got two answers, and 1 are told/,
    wrong: naiveSurge("as-many-as-asked"),
    ...surge,
  },
  {
    number: 2,
    what: "bulk tasks wrapped in fields",
    case: "submit/what-workers-see",
    says: /workers do not see what was submitted/,
    wrong: naiveSurge("wrapped-fields"),
    ...surge,
  },
  {
    number: 2,
    what: "fields_template on an update, where it is passed over",
    case: "submit/what-workers-see",
    says: /workers see the key/,
    wrong: naiveSurge("template-on-update"),
    ...surge,
  },
  {
    number: 3,
    what: "every response has a worker",
    case: "collect/as-declared",
    says: /TypeError.*only an AdapterError may/,
    wrong: naiveSurge("worker-always"),
    ...surge,
  },
  {
    number: 4,
    what: "POST where the vendor's client sends PUT",
    case: lifeCycleIsPut.name,
    says: /sent POST for cancel/,
    wrong: naiveSurge("posts-the-life-cycle"),
    ...surge,
  },
  {
    number: 5,
    what: "an unsigned callback is believed",
    case: "hint/not-believed",
    says: /a webhook nobody signed made an answer/,
    wrong: naiveSurge("believes-callbacks"),
    ...surge,
  },
  {
    number: 6,
    what: "a create is repeated after a time-out",
    case: "submit/time-out-after",
    says: /a unit was created 2 times/,
    wrong: naiveSurge("repeats-creates"),
    ...surge,
  },
  {
    number: 7,
    what: "a report's address is kept beyond its life",
    case: "collect/old-cursor",
    says: /collect was refused for good/,
    wrong: naiveSurge("keeps-the-report-address", true),
    ...reports,
  },
  {
    number: 7,
    what: "a report is read without unzipping it",
    case: "collect/old-cursor",
    says: /SyntaxError.*only an AdapterError may/,
    wrong: naiveSurge("does-not-unzip", true),
    ...reports,
  },
  {
    number: 8,
    what: "a short page is the last",
    case: "collect/another-process",
    says: /never collected/,
    wrong: naiveSurge("short-page-is-the-last"),
    ...surge,
  },
  {
    number: 9,
    what: "an hourly vendor's item costs rate times estimate",
    case: "collect/cost-is-the-bill",
    says: /the vendor charges USD .* and the costs that are told come to/,
    wrong: naiveHourly("price-from-estimate"),
    ...hourly,
  },
  {
    number: 10,
    what: "a rejection saves an hourly vendor's pay",
    case: "collect/rejection-is-charged-as-billed",
    says: /the vendor charges USD .* and the costs that are told come to/,
    wrong: naiveHourly("rejection-is-free"),
    ...hourly,
  },
  ...(["dot-between", "serialised-again"] as const).map((mistake) => ({
    number: 11,
    what: `Prolific's signature over ${mistake === "dot-between" ? "timestamp, dot and body" : "JSON written anew"}`,
    case: "hint/genuine",
    says: /a real webhook is forged/,
    start: startTiny(prolificVendor),
    wrong: naiveProlific(mistake),
    right: naiveProlific(undefined),
  })),
  {
    number: 12,
    what: "Mechanical Turk's HitAlreadyExists is a failure",
    case: "submit/409-on-retry",
    says: /the key exists because we sent it, and that counts as refused/,
    start: startTiny(turkVendor),
    wrong: naiveTurk("exists-is-a-failure"),
    right: naiveTurk(undefined),
  },
  {
    number: 12,
    what: "Toloka's OPERATION_ALREADY_EXISTS is a failure",
    case: "submit/409-on-retry",
    says: /the key exists because we sent it, and that counts as refused/,
    start: (script) => startTiny(tolokaVendor())(script),
    wrong: naiveToloka("exists-is-a-failure"),
    right: naiveToloka(undefined),
  },
  {
    number: 13,
    what: "Toloka's 200 is all of it",
    case: "submit/partly-accepted",
    says: /a unit counts as accepted, and the vendor took only others/,
    start: (script) => startTiny(tolokaVendor())(script),
    wrong: naiveToloka("200-is-all-of-it"),
    right: naiveToloka(undefined),
  },
  {
    number: 13,
    what: "Label Studio's 201 means that the tasks are there",
    case: "job/plain",
    says: /a unit counts as accepted, and the vendor does not hold it/,
    start: startTiny(labelStudioVendor),
    wrong: naiveLabelStudio("201-is-there"),
    right: naiveLabelStudio(undefined),
  },
];

const resultOf = async ({ start, case: name }: Mistake, definition: AdapterDefinition): Promise<CaseResult> => {
  const suite = conformanceSuite({ name: definition.name, definition, start, cases: [lifeCycleIsPut] });
  const found = suite.cases.find((one) => one.name === name);
  if (!found) throw new Error(`no case is called ${name}`);
  return found.run();
};

describe("the thirteen mistakes of a naive adapter", () => {
  it("are all here", () => {
    expect(new Set(mistakes.map(({ number }) => number))).toEqual(new Set(Array.from({ length: 13 }, (_, place) => place + 1)));
  });

  it.each(mistakes)("$number, $what: $case is red, and green without the mistake", async (mistake) => {
    expect(await resultOf(mistake, mistake.right)).toMatchObject({ verdict: "passed" });
    const wrong = await resultOf(mistake, mistake.wrong);
    expect(wrong.verdict).toBe("failed");
    expect((wrong as { readonly why: readonly string[] }).why.join("\n")).toMatch(mistake.says);
  });
});
