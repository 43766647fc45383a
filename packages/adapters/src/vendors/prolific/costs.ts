import { money, type Observation, shareOf } from "@tranche/sdk";
import { readTime } from "../vendor-time.ts";
import { type Answers, marksIn } from "./answers.ts";
import type { ProlificAdapterOptions } from "./options.ts";
import { submissionStanding } from "./status.ts";
import type { Terms } from "./terms.ts";
import type { ProlificStudy } from "./wire.ts";

const microsPerMinor = 10_000;

interface Costing {
  readonly study: ProlificStudy;
  readonly terms: Terms;
  readonly answers: Answers;
  readonly refOf: (mark: string) => string;
}

/**
 * What submissions cost: the reward and the fee, apart, shared out evenly among the units answered in each, to the last micro. Final once a submission
 * is approved; nothing for one that was given back or rejected, whatever was expected of it before.
 */
export const costsOf = (
  { feePercent }: Pick<ProlificAdapterOptions, "feePercent">,
  { study, terms, answers, refOf }: Costing,
): readonly Observation[] =>
  answers.submissions.flatMap((submission) => {
    const standing = submissionStanding(submission.status);
    const marks = marksIn(answers, submission);
    if (standing === "at-work" || marks.length === 0) return [];
    const currency = study.presentment_currency_code ?? study.currency_code ?? terms.currency;
    const reward = standing === "void" ? 0 : Math.round((submission.reward ?? study.reward ?? terms.rewardMinor) * microsPerMinor);
    const fee = shareOf(reward, Math.round(feePercent * 10_000));
    const at = readTime(submission.completed_at);
    const final = standing !== "handed-in";
    return marks.flatMap((mark, place): readonly Observation[] => {
      const one = { type: "cost", ref: refOf(mark), final, ...(at !== undefined && { at }) } as const;
      const part = (micros: number): number =>
        Math.floor((micros * (place + 1)) / marks.length) - Math.floor((micros * place) / marks.length);
      return [
        { ...one, id: `reward:${submission.id}:${mark}`, amount: money(part(reward), currency), what: "reward" },
        { ...one, id: `fee:${submission.id}:${mark}`, amount: money(part(fee), currency), what: `fee, ${feePercent} % as configured` },
      ];
    });
  });
