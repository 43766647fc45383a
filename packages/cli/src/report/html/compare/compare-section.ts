import type { CompareDocument } from "../../documents.ts";
import { formatCount } from "../../number.ts";
import { pairSentence } from "../../pair-sentence.ts";
import { card } from "../parts.ts";
import { html, type Insert, type SafeHtml } from "../safe-html.ts";
import { agreementPart } from "./agreement-part.ts";
import { allFigures } from "./all-figures.ts";
import type { CompareDrawing } from "./compare-drawing.ts";
import { costPart } from "./cost-part.ts";
import { differencesPart } from "./differences-part.ts";
import { historyPart } from "./history-part.ts";
import { knownPart } from "./known-part.ts";
import { moneyPart } from "./money-part.ts";
import { outcomesPart } from "./outcomes-part.ts";
import { qualityPart } from "./quality-part.ts";
import { throughputPart } from "./throughput-part.ts";
import { tradePart } from "./trade-part.ts";
import { turnaroundPart } from "./turnaround-part.ts";

/** Vendors side by side: what can be said of each two, then a picture and its figures for each question, and all figures in one table. */
export const compareSection = (drawing: CompareDrawing): SafeHtml =>
  card(
    { title: "Vendors compared", lead: "Every interval is at 95 %. Open work counts as open, not as fast.", long: true },
    verdicts(drawing.comparison),
    tradePart(drawing),
    turnaroundPart(drawing),
    outcomesPart(drawing),
    throughputPart(drawing),
    qualityPart(drawing),
    differencesPart(drawing),
    agreementPart(drawing),
    costPart(drawing),
    moneyPart(drawing),
    knownPart(drawing),
    historyPart(drawing),
    allFigures(drawing.comparison),
  );

/** Most pairs without a verdict that are written out; more are folded away. */
const mostOpen = 6;

const verdicts = ({ pairs, frontier, vendors }: CompareDocument): Insert => {
  if (pairs.length === 0) return undefined;
  const sentence = (pair: CompareDocument["pairs"][number]): SafeHtml => html`<li>${pairSentence(pair)}</li>`;
  const open = pairs.filter(({ verdict }) => verdict === "not enough data");
  const folded = open.length > mostOpen;
  return html`<ul class="verdicts">
      ${pairs.filter((pair) => !folded || pair.verdict !== "not enough data").map(sentence)}${
        frontier.length > 0 && vendors.length > 1
          ? html`<li>Not beaten on cost, time and quality together: ${frontier.join(", ")}.</li>`
          : undefined
      }
    </ul>
    ${
      folded
        ? html`<details>
            <summary>${formatCount(open.length)} pairs with not enough data to tell</summary>
            <ul class="verdicts">
              ${open.map(sentence)}
            </ul>
          </details>`
        : undefined
    }`;
};
