import { chance, hashText } from "../world/seeded-random.ts";

/** The kinds a plain rate is spread over. `before`: nothing was done. `after`: it was done all the same. */
export const spreadFaultKinds = [
  "error-before",
  "error-after",
  "drop-before",
  "drop-after",
  "hang-before",
  "hang-after",
  "throttle",
  "html-before",
  "html-after",
  "truncated",
  "slow",
] as const;

/**
 * - `error-before`, `error-after`: a 500 in the vendor's own form.
 * - `drop-before`, `drop-after`: the connection breaks without an answer.
 * - `hang-before`, `hang-after`: no answer until the client gives up (or `hangMs`).
 * - `throttle`: 429 with `Retry-After`, nothing done.
 * - `html-before`: a proxy's 502 page. `html-after`: a page with 200 where JSON was expected, the work done.
 * - `truncated`: done, and the JSON breaks off in the middle.
 * - `slow`: done, and the answer comes `slowMs` late.
 * - `redirect`: 307 to `redirectTo`, nothing done; never part of `rate`.
 */
export type FaultKind = (typeof spreadFaultKinds)[number] | "redirect";

export interface FaultDials {
  /** Spread evenly over all kinds (0 to 1). */
  readonly rate?: number;
  /** Chance of each kind, on top of `rate`. */
  readonly kinds?: Readonly<Partial<Record<FaultKind, number>>>;
  /** Only operations whose name contains one of these, as in `POST /task/{type}`; default all. */
  readonly operations?: readonly string[];
  /** Content of `Retry-After`, in simulated seconds. Default 30. */
  readonly retryAfterSeconds?: number;
  /** Real milliseconds a `slow` answer takes. Default 300. */
  readonly slowMs?: number;
  /** Real milliseconds after which a hanging request is cut. Default 120,000. */
  readonly hangMs?: number;
  /** Where a `redirect` points. Default `http://elsewhere.invalid`. */
  readonly redirectTo?: string;
}

/** A fault that is certain: the next `times` requests whose operation contains `operation` get it. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly operation?: string;
  /** Default 1. */
  readonly times?: number;
}

export interface FaultDraw {
  readonly next: (operation: string) => FaultKind | undefined;
  readonly set: (dials: FaultDials | undefined) => void;
  readonly plan: (fault: PlannedFault) => void;
  readonly dials: () => FaultDials;
}

const FAULT = hashText("fault");

export const createFaultDraw = (seed: number, initial: FaultDials | undefined): FaultDraw => {
  let dials: FaultDials = initial ?? {};
  let thresholds = cumulate(dials);
  let drawn = 0;
  const planned: { kind: FaultKind; operation: string; left: number }[] = [];
  return {
    next: (operation) => {
      if (planned.length > 0) {
        const place = planned.findIndex((fault) => operation.includes(fault.operation));
        const fault = planned[place];
        if (fault !== undefined) {
          if (--fault.left <= 0) planned.splice(place, 1);
          return fault.kind;
        }
      }
      if (thresholds.length === 0) return undefined;
      if (dials.operations !== undefined && !dials.operations.some((name) => operation.includes(name))) return undefined;
      const u = chance(seed, FAULT, drawn++);
      return thresholds.find(({ below }) => u < below)?.kind;
    },
    set: (next) => {
      dials = next ?? {};
      thresholds = cumulate(dials);
    },
    plan: (fault) => planned.push({ kind: fault.kind, operation: fault.operation ?? "", left: fault.times ?? 1 }),
    dials: () => dials,
  };
};

const cumulate = (dials: FaultDials): readonly { readonly kind: FaultKind; readonly below: number }[] => {
  let sum = 0;
  const result: { kind: FaultKind; below: number }[] = [];
  for (const kind of [...spreadFaultKinds, "redirect"] as const) {
    const share = (kind === "redirect" ? 0 : (dials.rate ?? 0) / spreadFaultKinds.length) + (dials.kinds?.[kind] ?? 0);
    if (share <= 0) continue;
    sum += share;
    result.push({ kind, below: sum });
  }
  return result;
};
