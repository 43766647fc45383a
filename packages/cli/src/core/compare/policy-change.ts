/** Another policy, as far as `--what-if` can say it. */
export interface PolicyChange {
  /** Largest share an owner may see, parts per million. */
  readonly maxSharePerMillion?: number;
  /** Fixed shares, parts per million; vendors that are not named share the rest as they did. */
  readonly sharesPerMillion?: Readonly<Record<string, number>>;
  /** Vendors that would not have been there. */
  readonly without?: readonly string[];
  readonly objective?: "cost" | "time" | "quality" | "balanced";
}

export type ReadPolicyChange =
  | { readonly ok: true; readonly change: PolicyChange }
  | { readonly ok: false; readonly why: string; readonly hint: string };

const objectives = ["cost", "time", "quality", "balanced"] as const;
const example = "write it as in maxShare=0.6, shares.scale=0.5, without=surge or objective=time, several with commas between them";

/** Reads `maxShare=0.6,without=surge`; shares are between 0 and 1 and may be written in percent. */
export const readPolicyChange = (text: string, vendors: readonly string[]): ReadPolicyChange => {
  const change: { -readonly [key in keyof PolicyChange]: PolicyChange[key] } = {};
  const shares: Record<string, number> = {};
  const without: string[] = [];
  const no = (why: string, hint: string = example): ReadPolicyChange => ({ ok: false, why, hint });
  for (const part of text.split(",")) {
    const [, key = "", value = ""] = /^\s*([\w.-]+)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    const share = shareOf(value);
    if (key === "maxShare") {
      if (share === undefined || share === 0) return no(`maxShare must be over 0 and at most 1, got ${value}`);
      change.maxSharePerMillion = share;
    } else if (key.startsWith("shares.")) {
      const vendor = key.slice("shares.".length);
      if (!vendors.includes(vendor)) return no(`there is no vendor called ${vendor} in these jobs`, `there are ${vendors.join(", ")}`);
      if (share === undefined) return no(`${key} must be from 0 to 1, got ${value}`);
      shares[vendor] = share;
      change.sharesPerMillion = shares;
    } else if (key === "without") {
      if (!vendors.includes(value)) return no(`there is no vendor called ${value} in these jobs`, `there are ${vendors.join(", ")}`);
      without.push(value);
      change.without = without;
    } else if (key === "objective") {
      const objective = objectives.find((one) => one === value);
      if (objective === undefined) return no(`there is no objective ${value}`, `there are ${objectives.join(", ")}`);
      change.objective = objective;
    } else return no(`"${part.trim()}" is not understood`);
  }
  const sum = Object.values(shares).reduce((total, share) => total + share, 0);
  if (sum > 1_000_000)
    return no(`the shares add up to ${sum / 1_000_000}, which is more than 1`, "vendors that are not named share what is left");
  const both = without.find((vendor) => (shares[vendor] ?? 0) > 0);
  return both === undefined ? { ok: true, change } : no(`${both} cannot get a share and not be there`);
};

/** Parts per million; undefined where it is not a share. */
const shareOf = (text: string): number | undefined => {
  const percent = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text);
  const value = percent === null ? (/^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN) : Number(percent[1]) / 100;
  return value >= 0 && value <= 1 ? Math.round(value * 1_000_000) : undefined;
};

/**
 * The shares of a policy that says them itself: those that are named, and what is left shared out by the shares there were. Undefined where it takes a planner to know
 * (a cap, an objective).
 */
export const statedShares = (
  change: PolicyChange,
  were: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> | undefined => {
  if (change.sharesPerMillion === undefined) return undefined;
  const named = change.sharesPerMillion;
  const left = 1 - Object.values(named).reduce((sum, share) => sum + share, 0) / 1_000_000;
  const others = Object.entries(were).filter(([vendor]) => named[vendor] === undefined && change.without?.includes(vendor) !== true);
  const all = others.reduce((sum, [, share]) => sum + share, 0);
  return Object.fromEntries([
    ...Object.entries(named).map(([vendor, share]) => [vendor, share / 1_000_000] as const),
    ...others.map(([vendor, share]) => [vendor, all > 0 ? (left * share) / all : left / others.length] as const),
  ]);
};
