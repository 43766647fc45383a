/** How a vendor is gone: `refuse` stops listening, `hang` never answers, `error` answers 503 to everything. */
export type OutageKind = "refuse" | "hang" | "error";

/** From which moment on a vendor is gone. */
export interface OutagePlan {
  readonly vendor: string;
  readonly kind: OutageKind;
  readonly from:
    | { readonly at: "answered"; readonly units: number }
    | { readonly at: "taken"; readonly units: number }
    | { readonly at: "answered-share"; readonly share: number }
    | { readonly at: "hours"; readonly hours: number };
}

const kinds: Readonly<Record<string, OutageKind>> = { refuse: "refuse", hang: "hang", "500": "error", "503": "error", error: "error" };

/**
 * Reads `surge@860` (from the moment it has answered 860 units), `surge@taken:860` (has taken on 860), `surge@33%` (answered
 * that share of the items file), `surge@6h` (simulated time after start; also `30m`, `2d`), each with an optional `:refuse`,
 * `:hang` or `:500`. Throws an `Error` that says what is wrong.
 */
export const parseOutage = (text: string): OutagePlan => {
  const match = /^([a-z][a-z0-9-]*)@(?:(taken|answered):)?(\d+(?:\.\d+)?)(%|s|m|h|d)?(?::([a-z0-9]+))?$/u.exec(text.trim());
  const kind = match?.[5] === undefined ? "refuse" : kinds[match[5]];
  if (match === null || kind === undefined) {
    throw new Error(
      `outage "${text}" is not understood; write it as surge@860, surge@taken:860, surge@33% or surge@6h, optionally with :refuse, :hang or :500`,
    );
  }
  const [, vendor = "", counted, digits = "", unit] = match;
  const number = Number(digits);
  if (counted !== undefined && unit !== undefined)
    throw new Error(`outage "${text}": "${counted}:" takes a number of units, without "${unit}"`);
  if (unit === undefined) return { vendor, kind, from: { at: counted === "taken" ? "taken" : "answered", units: number } };
  if (unit === "%") return { vendor, kind, from: { at: "answered-share", share: number / 100 } };
  return { vendor, kind, from: { at: "hours", hours: number * hoursOf[unit as keyof typeof hoursOf] } };
};

const hoursOf = { s: 1 / 3600, m: 1 / 60, h: 1, d: 24 } as const;
