import { describe, expect, it } from "vitest";
import type { ResultRecord } from "./documents.ts";
import { resultsCsv, resultsCsvHead, resultsJsonl } from "./results.ts";

const record: ResultRecord = {
  id: "sms-00219",
  group: "c1",
  answer: "ham",
  confidence: 0.97,
  method: "majority",
  judgments: [
    { vendor: "scale", worker: "w1", answer: "ham", at: "2026-11-03T13:00:00.000Z", seconds: 4 },
    { vendor: "surge", answer: "spam", at: "2026-11-03T14:00:00.000Z", late: true },
  ],
  status: "done",
};

describe("results", () => {
  it("writes JSON lines that read back", () => {
    expect(resultsJsonl(record).endsWith("}\n")).toBe(true);
    expect(resultsJsonl({ ...record, id: "a\u2028b\nc" }).split("\n")).toHaveLength(2);
    expect(JSON.parse(resultsJsonl(record))).toEqual(record);
  });

  it("writes one CSV line an item, as wide as its head", () => {
    expect(resultsCsvHead).toBe("id,group,status,answer,strength,confidence,judgments,late,vendors,answers\r\n");
    expect(resultsCsv(record)).toBe("sms-00219,c1,done,ham,,0.97,1,1,scale;surge,ham;spam\r\n");
  });

  it("writes a preference as its side and its degree, a rating as a number, nothing as nothing", () => {
    const judgments = [{ vendor: "a", answer: { choice: "b", strength: 2 }, at: "2026-11-03T13:00:00.000Z" }] as const;
    expect(resultsCsv({ ...record, answer: { choice: "b", strength: 2 }, judgments })).toBe("sms-00219,c1,done,b,2,0.97,1,0,a,b 2\r\n");
    expect(resultsCsv({ ...record, answer: { spans: [{ start: 0, end: 3, label: "name" }] }, judgments: [] })).toBe(
      'sms-00219,c1,done,"{""spans"":[{""start"":0,""end"":3,""label"":""name""}]}",,0.97,0,0,,\r\n',
    );
    expect(resultsCsv({ id: "x", answer: -2, confidence: null, method: null, judgments: [], status: "done" })).toBe(
      "x,,done,-2,,,0,0,,\r\n",
    );
    expect(resultsCsv({ id: "x", answer: null, confidence: null, method: null, judgments: [], status: "stranded" })).toBe(
      "x,,stranded,,,,0,0,,\r\n",
    );
  });
});
