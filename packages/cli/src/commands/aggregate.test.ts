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

  it("ratings, texts, spans and boxes: one answer a task, with what supports it", async () => {
    write("r.csv", ["task,worker,label", "t,a,4", "t,b,4", "t,c,1", "u,a,2"]);
    expect((await run("r.csv", "--kind", "rating")).out).toBe("task,label,confidence\r\nt,4,0.666667\r\nu,2,\r\n");
    expect((await run("r.csv", "--kind", "rating", "--method", "mean")).out).toContain("t,3,");
    const long = "an answer that somebody copied";
    write("t.csv", ["task,worker,label", `t,a,${long}`, `t,b,${long}`, "t,c,something else altogether"]);
    const text = await run("t.csv", "--kind", "text");
    expect(text.out).toContain(`t,${long},`);
    expect(text.err).toContain(`the same text of a, b on t: ${long}`);
    const spans = JSON.stringify({ spans: [{ start: 0, end: 3, label: "PER" }] }).replaceAll('"', '""');
    write("s.csv", ["task,worker,label", `t,a,"${spans}"`, `t,b,"${spans}"`, 't,c,"{""spans"":[]}"']);
    expect((await run("s.csv", "--kind", "spans")).out).toContain(`t,"${spans}",0.666667`);
    expect(await run("s.csv", "--kind", "boxes")).toMatchObject({ code: 2, err: expect.stringContaining("is not boxes") });
    expect(await run("r.csv", "--kind", "rating", "--method", "mace")).toMatchObject({
      code: 2,
      err: expect.stringContaining("mace is no method for --kind rating"),
    });
    expect(await run("r.csv", "--kind", "rating", "--gold", "r.csv")).toMatchObject({
      code: 2,
      err: expect.stringContaining("it goes with --kind classification"),
    });
  });

  it("a ranking from comparisons, the best first", async () => {
    const games = Array.from({ length: 30 }, (_, game) => [
      `w${game % 3},tea,milk,${game % 5 === 0 ? "milk" : "left"}`,
      `w${game % 3},water,milk,${game % 2 === 0 ? "tie" : "right"}`,
    ]).flat();
    write("c.csv", ["worker,left,right,label", ...games]);
    const { code, out, err } = await run("c.csv", "--kind", "ranking");
    expect(code).toBe(0);
    expect(out.split("\r\n").map((line) => line.split(",")[0])).toEqual(["option", "tea", "milk", "water", ""]);
    expect(err).toContain("60 comparisons of 3 options by 3 workers");
    write("c.csv", ["worker,left,right,label", "a,x,x,x", "a,x,y,z"]);
    expect((await run("c.csv", "--kind", "ranking")).err).toContain('c.csv:3  label is "z"');
  });

  it("takes one label of everybody, and more labels than workers can be told apart by", async () => {
    const people = [
      ["a", "x"],
      ["b", "y"],
      ["c", "x"],
    ] as const;
    write("one.csv", [
      "task,worker,label,vendor",
      ...Array.from({ length: 40 }, (_, item) => people.map(([who, vendor]) => `t${item},${who},same,${vendor}`)).flat(),
    ]);
    const one = await json("one.csv", "--method", "vendor-coin");
    expect(one.labels?.every(({ label, confidence }) => label === "same" && confidence === 1)).toBe(true);
    expect(one.vendors.every(({ accuracy, trust }) => accuracy.value === 1 && trust === 1)).toBe(true);
    write("many.csv", [
      "task,worker,label",
      ...Array.from({ length: 1200 }, (_, item) => people.map(([who]) => `t${item},${who},l${item}`)).flat(),
    ]);
    const many = await json("many.csv");
    expect(many).toMatchObject({ alpha: null, suspects: [] });
    expect(many.labels?.every(({ task, label }) => task.slice(1) === label.slice(1))).toBe(true);
  });

  it("writes a line a worker, and names those worth a look", async () => {
    const rows = Array.from({ length: 60 }, (_, item) => [
      `t${item},a,${item % 2}`,
      `t${item},b,${item % 2}`,
      `t${item},c,${item % 2}`,
      `t${item},lazy,1`,
    ]).flat();
    write("a.csv", ["task,worker,label", ...rows]);
    const document = await json("a.csv", "--workers", "w.csv");
    expect(document.suspects).toEqual([{ worker: "lazy", answers: 60, flags: expect.arrayContaining(["no-information"]) }]);
    const lines = readFileSync(join(folder, "w.csv"), "utf8").trim().split("\r\n");
    expect(lines.map((line) => line.split(",")[0])).toEqual(["worker", "a", "b", "c", "lazy"]);
  });

  it("refuses gold that no answer has, and a method that is none", async () => {
    write("a.csv", ["task,worker,label", "1,a,x", "1,b,y"]);
    write("gold.csv", ["task,label", "1,z"]);
    expect((await run("a.csv", "--gold", "gold.csv")).err).toContain('"1" has the label "z", which no answer has');
    expect((await run("a.csv", "--method", "majorty")).code).toBe(2);
    expect((await run("nowhere.csv")).code).toBe(2);
    expect((await run("a.csv", "--seed", "abc")).err).toContain("it takes a whole number");
  });
});
