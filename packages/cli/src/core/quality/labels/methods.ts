import type { AnswerTable } from "../answer-table.ts";
import { dawidSkene, fastDawidSkene } from "./dawid-skene.ts";
import { glad } from "./glad.ts";
import { ibcc } from "./ibcc.ts";
import { mace } from "./mace.ts";
import { majority, vendorBalanced, wawa, zeroBasedSkill } from "./majority.ts";
import { oneCoin } from "./one-coin.ts";
import type { Inference } from "./posterior.ts";
import { shrinkage, vendorCoin } from "./vendor-coin.ts";

/** Every method for items with one label each, by the name it has on the command line. */
export const labelMethods = [
  "majority",
  "wawa",
  "zbs",
  "dawid-skene",
  "fast-dawid-skene",
  "ibcc",
  "one-coin",
  "one-coin-estimated",
  "one-coin-shrunk",
  "one-coin-shrunk-uniform",
  "glad",
  "mace",
  "vendor-balanced",
  "vendor-coin",
  "vendor-coin-uniform",
] as const;

export type LabelMethod = (typeof labelMethods)[number];

/** More figures than this in one method's tables would not fit beside the answers (400 MB). */
const mostCells = 50_000_000;

/** Why a method cannot be run on a table: its tables would be too large. Undefined where it can. */
export const tooLarge = (method: LabelMethod, { workers, classes }: AnswerTable): string | undefined => {
  const cells = method === "dawid-skene" || method === "fast-dawid-skene" || method === "ibcc" ? workers * classes * classes : 0;
  return cells > mostCells
    ? `${workers} workers with a table of ${classes} × ${classes} labels each are too many for ${method}`
    : undefined;
};

/** Runs a method with its documented settings; `seed` matters for MACE alone. Throws a RangeError where `tooLarge` says so. */
export const runMethod = (method: LabelMethod, table: AnswerTable, seed: number = 1): Inference => {
  const why = tooLarge(method, table);
  if (why !== undefined) throw new RangeError(why);
  switch (method) {
    case "majority":
      return majority(table);
    case "wawa":
      return wawa(table);
    case "zbs":
      return zeroBasedSkill(table);
    case "dawid-skene":
      return dawidSkene(table);
    case "fast-dawid-skene":
      return fastDawidSkene(table);
    case "ibcc":
      return ibcc(table);
    case "one-coin":
      return oneCoin(table);
    case "one-coin-estimated":
      return oneCoin(table, { prior: "estimated" });
    case "one-coin-shrunk":
      return oneCoin(table, { prior: "estimated", shrinkage });
    case "one-coin-shrunk-uniform":
      return oneCoin(table, { shrinkage });
    case "glad":
      return glad(table);
    case "mace":
      return mace(table, { seed });
    case "vendor-balanced":
      return vendorBalanced(table);
    case "vendor-coin":
      return vendorCoin(table);
    case "vendor-coin-uniform":
      return vendorCoin(table, { prior: "uniform" });
    default:
      return method satisfies never;
  }
};
