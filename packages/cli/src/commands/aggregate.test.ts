import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AggregateDocument } from "../report/index.ts";
import { main } from "../main.ts";
import type { CommandContext } from "./context.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tranche-aggregate-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = async (...argv: readonly string[]): Promise<Ran> => {
  let out = "";
  let err = "";
  const context: CommandContext = {
    cwd: folder,
    env: {},
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    stdin: Readable.from([]),
    terminal: { stdout: false, stderr: false, stdin: false, columns: 100 },
    signal: new AbortController().signal,
    version: "0",
  };
  return { code: await main(["aggregate", ...argv], context), out, err };
};
const write = (name: string, lines: readonly string[]): void => writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
const json = async (...argv: readonly string[]): Promise<AggregateDocument> =>
  JSON.parse((await run(...argv, "--json")).out) as AggregateDocument;

describe("tranche aggregate", () => {
  it("prints one label a task in the order of the file, and what it did on stderr", async () => {
    write("a.csv", ["task,worker,label", "t2,a,-1", "t1,a,1", "t1,b,1", "t2,b,-1", "t2,c,1", "t3,a,1", "t1,a,1"]);
    const { code, out, err } = await run("a.csv", "--method", "majority");
    expect(code).toBe(0);
    expect(out).toBe("task,label,confidence\r\nt2,-1,0.666667\r\nt1,1,1\r\nt3,1,\r\n");
    expect(err).toContain("method majority: it was asked for");
    expect(err).toContain("1 row left out");
    expect(err).toContain("1 task with one answer only: a label without a confidence, no consensus");
    expect(err).toContain("not calibrated: it takes 20 answered gold items, there are 0");
  });

  it("reads columns in any order, values in quotes and line breaks inside them, and writes them so that they read back", async () => {
    write("a.csv", ["label,note,worker,item", '"yes, ""really""",x,a,"t\n1"', '"yes, ""really""",,b,"t\n1"', "no,,c,t2"]);
    expect((await run("a.csv", "--out", "labels.csv")).code).toBe(0);
    expect(readFileSync(join(folder, "labels.csv"), "utf8")).toBe('task,label,confidence\r\n"t\n1","yes, ""really""",1\r\nt2,no,\r\n');
  });

  it("compares vendors where the file names them, and takes a vendor without worker names for one voice", async () => {
    const rows = Array.from({ length: 60 }, (_, item) => [
      `t${item},w1,${item % 2},good`,
      `t${item},w2,${item % 2},good`,
      `t${item},w1,${item % 7 === 0 ? 1 - (item % 2) : item % 2},fair`,
      `t${item},,${item % 5 === 0 ? 0 : item % 2},poor`,
    ]).flat();
    write("a.csv", ["task,worker,label,vendor", ...rows]);
    const document = await json("a.csv");
    expect(document.workers).toBe(4);
    expect(document.method).toBe("vendor-coin");
    expect(document.vendors.toSorted((a, b) => b.accuracy.value - a.accuracy.value).map(({ vendor }) => vendor)).toEqual([
      "good",
      "poor",
      "fair",
    ]);
    expect(document.pairs).toHaveLength(3);
    expect(document.labels).toHaveLength(60);
    expect(document.labels?.every(({ task, label }) => label === String(Number(task.slice(1)) % 2))).toBe(true);
  });

  it("pins gold, calibrates on it, and scores against a truth that it does not use", async () => {
    const truth = Array.from({ length: 80 }, (_, item) => `t${item},${item % 3}`);
    const rows = Array.from({ length: 80 }, (_, item) =>
      ["a", "b", "c", "d"].map((worker, index) => `t${item},${worker},${(item * 7 + index * 3) % 5 === 0 ? (item + 1) % 3 : item % 3}`),
    ).flat();
    write("a.csv", ["task,worker,label", ...rows]);
    write("truth.csv", ["task,truth", ...truth]);
    write("gold.csv", ["task,label", ...truth.slice(0, 40)]);
    const document = await json("a.csv", "--gold", "gold.csv", "--truth", "truth.csv", "--method", "majority");
    expect(document.calibration).toMatchObject({ state: "calibrated", goldItems: 40 });
    if (document.calibration.state === "calibrated")
      expect(document.calibration.logLoss.after).toBeLessThanOrEqual(document.calibration.logLoss.before + 1e-9);
    expect(document.accuracy).toMatchObject({ tasks: 80 });
    expect(document.labels?.slice(0, 40).every(({ confidence }) => confidence === 1)).toBe(true);
  });

  it.each([
    [["task,worker,labl", "1,a,x"], 'there is no column "label"', 'did you mean "labl"?'],
    [["task;worker;label", "1;a;x"], 'there is no column "task"', "columns are separated by commas"],
    [["task,worker,label", "1,a"], "a.csv:2  has 2 values, the header has 3 columns", ""],
    [["task,worker,label", "1,a,"], "a.csv:2  label is empty", ""],
    [["task,worker,label", "1,,x"], "a.csv:2  worker is empty", "without a vendor nobody gave this answer"],
    [["task,worker,label", '1,a,"x'], "a.csv:2  a quote opens in this row and is never closed", ""],
    [["task,worker,label", '1,a,x"y"'], "a.csv:2  has a quote in the middle of a value", ""],
    [["task,worker,label"], "there are no answers in it", ""],
  ])("refuses %j", async (lines, message, hint) => {
    write("a.csv", lines);
    const { code, out, err } = await run("a.csv");
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });

  it("refuses gold that no answer has, and a method that is none", async () => {
    write("a.csv", ["task,worker,label", "1,a,x", "1,b,y"]);
    write("gold.csv", ["task,label", "1,z"]);
    expect((await run("a.csv", "--gold", "gold.csv")).err).toContain('"1" has the label "z", which no answer has');
    expect((await run("a.csv", "--method", "majorty")).code).toBe(2);
    expect((await run("nowhere.csv")).code).toBe(2);
  });
});
