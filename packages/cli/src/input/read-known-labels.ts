import { cellReader } from "./csv-cells.ts";
import type { NamedFile } from "./load-job.ts";
import { UserError } from "./problem.ts";
import { createProblemList } from "./problem-list.ts";
import { readBlocks } from "./read-blocks.ts";

/** Reads known labels: CSV with a column `task` (or `item`, `id`) and a column `label` (or `truth`, `answer`). Throws a UserError with every line that is wrong. */
export const readKnownLabels = async ({ path, shownAs }: NamedFile): Promise<ReadonlyMap<string, string>> => {
  const problems = createProblemList(shownAs);
  const known = new Map<string, string>();
  let columns: { readonly task: number; readonly label: number } | undefined;
  const reader = cellReader((cells, line) => {
    if (columns === undefined) {
      const names = cells.map((cell) => cell.trim().toLowerCase());
      columns = {
        task: names.findIndex((name) => ["task", "item", "id"].includes(name)),
        label: names.findIndex((name) => ["label", "truth", "answer"].includes(name)),
      };
      if (columns.task === -1) problems.add({ line, message: 'there is no column "task"', hint: "the first line is task,label" });
      if (columns.label === -1) problems.add({ line, message: 'there is no column "label"', hint: "the first line is task,label" });
      return;
    }
    if (columns.task === -1 || columns.label === -1) return;
    const task = cells[columns.task] ?? "";
    const label = cells[columns.label] ?? "";
    if (task === "" || label === "") return problems.add({ line, message: `${task === "" ? "task" : "label"} is empty` });
    const before = known.get(task);
    if (before !== undefined && before !== label)
      return problems.add({ line, message: `${JSON.stringify(task)} has the label ${JSON.stringify(before)} already` });
    known.set(task, label);
  }, problems);
  const onBadLine = (line: number): void => problems.add({ line, message: "is not UTF-8" });
  for await (const { text } of readBlocks({ source: { from: "file", path }, shownAs, onBadLine })) reader.read(text);
  reader.end();
  problems.throwIfAny();
  if (known.size === 0) throw new UserError(2, [{ file: shownAs, message: "there are no labels in it" }]);
  return known;
};
