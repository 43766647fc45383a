import { z } from "zod";
import type { Json, JsonObject } from "../contract/adapter.ts";
import type { SameType } from "../written/same-type.ts";
import { count, distinctList, durationText, filledText, moneyText, nameText, share, shareOrPercent } from "../written/scalars.ts";
import { sharePerMillion } from "../written/per-million.ts";
import { declaredKinds, taskKinds } from "./task-kinds.ts";
import type { WrittenJob } from "./written-job.ts";

/*
 * The job file, strictly: an unknown key is a mistake, not an extension. What is said here in `meta` is what editors show.
 */

const number = z.number({ error: "must be a number" });
const truth = z.boolean({ error: "must be true or false" });
const json: z.ZodType<Json> = z.json();
/** What only an adapter can check. */
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);

const instructions = filledText
  .refine((text) => /[\n ]/.test(text.trim()) || /^(\.{0,2}\/)/.test(text) || !/\.(md|txt)$/i.test(text), {
    error: "looks like a path, but a path starts with ./, ../ or /",
  })
  .meta({ description: "Markdown for the workers: a path that starts with ./, ../ or /, or the text itself." });

const field = filledText.refine((name) => name !== "id", { error: "must not hold id: an item's id stays here, vendors get their own" });

const taskBase = {
  title: filledText.max(200).exactOptional().meta({ description: "What workers see as the name of the work.", default: "Labelling task" }),
  instructions,
  show: distinctList(field).meta({ description: "The only fields that may leave, in the order to show them; everything else stays." }),
  showFor: z
    .record(nameText, distinctList(field))
    .exactOptional()
    .meta({ description: "Less of them for one vendor, by its name in the config: some of the fields of show." }),
};

const options = distinctList(filledText).min(2).meta({ description: "The labels workers choose from." });

const classification = z.strictObject({ kind: z.literal("classification"), ...taskBase, answer: z.strictObject({ options }) });

const comparison = z
  .strictObject({
    kind: z.literal("comparison"),
    ...taskBase,
    answer: z.strictObject({
      between: z
        .tuple([filledText, filledText], { error: "must be two visible fields, as in [left, right]" })
        .meta({ description: "The two visible fields that are compared; the first is a, the second is b." }),
      strength: count.max(10).exactOptional().meta({ description: "Degrees of a preference; 1 asks only for the side.", default: 1 }),
      tie: truth.exactOptional().meta({ description: "Whether a tie may be chosen.", default: false }),
    }),
  })
  .check(({ value, issues }) => {
    const [a, b] = value.answer.between;
    const path = ["answer", "between"];
    if (a === b) issues.push({ code: "custom", input: a, path, message: "must be two different fields" });
    for (const name of new Set([a, b]))
      if (!value.show.includes(name)) issues.push({ code: "custom", input: name, path, message: "must hold fields that task.show lists" });
  });

const rating = z.strictObject({
  kind: z.literal("rating"),
  ...taskBase,
  answer: z
    .strictObject({
      min: number,
      max: number,
      step: number.gt(0).exactOptional().meta({ description: "From one rating to the next.", default: 1 }),
    })
    .check(({ value, issues }) => {
      const steps = (value.max - value.min) / (value.step ?? 1);
      if (value.max <= value.min)
        issues.push({ code: "custom", input: value.max, path: ["max"], message: `must be above min (${value.min})` });
      else if (Math.abs(steps - Math.round(steps)) > 1e-9)
        issues.push({
          code: "custom",
          input: value.step,
          path: ["step"],
          message: `must lead from ${value.min} to ${value.max} in whole steps`,
        });
    }),
});

const text = z.strictObject({
  kind: z.literal("text"),
  ...taskBase,
  answer: z
    .strictObject({ maxLength: count.exactOptional().meta({ description: "Most characters (UTF-16 code units) of an answer." }) })
    .exactOptional(),
});

const task = z
  .discriminatedUnion("kind", [classification, comparison, rating, text], {
    error: (issue) => {
      if (issue.code !== "invalid_union") return "must be a mapping of keys to values";
      const { kind } = issue.input as { readonly kind?: unknown };
      const works = `${taskKinds.slice(0, -1).join(", ")} and ${taskKinds.at(-1)} work`;
      if (kind === undefined) return `is missing; ${works}`;
      if (typeof kind === "string" && declaredKinds.includes(kind)) return `${kind} is declared but not supported yet; ${works}`;
      return `${JSON.stringify(kind)} is not a kind of task; ${works}`;
    },
  })
  .meta({ description: "What workers are asked." });

const groupsBy = {
  by: filledText.exactOptional().meta({ description: "A field of the items that names their group; it need not be visible." }),
  near: z
    .union(
      [
        z.literal(true),
        z.strictObject({
          threshold: share
            .exactOptional()
            .meta({ description: "Part of their word shingles that two items share, from which on they are alike.", default: 0.8 }),
          fields: distinctList(field).exactOptional().meta({ description: "Visible fields that are compared. Default: all of task.show." }),
        }),
      ],
      { error: "must be true, or a mapping of threshold and fields" },
    )
    .exactOptional()
    .meta({ description: "Items that are almost the same are of one group." }),
};

const groups = z
  .discriminatedUnion(
    "keep",
    [
      z.strictObject({ ...groupsBy, keep: z.literal("together") }),
      z.strictObject({
        ...groupsBy,
        keep: z.literal("apart"),
        atMost: share.meta({ description: "The largest part of a group one owner may hold; rounded down, and never less than one item." }),
      }),
    ],
    { error: (issue) => (issue.code === "invalid_union" ? "must be together or apart" : "must be a mapping of keys to values") },
  )
  .check(({ value, issues }) => {
    if (value.by === undefined && value.near === undefined)
      issues.push({ code: "custom", input: value.keep, path: [], message: "must say by which field, or be near" });
  })
  .meta({ description: "What the items of one group have in common, and what follows from it." });

const shares = z.record(nameText, share).check(({ value, issues }) => {
  const sum = Object.values(value).reduce((total, one) => total + one, 0);
  if (Math.abs(sum - 1) > 1e-5) issues.push({ code: "custom", input: Number(sum.toFixed(6)), path: [], message: "must add up to 1" });
});

const weight = number.min(0).max(1_000).exactOptional();
const weights = z
  .strictObject({ cost: weight, time: weight, quality: weight })
  .refine(({ cost = 1, time = 1, quality = 1 }) => cost + time + quality > 0, { error: "must not all be 0" })
  .exactOptional()
  .meta({ description: "For balanced: what cost, time and quality count for.", default: { cost: 1, time: 1, quality: 1 } });
const least = z
  .record(nameText, count)
  .exactOptional()
  .meta({ description: "Fewest judgments a vendor must get, by its name in the config." });

const route = z.union([
  z
    .strictObject({ objective: z.enum(["cost", "time", "quality", "balanced"]).meta({ default: "cost" }), weights, least })
    .refine(({ objective, weights: written }) => written === undefined || objective === "balanced", {
      path: ["weights"],
      error: "are for route.objective: balanced only",
    }),
  z.strictObject({ shares: shares.meta({ description: "A fixed share for each vendor; together 1." }), least }),
  z.strictObject({
    order: distinctList(nameText).meta({ description: "Vendors by preference: the first takes what it may, and so on." }),
    least,
  }),
]);

const plain = z.strictObject({
  $schema: z.string().exactOptional(),
  version: z.literal(1).meta({ description: "Version of this file's form." }),
  name: nameText.meta({ description: "The job's name; run, status and results find it by this." }),
  dataset: nameText.exactOptional().meta({ description: "Exposure adds up over every job that names it. Default: the name." }),
  task,
  items: z
    .string({ error: "must be a path" })
    .regex(/\.(jsonl|ndjson|csv)$|^-$/i, { error: "must be a .jsonl or a .csv file, or - for stdin" })
    .meta({ description: "A .jsonl or .csv file, relative to this file, or - for JSONL on stdin. Each item has an id and fields." }),
  vendors: distinctList(nameText).exactOptional().meta({ description: "Names of vendors in the config. Default: all of them." }),
  judgments: z
    .strictObject({
      perItem: count.max(100).exactOptional().meta({ description: "Answers wanted for each item.", default: 1 }),
      independent: z
        .enum(["owner", "vendor", "worker"])
        .exactOptional()
        .meta({ description: "What must differ between the answers to one item.", default: "owner" }),
      until: share.exactOptional().meta({
        description: "An item whose answers leave it below this confidence goes to a further owner, as far as caps and budget allow.",
      }),
      atMost: count.max(100).exactOptional().meta({ description: "Most answers to one item then. Default: one more than perItem." }),
    })
    .exactOptional(),
  groups: groups.exactOptional(),
  policy: z
    .strictObject({
      maxShare: share.exactOptional().meta({
        description: "The largest share of the dataset's distinct items that one owner may ever be sent.",
        default: 0.5,
      }),
      maxShareOfTwo: share.exactOptional().meta({
        description:
          "The largest share of the dataset's distinct items that any two owners together may ever be sent. Default: no such cap.",
      }),
      maxShareOfBytes: share.exactOptional().meta({
        description: "The largest share of the bytes of those items that one owner may ever be sent. Default: no such cap.",
      }),
      maxShareOfGroups: share.exactOptional().meta({
        description:
          "The largest share of the dataset's groups, by groups.by, of which one owner may ever be sent any item. Default: no such cap.",
      }),
      surviveLoss: z
        .union([z.literal(0), z.literal(1)], { error: "must be 0 or 1" })
        .exactOptional()
        .meta({ description: "1: refuse a plan in which the loss of any one vendor would leave something without a place.", default: 0 }),
      deny: distinctList(nameText)
        .exactOptional()
        .meta({ description: "Owners that must not see the items, directly or through a stake." }),
      regions: distinctList(filledText).exactOptional().meta({ description: "Only vendors in one of these regions. Default: anywhere." }),
      fields: z
        .record(filledText, z.enum(["never", "redact", "show"], { error: "must be never, redact or show" }))
        .exactOptional()
        .meta({
          description: "never: must not leave. redact: leaves as [redacted], whatever is in it. show: leaves where task.show lists it.",
        }),
    })
    .exactOptional(),
  route: route.exactOptional().meta({ description: "How the shares are chosen.", default: { objective: "cost" } }),
  budget: z.strictObject({ total: moneyText.meta({ description: "Money, as in 500 USD." }) }).exactOptional(),
  deadline: durationText.exactOptional().meta({ description: "From the start of the run, as in 48h." }),
  quality: z
    .strictObject({
      gold: z
        .string({ error: "must be a path" })
        .regex(/\.(jsonl|ndjson|csv)$/i, { error: "must be a .jsonl or a .csv file" })
        .exactOptional()
        .meta({ description: "Items of this job whose answer is known: JSONL { id, answer } or CSV id,label." }),
      goldShare: share.max(0.5).exactOptional().meta({
        description: "At least this share of each vendor's judgments is of gold items, and at least 20 where there are so many.",
      }),
      goldViews: count
        .max(1_000)
        .exactOptional()
        .meta({ description: "How often one owner may be shown a gold item before it measures that owner no more.", default: 1 }),
      overlap: share
        .exactOptional()
        .meta({ description: "This share of the items gets one more judgment, from another owner, so that vendors can be compared." }),
      pilot: count
        .exactOptional()
        .meta({ description: "Judgments that a vendor new to the dataset gets first; the rest waits for the gate of release." }),
      floor: share
        .exactOptional()
        .meta({ description: "A vendor whose gold answers are below this beyond chance, with at least 20 seen, gets no more." }),
    })
    .exactOptional(),
  release: z
    .strictObject({
      first: shareOrPercent.meta({ description: "Share of each vendor's judgments that is released first, as in 0.05 or 5%." }),
      // oxlint-disable-next-line unicorn/no-thenable -- the word of the job file; it is a number, and nobody awaits it
      then: shareOrPercent.exactOptional().meta({ description: "Share that is released next; what is left comes last." }),
      gate: z
        .strictObject({
          goldAccuracy: share
            .exactOptional()
            .meta({ description: "Share of its gold answers that must be right. Default: quality.floor." }),
          minGold: count.exactOptional().meta({ description: "Gold answers that must be in, or all it was given.", default: 20 }),
          answered: share.exactOptional().meta({ description: "Share of what it was released that must be answered.", default: 0.8 }),
          maxWait: durationText.exactOptional().meta({ description: "After this it is decided with what is there.", default: "24h" }),
        })
        .exactOptional()
        .meta({ description: "What a vendor has to have shown before it is released more." }),
    })
    .exactOptional()
    .meta({ description: "A plan is released in parts; what is not released is sent to nobody. Default: everything at once." }),
  hedge: z
    .strictObject({
      after: z
        .string({ error: "must be a percentile, as in p95" })
        .regex(/^p[5-9]\d$/, { error: "must be a percentile from p50 to p99, as in p95" })
        .meta({ description: "Slower than this part of the vendor's own answers, as in p95." }),
      atMost: shareOrPercent.meta({ description: "The most judgments that are asked for twice, of all of the job's, as in 3%." }),
    })
    .exactOptional()
    .meta({
      description: "Judgments that take longer than most are asked of a second owner, too. Costs money and exposure. Default: none.",
    }),
  vendorOptions: z
    .record(nameText, jsonObject)
    .exactOptional()
    .meta({ description: "What only one vendor understands, by its name in the config." }),
});

/** What the fields may do, which the task and the policy say in two places. */
const fieldsChecked = plain.check(({ value: { task: asked, policy }, issues }) => {
  const rules = policy?.fields ?? {};
  const wrong = (path: readonly (string | number)[], input: string, message: string): void =>
    void issues.push({ code: "custom", input, path: ["task", ...path], message });
  for (const [index, name] of asked.show.entries())
    if (rules[name] === "never") wrong(["show", index], name, `must not hold ${name}: policy.fields says that it never leaves`);
  if (asked.show.every((name) => rules[name] === "redact"))
    wrong(["show"], asked.show.join(", "), "must hold a field that policy.fields does not redact");
  if (asked.kind === "comparison")
    for (const [index, name] of asked.answer.between.entries())
      if (rules[name] === "redact") wrong(["answer", "between", index], name, "must not be redacted: nobody could compare it");
  for (const [vendor, fields] of Object.entries(asked.showFor ?? {})) {
    for (const [index, name] of fields.entries())
      if (!asked.show.includes(name))
        wrong(["showFor", vendor, index], name, "must hold fields of task.show only: a vendor may be shown less, never more");
    if (asked.kind !== "comparison") continue;
    for (const name of asked.answer.between)
      if (!fields.includes(name)) wrong(["showFor", vendor], fields.join(", "), `must hold ${name}, which answer.between compares`);
  }
});

/** What likeness is found in has to be visible, and as it is. */
const likenessChecked = fieldsChecked.check(({ value: { task: asked, policy, groups: grouped }, issues }) => {
  if (grouped?.near === undefined || grouped.near === true) return;
  for (const [index, name] of (grouped.near.fields ?? []).entries()) {
    const message = !asked.show.includes(name)
      ? "must hold fields that task.show lists"
      : policy?.fields?.[name] === "redact"
        ? "must not be redacted: all items would be alike"
        : undefined;
    if (message !== undefined) issues.push({ code: "custom", input: name, path: ["groups", "near", "fields", index], message });
  }
});

/** Groups by likeness alone are others in every job, and nobody could count them over the life of a dataset. */
const groupsChecked = likenessChecked.check(({ value: { policy, groups: grouped }, issues }) => {
  if (policy?.maxShareOfGroups !== undefined && grouped?.by === undefined)
    issues.push({
      code: "custom",
      input: policy.maxShareOfGroups,
      path: ["policy", "maxShareOfGroups"],
      message: "needs groups.by: the field that names the groups, as in groups: { by: customer, keep: together }",
    });
});

/** What quality asks for and other keys must allow. */
const schema = groupsChecked.check(({ value: { quality, judgments, groups: grouped, release }, issues }) => {
  const wrong = (key: string, input: unknown, message: string): void =>
    void issues.push({ code: "custom", input, path: ["quality", key], message });
  if (quality?.gold === undefined)
    for (const key of ["goldShare", "goldViews", "floor"] as const)
      if (quality?.[key] !== undefined) wrong(key, quality[key], "needs quality.gold: the file of known answers");
  if (quality?.overlap !== undefined && (judgments?.perItem ?? 1) > 1 && (judgments?.independent ?? "owner") !== "owner")
    wrong(
      "overlap",
      quality.overlap,
      "needs judgments.independent: owner where perItem is over 1: the one more judgment is another owner's",
    );
  const { perItem = 1, until, atMost } = judgments ?? {};
  const unjudged = (key: string, input: unknown, message: string): void =>
    void issues.push({ code: "custom", input, path: ["judgments", key], message });
  if (until !== undefined && perItem < 2)
    unjudged("until", until, "needs judgments.perItem of 2 or more: one answer alone has no confidence");
  if (atMost !== undefined && until === undefined) unjudged("atMost", atMost, "needs judgments.until: the confidence that is asked for");
  if (atMost !== undefined && atMost <= perItem) unjudged("atMost", atMost, `must be above perItem (${perItem})`);
  const gate = release?.gate;
  if (quality?.gold === undefined)
    for (const key of ["goldAccuracy", "minGold"] as const)
      if (gate?.[key] !== undefined)
        issues.push({
          code: "custom",
          input: gate[key],
          path: ["release", "gate", key],
          message: "needs quality.gold: the file of known answers",
        });
  if (release?.then !== undefined && sharePerMillion(release.first) + sharePerMillion(release.then) > 1_000_000)
    issues.push({
      code: "custom",
      input: release?.then,
      path: ["release", "then"],
      message: `must leave room for first (${release?.first})`,
    });
  // A group cannot be shown to one more owner by the item; gold without a group can, but where likeness decides nobody knows which that is.
  if (grouped !== undefined && quality?.overlap !== undefined)
    wrong(
      "overlap",
      quality.overlap,
      "does not go together with groups, whose items its extra judgments would take apart: leave out one of the two",
    );
  if (grouped?.near !== undefined && quality?.goldShare !== undefined)
    wrong(
      "goldShare",
      quality.goldShare,
      "does not go together with groups.near: gold that is shown to more owners must be of no group, and likeness may put any item into one. Leave out one of the two",
    );
});

/** Pinned both ways: a key forgotten on either side does not compile. */
true satisfies SameType<z.infer<typeof schema>, WrittenJob>;

/** The job file as written; see {@link WrittenJob}. */
export const jobSchema: z.ZodType<WrittenJob> = schema;
