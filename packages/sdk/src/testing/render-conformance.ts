import type { Grade } from "./conformance-case.ts";
import type { CaseReport, SuiteReport } from "./run-conformance.ts";

const grades: readonly Grade[] = ["safe", "complete", "frugal"];

/** The report of several suites as Markdown: the grades first, then gaps and failures, then every case. `command` is what made it. */
export const renderConformance = (suites: readonly SuiteReport[], command: string): string =>
  [
    "# Conformance",
    "",
    `Made by \`${command}\`; do not edit. Every adapter runs the cases of \`@tranche/sdk/testing\` over HTTP against its vendor's simulator, through a proxy`,
    "that fails on purpose. *Safe*: nothing is created twice, lost or leaked, whatever fails. *Complete*: what was submitted is found and collected,",
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
      : `${shown(faults["ratio"], 2)} (${count4(faults["requests"])} for ${count4(faults["need"])}, ${count4(faults["units"])} units)`,
  ];
  return `| ${cells.join(" | ")} |`;
};

const figuresOf = (suite: SuiteReport, name: string): Readonly<Record<string, number>> => {
  const result = suite.cases.find((one) => one.case.name === name)?.result;
  return result?.verdict === "passed" || result?.verdict === "failed" ? result.figures : {};
};

const shown = (value: number | undefined, places: number): string => (value === undefined ? "–" : value.toFixed(places));
const count4 = (value: number | undefined): string => (value === undefined ? "–" : value.toLocaleString("en-US"));

const suiteLines = (suite: SuiteReport): readonly string[] => {
  const failed = suite.cases.filter(({ result }) => result.verdict === "failed");
  const gaps = suite.cases.filter(({ result }) => result.verdict === "gap");
  return [
    "",
    `## ${suite.name}`,
    "",
    ...(failed.length === 0 ? [] : ["Failed:", "", ...failed.flatMap(failedLines), ""]),
    gaps.length === 0 ? "No known gaps." : "Known gaps:",
    "",
    ...gaps.map(({ case: { name }, result }) => `- \`${name}\`: ${result.verdict === "gap" ? result.reason : ""}`),
    ...(gaps.length === 0 ? [] : [""]),
    "| case | grade | result | what is held against it |",
    "|---|---|---|---|",
    ...suite.cases.map(caseLine),
  ];
};

const failedLines = ({ case: { name }, result }: CaseReport): readonly string[] =>
  result.verdict === "failed" ? [`- \`${name}\``, ...result.why.map((why) => `  - ${why}`)] : [];

const caseLine = ({ case: { name, grade, title }, result }: CaseReport): string =>
  `| \`${name}\` | ${grade} | ${verdictOf(result)} | ${cell(title)} |`;

const verdictOf = (result: CaseReport["result"]): string => {
  switch (result.verdict) {
    case "passed":
      return "passed";
    case "failed":
      return "**failed**";
    case "gap":
      return "known gap";
    case "not-applicable":
      return `not applicable: ${cell(result.reason)}`;
    default:
      return result satisfies never;
  }
};

const cell = (text: string): string => text.replaceAll("|", "\\|");
