import { type Config, type Job, type Money, nearest, type VendorPrice } from "@tranche/sdk";
import { inCurrency } from "../core/budget/convert.ts";
import type { ProblemAt } from "./load-config.ts";
import type { Problem } from "./problem.ts";

export interface CheckTogetherOptions {
  readonly job: Job;
  readonly config: Config;
  readonly problemAt: ProblemAt;
}

/** What the job says and the config does not know, or the other way round. `warnings` are worth a look and stop nothing. */
export const checkTogether = (
  options: CheckTogetherOptions,
): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } => ({
  problems: [...vendorProblems(options), ...currencyProblems(options)],
  warnings: denyWarnings(options),
});

interface Mention {
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly at: "key" | "value";
}

const vendorProblems = ({ job, config, problemAt }: CheckTogetherOptions): readonly Problem[] => {
  const all = Object.keys(config.vendors);
  const chosen = job.vendors ?? all;
  const unknown = (mentions: readonly Mention[], among: readonly string[], where: string): readonly Problem[] =>
    mentions
      .filter(({ name }) => !among.includes(name))
      .map(({ name, path, at }) => {
        const meant = nearest(name, among);
        const hint = meant === undefined ? `there are ${among.join(", ")}` : `did you mean ${meant}?`;
        return problemAt({ path, at, message: `there is no vendor called ${name} in ${where}`, hint });
      });
  const keys = (record: Readonly<Record<string, unknown>>, base: readonly string[]): readonly Mention[] =>
    Object.keys(record).map((name) => ({ name, path: [...base, name], at: "key" }));
  const list = (names: readonly string[], base: readonly string[]): readonly Mention[] =>
    names.map((name, index) => ({ name, path: [...base, index], at: "value" }));
  const { route } = job;
  const routed =
    route.by === "order"
      ? list(route.order, ["route", "order"])
      : route.by === "shares"
        ? keys(route.sharesPerMillion, ["route", "shares"])
        : [];
  return [
    ...unknown(list(job.vendors ?? [], ["vendors"]), all, "the config"),
    ...unknown(keys(route.least ?? {}, ["route", "least"]), chosen, job.vendors === undefined ? "the config" : "the job's vendors"),
    ...unknown(routed, chosen, job.vendors === undefined ? "the config" : "the job's vendors"),
    ...unknown(keys(job.vendorOptions, ["vendorOptions"]), all, "the config"),
    ...unknown(keys(job.task.showFor ?? {}, ["task", "showFor"]), all, "the config"),
  ];
};

/** Amounts in two currencies cannot be added up where nobody declared a rate. */
const currencyProblems = ({ job, config, problemAt }: CheckTogetherOptions): readonly Problem[] => {
  const priced = (job.vendors ?? Object.keys(config.vendors)).flatMap((name) => {
    const price = config.vendors[name]?.price;
    return price === undefined ? [] : amountsOf(price).map(({ currency }) => ({ name, currency }));
  });
  const expected = job.budget?.total.currency ?? priced[0]?.currency ?? "USD";
  const other = priced.filter(({ currency }) => inCurrency({ micros: 1, currency }, expected, config.currencies) === undefined);
  if (other.length === 0) return [];
  const named = [...new Set(other.map(({ name, currency }) => `${name} in ${currency}`))].join(", ");
  const path = job.budget === undefined ? ["vendors"] : ["budget", "total"];
  const what = job.budget === undefined ? `the price of ${priced[0]?.name ?? ""} is` : "the budget is";
  return [
    problemAt({
      path,
      message: `${what} in ${expected}, but the price of ${named}`,
      hint: `state all amounts in one currency, or say in the config what the other is worth: currencies: { ${other[0]?.currency ?? ""}: { rate: … ${expected} } }`,
    }),
  ];
};

const amountsOf = (price: VendorPrice): readonly Money[] => [
  ...(price.basis === "judgment" ? [price.perJudgment, ...price.tiers.map(({ perJudgment }) => perJudgment)] : [price.perHour]),
  ...(price.setup === undefined ? [] : [price.setup]),
  ...(price.minimum === undefined ? [] : [price.minimum]),
];

const denyWarnings = ({ job, config, problemAt }: CheckTogetherOptions): readonly Problem[] => {
  const known = new Set([
    ...Object.values(config.vendors).map(({ owner }) => owner),
    ...Object.keys(config.owners),
    ...Object.values(config.owners).flatMap(({ stakes }) => stakes.map(({ holder }) => holder)),
  ]);
  return job.policy.deny.flatMap((name, index) => {
    if (known.has(name)) return [];
    const meant = nearest(name, [...known]);
    return [
      problemAt({
        path: ["policy", "deny", index],
        message: `the config knows no owner and no stakeholder called ${name}, so this denies nobody`,
        ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
      }),
    ];
  });
};
