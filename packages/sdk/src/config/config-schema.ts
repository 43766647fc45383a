import { z } from "zod";
import { jsonObject } from "../job/job-schema.ts";
import { count, distinctList, durationText, filledText, moneyText, nameText, percentText, share } from "../written/scalars.ts";
import { parseDuration } from "../written/duration.ts";
import type { SameType } from "../written/same-type.ts";
import { isPrivateHost, looksLikeKey } from "./secrecy.ts";
import type { WrittenConfig } from "./written-config.ts";

/*
 * The config file, strictly. No message and no example in here may ever hold what stands under `credential`.
 */

const number = z.number({ error: "must be a number" });

const notAKey = (text: string): boolean => !looksLikeKey(text);
const neverTheKey = { error: "must say where the key is, never the key itself" };

const credential = z
  .union(
    [
      z.strictObject({
        env: z
          .string({ error: "must be the name of a variable" })
          .regex(/^[A-Z_][A-Z0-9_]*$/, { error: "must be the name of a variable, in capitals, as in SCALE_API_KEY; never the key itself" })
          .meta({ description: "Name of the environment variable that holds the key." }),
      }),
      z.strictObject({
        file: filledText.refine(notAKey, neverTheKey).meta({ description: "A file that holds the key, relative to this file." }),
      }),
      z.strictObject({ command: filledText.refine(notAKey, neverTheKey).meta({ description: "A shell command that prints the key." }) }),
    ],
    { error: "must say where the key is: { env: NAME }, { file: path } or { command: … }; never the key itself" },
  )
  .meta({ description: "Where the key is; never the key itself." });

const minutes = number.gt(0).max(100_000).meta({ description: "Paid minutes an item takes." });
const terms = {
  setup: moneyText.exactOptional().meta({ description: "Paid once a job, as soon as it gets anything." }),
  minimum: moneyText.exactOptional().meta({ description: "The smallest bill of a job, set-up included." }),
  rush: z
    .strictObject({ within: durationText, extra: percentText })
    .exactOptional()
    .meta({ description: "What a job costs more whose deadline is within that time, as in { within: 24h, extra: 25% }." }),
};

const price = z.union([
  z.strictObject({
    perJudgment: moneyText.meta({ description: "Money, as in 0.08 USD." }),
    ...terms,
    tiers: z
      .array(z.strictObject({ from: count, perJudgment: moneyText }))
      .min(1)
      .check(({ value, issues }) => {
        for (const [place, tier] of value.entries())
          if (place > 0 && tier.from <= (value[place - 1]?.from ?? 0))
            issues.push({ code: "custom", input: tier.from, path: [place, "from"], message: "must be above the tier before it" });
      })
      .exactOptional()
      .meta({ description: "The judgments of a job from that one on have another price; those before keep theirs." }),
  }),
  z.strictObject({ perItem: moneyText.meta({ description: "Money for an item that is sent." }), ...terms }),
  z.strictObject({
    perTurn: moneyText.meta({ description: "Money for one turn of a conversation." }),
    turnsPerItem: count.max(10_000).meta({ description: "Turns a judgment takes." }),
    ...terms,
  }),
  z.strictObject({
    perHour: moneyText.meta({ description: "Money, as in 60 USD." }),
    minutesPerItem: minutes,
    minutesPerItemHigh: number
      .gt(0)
      .max(100_000)
      .exactOptional()
      .meta({ description: "What is reserved. Default: a quarter more than minutesPerItem." }),
    rework: percentText.exactOptional().meta({ description: "Part of the items that has to be paid again, as in 5%." }),
    fee: percentText.exactOptional().meta({ description: "The vendor's own fee on top, as in 30%." }),
    ...terms,
  }),
]);

const baseUrl = z
  .string({ error: "must be a URL" })
  .check(({ value, issues }) => {
    const wrong = (message: string): void => void issues.push({ code: "custom", input: value, path: [], message });
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !["http:", "https:"].includes(url.protocol)) wrong("must be a URL that starts with https://");
    else if (url.username !== "" || url.password !== "") wrong("must not hold a user or a password; use credential");
    else if (url.search !== "" || url.hash !== "") wrong("must end before ? and #");
    else if (url.protocol === "http:" && !isPrivateHost(url.hostname))
      wrong("must start with https://: over http the key and every item could be read on the way");
  })
  .meta({ description: "Where the vendor's API begins.", examples: ["https://api.scale.com/v1"] });

const vendor = z.strictObject({
  adapter: filledText.meta({ description: "scale, surge, mercor, or the name of a package: an adapter out of tree." }),
  baseUrl,
  credential,
  owner: nameText.exactOptional().meta({ description: "Whoever controls the vendor. Default: the vendor's name." }),
  price: price.exactOptional(),
  turnaround: z
    .strictObject({ p50: durationText, p90: durationText })
    .check(({ value, issues }) => {
      if ((parseDuration(value.p90) ?? 0) < (parseDuration(value.p50) ?? 0))
        issues.push({ code: "custom", input: value.p90, path: ["p90"], message: "must not be shorter than p50" });
    })
    .exactOptional()
    .meta({ description: "How long an answer takes: a prior, replaced by what is observed." }),
  quality: z
    .strictObject({
      accuracy: share.exactOptional().meta({ description: "The share of its answers that is right: a prior.", default: 0.8 }),
      history: z
        .boolean()
        .exactOptional()
        .meta({ description: "Whether its answers to gold in earlier jobs count; false: accuracy is taken as it stands.", default: true }),
    })
    .exactOptional(),
  capacity: z.strictObject({ perDay: count.meta({ description: "Judgments a day." }) }).exactOptional(),
  limits: z
    .strictObject({
      concurrency: count.max(10_000).exactOptional().meta({ description: "Requests under way at a time.", default: 8 }),
      perSecond: number.gt(0).exactOptional().meta({ description: "Requests started a second. Default: no limit." }),
      settle: durationText.exactOptional().meta({ description: "How long a doubtful create may take to appear in a listing." }),
    })
    .exactOptional(),
  regions: distinctList(filledText).exactOptional().meta({ description: "Where the vendor keeps the work." }),
  options: jsonObject.exactOptional().meta({ description: "Handed to the adapter, which checks them." }),
});

const stake = z.strictObject({
  holder: nameText.meta({ description: "Who holds the stake." }),
  share,
  since: z.iso
    .date({ error: "must be a day, as in 2025-06-13" })
    .exactOptional()
    .meta({ description: "From 00:00 UTC of that day. Default: always." }),
  source: filledText.exactOptional().meta({ description: "Where that is written." }),
});

const schema = z.strictObject({
  $schema: z.string().exactOptional(),
  version: z.literal(1).meta({ description: "Version of this file's form." }),
  store: filledText.exactOptional().meta({
    description: "A path, relative to this file, or a postgres:// URL.",
    default: ".tranche/tranche.db",
  }),
  vendors: z.record(nameText, vendor).refine((vendors) => Object.keys(vendors).length > 0, { error: "must name at least one vendor" }),
  owners: z
    .record(
      nameText,
      z.strictObject({
        stakes: z.array(stake, { error: "must be a list" }).exactOptional(),
        breached: z
          .boolean({ error: "must be true or false" })
          .exactOptional()
          .meta({ description: "What it was shown may have got out: gold items it has seen measure nobody any more.", default: false }),
      }),
    )
    .exactOptional()
    .meta({ description: "Who holds shares in whom, and whose data got out." }),
  rules: z
    .strictObject({ conflict: share.exactOptional().meta({ description: "From this share on a stake counts as control.", default: 0.2 }) })
    .exactOptional(),
  currencies: z
    .record(
      z.string().regex(/^[A-Z]{3}$/, { error: "must be a currency, as in EUR" }),
      z.strictObject({
        rate: moneyText.meta({ description: "What one unit is worth, as in 1.08 USD." }),
        on: z.iso.date({ error: "must be a day, as in 2026-01-05" }).exactOptional().meta({ description: "The day of that rate." }),
      }),
    )
    .exactOptional()
    .meta({ description: "What other currencies are worth; nobody else is asked." }),
  failover: z
    .strictObject({
      attempts: count.max(20).exactOptional().meta({ description: "Tries at one vendor before it is given up for an item.", default: 3 }),
      cooldown: durationText.exactOptional().meta({ description: "Pause after a vendor failed.", default: "5m" }),
      lostAfter: durationText.exactOptional().meta({
        description: "Unreachable or silent this long, and the vendor's open work is placed elsewhere.",
        default: "2h",
      }),
      lateWindow: durationText.exactOptional().meta({ description: "How long late answers are still collected.", default: "7d" }),
    })
    .exactOptional(),
  timeScale: number.gt(0).max(1_000_000).exactOptional().meta({
    description: "How many times faster than real time the vendors run; only a sandbox has another than 1.",
    default: 1,
  }),
});

/** Pinned both ways: a key forgotten on either side does not compile. */
true satisfies SameType<z.infer<typeof schema>, WrittenConfig>;

/** The config file as written; see {@link WrittenConfig}. */
export const configSchema: z.ZodType<WrittenConfig> = schema;
