import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Problem, UserError } from "./problem.ts";
import { type ItemReading, type ReadItem, readItems, type ReadItemsOptions } from "./read-items.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tranche-items-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Options = Partial<ReadItemsOptions>;

const open = (name: string, text: string | Uint8Array, options: Options = {}): ItemReading => {
  writeFileSync(join(folder, name), text);
  return readItems({ path: join(folder, name), shownAs: name, show: ["text"], ...options });
};
const all = async (reading: ItemReading): Promise<readonly ReadItem[]> => {
  const items: ReadItem[] = [];
  for await (const batch of reading) items.push(...batch);
  return items;
};
const problemsOf = async (reading: ItemReading): Promise<readonly Problem[]> => {
  const error: unknown = await all(reading).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!UserError.is(error)) throw new Error(`expected problems, got ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error.problems;
};
const said = async (reading: ItemReading): Promise<readonly string[]> =>
  (await problemsOf(reading)).map(
    ({ file, line, message, hint }) => `${file}${line === undefined ? "" : `:${line}`} ${message}${hint === undefined ? "" : ` → ${hint}`}`,
  );
const lines = (...objects: readonly unknown[]): string => objects.map((object) => `${JSON.stringify(object)}\n`).join("");

describe("items of a JSONL file", () => {
  it("have their place, their line, their visible fields and nothing else", async () => {
    const [first, second] = await all(
      open("items.jsonl", lines({ id: "a", text: "höllo", secret: "x", n: 1 }, { id: 7, text: "b", n: 2.5, extra: [1] }), {
        show: ["text", "n"],
      }),
    );
    const content = '{"n":1,"text":"höllo"}';
    expect(first).toEqual({
      seq: 0,
      line: 1,
      id: "a",
      fields: { text: "höllo", n: 1 },
      content,
      fingerprint: new Uint8Array(createHash("sha256").update(content).digest()),
      bytes: Buffer.byteLength(content),
    });
    expect(Object.keys(first?.fields ?? {})).toEqual(["text", "n"]);
    expect(second).toMatchObject({ seq: 1, line: 2, id: "7", fields: { text: "b", n: 2.5 } });
  });

  it("may have a byte order mark, Windows line ends, empty lines and no line end at the last", async () => {
    const items = await all(
      open("items.jsonl", '\uFEFF{"id":"a","text":"1"}\r\n\r\n   \n{"id":"b","text":"2"}\r\n\n{"id":"c","text":"3"}'),
    );
    expect(items.map(({ id, line, seq }) => [id, line, seq])).toEqual([
      ["a", 1, 0],
      ["b", 4, 1],
      ["c", 6, 2],
    ]);
  });

  it("that repeat visible content are marked with the first one and are no mistake", async () => {
    const reading = open(
      "items.jsonl",
      lines({ id: "a", text: "same", n: 1 }, { id: "b", text: "other" }, { id: "c", text: "same", n: 2 }, { id: "d", text: "same" }),
    );
    expect((await all(reading)).map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, undefined, 0, 0]);
    expect(reading.totals).toMatchObject({ items: 4, duplicates: 2, blank: 0 });
  });

  it("tell exact strings apart: case, white space, composed and decomposed letters, numbers and their text", async () => {
    const items = await all(
      open(
        "items.jsonl",
        ["a", "A", "a ", "\u00e9", "e\u0301", 1, "1", true, "true"].map((text, index) => lines({ id: index, text })).join(""),
      ),
    );
    expect(items.filter(({ duplicateOf }) => duplicateOf !== undefined)).toEqual([]);
  });

  it("belong to groups by a field that need not be visible", async () => {
    const items = await all(
      open("items.jsonl", lines({ id: "a", text: "x", customer: "c1" }, { id: "b", text: "y", customer: 2 }), { groupBy: "customer" }),
    );
    expect(items.map(({ group, fields }) => [group, Object.keys(fields)])).toEqual([
      ["c1", ["text"]],
      ["2", ["text"]],
    ]);
  });

  it("are of no group where they say so, and of none by mistake", async () => {
    const groupBy = { groupBy: "customer" };
    const items = await all(
      open("items.jsonl", lines({ id: "a", text: "x", customer: null }, { id: "b", text: "y", customer: "c" }), groupBy),
    );
    expect(items.map(({ group }) => group)).toEqual([undefined, "c"]);
    expect(await said(open("items.jsonl", lines({ id: "a", text: "x" }, { id: "b", text: "y", customer: "" }), groupBy))).toEqual([
      'items.jsonl:1 field "customer" must be text or a number, or null where the item is of no group (groups.by names it)',
      'items.jsonl:2 field "customer" must be text or a number, or null where the item is of no group (groups.by names it)',
    ]);
  });

  it("come in batches of at most a thousand and can be read again", async () => {
    const reading = open("items.jsonl", lines(...Array.from({ length: 2_500 }, (_, index) => ({ id: index, text: `t${index}` }))));
    for (let round = 0; round < 2; round++) {
      const sizes: number[] = [];
      for await (const batch of reading) sizes.push(batch.length);
      expect(sizes).toEqual([1_000, 1_000, 500]);
      expect(reading.totals.items).toBe(2_500);
    }
  });

  it("survive any cut of the stream into pieces", async () => {
    const text = lines({ id: "ä", text: "grün 🟢" }, { id: "b", text: "line\nbreak" }, { id: "c", text: "" });
    const bytes = Buffer.from(text);
    const whole = await all(open("items.jsonl", text));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        const read = await all(readItems({ path: "-", stdin: Readable.from(pieces), show: ["text"] }));
        expect(read).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what is wrong with items", () => {
  it("is said with the line, all of it, before anything could be sent", async () => {
    const reading = open(
      "items.jsonl",
      [
        '{"id":"a","text":"fine"}',
        "not json",
        '{"id":"b","text":"cut',
        '["a list"]',
        '{"text":"no id"}',
        '{"id":"c","txt":"x"}',
        '{"id":"d","text":null}',
        '{"id":"e","text":{"deep":1}}',
        '{"id":["f"],"text":"x"}',
        '{"id":"a","text":"again"}',
        `{"id":"${"x".repeat(257)}","text":"x"}`,
        '{"id":12345678901234567890,"text":"x"}',
        '{"id":"g\\n","text":"x"}',
      ].join("\n"),
    );
    expect(await said(reading)).toEqual([
      "items.jsonl:2 is not JSON",
      "items.jsonl:3 is not JSON: it ends too early",
      'items.jsonl:4 is a list, not an object like { "id": …, … }',
      'items.jsonl:5 id is missing → every item needs one: { "id": "a-1", … }',
      'items.jsonl:6 field "text" is missing (task.show lists it) → did you mean "txt"?',
      'items.jsonl:7 field "text" is null (task.show lists it) → leave the item out, or write text',
      'items.jsonl:8 field "text" must be text, a number or true or false, got an object',
      "items.jsonl:9 id must be text or a number, got a list",
      'items.jsonl:10 id "a" was used in line 1 already',
      "items.jsonl:11 id has 257 characters; at most 256 are allowed",
      "items.jsonl:12 id is a number too large to be read exactly → put it in quotes",
      "items.jsonl:13 id holds a control character or a line break",
    ]);
  });

  it("hands nothing on once a line was wrong, and repeats no content", async () => {
    const good = Array.from({ length: 1_500 }, (_, index) => JSON.stringify({ id: index, text: "private words" }));
    const reading = open(
      "items.jsonl",
      [...good, '{"id":"x","text":"private words"', ...good.map((line) => line.replace('"id":', '"id":1'))].join("\n"),
    );
    let batches = 0;
    const problems: unknown = await (async () => {
      for await (const batch of reading) batches += batch.length > 0 ? 1 : 0;
    })().catch((error: unknown) => error);
    expect(UserError.is(problems)).toBe(true);
    expect(batches).toBe(1);
    expect(JSON.stringify((problems as UserError).problems)).not.toContain("private");
  });

  it("is said fifty times, and then counted", async () => {
    const problems = await said(open("items.jsonl", `${"x\n".repeat(512)}{"id":"a","text":"fine"}\n`));
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toBe("items.jsonl and 462 more like these");
  });

  it("is said once where no line is JSON: a table in a pipe, say", async () => {
    const table = ["id,text", ...Array.from({ length: 300 }, (_, id) => `${id},hello`)].join("\n");
    expect(await said(open("items.jsonl", table))).toEqual([
      'items.jsonl is not JSON Lines: one JSON object a line, as in {"id": "a-1", …}; a table is read from a .csv file',
    ]);
  });

  it("is said once where every item has it", async () => {
    const reading = open("items.jsonl", lines(...Array.from({ length: 300 }, (_, id) => ({ id, txt: "x" }))));
    expect(await said(reading)).toEqual([
      'items.jsonl no item has a field "text" that could be shown (task.show lists it) → did you mean "txt"?',
    ]);
    const both = open("items.jsonl", `${lines({ id: 1, txt: "x" }, { id: 2, txt: "y" })}oops\n`);
    expect(await said(both)).toEqual([
      'items.jsonl no item has a field "text" that could be shown (task.show lists it) → did you mean "txt"?',
      "items.jsonl:3 is not JSON",
    ]);
  });

  it.each(["", "\n\n", "\uFEFF"])("an empty file is a mistake: %j", async (text) => {
    expect(await said(open("items.jsonl", text))).toEqual(["items.jsonl there are no items in it"]);
  });

  it("never takes a field from an object's own machinery", async () => {
    expect(await said(open("items.jsonl", '{"id":"a","text":"x"}\n{"id":"b"}\n', { show: ["toString"] }))).toEqual([
      'items.jsonl no item has a field "toString" that could be shown (task.show lists it)',
    ]);
  });

  it("is a line that is not UTF-8, or a file in UTF-16", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"id":"a","text":"ok"}\n{"id":"b","text":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n'),
    ]);
    expect(await said(open("items.jsonl", bytes))).toEqual(["items.jsonl:2 is not UTF-8"]);
    expect(await said(open("items.jsonl", Buffer.from("\uFEFF{}", "utf16le")))).toEqual([
      "items.jsonl is in UTF-16; UTF-8 is expected → save it as UTF-8",
    ]);
  });

  it("is a line without end", async () => {
    const endless = Readable.from(
      (function* (): Generator<Buffer> {
        for (;;) yield Buffer.alloc(1024 * 1024, "x");
      })(),
    );
    expect(await said(readItems({ path: "-", stdin: endless, show: ["text"] }))).toEqual([
      "stdin:1 this line is longer than 16 MB → an item is one line",
    ]);
  });

  it("is a file that is not there", async () => {
    expect(await said(readItems({ path: join(folder, "nowhere.jsonl"), shownAs: "nowhere.jsonl", show: ["text"] }))).toEqual([
      "nowhere.jsonl the file is not there",
    ]);
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const reading = open("items.jsonl", lines(...Array.from({ length: 5_000 }, (_, id) => ({ id, text: "x".repeat(200) }))), {
      signal: stop.signal,
    });
    const reason = new Error("stopped");
    await expect(
      (async () => {
        for await (const _ of reading) stop.abort(reason);
      })(),
    ).rejects.toBe(reason);
  });
});

describe("items of a CSV file", () => {
  it("have the header's fields, quotes and line breaks included", async () => {
    const reading = open("items.csv", '\uFEFFid,text,customer\r\n1,"said ""hi"", and\r\nleft",c\r\n\r\n2,plain,d\n', {
      groupBy: "customer",
    });
    expect((await all(reading)).map(({ id, line, fields, group }) => [id, line, fields["text"], group])).toEqual([
      ["1", 2, 'said "hi", and\r\nleft', "c"],
      ["2", 5, "plain", "d"],
    ]);
  });

  it("are wrong row by row", async () => {
    expect(await said(open("items.csv", "id,text\n1,a,b\n,x\n1,y\n2,z\n1,w\n"))).toEqual([
      "items.csv:2 has 3 values, the header has 2 columns",
      'items.csv:3 id is missing → every item needs one: { "id": "a-1", … }',
      'items.csv:6 id "1" was used in line 4 already',
    ]);
  });

  it.each([
    ["id,txt\n1,a\n", 'items.csv:1 there is no column "text" (task.show lists it) → did you mean "txt"?'],
    ["id;text\n1;a\n", 'items.csv:1 there is no column "id" (every item needs one) → columns are separated by commas'],
    ["id,text,text\n1,a,b\n", 'items.csv:1 column "text" is there twice'],
    ['id,text\n1,"open\n2,b\n', 'items.csv:2 a quote opens in this row and is never closed → a quote inside a value is written twice: ""'],
    ['id,text\n1,ok\n2,"a"b\n', 'items.csv:3 has a quote in the middle of a value → put the value in quotes and write the quote twice: ""'],
    ["id,text\n", "items.csv there are no items in it"],
  ])("%j", async (text, message) => expect((await said(open("items.csv", text)))[0]).toBe(message));

  it("are the same items as those of a JSONL file with the same text", async () => {
    const texts = ["one", "two, with a comma", 'three "quoted"'];
    const csv = `id,text\n${texts.map((text, id) => `${id},"${text.replaceAll('"', '""')}"\n`).join("")}`;
    const fromCsv = await all(open("items.csv", csv));
    const fromJson = await all(open("items.jsonl", lines(...texts.map((text, id) => ({ id, text })))));
    expect(fromCsv.map(({ fingerprint }) => Buffer.from(fingerprint).toString("hex"))).toEqual(
      fromJson.map(({ fingerprint }) => Buffer.from(fingerprint).toString("hex")),
    );
  });
});

const messages = fileURLToPath(new URL("../../../../../shared/data/sms-spam/items.jsonl", import.meta.url));

describe.skipIf(!existsSync(messages))("the 5,160 real messages (skipped where ../shared/data is not there)", () => {
  it("are all different and all readable", async () => {
    const reading = readItems({ path: messages, show: ["text"] });
    const items = await all(reading);
    expect(items).toHaveLength(5_160);
    expect(reading.totals).toMatchObject({ items: 5_160, duplicates: 0, blank: 0 });
    expect(new Set(items.map(({ fingerprint }) => Buffer.from(fingerprint).toString("hex"))).size).toBe(5_160);
  });
});
