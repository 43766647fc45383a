import { wordsOfFlag } from "./flag-words.ts";
import type { AggregateDocument } from "./aggregate-document.ts";
import { countOf, formatCount, formatNumber, formatShare } from "./number.ts";
import { table } from "./table.ts";

/** `aggregate` for people: what was done, how far it can be trusted, and the vendors side by side. */
export const aggregateText = (document: AggregateDocument, out: string | undefined): string => {
  const { items, answers, workers, classes, method, why, rounds, converged, repeated, single, ties, calibration, alpha } = document;
  const lines = [
    `${countOf(items, "task")} · ${countOf(answers, "answer")} of ${countOf(workers, "worker")} · ${countOf(classes.length, "label")}`,
    `method ${method}: ${why}`,
  ];
  if (!converged) lines.push(`  stopped after ${countOf(rounds, "round")} while figures still moved`);
  if (repeated > 0)
    lines.push(`  ${countOf(repeated, "row")} left out: the same answer of the same worker again (--repeats all counts them)`);
  if (single > 0) lines.push(`  ${countOf(single, "task")} with one answer only: a label without a confidence, no consensus`);
  if (ties.items > 0) lines.push(`  ${countOf(ties.items, "task")} tied; ${ties.rule}`);
  lines.push(
    calibration.state === "calibrated"
      ? `confidence calibrated on ${countOf(calibration.goldItems, "gold item")}: temperature ${formatNumber(calibration.temperature, 2)}, log loss ${formatNumber(calibration.logLoss.before, 3)} before, ${formatNumber(calibration.logLoss.after, 3)} after`
      : `confidence is the method's own and not calibrated: ${calibration.why}`,
    alpha === null
      ? "agreement: nothing to compare"
      : `agreement: Krippendorff's alpha ${formatNumber(alpha.value, 3)} (95 %: ${formatNumber(alpha.low, 3)} to ${formatNumber(alpha.high, 3)})${document.fleiss === null ? "" : `, Fleiss' kappa ${formatNumber(document.fleiss, 3)}`}`,
  );
  if (document.accuracy !== null)
    lines.push(
      `right on ${formatNumber(document.accuracy.rate * 100, 2)} % of ${countOf(document.accuracy.tasks, "task")} with a known label (${formatNumber(document.accuracy.tiesShared * 100, 2)} % with ties drawn)`,
    );
  if (document.vendors.length > 0) lines.push("", ...vendorLines(document));
  lines.push(...suspectLines(document), ...driftLines(document));
  if (out !== undefined) lines.push("", `${countOf(items, "label")} → ${out}`);
  return `${lines.join("\n")}\n`;
};

const vendorLines = ({ vendors, pairs }: AggregateDocument): readonly string[] => [
  ...table(
    [
      { head: "vendor" },
      { head: "workers", align: "right" },
      { head: "answers", align: "right" },
      { head: "right, estimated without a truth" },
      { head: "alpha within", align: "right" },
      { head: "trust", align: "right" },
    ],
    vendors
      .toSorted((a, b) => b.accuracy.value - a.accuracy.value)
      .map(({ vendor, workers, answers, accuracy, alpha, trust }) => [
        vendor,
        formatCount(workers),
        formatCount(answers),
        `${formatShare(accuracy.value)}  ${formatNumber(accuracy.low * 100, 1)}–${formatNumber(accuracy.high * 100, 1)}`,
        alpha === null ? "–" : formatNumber(alpha, 3),
        formatNumber(trust, 2),
      ]),
  ),
  ...pairs.map(({ a, b, items, agreement, kappa, gap, gapOfThesePeople }) => {
    const [better, worse, sign] = gap.value >= 0 ? [a, b, 1] : [b, a, -1];
    const ends = ({ low, high }: typeof gap): string => {
      const [from, to] = sign === 1 ? [low, high] : [-high, -low];
      return `${formatNumber(from * 100, 1)} to ${formatNumber(to * 100, 1)}`;
    };
    return `  ${better} before ${worse} by ${formatNumber(Math.abs(gap.value) * 100, 1)} points (${ends(gapOfThesePeople)} for these people, ${ends(gap)} for others of the same vendors); on ${countOf(items, "shared task")} they agree ${formatShare(agreement)}${kappa === null ? "" : `, kappa of their majorities ${formatNumber(kappa, 3)}`}`;
  }),
];

const mostNamed = 8;

const suspectLines = ({ suspects }: AggregateDocument): readonly string[] => {
  if (suspects.length === 0) return [];
  const shown = suspects.slice(0, mostNamed);
  const rows = shown.map(({ worker, vendor, answers, flags }) => [
    vendor === undefined ? worker : `${worker} (${vendor})`,
    countOf(answers, "answer"),
    flags.map((flag) => wordsOfFlag[flag]).join("; "),
  ]);
  const more = suspects.length - shown.length;
  return [
    "",
    `${countOf(suspects.length, "worker")} worth a look${more === 0 ? "" : `, those with most answers first; ${formatCount(more)} more with --workers or --json`}`,
    ...table([{ head: "" }, { head: "", align: "right" }, { head: "" }], rows),
  ];
};

const driftLines = ({ drift }: AggregateDocument): readonly string[] =>
  drift.flatMap(({ vendor, before, alerts }) => {
    const [first] = alerts;
    return first === undefined
      ? []
      : [
          "",
          `${vendor ?? "the answers"}: confirmed answers fell from ${formatShare(before)} to ${formatShare(first.rate)} from its answer ${formatCount(first.since + 1)} on${alerts.length === 1 ? "" : `, and ${countOf(alerts.length - 1, "more alert")}`}`,
        ];
  });
