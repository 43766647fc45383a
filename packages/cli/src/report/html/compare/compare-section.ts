import type { CompareDocument } from "../../documents.ts";
import { pairSentence } from "../../pair-sentence.ts";
import { card } from "../parts.ts";
import { html, type Insert, type SafeHtml } from "../safe-html.ts";
import { agreementPart } from "./agreement-part.ts";
import { allFigures } from "./all-figures.ts";
import type { CompareDrawing } from "./compare-drawing.ts";
import { costPart } from "./cost-part.ts";
import { qualityPart } from "./quality-part.ts";
import { tradePart } from "./trade-part.ts";
import { turnaroundPart } from "./turnaround-part.ts";

/** Vendors side by side: what can be said of each two, then a picture and its figures for each question, and all figures in one table. */
export const compareSection = (drawing: CompareDrawing): SafeHtml =>
  card(
    { title: "Vendors compared", lead: "Every interval is at 95 %. Open work counts as open, not as fast.", long: true },
    verdicts(drawing.comparison),
    tradePart(drawing),
    turnaroundPart(drawing),
    qualityPart(drawing),
    agreementPart(drawing),
    costPart(drawing),
    allFigures(drawing.comparison),
  );

const verdicts = ({ pairs, frontier, vendors }: CompareDocument): Insert =>
  pairs.length === 0
    ? undefined
    : html`<ul class="verdicts">
        ${pairs.map((pair) => html`<li>${pairSentence(pair)}</li>`)}${
          frontier.length > 0 && vendors.length > 1
            ? html`<li>Not beaten on cost, time and quality together: ${frontier.join(", ")}.</li>`
            : undefined
        }
      </ul>`;
