import { countOf, formatCap, formatCount, formatShare } from "./number.ts";
import type { OwnerLine, OwnersDocument, StakeLine, WhatIfDocument } from "./owners-documents.ts";
import { table } from "./table.ts";
import { printable } from "./text-width.ts";

/** What `owners` says: a line a stake, and who controls whom by the config's rule. */
export const ownersText = ({ conflict, owners }: OwnersDocument): string => {
  const rows = owners.flatMap((owner): readonly (readonly string[])[] => {
    const [first, ...more] = owner.stakes;
    return [[owner.owner, owner.vendors.join(", ") || "–", ...stakeCells(first)], ...more.map((stake) => ["", "", ...stakeCells(stake)])];
  });
  const lines = [
    ...table(
      [
        { head: "owner" },
        { head: "vendors" },
        { head: "held by" },
        { head: "share", align: "right" },
        { head: "since" },
        { head: "source" },
      ],
      rows,
    ),
    ...owners.flatMap(controlLines),
    `A stake of ${formatCap(conflict)} or more counts as control (rules.conflict).`,
  ];
  return `${lines.join("\n")}\n`;
};

const stakeCells = (stake: StakeLine | undefined): readonly string[] =>
  stake === undefined
    ? ["–", "", "", ""]
    : [
        stake.holder,
        formatCap(stake.share),
        stake.since === null ? "always" : `${stake.since}${stake.inForce ? "" : " (not yet)"}`,
        stake.source ?? "–",
      ];

const controlLines = ({ owner, controlledBy }: OwnerLine): readonly string[] =>
  controlledBy.length === 0 ? [] : [`${printable(owner)} is controlled by ${controlledBy.map(printable).join(", ")}.`];

/** What `owners what-if` says: now and then, one block a dataset, one line a limit that would be touched. */
export const whatIfText = (document: WhatIfDocument): string => {
  const { reach } = document;
  const holder = printable(document.holder);
  const gained = reach.after.filter((owner) => !reach.before.includes(owner));
  const lost = reach.before.filter((owner) => !reach.after.includes(owner));
  const lines = [
    `If ${holder} held ${formatCap(document.share)} of ${printable(document.buys)}:`,
    ...(gained.length === 0 ? [] : [`  it would also control ${gained.map(printable).join(", ")}`]),
    ...(lost.length === 0 ? [] : [`  it would no longer control ${lost.map(printable).join(", ")}`]),
    ...(gained.length + lost.length === 0
      ? [
          `  nothing would change: ${document.share < document.conflict ? `below ${formatCap(document.conflict)} a stake is not control` : "it has that control already"}`,
        ]
      : []),
    ...(document.datasets.length === 0 ? ["  nothing has been sent to anyone yet"] : []),
    ...document.datasets.flatMap((dataset) => datasetLines(dataset, holder)),
  ];
  return `${lines.join("\n")}\n`;
};

const datasetLines = (dataset: WhatIfDocument["datasets"][number], holder: string): readonly string[] => [
  `dataset ${printable(dataset.dataset)} · ${countOf(dataset.items, "item")}`,
  `  ${holder} has seen ${seen(dataset.before)} and would have seen ${seen(dataset.after)}`,
  ...dataset.jobs.flatMap(jobLines),
];

const seen = ({ items, share }: { readonly items: number; readonly share: number }): string =>
  `${formatCount(items)} (${formatShare(share)})`;

const jobLines = ({ job, cap, over, denied }: WhatIfDocument["datasets"][number]["jobs"][number]): readonly string[] => {
  const limits = [
    ...(over.after > 0
      ? [
          `over its cap of ${formatCap(cap)} by ${countOf(over.after, "item")}${over.before > 0 ? ` (${formatCount(over.before)} now)` : ""}`,
        ]
      : []),
    ...denied.map(({ vendor, why }) => `${printable(vendor)} would get no new work: ${printable(why)}`),
  ];
  return limits.length === 0 ? [`  ${printable(job)}: within its limits`] : limits.map((limit) => `  ${printable(job)}: ${limit}`);
};
