import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TaskShape } from "@tranche/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "./problem.ts";
import { readTruth } from "./read-truth.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tranche-truth-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const spam: TaskShape = { kind: "classification", options: ["ham", "spam"] };
const read = async (name: string, text: string, shape: TaskShape = spam): Promise<readonly unknown[]> => {
  writeFileSync(join(folder, name), text);
  return [...(await readTruth({ path: join(folder, name), shownAs: name }, shape))];
};
const said = async (name: string, text: string, shape: TaskShape = spam): Promise<readonly string[]> => {
  const error: unknown = await read(name, text, shape).catch((thrown: unknown) => thrown);
  if (!UserError.is(error)) throw new Error(`expected problems, got ${JSON.stringify(error)}`);
  return error.problems.map(({ file, line, message }) => `${file}${line === undefined ? "" : `:${line}`} ${message}`);
};

describe("known answers", () => {
  it("are read from CSV and from JSONL", async () => {
    const expected = [
      ["1", "ham"],
      ["b", "spam"],
    ];
    expect(await read("t.csv", "id,label\n1,ham\nb,spam\n")).toEqual(expected);
    expect(await read("t.jsonl", '{"id":1,"answer":"ham"}\n{"id":"b","label":"spam"}\n')).toEqual(expected);
  });

  it("are numbers for a rating, also in CSV", async () => {
    expect(await read("t.csv", "id,label\na,4\n", { kind: "rating", min: 1, max: 5, step: 1 })).toEqual([["a", 4]]);
    expect(await said("t.csv", "id,label\na,\nb,six\nc,6\n", { kind: "rating", min: 1, max: 5, step: 1 })).toHaveLength(3);
  });

  it("are sides for a comparison, with a degree where there are any", async () => {
    const plain: TaskShape = { kind: "comparison", between: ["l", "r"], strength: 1, tie: true };
    expect(await read("t.csv", "id,label\na,b\nb,tie\n", plain)).toEqual([
      ["a", { choice: "b" }],
      ["b", { choice: "tie" }],
    ]);
    const graded: TaskShape = { ...plain, strength: 3 };
    expect(await read("t.csv", "id,label,strength\na,b,2\n", graded)).toEqual([["a", { choice: "b", strength: 2 }]]);
    expect(await read("t.jsonl", '{"id":"a","answer":{"choice":"a","strength":3}}\n', graded)).toEqual([
      ["a", { choice: "a", strength: 3 }],
    ]);
  });

  it("outside the options are named with their line, all of them", async () => {
    expect(await said("t.csv", "id,label\na,ham\nb,eggs\nc,Spam\na,spam\n,ham\n")).toEqual([
      't.csv:3 "eggs" is not one of the options ham, spam',
      't.csv:4 "Spam" is not one of the options ham, spam',
      't.csv:5 id "a" was answered in line 2 already',
      "t.csv:6 id is missing",
    ]);
  });

  it("that are not there are a mistake", async () => {
    expect(await said("t.csv", "id,label\n")).toEqual(["t.csv there are no answers in it"]);
    expect(await said("t.csv", "id,colour\n1,red\n")).toEqual(['t.csv:2 there is no column "label" or "answer"']);
    expect(await said("t.jsonl", "\n")).toEqual(["t.jsonl there are no answers in it"]);
  });
});
