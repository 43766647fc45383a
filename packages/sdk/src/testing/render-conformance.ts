import type { Grade } from "./conformance-case.ts";
import type { CaseReport, SuiteReport } from "./run-conformance.ts";

const grades: readonly Grade[] = ["safe", "complete", "frugal"];

/** The report of several suites as Markdown: the grades first, then failures, gaps and what does not apply, then every case. `command` is what made it. */
export const renderConformance = (suites: readonly SuiteReport[], command: string): string =>
  [
    "# Conformance",
    "",
    `Made by \`${command}\`; do not edit. Every adapter runs the cases of \`@tranche/sdk/testing\` over HTTP against its vendor's simulator,`,
    "through a proxy that fails on purpose. *Safe*: nothing is created twice, lost or leaked, whatever fails. *Complete*: what was submitted is found and collected,",
    "in neutral form. *Frugal*: in as few requests as it takes.",
    "",
    "| adapter | safe | complete | frugal | known gaps | requests a unit, no faults | one call in ten failing | times the need |",
    "|---|---|---|---|---|---|---|---|",
    ...suites.map(summaryLine),
    "",
    "The last three columns are one job: engage, submit, collect. The call that fails is one in ten of *all* calls, and the kinds take turns: time-out",
    "before and after acting, connection dropped before, after and in the middle, truncated and dripping answers, 500, 502, 503, web pages, empty answers,",
    "429 with sane and absurd Retry-After, a redirect to another host.",
    ...suites.flatMap(suiteLines),
    ...caseTable(suites),
    "",
  ].join("\n");

const summaryLine = (suite: SuiteReport): string => {
  const count = (grade: Grade): string => {
    const counted = suite.cases.filter(
      ({ case: { grade: one }, result }) => one === grade && (result.verdict === "passed" || result.verdict === "failed"),
    );
    return `${counted.filter(({ result }) => result.verdict === "passed").length} of ${counted.length}`;
  };
  const gaps = suite.cases.filter(({ result }) => result.verdict === "gap").length;
  const free = figuresOf(suite, "bulk/fault-free");
  const faults = figuresOf(suite, "bulk/one-in-ten-fails");
  const cells = [
    suite.name,
    ...grades.map(count),
    String(gaps),
    shown(free["perUnit"], 3),
    shown(faults["perUnit"], 3),
    faults["ratio"] === undefined
      ? "–"
      : `${shown(faults["ratio"], 2)} (${grouped(faults["requests"])} for ${grouped(faults["need"])}, ${grouped(faults["units"])} units)`,
  ];
  return `| ${cells.join(" | ")} |`;
};

const figuresOf = (suite: SuiteReport, name: string): Readonly<Record<string, number>> => {
  const result = suite.cases.find((one) => one.case.name === name)?.result;
  return result?.verdict === "passed" || result?.verdict === "failed" ? result.figures : {};
};

const shown = (value: number | undefined, places: number): string => (value === undefined ? "–" : value.toFixed(places));
const grouped = (value: number | undefined): string => (value === undefined ? "–" : value.toLocaleString("en-US"));

/** What cannot be read off a table: failures, gaps and what does not apply, each with its reason. */
const suiteLines = (suite: SuiteReport): readonly string[] => {
  const failed = suite.cases.flatMap(({ case: { name }, result }) =>
    result.verdict === "failed" ? [`- failed: \`${name}\``, ...result.why.map((why) => `  - ${why}`)] : [],
  );
  const gaps = suite.cases.flatMap(({ case: { name }, result }) =>
    result.verdict === "gap" ? [`- known gap: \`${name}\`, because ${result.reason}`] : [],
  );
  const others = suite.cases.flatMap(({ case: { name }, result }) =>
    result.verdict === "not-applicable" ? [`- not applicable: \`${name}\`, because ${result.reason}`] : [],
  );
  const lines = [...failed, ...gaps, ...others];
  return ["", `## ${suite.name}`, "", ...(lines.length === 0 ? ["Every case applies and is passed."] : lines)];
};

/** One row a case, one column a suite; a suite that does not have the case leaves its cell empty. */
const caseTable = (suites: readonly SuiteReport[]): readonly string[] => {
  const cases = new Map(suites.flatMap((suite) => suite.cases.map((one) => [one.case.name, one.case] as const)));
  const row = ({ name, grade, title }: CaseReport["case"]): string => {
    const cells = suites.map((suite) => wordFor(suite.cases.find((one) => one.case.name === name)?.result));
    return `| \`${name}\` | ${grade} | ${title.replaceAll("|", "\\|")} | ${cells.join(" | ")} |`;
  };
  return [
    "",
    "## Every case",
    "",
    `| case | grade | what is held against the adapter | ${suites.map(({ name }) => name).join(" | ")} |`,
    `|---|---|---|${"---|".repeat(suites.length)}`,
    ...[...cases.values()].map(row),
  ];
};

const wordFor = (result: CaseReport["result"] | undefined): string => {
  switch (result?.verdict) {
    case undefined:
      return "";
    case "passed":
      return "passed";
    case "failed":
      return "**failed**";
    case "gap":
      return "gap";
    case "not-applicable":
      return "n/a";
    default:
      return result satisfies never;
  }
};
