import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer } from "@tranche/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ResultRecord } from "../../../report/documents.ts";
import { openSqliteStore, type SqliteStore } from "../sqlite-store.ts";
import { resultFacts } from "./result-facts.ts";
import { settledAnswers } from "./settled-answers.ts";

let folder: string;
let store: SqliteStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tranche-settled-"));
  store = openSqliteStore(join(folder, "tranche.db"));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const item = (seq: number, id: string, duplicateOf: number | null = null): void => {
  store.database.run(
    "INSERT INTO items (job, seq, item, fingerprint, content, duplicate_of) VALUES ('j', ?, ?, x'00', '{}', ?)",
    seq,
    id,
    duplicateOf,
  );
};
let judgments = 0;
const judgment = (seq: number, worker: string, answer: Answer, over: { readonly late?: true; readonly invalid?: true } = {}): void => {
  judgments += 1;
  store.database.run(
    "INSERT INTO judgments (vendor, judgment, job, seq, slot, attempt, counted, late, valid, worker, answer, at) VALUES ('surge', ?, 'j', ?, 1, 1, ?, ?, ?, ?, ?, 0)",
    `n${judgments}`,
    seq,
    over.late ? 0 : 1,
    over.late ? 1 : 0,
    over.invalid ? 0 : 1,
    worker,
    JSON.stringify(answer),
  );
};
const results = (gold: Readonly<Record<string, string>> = {}): readonly ResultRecord[] => {
  const goldOf = (id: string): string | undefined => gold[id];
  const shape = { kind: "classification", options: ["ham", "spam"] } as const;
  const settled = settledAnswers(store.database, { job: "j", shape, method: "auto", goldOf });
  return [...resultFacts(store.database, { job: "j", goldOf, settled })];
};

describe("what results answers", () => {
  it("brings the judgments that count to one answer, says how, and calls no single one a consensus", () => {
    for (const [seq, id] of ["two-to-one", "alone", "nothing", "late-extra", "known"].entries()) item(seq, id);
    item(5, "same-as-first", 0);
    judgment(0, "a", "spam");
    judgment(0, "b", "spam");
    judgment(0, "c", "ham");
    judgment(1, "a", "ham");
    judgment(3, "a", "ham");
    judgment(3, "b", "spam", { late: true });
    judgment(3, "c", "spam", { invalid: true });
    judgment(4, "a", "spam");
    const found = results({ known: '"ham"' }).map(({ id, answer, confidence, method }) => [id, answer, confidence !== null, method]);
    expect(found).toEqual([
      ["two-to-one", "spam", true, "majority"],
      ["alone", "ham", false, null],
      ["nothing", null, false, null],
      ["late-extra", "ham", false, null],
      ["known", "ham", true, "gold"],
      ["same-as-first", "spam", true, "majority"],
    ]);
  });

  it("is the same in every order of arrival", () => {
    for (const seq of [0, 1, 2]) item(seq, `i${seq}`);
    const given = [0, 1, 2].flatMap((seq) =>
      ["a", "b", "c"].map((worker, index) => [seq, worker, (seq + index) % 2 === 0 ? "ham" : "spam"] as const),
    );
    for (const [seq, worker, answer] of given) judgment(seq, worker, answer);
    const first = results();
    store.database.run("DELETE FROM judgments");
    for (const [seq, worker, answer] of given.toReversed()) judgment(seq, worker, answer);
    expect(results().map(({ answer, confidence }) => [answer, confidence])).toEqual(
      first.map(({ answer, confidence }) => [answer, confidence]),
    );
  });
});
