import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

/** Workspace imports resolve to the TypeScript source, so no test but those of `test/` needs a build. */
const conditions = ["source", "node", "import", "module", "default"];

const project = (name: string, test: NonNullable<TestProjectInlineConfiguration["test"]>): TestProjectInlineConfiguration => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name, environment: "node", setupFiles: ["test/one-seed.ts"], ...test },
});

const contract = "packages/*/{src,test}/**/*.contract.test.ts";
const property = "packages/*/{src,test}/**/*.property.test.ts";

/**
 * Four kinds of test, each with the patience it deserves. `unit` never waits, `contract` talks to servers on loopback, `property` visits many
 * worlds in virtual time, `e2e` starts processes.
 */
export default defineConfig({
  test: {
    pool: "threads",
    maxWorkers: 2,
    projects: [
      project("unit", { include: ["packages/*/src/**/*.test.ts"], exclude: [contract, property], testTimeout: 10_000 }),
      project("contract", { include: [contract], testTimeout: 20_000, hookTimeout: 20_000 }),
      project("property", { include: [property], testTimeout: 120_000 }),
      project("e2e", {
        include: ["packages/cli/test/e2e/**/*.test.ts", "test/**/*.test.ts"],
        pool: "forks",
        // Last and one file at a time: these start processes that live at an accelerated clock, and a starved one looks like a vendor that is lost.
        sequence: { groupOrder: 1 },
        maxWorkers: 1,
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
    ],
  },
});
