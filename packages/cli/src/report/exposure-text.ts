import { type ClockStyle, formatClock } from "./clock.ts";
import type { DatasetExposure, ExposureDocument } from "./documents.ts";
import { countOf, formatCap, formatCount, formatShare } from "./number.ts";
import { table } from "./table.ts";
import { printable } from "./text-width.ts";

/** Who has seen what, against the caps: one table a dataset, and what any two owners hold together. */
export const exposureText = (document: ExposureDocument, clock: ClockStyle = {}): string =>
  document.datasets.length === 0
    ? "Nothing has been disclosed to anyone.\n"
    : `${document.datasets.map((dataset) => `${datasetLines(dataset, clock).join("\n")}\n`).join("\n")}${everything(document)}`;

/** All datasets together, where there are several. */
const everything = (document: ExposureDocument): string =>
  document.datasets.length < 2 || document.everything === undefined || document.everything.length === 0
    ? ""
    : `\nEverything ever sent: ${document.everything
        .map(({ owner, items, datasets }) => `${printable(owner)} ${countOf(items, "item")} of ${countOf(datasets, "dataset")}`)
        .join("; ")}.\n`;

const datasetLines = (dataset: DatasetExposure, clock: ClockStyle): readonly string[] => [
  `dataset ${printable(dataset.dataset)} · ${countOf(dataset.items, "item")}`,
  ...table(
    [
      { head: "owner" },
      { head: "vendors" },
      { head: "has seen", align: "right" },
      { head: "", align: "right" },
      { head: "cap", align: "right" },
      { head: "in doubt", align: "right" },
      { head: "last" },
    ],
    dataset.owners.map((owner) => [
      owner.owner,
      owner.vendors.join(", "),
      formatCount(owner.items),
      formatShare(owner.share),
      owner.cap >= 1 ? "none" : formatCap(owner.cap),
      formatCount(owner.inDoubt),
      formatClock(owner.last, clock),
    ]),
  ),
  ...jobLines(dataset),
  ...purposeLines(dataset),
  inWords(dataset),
];

/** Which job sent how much, where there are several. */
const jobLines = ({ owners }: DatasetExposure): readonly string[] => {
  if (new Set(owners.flatMap(({ jobs = [] }) => jobs.map(({ job }) => job))).size < 2) return [];
  const told = owners.flatMap(({ owner, jobs = [] }) =>
    jobs.length === 0
      ? []
      : [`${printable(owner)} ${jobs.map(({ job, items }) => `${formatCount(items)} by ${printable(job)}`).join(", ")}`],
  );
  return [`Sent ${told.join("; ")}.`];
};

/** What else than the job itself items were shown for, where there is any. */
const purposeLines = ({ owners }: DatasetExposure): readonly string[] => {
  const told = owners.flatMap(({ owner, purposes }) => {
    const parts = (["gold", "overlap", "pilot", "canary"] as const).flatMap((purpose) =>
      purposes[purpose] === 0 ? [] : [`${purpose} ${formatCount(purposes[purpose])}`],
    );
    return parts.length === 0 ? [] : [`${printable(owner)} ${parts.join(", ")}`];
  });
  return told.length === 0 ? [] : [`Among them: ${told.join("; ")}.`];
};

/** The sentence under the table: nobody has it all, and what two that join would have. */
const inWords = (dataset: DatasetExposure): string => {
  const everything = dataset.owners.filter((owner) => dataset.items > 0 && owner.items >= dataset.items);
  if (everything.length > 0)
    return `${everything.map((owner) => printable(owner.owner)).join(" and ")} ${everything.length === 1 ? "has" : "have"} seen everything.`;
  const [first, second] = dataset.owners.map((owner) => owner.share).toSorted((a, b) => b - a);
  if (first === undefined || first === 0) return "Nobody has seen anything.";
  if (second === undefined || second === 0) return "Nobody has seen everything.";
  const together = dataset.anyTwo;
  return together
    ? `Nobody has seen everything; any two together have seen at most ${formatShare(together.share)} (${together.owners.map(printable).join(" and ")}).`
    : `Nobody has seen everything; any two together have seen at most ${formatShare(Math.min(1, first + second))}.`;
};
