import type { Unit } from "../../contract/adapter.ts";
import type { ScriptedUnit } from "../vendor-under-test.ts";
import type { Sample } from "./shapes.ts";

/** One unit of a case, with the mark it is recognised by wherever it turns up. */
export interface SampleUnit extends Unit {
  readonly number: number;
  /** In every visible field and nowhere else. */
  readonly mark: string;
  readonly scripted: ScriptedUnit;
}

/** Makes `count` units; `seed` keeps those of two cases apart. */
export const sampleUnits = (sample: Sample, seed: number, count: number): readonly SampleUnit[] =>
  Array.from({ length: count }, (_, number): SampleUnit => {
    const mark = `item-${seed.toString(36)}x${String(number).padStart(5, "0")}z`;
    const content = sample.content(mark, number);
    return {
      number,
      mark,
      content,
      // Nothing in a key tells the content, as it is with the real pseudonyms.
      key: `k-${((seed ^ 0x5bd1e995) >>> 0).toString(36)}-${String(number).padStart(5, "0")}`,
      scripted: { id: mark, content, answer: sample.answer(number) },
    };
  });
