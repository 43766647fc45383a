import type { ConformanceSuite } from "./suite.ts";

/** The part of a test runner that is needed; vitest's `describe` and `it` fit as they are, and so do those of `node:test` and Jest. */
export interface TestApi {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: (context: TestContext) => Promise<void>) => unknown;
}

/** What a runner hands to a test, where it does. */
export interface TestContext {
  readonly skip?: (note?: string) => unknown;
}

/** Makes a test of every case. A gap and a case that does not apply are skipped with their reason; a failed case fails with all it found. */
export const describeConformance = ({ describe, it }: TestApi, suite: ConformanceSuite): void => {
  describe(`${suite.name} conformance`, () => {
    for (const one of suite.cases)
      it(`${one.name}: ${one.title}`, async (context) => {
        const result = await one.run();
        switch (result.verdict) {
          case "passed":
            return;
          case "failed":
            throw new Error(result.why.join("\n"));
          case "gap":
            context?.skip?.(`known gap: ${result.reason}`);
            return;
          case "not-applicable":
            context?.skip?.(`not applicable: ${result.reason}`);
            return;
          default:
            result satisfies never;
        }
      });
  });
};
