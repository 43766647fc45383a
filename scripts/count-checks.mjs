// The last line of .ci/run: `N passed, N failed`. Usage: node scripts/count-checks.mjs <vitest's JSON report> <exit code of npm test> <exit code of the demo>
import { existsSync, readFileSync } from "node:fs";

const [report = "", testCode = "1", demoCode = "1"] = process.argv.slice(2);
const tests = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;

let passed = tests?.numPassedTests ?? 0;
let failed = tests?.numFailedTests ?? 0;
// A file that does not load has no tests to fail; lint, build and types come before the tests and are in no report.
failed += (tests?.testResults ?? []).filter(
  (file) => file.status === "failed" && file.assertionResults.every((one) => one.status !== "failed"),
).length;
if (testCode !== "0" && failed === 0) failed += 1;

if (demoCode === "0") passed += 1;
else failed += 1;

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
