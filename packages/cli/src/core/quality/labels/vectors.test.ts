import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type AnswerRow,
  byWorker,
  haveTruthSets,
  rowsByItem,
  tableOfRows,
  truthFolder,
  truthSet,
  type TruthSet,
} from "../__fixtures__/truth-sets.ts";
import { dawidSkene } from "./dawid-skene.ts";
import { glad } from "./glad.ts";
import { ibcc } from "./ibcc.ts";
import { mace } from "./mace.ts";
import { majority, wawa, zeroBasedSkill } from "./majority.ts";
import { oneCoin } from "./one-coin.ts";

interface Probabilities {
  readonly probas: readonly (readonly number[])[];
}

interface Vectors {
  readonly "answers(worker,task,label)": readonly (readonly [string, string, string])[];
  readonly tasks: readonly string[];
  readonly workers: readonly string[];
  readonly labels: readonly string[];
  readonly mv: readonly (readonly number[])[];
  readonly wawa: Probabilities & { readonly skills: readonly number[] };
  readonly zbs: Probabilities & { readonly skills: readonly number[] };
  readonly onecoin_iter100: Probabilities & { readonly skills: readonly number[] };
  readonly onecoin_uniform_iter100: Probabilities & { readonly skills: readonly number[] };
  readonly mace_vb_20x500: Probabilities & { readonly competence_unnormalised: readonly number[]; readonly log_marginal: number };
  readonly glad: Probabilities & { readonly alpha: readonly number[]; readonly log_beta: readonly number[]; readonly its: number };
  readonly ibcc: readonly (readonly number[])[];
}

type DawidSkeneVector = Probabilities & { readonly log_likelihood: number };

const read = (): Record<string, unknown> => JSON.parse(readFileSync(join(truthFolder, "vectors.json"), "utf8")) as Record<string, unknown>;

describe.skipIf(!haveTruthSets)("the worked examples in ../shared/data/truth/vectors.json, to the digits given", () => {
  const near = (
    set: TruthSet,
    names: readonly string[],
    posterior: Float64Array,
    wanted: readonly (readonly number[])[],
    digits: number,
  ): void => {
    const rows = rowsByItem(set, posterior);
    names.forEach((name, index) => {
      wanted[index]!.forEach((value, of) => expect.soft(rows.get(name)?.[of], `${name} ${of}`).toBeCloseTo(value, digits));
    });
  };

  it.each(["toy_ysda", "toy_adult", "toy_simple"])("%s", (name) => {
    const vectors = read()[name] as Vectors;
    const set = tableOfRows(vectors["answers(worker,task,label)"].map(([worker, task, label]): AnswerRow => [task, worker, label]));
    expect(set.labels).toEqual(vectors.labels);
    const skills = (figure: Float64Array | undefined, wanted: readonly number[], digits: number): void => {
      const found = byWorker(set, figure!);
      vectors.workers.forEach((worker, index) => expect.soft(found.get(worker), worker).toBeCloseTo(wanted[index]!, digits));
    };
    const { tasks } = vectors;
    near(set, tasks, majority(set.table).posterior, vectors.mv, 8);
    for (const [method, wanted] of [
      [wawa, vectors.wawa],
      [zeroBasedSkill, vectors.zbs],
    ] as const) {
      const run = method(set.table);
      near(set, tasks, run.posterior, wanted.probas, 7);
      skills(run.skill, wanted.skills, 7);
    }
    for (const rounds of [1, 5, 20, 100]) {
      const wanted = (vectors as unknown as Record<string, DawidSkeneVector>)[`ds_iter${rounds}`]!;
      const run = dawidSkene(set.table, { rounds, tolerance: 0 });
      near(set, tasks, run.posterior, wanted.probas, 7);
      expect(run.logLikelihood?.at(-1)).toBeCloseTo(wanted.log_likelihood, 6);
    }
    for (const [prior, wanted] of [
      ["estimated", vectors.onecoin_iter100],
      ["uniform", vectors.onecoin_uniform_iter100],
    ] as const) {
      const run = oneCoin(set.table, { prior, tolerance: 0 });
      near(set, tasks, run.posterior, wanted.probas, 8);
      skills(run.skill, wanted.skills, 8);
    }
    const known = mace(set.table, { restarts: 20, rounds: 500 });
    near(set, tasks, known.posterior, vectors.mace_vb_20x500.probas, 4);
    skills(known.knows, vectors.mace_vb_20x500.competence_unnormalised, 4);
    expect(known.logMarginal).toBeCloseTo(vectors.mace_vb_20x500.log_marginal, 4);
    const able = glad(set.table);
    near(set, tasks, able.posterior, vectors.glad.probas, 4);
    skills(able.skill, vectors.glad.alpha, 4);
    expect(able.rounds).toBe(vectors.glad.its);
    near(set, tasks, ibcc(set.table).posterior, vectors.ibcc, 5);
  });

  it("Dawid and Skene's anaesthetists of 1979", () => {
    const wanted = read()["ds79"] as {
      readonly iterations: number;
      readonly log_likelihood_by_iteration: readonly number[];
      readonly log_likelihood_final: number;
      readonly posterior: Readonly<Record<string, readonly number[]>>;
      readonly map: string;
    };
    const set = truthSet("ds79");
    const run = dawidSkene(set.table, { rounds: 500, tolerance: 1e-12 });
    expect(run.rounds).toBe(wanted.iterations);
    wanted.log_likelihood_by_iteration.forEach((value, round) => expect(run.logLikelihood?.[round]).toBeCloseTo(value, 6));
    expect(run.logLikelihood?.at(-1)).toBeCloseTo(wanted.log_likelihood_final, 7);
    const rows = rowsByItem(set, run.posterior);
    const patients = [...rows.keys()].toSorted((a, b) => Number(a) - Number(b));
    expect(patients.map((patient) => rows.get(patient)!.indexOf(Math.max(...rows.get(patient)!)) + 1).join("")).toBe(wanted.map);
    patients.forEach((patient, index) =>
      wanted.posterior[`p${String(index + 1).padStart(2, "0")}`]!.forEach((value, of) =>
        expect(rows.get(patient)![of]).toBeCloseTo(value, 7),
      ),
    );
  });
});
