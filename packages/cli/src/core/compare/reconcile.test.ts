import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BillableUnit, type InvoiceLine, reconcile } from "./reconcile.ts";

const unit = (ref: string, over: Partial<BillableUnit> = {}): BillableUnit => ({
  ref,
  job: "j",
  delivered: true,
  state: "answered",
  micros: 80_000,
  inPeriod: true,
  ...over,
});
const line = (at: number, ref: string | undefined, micros: number = 80_000, over: Partial<InvoiceLine> = {}): InvoiceLine => ({
  line: at,
  ref,
  micros,
  currency: "USD",
  decimals: 2,
  ...over,
});
const found = (lines: readonly InvoiceLine[], units: readonly BillableUnit[]) => reconcile({ currency: "USD", lines, units });

describe("reconcile", () => {
  it("finds nothing in an invoice that is right", () => {
    expect(found([line(2, "a"), line(3, "b")], [unit("a"), unit("b"), unit("c", { delivered: false, state: "accepted" })])).toEqual({
      lines: 2,
      agreed: 2,
      billed: 160_000,
      expected: 160_000,
      unnamed: { lines: [], micros: 0 },
      differences: [],
    });
  });

  it("names each kind of difference, with lines and amounts", () => {
    const { differences, billed, expected, unnamed } = found(
      [
        line(2, "twice"),
        line(3, "twice"),
        line(4, "dear", 100_000),
        line(5, "withdrawn"),
        line(6, "nobody"),
        line(7, "euro", 70_000, { currency: "EUR" }),
        line(8, undefined, 5_000_000),
      ],
      [unit("twice"), unit("dear"), unit("withdrawn", { delivered: false, state: "withdrawn", item: "i7" }), unit("euro"), unit("free")],
    );
    expect(differences).toEqual([
      { kind: "billed, not delivered", ref: "nobody", lines: [6], micros: 80_000, state: "unknown" },
      { kind: "billed, not delivered", ref: "withdrawn", lines: [5], micros: 80_000, job: "j", item: "i7", state: "withdrawn" },
      { kind: "billed twice", ref: "twice", lines: [2, 3], micros: 80_000, job: "j" },
      { kind: "wrong price", ref: "dear", lines: [4], micros: 20_000, expected: 80_000, billed: 100_000, job: "j" },
      { kind: "other currency", ref: "euro", lines: [7], micros: 70_000, currency: "EUR" },
      { kind: "delivered, not billed", ref: "free", micros: -80_000, job: "j", state: "answered" },
    ]);
    expect(billed).toBe(5_420_000);
    expect(expected).toBe(320_000);
    expect(unnamed).toEqual({ lines: [8], micros: 5_000_000 });
  });

  it("takes a charge and its credit together", () => {
    expect(found([line(2, "a"), line(3, "a"), line(4, "a", -80_000)], [unit("a")]).differences).toEqual([]);
    expect(found([line(2, "b"), line(3, "b", -80_000)], [unit("b", { delivered: false, state: "withdrawn" })]).differences).toEqual([]);
  });

  it("takes parts of one price together, and rounding for what it is", () => {
    expect(found([line(2, "a", 50_000), line(3, "a", 30_000)], [unit("a")]).differences).toEqual([]);
    expect(found([line(2, "a", 1_230_000)], [unit("a", { micros: 1_226_667 })]).differences).toEqual([]);
    expect(found([line(2, "a", 1_230_000, { decimals: 4 })], [unit("a", { micros: 1_226_667 })]).differences).toMatchObject([
      { kind: "wrong price" },
    ]);
  });

  it("does not miss what was delivered outside the invoice's time", () => {
    expect(found([], [unit("a", { inPeriod: false })]).differences).toEqual([]);
  });

  it("every planted difference is found, nothing else is, and the amounts add up", () => {
    const kind = fc.constantFrom("right", "twice", "dear", "undelivered", "unbilled", "unknown");
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 60 }), fc.integer({ min: 1, max: 500 }), (plan, cents) => {
        const micros = cents * 10_000;
        const lines: InvoiceLine[] = [];
        const units: BillableUnit[] = [];
        const bill = (ref: string, amount: number): void => void lines.push(line(lines.length + 2, ref, amount));
        for (const [index, what] of plan.entries()) {
          const ref = `r${index}`;
          if (what !== "unknown")
            units.push(unit(ref, { micros, ...(what === "undelivered" ? { delivered: false, state: "returned" } : {}) }));
          if (what !== "unbilled") bill(ref, what === "dear" ? micros + 10_000 : micros);
          if (what === "twice") bill(ref, micros);
        }
        const result = found(lines, units);
        const expected = {
          twice: "billed twice",
          dear: "wrong price",
          undelivered: "billed, not delivered",
          unbilled: "delivered, not billed",
          unknown: "billed, not delivered",
        };
        expect(new Map(result.differences.map((one) => [one.ref, one.kind]))).toEqual(
          new Map(plan.flatMap((what, index) => (what === "right" ? [] : [[`r${index}`, expected[what]]]))),
        );
        expect(result.agreed).toBe(plan.filter((what) => what === "right").length);
        expect(result.differences.reduce((sum, one) => sum + one.micros, 0)).toBe(result.billed - result.expected);
        expect(found(lines.toReversed(), units.toReversed()).differences.map(({ ref, kind: name }) => [ref, name])).toEqual(
          result.differences.map(({ ref, kind: name }) => [ref, name]),
        );
      }),
    );
  });
});
