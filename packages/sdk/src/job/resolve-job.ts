import type { TaskShape } from "../answer/task.ts";
import { parseMoney } from "../money/money.ts";
import { parseDuration } from "../written/duration.ts";
import { perMillion, sharePerMillion } from "../written/per-million.ts";
import type { GroupsBy, Instructions, Job, JobGroups, JobQuality, JobRoute, ObjectiveWeights, JobHedge } from "./job.ts";
import type {
  WrittenGroups,
  WrittenJob,
  WrittenJudgments,
  WrittenQuality,
  WrittenRoute,
  WrittenTask,
  WrittenHedge,
} from "./written-job.ts";

/** Fills in every default. The job must have passed its schema; a RangeError means that it had not. */
export const resolveJob = (written: WrittenJob): Job => ({
  version: 1,
  name: written.name,
  dataset: written.dataset ?? written.name,
  task: {
    title: written.task.title ?? "Labelling task",
    instructions: instructionsOf(written.task.instructions),
    show: written.task.show,
    ...(written.task.showFor === undefined ? {} : { showFor: inOrder(written.task.showFor, written.task.show) }),
    shape: shapeOf(written.task),
  },
  items: written.items,
  ...(written.vendors === undefined ? {} : { vendors: written.vendors }),
  judgments: {
    perItem: written.judgments?.perItem ?? 1,
    independent: written.judgments?.independent ?? "owner",
    ...adjudicationOf(written.judgments ?? {}),
  },
  ...(written.groups === undefined ? {} : { groups: groupsOf(written.groups, written) }),
  policy: {
    maxSharePerMillion: perMillion(written.policy?.maxShare ?? 0.5),
    ...(written.policy?.maxShareOfTwo === undefined ? {} : { maxShareOfTwoPerMillion: perMillion(written.policy.maxShareOfTwo) }),
    ...(written.policy?.maxShareOfBytes === undefined ? {} : { maxShareOfBytesPerMillion: perMillion(written.policy.maxShareOfBytes) }),
    ...(written.policy?.maxShareOfGroups === undefined ? {} : { maxShareOfGroupsPerMillion: perMillion(written.policy.maxShareOfGroups) }),
    ...(written.policy?.surviveLoss === undefined ? {} : { surviveLoss: written.policy.surviveLoss }),
    deny: written.policy?.deny ?? [],
    regions: written.policy?.regions ?? [],
    ...(written.policy?.fields === undefined ? {} : { fields: written.policy.fields }),
  },
  route: routeOf(written.route ?? { objective: "cost" }),
  ...(written.budget === undefined ? {} : { budget: { total: proven(parseMoney(written.budget.total), "budget.total") } }),
  ...(written.deadline === undefined ? {} : { deadlineMs: proven(parseDuration(written.deadline), "deadline") }),
  quality: qualityOf(written.quality ?? {}),
  ...releaseOf(written),
  ...(written.hedge === undefined ? {} : { hedge: hedgeOf(written.hedge) }),
  vendorOptions: written.vendorOptions ?? {},
});

const hedgeOf = ({ after, atMost }: WrittenHedge): JobHedge => ({
  afterPerMillion: Number(after.slice(1)) * 10_000,
  atMostPerMillion: sharePerMillion(atMost),
});

/** Vendors see the fields in one order, whatever order a person wrote them in. */
const inOrder = (
  showFor: Readonly<Record<string, readonly string[]>>,
  show: readonly string[],
): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(showFor).map(([vendor, fields]) => [vendor, show.filter((name) => fields.includes(name))]));

/** The shape adapters and the answer check work with, defaults filled in. */
export const shapeOf = (task: WrittenTask): TaskShape => {
  switch (task.kind) {
    case "classification":
      return { kind: task.kind, options: task.answer.options };
    case "comparison":
      return { kind: task.kind, between: task.answer.between, strength: task.answer.strength ?? 1, tie: task.answer.tie ?? false };
    case "rating":
      return { kind: task.kind, min: task.answer.min, max: task.answer.max, step: task.answer.step ?? 1 };
    case "text":
      return { kind: task.kind, ...task.answer };
    default:
      return task satisfies never;
  }
};

const instructionsOf = (text: string): Instructions =>
  /^\.{0,2}\/\S/.test(text) && !text.trim().includes("\n") ? { from: "file", path: text.trim() } : { from: "text", text };

const groupsOf = (groups: WrittenGroups, { task, policy }: WrittenJob): JobGroups => {
  const near = groups.near === true ? {} : groups.near;
  const fields = near?.fields ?? task.show.filter((name) => policy?.fields?.[name] !== "redact");
  const by: GroupsBy = {
    ...(groups.by === undefined ? {} : { by: groups.by }),
    ...(near === undefined
      ? {}
      : {
          near: { thresholdPerMillion: perMillion(near.threshold ?? 0.8), fields: task.show.filter((name) => fields.includes(name)) },
        }),
  };
  return groups.keep === "together"
    ? { ...by, keep: groups.keep }
    : { ...by, keep: groups.keep, atMostPerMillion: perMillion(groups.atMost) };
};

const routeOf = (route: WrittenRoute): JobRoute => {
  const least = route.least === undefined ? {} : { least: route.least };
  if ("objective" in route) {
    const { objective } = route;
    return { by: "objective", objective, ...(objective === "balanced" ? { weights: weightsOf(route.weights) } : {}), ...least };
  }
  if ("order" in route) return { by: "order", order: route.order, ...least };
  return { by: "shares", sharesPerMillion: wholeShares(route.shares), ...least };
};

/** What is not named counts for 1; together one million. */
const weightsOf = ({
  cost = 1,
  time = 1,
  quality = 1,
}: { readonly cost?: number; readonly time?: number; readonly quality?: number } = {}): ObjectiveWeights => {
  const sum = cost + time + quality;
  const [costPart, timePart] = [Math.round((cost / sum) * 1_000_000), Math.floor((time / sum) * 1_000_000)];
  return { cost: costPart, time: timePart, quality: 1_000_000 - costPart - timePart };
};

/** Parts per million that add up to exactly one million: what rounding leaves goes to the largest share. */
const wholeShares = (shares: Readonly<Record<string, number>>): Readonly<Record<string, number>> => {
  const parts = Object.entries(shares).map(([vendor, share]) => ({ vendor, part: perMillion(share) }));
  const missing = 1_000_000 - parts.reduce((total, { part }) => total + part, 0);
  const largest = parts.reduce((best, one) => (one.part > best.part ? one : best), parts[0] ?? { vendor: "", part: 0 });
  return Object.fromEntries(parts.map(({ vendor, part }) => [vendor, vendor === largest.vendor ? part + missing : part]));
};

const qualityOf = (quality: WrittenQuality): JobQuality => ({
  ...(quality.gold === undefined ? {} : { gold: quality.gold }),
  ...(quality.goldShare === undefined ? {} : { goldSharePerMillion: perMillion(quality.goldShare) }),
  ...(quality.goldViews === undefined ? {} : { goldViews: quality.goldViews }),
  ...(quality.overlap === undefined ? {} : { overlapPerMillion: perMillion(quality.overlap) }),
  ...(quality.pilot === undefined ? {} : { pilot: quality.pilot }),
  ...(quality.floor === undefined ? {} : { floorPerMillion: perMillion(quality.floor) }),
});

const adjudicationOf = ({ perItem = 1, until, atMost = perItem + 1 }: WrittenJudgments): Pick<Job["judgments"], "adjudication"> =>
  until === undefined ? {} : { adjudication: { untilPerMillion: perMillion(until), atMost } };

const releaseOf = ({ release, quality }: WrittenJob): Pick<Job, "release"> => {
  if (release === undefined && quality?.pilot === undefined) return {};
  const { goldAccuracy = quality?.floor, minGold = 20, answered = 0.8, maxWait = "24h" } = release?.gate ?? {};
  return {
    release: {
      firstPerMillion: release === undefined ? 0 : sharePerMillion(release.first),
      ...(release?.then === undefined ? {} : { thenPerMillion: sharePerMillion(release.then) }),
      gate: {
        ...(goldAccuracy === undefined ? {} : { goldAccuracyPerMillion: perMillion(goldAccuracy) }),
        minGold,
        answeredPerMillion: perMillion(answered),
        maxWaitMs: proven(parseDuration(maxWait), "release.gate.maxWait"),
      },
    },
  };
};

const proven = <T>(value: T | undefined, field: string): T => {
  if (value === undefined) throw new RangeError(`${field} is not in its form; check the job first`);
  return value;
};
