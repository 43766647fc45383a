import { AdapterError, type Finding, type RefusalScope, type UnitOutcome, type Withdrawal } from "@tranche/sdk";

const scopes: ReadonlySet<unknown> = new Set<RefusalScope>(["item", "kind", "engagement", "account"]);

/** What an adapter says became of units; of whatever the contract does not allow only that it is in doubt. Throws where it is no list. */
export const readableOutcomes = (outcomes: readonly UnitOutcome[]): readonly UnitOutcome[] =>
  listOf(outcomes)
    .filter((one): one is Said => isSaid(one))
    .map((one) => (isOutcome(one) ? one : { outcome: "in-doubt", key: one.key, why: "what the adapter says of it cannot be read" }));

const isOutcome = (one: Said): one is Said & UnitOutcome => {
  switch (one["outcome"]) {
    case "accepted":
      return typeof one["ref"] === "string";
    case "refused":
      return typeof one["why"] === "string" && scopes.has(one["scope"]);
    default:
      return one["outcome"] === "in-doubt";
  }
};

/**
 * What an adapter says it knows of keys. Absence is believed only where it is said, and nothing else with it: what is taken for absent is sent again, and
 * paid again. Throws where it is no list.
 */
export const readableFindings = (findings: readonly Finding[]): readonly Finding[] => {
  const said = listOf(findings).filter((one): one is Said => isSaid(one));
  const otherwise = new Set(said.filter(({ found }) => found !== "absent").map(({ key }) => key));
  return said.flatMap(({ key, found, ref }): Finding[] => {
    if (found === "present" && typeof ref === "string") return [{ key, found, ref }];
    return found === "absent" && !otherwise.has(key) ? [{ key, found }] : [];
  });
};

/**
 * What an adapter says it gave back, of what it was asked for. It has whatever it does not say that it gave back, or says otherwise as well: what is
 * given back goes to somebody else, and is paid again. Throws where it is no list.
 */
export const readableWithdrawals = (answers: readonly Withdrawal[], asked: ReadonlySet<string>): readonly Withdrawal[] => {
  const said = listOf(answers).flatMap((one): Withdrawal[] => {
    if (typeof one !== "object" || one === null) return [];
    const { withdrawal, ref, why } = one as Readonly<Record<string, unknown>>;
    if (typeof ref !== "string" || !asked.has(ref)) return [];
    if (withdrawal === "withdrawn") return [{ withdrawal, ref }];
    const told = typeof why === "string" ? why : "no reason was given";
    return [{ withdrawal: withdrawal === "too-late" ? withdrawal : "unknown", ref, why: told }];
  });
  const kept = new Set(said.flatMap(({ ref, withdrawal }) => (withdrawal === "withdrawn" ? [] : [ref])));
  return said.filter(({ ref, withdrawal }) => withdrawal !== "withdrawn" || !kept.has(ref));
};

type Said = Readonly<Record<string, unknown>> & { readonly key: string };

const isSaid = (value: unknown): value is Said =>
  typeof value === "object" && value !== null && typeof (value as { key?: unknown }).key === "string";

const listOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new AdapterError({ kind: "in-doubt", message: "what the adapter gave is no list" });
  return value;
};
