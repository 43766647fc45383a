import type { PlanInputs } from "./plan-inputs.ts";
import { listed } from "./words.ts";

/** Something planning cannot work with, for the person who wrote it. */
export interface PlanInputProblem {
  /** The field of the job or config, as in `route.objective`; empty for what no person wrote. */
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** What is wrong with the inputs; all of it at once. {@link planJob} expects none. */
export const checkPlanInputs = (inputs: PlanInputs): readonly PlanInputProblem[] => [...routeProblems(inputs), ...numberProblems(inputs)];

const routeProblems = (inputs: PlanInputs): readonly PlanInputProblem[] => {
  const { route } = inputs.job;
  const names = inputs.vendors.map(({ vendor }) => vendor);
  const unknown = (path: string, used: readonly string[]): readonly PlanInputProblem[] =>
    used
      .filter((name) => !names.includes(name))
      .map((name) => ({ path, message: `${name} is not among the vendors of this job`, hint: `they are ${listed(names)}` }));
  switch (route.by) {
    case "objective":
      return [];
    case "shares": {
      const parts = Object.values(route.sharesPerMillion);
      const sum = parts.reduce((all, part) => all + part, 0);
      return [
        ...unknown("route.shares", Object.keys(route.sharesPerMillion)),
        ...(parts.some((part) => part < 0) || sum !== 1_000_000
          ? [{ path: "route.shares", message: `the shares add up to ${sum / 1_000_000}, not 1`, hint: "they are parts of all judgments" }]
          : []),
      ];
    }
    case "order":
      return unknown("route.order", route.order);
    default:
      return route satisfies never;
  }
};

const numberProblems = (inputs: PlanInputs): readonly PlanInputProblem[] => {
  const found: PlanInputProblem[] = [];
  const whole = (path: string, value: number): void => {
    if (!Number.isSafeInteger(value) || value < 0) found.push({ path, message: `${value} is not a whole number of 0 or more` });
  };
  const { job, dataset, budget, classes } = inputs;
  whole("dataset.items", dataset.items);
  for (const { owner, items } of dataset.owners) whole(`dataset.owners.${owner}`, items);
  if (
    job.maxSharePerMillion !== undefined &&
    !(Number.isInteger(job.maxSharePerMillion) && job.maxSharePerMillion > 0 && job.maxSharePerMillion <= 1_000_000)
  )
    found.push({ path: "policy.maxShare", message: `must be over 0 and at most 1, got ${job.maxSharePerMillion / 1_000_000}` });
  if (budget !== undefined) {
    whole("budget.total", budget.totalMicros);
    whole("budget.committed", budget.committedMicros);
  }
  for (const { id, items, slotsEach } of classes) {
    whole(`classes.${id}.items`, items);
    whole(`classes.${id}.slotsEach`, slotsEach);
  }
  const shapes = new Map((inputs.groups ?? []).map((shape) => [shape.id, shape]));
  for (const { id, items, group } of classes)
    if (group !== undefined && items !== group.each * (shapes.get(group.of)?.groups ?? -1))
      found.push({ path: `classes.${id}.group`, message: `${items} items are not ${group.each} of each group of ${group.of}` });
  const ids = new Set(classes.map(({ id }) => id));
  if (ids.size !== classes.length) found.push({ path: "classes", message: "two classes have the same id" });
  const inClasses = classes.reduce((sum, { items }) => sum + items, 0);
  if (inClasses > dataset.items)
    found.push({ path: "dataset.items", message: `the dataset has ${dataset.items} items, the classes ${inClasses}` });
  return found;
};
