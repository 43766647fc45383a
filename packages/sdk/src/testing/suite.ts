import type { AdapterDefinition } from "../contract/adapter.ts";
import { answerCases } from "./cases/answer-cases.ts";
import { bulkCases } from "./cases/bulk-cases.ts";
import type { CaseDraft } from "./cases/case-draft.ts";
import { collectCases } from "./cases/collect-cases.ts";
import { conductCases } from "./cases/conduct-cases.ts";
import { costCases } from "./cases/cost-cases.ts";
import { findCases } from "./cases/find-cases.ts";
import { hintCases } from "./cases/hint-cases.ts";
import { operationCases } from "./cases/operation-cases.ts";
import { submitCases } from "./cases/submit-cases.ts";
import { wholeJobCases } from "./cases/whole-job-cases.ts";
import { withdrawCases } from "./cases/withdraw-cases.ts";
import type { CaseResult, ConformanceCase } from "./conformance-case.ts";
import type { Script, VendorUnderTest } from "./vendor-under-test.ts";
import { runCase } from "./world/run-case.ts";
import type { WorldSetup } from "./world/world.ts";

/** What the suite is told of an adapter. */
export interface ConformanceOptions {
  /** What the report calls it. */
  readonly name: string;
  readonly definition: AdapterDefinition;
  /** Starts a fresh vendor on loopback; called once a case. */
  readonly start: (script: Script) => Promise<VendorUnderTest>;
  /** Known gaps: the name of a case and why it fails. A case that passes all the same is reported as failed: the gap is closed, take it out. */
  readonly gaps?: Readonly<Record<string, string>>;
  /** What only this vendor can get wrong. */
  readonly cases?: readonly CaseDraft[];
  /** Units of the bulk runs; default 400. */
  readonly units?: number;
}

/** All cases of one adapter. */
export interface ConformanceSuite {
  readonly name: string;
  readonly cases: readonly ConformanceCase[];
  /** Units of the bulk runs. */
  readonly units: number;
  /** The same suite with bulk runs of another size. */
  readonly withUnits: (units: number) => ConformanceSuite;
}

const defaultUnits = 400;

/** The conformance suite of one adapter. Throws a `TypeError` for a gap that names no case. */
export const conformanceSuite = (options: ConformanceOptions): ConformanceSuite => {
  const { name, definition, start, gaps = {}, units = defaultUnits } = options;
  const setupOf = (draft: CaseDraft): WorldSetup => ({
    name: `${name} ${draft.name}`,
    definition,
    start,
    units: draft.units,
    ...(draft.sample && { sample: draft.sample }),
  });
  const drafts: readonly CaseDraft[] = [
    ...conductCases,
    ...operationCases,
    ...submitCases,
    ...findCases,
    ...collectCases,
    ...costCases,
    ...withdrawCases,
    ...hintCases,
    ...wholeJobCases,
    ...answerCases(definition.capabilities),
    ...bulkCases(units),
    ...(options.cases ?? []),
  ];
  const known = new Set(drafts.map((draft) => draft.name));
  for (const gap of Object.keys(gaps)) if (!known.has(gap)) throw new TypeError(`the gap ${JSON.stringify(gap)} of ${name} names no case`);
  return {
    name,
    units,
    withUnits: (count) => conformanceSuite({ ...options, units: count }),
    cases: drafts.map((draft): ConformanceCase => {
      const reason = gaps[draft.name];
      return {
        name: draft.name,
        grade: draft.grade,
        title: draft.title,
        run: async () => {
          const result = await runCase(setupOf(draft), draft.run);
          return reason === undefined ? result : asGap(result, reason);
        },
      };
    }),
  };
};

const asGap = (result: CaseResult, reason: string): CaseResult => {
  switch (result.verdict) {
    case "failed":
      return { verdict: "gap", reason, why: result.why };
    case "passed":
      return { verdict: "failed", why: ["it is named as a gap and passes: take the gap out"], figures: result.figures };
    case "gap":
    case "not-applicable":
      return result;
    default:
      return result satisfies never;
  }
};
