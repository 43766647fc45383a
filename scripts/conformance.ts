import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type CaseReport,
  type ConformanceSuite,
  renderConformance,
  runConformance,
  type SuiteReport,
} from "../packages/sdk/src/testing/index.ts";
import { conformanceSuites } from "../packages/adapters/src/__testing__/conformance/index.ts";

/*
 * pnpm conformance [--units 10000] [--vendor scale]… [--case bulk/]… [--out docs/conformance.md]
 *
 * Runs the conformance suite of every adapter, prints each case as it ends, and writes the report. Ends with 5 when a case fails. With --vendor or
 * --case only a part runs, and a report is written only where --out says so.
 */
const { values } = parseArgs({
  options: {
    units: { type: "string", default: "10000" },
    vendor: { type: "string", multiple: true },
    case: { type: "string", multiple: true },
    out: { type: "string" },
  },
});

const units = Number(values.units);
if (!Number.isSafeInteger(units) || units < 1 || units > 99_999) throw new RangeError("--units takes a whole number from 1 to 99999");
const whole = values.vendor === undefined && values.case === undefined;
const out = values.out ?? (whole ? join(import.meta.dirname, "..", "docs", "conformance.md") : undefined);

const chosen = conformanceSuites
  .filter(({ name }) => values.vendor?.includes(name) ?? true)
  .map((suite) => suite.withUnits(units))
  .map((suite): ConformanceSuite => ({
    ...suite,
    cases: suite.cases.filter(({ name }) => values.case?.some((part) => name.includes(part)) ?? true),
  }));

const marks = { passed: "ok  ", failed: "FAIL", gap: "gap ", "not-applicable": "n/a " } as const;

const show = (vendor: string, { case: { name }, result }: CaseReport, tookMs: number): void => {
  const figures = result.verdict === "passed" || result.verdict === "failed" ? Object.entries(result.figures) : [];
  const told = figures.map(([what, value]) => `${what} ${Number(value.toFixed(3))}`).join(", ");
  process.stderr.write(`${marks[result.verdict]} ${vendor} ${name} ${Math.round(tookMs)} ms${told === "" ? "" : `  (${told})`}\n`);
  if (result.verdict === "failed" || result.verdict === "gap") for (const why of result.why) process.stderr.write(`       ${why}\n`);
};

const reports: SuiteReport[] = [];
for (const suite of chosen) {
  let began = performance.now();
  reports.push(
    await runConformance(suite, (report) => {
      show(suite.name, report, performance.now() - began);
      began = performance.now();
    }),
  );
}

if (out !== undefined) {
  writeFileSync(out, renderConformance(reports, `pnpm conformance --units ${units}`));
  process.stderr.write(`${out}\n`);
}
if (reports.some(({ cases }) => cases.some(({ result }) => result.verdict === "failed"))) process.exitCode = 5;
