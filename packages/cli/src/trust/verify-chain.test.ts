import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainStart, type DisclosureRecord, nextLink } from "./audit-chain.ts";
import { type ChainedRecord, verifyChain } from "./verify-chain.ts";

const record = (at: number): DisclosureRecord => ({
  kind: at % 7 === 6 ? "released" : "disclosed",
  dataset: "set",
  fingerprint: Buffer.from(`fingerprint ${at}`),
  owner: `o${at % 3}`,
  vendor: `v${at % 4}`,
  job: "job",
  attemptKey: `key${at}`,
  purpose: "real",
  bytes: 10 + at,
  fence: 1,
  at: 1_000 + at,
});

const chainOf = (length: number): ChainedRecord[] => {
  const records: ChainedRecord[] = [];
  let head = chainStart;
  for (let seq = 1; seq <= length; seq += 1) {
    const body = record(seq);
    head = nextLink(head, seq, body);
    records.push({ ...body, seq, chain: head });
  }
  return records;
};

const tampering: readonly { readonly what: string; readonly change: (one: ChainedRecord) => ChainedRecord }[] = [
  { what: "another owner", change: (one) => ({ ...one, owner: "nobody" }) },
  { what: "another item", change: (one) => ({ ...one, fingerprint: Buffer.from("another") }) },
  { what: "another time", change: (one) => ({ ...one, at: one.at + 1 }) },
  {
    what: "a disclosure that is called a release",
    change: (one) => ({ ...one, kind: one.kind === "released" ? "disclosed" : "released" }),
  },
  { what: "another link", change: (one) => ({ ...one, chain: Buffer.alloc(32, 1) }) },
];

describe("the record of disclosures", () => {
  it("verifies as it was written, and names its head", () => {
    const records = chainOf(50);
    expect(verifyChain(records)).toEqual({ ok: true, records: 50, head: Buffer.from(records.at(-1)?.chain ?? []).toString("hex") });
    expect(verifyChain([])).toMatchObject({ ok: true, records: 0 });
  });

  it.each(tampering)("$what: named at the record where it is", ({ change }) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (bad) => {
        const report = verifyChain(chainOf(50).map((one) => (one.seq === bad ? change(one) : one)));
        expect(report.ok).toBe(false);
        expect(report.firstBad?.index).toBe(bad);
        expect(report.records).toBe(bad - 1);
      }),
    );
  });

  it("names a record that was deleted, and two that changed places", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 49 }), (bad) => {
        expect(verifyChain(chainOf(50).filter(({ seq }) => seq !== bad)).firstBad?.index).toBe(bad);
        const swapped = chainOf(50);
        const [a, b] = [swapped[bad - 1], swapped[bad]];
        if (a === undefined || b === undefined) throw new Error("out of range");
        swapped.splice(bad - 1, 2, { ...b, seq: a.seq }, { ...a, seq: b.seq });
        expect(verifyChain(swapped).firstBad?.index).toBe(bad);
      }),
    );
  });

  it("sees a cut-off end only against a head that was kept elsewhere", () => {
    const records = chainOf(50);
    const head = Buffer.from(records.at(-1)?.chain ?? []).toString("hex");
    expect(verifyChain(records.slice(0, 40)).ok).toBe(true);
    expect(verifyChain(records.slice(0, 40), head)).toMatchObject({ ok: false, firstBad: { index: 41 } });
    expect(verifyChain(records, head).ok).toBe(true);
  });
});
