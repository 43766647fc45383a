import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "./problem.ts";
import { parseAmount, readInvoice } from "./read-invoice.ts";

const folder = mkdtempSync(join(tmpdir(), "tranche-invoice-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string | Uint8Array, columns?: string) => {
  const path = join(folder, "invoice.csv");
  writeFileSync(path, text);
  return readInvoice({ file: { path, shownAs: "invoice.csv" }, currency: "USD", ...(columns === undefined ? {} : { columns }) });
};

const problemsOf = async (reading: Promise<unknown>): Promise<readonly string[]> => {
  try {
    await reading;
  } catch (error) {
    if (UserError.is(error))
      return error.problems.map(({ line, path, message, hint }) =>
        [line ?? path, message, hint].filter((part) => part !== undefined).join(" | "),
      );
    throw error;
  }
  return [];
};

describe("readInvoice", () => {
  it("finds columns by their usual names, however they are spelled, and takes the currency from where it is said", async () => {
    expect(
      await read('Date,Task ID,Amount,Currency\n2026-11-01,t1,0.08,USD\n2026-11-01,,"1,200.00",EUR\n2026-11-02,t2,0.0825 GBP,USD\n'),
    ).toEqual([
      { line: 2, ref: "t1", micros: 80_000, currency: "USD", decimals: 2 },
      { line: 3, ref: undefined, micros: 1_200_000_000, currency: "EUR", decimals: 2 },
      { line: 4, ref: "t2", micros: 82_500, currency: "GBP", decimals: 4 },
    ]);
  });

  it("takes the columns it is told", async () => {
    expect(await read("id,work,net,total\nx,t1,0.07,0.08\n", "ref=work,amount=net")).toMatchObject([
      { ref: "t1", micros: 70_000, currency: "USD" },
    ]);
  });

  it("says what is wrong, where, and what to do", async () => {
    expect(await problemsOf(read("a,b\n1,2\n"))).toEqual([
      '1 | no column tells what is billed: there are "a", "b" | say which: --columns ref=…,amount=…',
    ]);
    expect(await problemsOf(read("id,cost\n1,2\n", "ref=id,amount=cots"))).toEqual([
      '1 | there is no column "cots" (--columns amount=cots) | did you mean "cost"?',
    ]);
    expect(await problemsOf(read("id,cost\n1,2\n", "what=id"))).toEqual([
      '--columns | "what=id" is not understood | write it as in ref=task_id,amount=cost,currency=currency',
    ]);
    expect(await problemsOf(read("id,cost\n1,free\n2,0.1\n3\n"))).toEqual([
      '2 | cost is not an amount: "free" | write it as 0.08, 1,234.50, 0.08 USD or -0.08',
      "4 | has 1 values, the header has 2 columns",
    ]);
    expect(await problemsOf(read("id,cost\n"))).toEqual(["there are no lines in it | the first line names the columns"]);
    expect(
      await problemsOf(read(new Uint8Array([0x69, 0x64, 0x2c, 0x61, 0x6d, 0x6f, 0x75, 0x6e, 0x74, 0x0a, 0xff, 0x2c, 0x31, 0x0a]))),
    ).toEqual(["2 | is not UTF-8"]);
  });
});

describe("parseAmount", () => {
  it.each([
    ["0.08", 80_000, 2, undefined],
    ["1,234.50", 1_234_500_000, 2, undefined],
    ["$0.08", 80_000, 2, undefined],
    ["USD 0.080", 80_000, 3, "USD"],
    ["-0.08 EUR", -80_000, 2, "EUR"],
    ["(12.00)", -12_000_000, 2, undefined],
    ["−3", -3_000_000, 0, undefined],
  ])("%s", (text, micros, decimals, currency) => {
    expect(parseAmount(text)).toEqual({ micros, decimals, ...(currency === undefined ? {} : { currency }) });
  });

  it.each(["", "free", "1.2.3", "0,08", "1e3", "12,34", "0.12345678", "Infinity"])("refuses %j", (text) =>
    expect(parseAmount(text)).toBeUndefined(),
  );
});
