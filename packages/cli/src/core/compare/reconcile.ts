/** One line of a vendor's invoice. */
export interface InvoiceLine {
  /** Where it stands in the file, from 1. */
  readonly line: number;
  /** The vendor's id of what is billed; undefined where the line names none (a fee, a minimum, a credit). */
  readonly ref: string | undefined;
  readonly micros: number;
  readonly currency: string;
  /** Digits behind the point: what an amount was rounded to. */
  readonly decimals: number;
}

/** One thing we know of that the vendor may bill: an attempt it took on, or an entry of its hours. */
export interface BillableUnit {
  readonly ref: string;
  readonly job: string;
  readonly item?: string;
  /** Whether it was delivered: an answer came, or the hours were worked. */
  readonly delivered: boolean;
  /** The state in a word: `answered`, `late`, `withdrawn`, `accepted` …. */
  readonly state: string;
  /** What it should cost when it is billed, micros. */
  readonly micros: number;
  /** Whether it falls into the time the invoice is about. */
  readonly inPeriod: boolean;
}

export interface ReconcileInput {
  readonly currency: string;
  readonly lines: readonly InvoiceLine[];
  readonly units: readonly BillableUnit[];
}

/** What differs, each with what it is worth; `micros` is billed less expected. */
export type Difference =
  | {
      readonly kind: "billed, not delivered";
      readonly ref: string;
      readonly lines: readonly number[];
      readonly micros: number;
      readonly job?: string;
      readonly item?: string;
      readonly state: string;
    }
  | {
      readonly kind: "delivered, not billed";
      readonly ref: string;
      readonly micros: number;
      readonly job: string;
      readonly item?: string;
      readonly state: string;
    }
  | {
      readonly kind: "billed twice";
      readonly ref: string;
      readonly lines: readonly number[];
      readonly micros: number;
      readonly job: string;
      readonly item?: string;
    }
  | {
      readonly kind: "wrong price";
      readonly ref: string;
      readonly lines: readonly number[];
      readonly micros: number;
      readonly expected: number;
      readonly billed: number;
      readonly job: string;
      readonly item?: string;
    }
  | {
      readonly kind: "other currency";
      readonly ref: string | undefined;
      readonly lines: readonly number[];
      readonly micros: number;
      readonly currency: string;
    };

export interface Reconciliation {
  readonly lines: number;
  /** Lines and refs that agree. */
  readonly agreed: number;
  /** Micros of the comparison's currency; lines in another one are not in it. */
  readonly billed: number;
  readonly expected: number;
  /** Lines that name nothing: fees, minimums, credits. They are counted and not judged. */
  readonly unnamed: { readonly lines: readonly number[]; readonly micros: number };
  /** By kind, and within a kind by ref. */
  readonly differences: readonly Difference[];
}

/**
 * Holds an invoice against what was delivered. Amounts may differ by what rounding to the invoice's own decimals explains, line by line. A line that takes
 * an earlier one back (a negative amount for the same ref) is one with it. What is not delivered yet and not billed either is as it should be.
 */
export const reconcile = ({ currency, lines, units }: ReconcileInput): Reconciliation => {
  const differences: Difference[] = [];
  const byRef = new Map<string, InvoiceLine[]>();
  const unnamed: InvoiceLine[] = [];
  let billed = 0;
  for (const line of lines) {
    if (line.currency !== currency) {
      const { ref, micros } = line;
      differences.push({ kind: "other currency", ref, lines: [line.line], micros, currency: line.currency });
      // It was billed, if in another currency: not a second time as not billed.
      if (ref !== undefined && !byRef.has(ref)) byRef.set(ref, []);
      continue;
    }
    billed += line.micros;
    if (line.ref === undefined) {
      unnamed.push(line);
      continue;
    }
    const known = byRef.get(line.ref) ?? [];
    byRef.set(line.ref, known);
    known.push(line);
  }
  const known = new Map(units.map((unit) => [unit.ref, unit]));
  let agreed = 0;
  for (const [ref, own] of byRef) {
    if (own.length === 0) continue;
    const found = judge(own, ref, known.get(ref));
    if (found === undefined) agreed += 1;
    else differences.push(found);
  }
  let expected = 0;
  for (const unit of known.values()) {
    if (!unit.delivered) continue;
    if (unit.inPeriod || byRef.has(unit.ref)) expected += unit.micros;
    if (byRef.has(unit.ref) || !unit.inPeriod || unit.micros === 0) continue;
    const { ref, micros, job, item, state } = unit;
    differences.push({ kind: "delivered, not billed", ref, micros: -micros, job, ...(item === undefined ? {} : { item }), state });
  }
  return {
    lines: lines.length,
    agreed,
    billed,
    expected,
    unnamed: { lines: unnamed.map(({ line }) => line), micros: unnamed.reduce((sum, { micros }) => sum + micros, 0) },
    differences: differences.toSorted(byKindAndRef),
  };
};

const judge = (own: readonly InvoiceLine[], ref: string, unit: BillableUnit | undefined): Difference | undefined => {
  const lines = own.map(({ line }) => line);
  const micros = own.reduce((sum, line) => sum + line.micros, 0);
  const slack = own.reduce((sum, line) => sum + rounding(line), 0);
  if (unit === undefined || !unit.delivered) {
    if (Math.abs(micros) <= (own.length > 1 ? slack : 0)) return undefined;
    const about = unit === undefined ? { state: "unknown" } : { job: unit.job, ...itemOf(unit), state: unit.state };
    return { kind: "billed, not delivered", ref, lines, micros, ...about };
  }
  const over = micros - unit.micros;
  const about = { ref, lines, micros: over, job: unit.job, ...itemOf(unit) };
  // More than one charge, and one of them would have been enough: before rounding explains the other away, as it could for a cent.
  const charges = own.filter((line) => line.micros > 0);
  const enough = charges.find((line) => line.micros + rounding(line) >= unit.micros);
  if (charges.length > 1 && enough !== undefined && over > rounding(enough)) return { kind: "billed twice", ...about };
  if (Math.abs(over) <= slack) return undefined;
  return { kind: "wrong price", ...about, expected: unit.micros, billed: micros };
};

/** Half of the last digit: as much as an amount may be off by being written like that. */
const rounding = ({ decimals }: InvoiceLine): number => (decimals >= 6 ? 0 : 10 ** (6 - decimals) / 2);

const itemOf = ({ item }: BillableUnit): { readonly item?: string } => (item === undefined ? {} : { item });

const kinds: readonly Difference["kind"][] = [
  "billed, not delivered",
  "billed twice",
  "wrong price",
  "other currency",
  "delivered, not billed",
];

const byKindAndRef = (a: Difference, b: Difference): number => {
  const apart = kinds.indexOf(a.kind) - kinds.indexOf(b.kind);
  if (apart !== 0) return apart;
  const [x, y] = [a.ref ?? "", b.ref ?? ""];
  return x < y ? -1 : x > y ? 1 : 0;
};
