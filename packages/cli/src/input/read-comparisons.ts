import { nearest } from "@tranche/sdk";
import type { Comparison } from "../core/quality/index.ts";
import { cellReader } from "./csv-cells.ts";
import { nameTable } from "./growing-column.ts";
import type { NamedFile } from "./load-job.ts";
import { UserError } from "./problem.ts";
import { createProblemList } from "./problem-list.ts";
import { readBlocks } from "./read-blocks.ts";

/** A file of paired comparisons, and the names behind its numbers. */
export interface ComparisonsFile {
  readonly comparisons: readonly Comparison[];
  readonly options: readonly string[];
  readonly workers: readonly string[];
}

const columns = ["worker", "left", "right", "label"] as const;

/** Reads `worker,left,right,label`; the label is the name of the option preferred, or `left`, `right` or `tie`. Throws a UserError with every line that is wrong. */
export const readComparisons = async ({ path, shownAs }: NamedFile): Promise<ComparisonsFile> => {
  const problems = createProblemList(shownAs);
  const [options, workers] = [nameTable(), nameTable()];
  const comparisons: Comparison[] = [];
  let at: readonly number[] | undefined;
  const reader = cellReader((cells, line) => {
    if (at === undefined) {
      const names = cells.map((cell) => cell.trim().toLowerCase());
      at = columns.map((name) => names.indexOf(name));
      for (const name of columns) {
        if (names.includes(name)) continue;
        const meant = nearest(name, names);
        problems.add({
          line,
          message: `there is no column "${name}"`,
          hint: meant === undefined ? "the first line is worker,left,right,label" : `did you mean "${meant}"?`,
        });
      }
      return;
    }
    if (at.includes(-1)) return;
    const [worker = "", left = "", right = "", label = ""] = at.map((index) => cells[index] ?? "");
    if (left === "" || right === "" || left === right)
      return problems.add({ line, message: left === right ? `${JSON.stringify(left)} is compared with itself` : "left or right is empty" });
    const result =
      label === left || label === "left" ? "left" : label === right || label === "right" ? "right" : label === "tie" ? "tie" : undefined;
    if (result === undefined)
      return problems.add({ line, message: `label is ${JSON.stringify(label)}`, hint: `it takes ${left}, ${right}, left, right or tie` });
    comparisons.push({ left: options.numberOf(left), right: options.numberOf(right), worker: workers.numberOf(worker), result });
  }, problems);
  const onBadLine = (line: number): void => problems.add({ line, message: "is not UTF-8" });
  for await (const { text } of readBlocks({ source: { from: "file", path }, shownAs, onBadLine })) reader.read(text);
  reader.end();
  problems.throwIfAny();
  if (comparisons.length === 0) throw new UserError(2, [{ file: shownAs, message: "there are no comparisons in it" }]);
  return { comparisons, options: options.names, workers: workers.names };
};
