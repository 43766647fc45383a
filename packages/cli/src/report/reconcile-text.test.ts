import { expect, it } from "vitest";
import { reconcile } from "../core/compare/index.ts";
import { reconcileDocument, reconcileText } from "./reconcile-text.ts";

const about = { vendor: "scale", invoice: "november.csv", jobs: ["j"], currency: "USD" };
const line = { currency: "USD", decimals: 2 };
const unit = { job: "j", item: "msg-1", delivered: true, state: "answered", micros: 80_000, inPeriod: true };

it("says first whether it is right", () => {
  const found = reconcile({ currency: "USD", lines: [{ ...line, line: 2, ref: "a", micros: 80_000 }], units: [{ ...unit, ref: "a" }] });
  expect(reconcileText(reconcileDocument(about, found))).toBe(
    "scale: november.csv (1 line) is what was delivered: billed USD 0.080, expected USD 0.080, 1 piece agreed\n",
  );
});

it("says what differs, where it stands, and by how much", () => {
  const found = reconcile({
    currency: "USD",
    lines: [
      { ...line, line: 2, ref: "a", micros: 100_000 },
      { ...line, line: 3, ref: "b", micros: 80_000 },
      { ...line, line: 4, ref: undefined, micros: 5_000_000 },
    ],
    units: [
      { ...unit, ref: "a" },
      { ...unit, ref: "b", delivered: false, state: "expired" },
      { ...unit, ref: "c" },
    ],
  });
  expect(reconcileText(reconcileDocument(about, found))).toBe(
    `${[
      "scale: november.csv (3 lines) differs in 3 things: billed USD 5.18, expected USD 0.160, 0 pieces agreed",
      "",
      "billed, not delivered: 1, + USD 0.080",
      "  ref  item    difference",
      "  b    msg-1  + USD 0.080  line 3: given up, never answered",
      "",
      "wrong price: 1, + USD 0.020",
      "  ref  item    difference",
      "  a    msg-1  + USD 0.020  line 2: USD 0.100 instead of USD 0.080",
      "",
      "delivered, not billed: 1, USD −0.080",
      "  ref  item   difference",
      "  c    msg-1  USD −0.080  answered",
      "",
      "Not tied to anything delivered, and not judged: 1 line, USD 5.",
    ].join("\n")}\n`,
  );
});

it("keeps the cents of large amounts, so that lines add up to what is said of them", () => {
  const lines = [1_000_500_000, -2_000_000].map((micros, index) => ({ ...line, line: index + 2, ref: `x${index}`, micros }));
  const text = reconcileText(reconcileDocument(about, reconcile({ currency: "USD", lines, units: [] })));
  expect(text).toContain("billed USD 998.50");
  expect(text).toContain("+ USD 1,000.50");
});
