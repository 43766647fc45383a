import type { CollectPage, Observation, UnitStatus, VendorJudgment } from "../../contract/adapter.ts";
import type { Money } from "../../money/money.ts";
import type { Problems } from "../world/problems.ts";

/** What is known of one unit from all that was collected. */
export interface SeenUnit {
  readonly ref: string;
  readonly key: string | undefined;
  /** The newest word. */
  readonly status: UnitStatus;
  readonly raw: string;
  readonly judgments: ReadonlyMap<string, VendorJudgment>;
}

/** Everything collected so far; repeats change nothing. */
export interface Book {
  readonly take: (page: CollectPage) => void;
  readonly units: ReadonlyMap<string, SeenUnit>;
  /** The newest amount of every cost, and whether it is final. */
  readonly costs: ReadonlyMap<string, { readonly amount: Money; readonly final: boolean }>;
}

/** An empty book. What an adapter may not do between two readings is written down as a problem. */
export const createBook = (problems: Problems): Book => {
  const units = new Map<string, SeenUnit>();
  const costs = new Map<string, { readonly amount: Money; readonly final: boolean }>();
  const owners = new Map<string, string>();

  const takeUnit = (one: Extract<Observation, { type: "unit" }>): void => {
    const known = units.get(one.ref);
    const judgments = new Map(known?.judgments);
    for (const judgment of one.judgments) {
      const before = judgments.get(judgment.id);
      if (before && JSON.stringify(before.answer) !== JSON.stringify(judgment.answer))
        problems.add("collect: a judgment changed its answer under the same id; a new answer is a new judgment");
      const owner = owners.get(judgment.id) ?? one.ref;
      if (owner !== one.ref) problems.add("collect: two units have a judgment of the same id");
      owners.set(judgment.id, owner);
      judgments.set(judgment.id, judgment);
    }
    if (known?.key !== undefined && one.key !== undefined && known.key !== one.key) problems.add("collect: a unit changed its key");
    units.set(one.ref, { ref: one.ref, key: one.key ?? known?.key, status: one.status, raw: one.raw, judgments });
  };

  return {
    take: ({ observations }) => {
      for (const one of observations) {
        if (one.type === "unit") takeUnit(one);
        else costs.set(one.id, { amount: one.amount, final: one.final });
      }
    },
    units,
    costs,
  };
};

/** What all costs come to, in micros, by currency. */
export const totalOf = (costs: Book["costs"]): ReadonlyMap<string, number> => {
  const totals = new Map<string, number>();
  for (const { amount } of costs.values()) totals.set(amount.currency, (totals.get(amount.currency) ?? 0) + amount.micros);
  return totals;
};
