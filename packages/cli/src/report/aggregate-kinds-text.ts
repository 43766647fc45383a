import type { JudgedDocument, RankingDocument } from "./aggregate-document.ts";
import { countOf, formatNumber } from "./number.ts";

/** `aggregate --kind rating|text|spans|boxes` for people. */
export const judgedText = (document: JudgedDocument, out: string | undefined): string => {
  const { items, answers, workers, method, why, single, calibration, alpha, copied } = document;
  const lines = [`${countOf(items, "task")} · ${countOf(answers, "answer")} of ${countOf(workers, "worker")}`, `method ${method}: ${why}`];
  if (single > 0) lines.push(`  ${countOf(single, "task")} with one answer only: an answer without a confidence, no consensus`);
  if (calibration.state === "uncalibrated") lines.push(`confidence is not a probability: ${calibration.why}`);
  if (alpha !== null)
    lines.push(
      `agreement: Krippendorff's alpha (interval) ${formatNumber(alpha.value, 3)} (95 %: ${formatNumber(alpha.low, 3)} to ${formatNumber(alpha.high, 3)})`,
    );
  for (const { text, how, workers: who, items: where } of copied.slice(0, 8))
    lines.push(
      how === "several-workers"
        ? `the same text of ${who.join(", ")} on ${where.join(", ")}: ${text.slice(0, 60)}`
        : `the same text of ${who.join(", ")} on ${countOf(where.length, "task")}: ${text.slice(0, 60)}`,
    );
  if (copied.length > 8) lines.push(`and ${countOf(copied.length - 8, "more copied text")} with --json`);
  if (out !== undefined) lines.push("", `${countOf(items, "answer")} → ${out}`);
  return `${lines.join("\n")}\n`;
};

/** `aggregate --kind ranking` for people. */
export const rankingText = ({ comparisons, options, workers, method, converged }: RankingDocument, out: string | undefined): string => {
  const doubtful = workers.filter(({ honesty }) => honesty < 0.5);
  return `${[
    `${countOf(comparisons, "comparison")} of ${countOf(options.length, "option")} by ${countOf(workers.length, "worker")}`,
    `method ${method}${converged ? "" : "; stopped while scores still moved"}`,
    ...(doubtful.length === 0
      ? []
      : [
          `  ${countOf(doubtful.length, "worker")} seems to prefer the opposite of everybody else: ${doubtful
            .slice(0, 8)
            .map(({ worker }) => worker)
            .join(", ")}`,
        ]),
    ...(out === undefined ? [] : ["", `${countOf(options.length, "option")} → ${out}`]),
  ].join("\n")}\n`;
};
