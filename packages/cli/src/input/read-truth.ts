import { type Answer, checkAnswer, type TaskShape } from "@tranche/sdk";
import { readCsvRows } from "./csv-rows.ts";
import { readJsonRows } from "./json-rows.ts";
import type { NamedFile } from "./load-job.ts";
import { UserError } from "./problem.ts";
import { createProblemList } from "./problem-list.ts";
import { readBlocks } from "./read-blocks.ts";
import type { Row } from "./rows.ts";

/**
 * Reads known answers by item id: CSV `id,label`, or JSONL `{ id, answer }` (`label` does as well). Answers are held against the
 * shape; in CSV a rating is a number, a comparison `a`, `b` or `tie` with a column `strength` where the shape has degrees.
 * Throws a UserError with every line that is wrong.
 */
export const readTruth = async (file: string | NamedFile, shape: TaskShape): Promise<ReadonlyMap<string, Answer>> => {
  const { path, shownAs } = typeof file === "string" ? { path: file, shownAs: file } : file;
  const isCsv = /\.csv$/i.test(path);
  const problems = createProblemList(shownAs);
  const bad = new Set<number>();
  const blocks = readBlocks({
    source: { from: "file", path },
    shownAs,
    onBadLine: (line) => {
      bad.add(line);
      problems.add({ line, message: "is not UTF-8" });
    },
  });
  const columns = [{ name: "id", because: "it says which item" }];
  const known = new Map<string, { readonly answer: Answer; readonly line: number }>();
  for await (const rows of (isCsv ? readCsvRows : readJsonRows)({ blocks, problems, isBad: (line) => bad.has(line), columns })) {
    for (const row of rows) {
      const { id } = row.record;
      if ((typeof id !== "string" && typeof id !== "number") || id === "") {
        problems.add({ line: row.line, message: "id is missing" });
        continue;
      }
      const first = known.get(String(id));
      if (first !== undefined) {
        problems.add({ line: row.line, message: `id ${JSON.stringify(String(id))} was answered in line ${first.line} already` });
        continue;
      }
      const checked = answerOf(row, { shape, isCsv });
      if (checked.ok) known.set(String(id), { answer: checked.answer, line: row.line });
      else problems.add({ line: row.line, message: checked.why });
    }
  }
  problems.throwIfAny();
  if (known.size === 0) throw new UserError(2, [{ file: shownAs, message: "there are no answers in it" }]);
  return new Map([...known].map(([id, { answer }]) => [id, answer]));
};

type CheckedRow = ReturnType<typeof checkAnswer>;

const answerOf = ({ record }: Row, { shape, isCsv }: { readonly shape: TaskShape; readonly isCsv: boolean }): CheckedRow => {
  const written = ["answer", "label", "truth"].find((name) => Object.hasOwn(record, name));
  if (written === undefined) return { ok: false, why: isCsv ? 'there is no column "label" or "answer"' : "answer is missing" };
  const value = record[written];
  if (shape.kind === "rating" && isCsv) return checkAnswer(shape, value === "" ? value : Number(value));
  if (shape.kind === "comparison" && typeof value === "string") {
    const strength = record["strength"];
    const degree = strength === undefined || strength === "" ? undefined : Number(strength);
    return checkAnswer(shape, { choice: value, ...(degree === undefined ? {} : { strength: degree }) });
  }
  return checkAnswer(shape, value);
};
