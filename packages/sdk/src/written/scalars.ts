import { z } from "zod";
import { parseMoney } from "../money/money.ts";
import { durationForm, parseDuration } from "./duration.ts";
import { parsePercent, sharePerMillion } from "./per-million.ts";

/*
 * What people write in one word. A message here begins with a verb: whoever reports it puts the field's name in front and
 * what was written behind.
 */

const duration = `must be a duration: ${durationForm}`;
const money = "must be money: a decimal and a currency, as in 500 USD";
const someShare = "must be a share above 0 and at most 1, as in 0.05 or 5%";
const percent = "must be a percentage, as in 30%";
const name = "must start with a letter or a digit and hold only letters, digits, dot, dash and underscore (at most 64)";

/** `6h`. */
export const durationText: z.ZodString = z
  .string({ error: duration })
  .regex(/^\d{1,9}(\.\d{1,3})?\s?[smhd]$/, { error: duration, abort: true })
  .refine((text) => (parseDuration(text) ?? 0) > 0, { error: "must be longer than nothing" });

/** `500 USD`, above nothing. */
export const moneyText: z.ZodString = z
  .string({ error: money })
  .regex(/^\d{1,9}(\.\d{1,6})?\s+[A-Z]{3}$/, { error: money, abort: true })
  .refine((text) => (parseMoney(text)?.micros ?? 0) > 0, { error: "must be above 0" });

/** `30%`. */
export const percentText: z.ZodString = z
  .string({ error: percent })
  .regex(/^\d{1,5}(\.\d{1,4})?\s?%$/, { error: percent })
  .refine((text) => parsePercent(text) !== undefined, { error: percent });

/** A share above 0 and at most 1. */
export const share: z.ZodNumber = z.number({ error: "must be a number between 0 and 1" }).gt(0).max(1);

/** The same, or as a percentage: `0.05` and `5%` are one. */
export const shareOrPercent: z.ZodUnion<[z.ZodNumber, z.ZodString]> = z.union(
  [
    z.number().gt(0, { error: someShare }).max(1, { error: someShare }),
    z
      .string()
      .regex(/^\d{1,3}(\.\d{1,4})?\s?%$/, { error: someShare })
      .refine((text) => sharePerMillion(text) > 0 && sharePerMillion(text) <= 1_000_000, { error: someShare }),
  ],
  { error: someShare },
);

/** A name of a job, dataset, vendor or owner. */
export const nameText: z.ZodString = z.string({ error: name }).regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: name });

/** Any text with something in it. */
export const filledText: z.ZodString = z.string({ error: "must be text" }).regex(/\S/, { error: "must not be empty" });

/** A whole number from 1 on. */
export const count: z.ZodNumber = z
  .number({ error: "must be a whole number" })
  .int({ error: "must be a whole number" })
  .min(1)
  .max(1_000_000_000);

/** A list without repeats; an empty one is a mistake, since leaving the key out says it better. */
export const distinctList = <Element extends z.ZodType<string>>(element: Element): z.ZodArray<Element> =>
  z
    .array(element, { error: "must be a list" })
    .min(1)
    .check((context) => {
      const seen = new Set<string>();
      for (const [place, value] of context.value.entries()) {
        if (seen.has(value)) context.issues.push({ code: "custom", input: value, path: [place], message: "is there twice" });
        seen.add(value);
      }
    });
