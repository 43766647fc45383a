import { type Config, type Job, nearest } from "@tranche/sdk";
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
    ...unknown(routed, chosen, job.vendors === undefined ? "the config" : "the job's vendors"),
    ...unknown(keys(job.vendorOptions, ["vendorOptions"]), all, "the config"),
    ...unknown(keys(job.task.showFor ?? {}, ["task", "showFor"]), all, "the config"),
  ];
};

/** Amounts in two currencies cannot be added up, and nobody declared a rate. */
const currencyProblems = ({ job, config, problemAt }: CheckTogetherOptions): readonly Problem[] => {
  const priced = (job.vendors ?? Object.keys(config.vendors)).flatMap((name) => {
    const price = config.vendors[name]?.price;
    if (price === undefined) return [];
    return [{ name, currency: (price.basis === "judgment" ? price.perJudgment : price.perHour).currency }];
  });
  const expected = job.budget?.total.currency ?? priced[0]?.currency;
  const other = priced.filter(({ currency }) => currency !== expected);
  if (other.length === 0) return [];
  const named = other.map(({ name, currency }) => `${name} in ${currency}`).join(", ");
  const path = job.budget === undefined ? ["vendors"] : ["budget", "total"];
  const what = job.budget === undefined ? `the price of ${priced[0]?.name ?? ""} is` : "the budget is";
  return [
    problemAt({ path, message: `${what} in ${expected ?? ""}, but the price of ${named}`, hint: "state all amounts in one currency" }),
  ];
};

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
