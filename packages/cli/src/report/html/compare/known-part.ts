import { formatCount, formatShare } from "../../number.ts";
import { htmlTable } from "../parts.ts";
import { wordsOfFlag } from "../../flag-words.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** Most workers of a vendor that are written out. */
const mostWorkers = 20;

/** Who has seen which known answers, and how single workers did on them; folded away, since it is for a closer look. */
export const knownPart = ({ comparison: { goldViews, vendors, workerTest } }: CompareDrawing): Insert => {
  const workers = vendors.flatMap(({ vendor, quality }) => quality.workers.slice(0, mostWorkers).map((worker) => ({ vendor, ...worker })));
  const flagged = vendors.flatMap(({ vendor, quality }) => quality.flagged.map((one) => ({ vendor, ...one })));
  return html`${
    flagged.length === 0
      ? undefined
      : html`<details open>
          <summary>Workers worth a look</summary>
          ${htmlTable({
            caption:
              workerTest === null
                ? "Reasons to look, not proofs"
                : `Reasons to look, not proofs; the sequential test fails about ${formatShare(workerTest.falseHold, 0)} of those who are as good as all are`,
            columns: [
              { head: "worker" },
              { head: "vendor" },
              { head: "answers", kind: "number" },
              { head: "confirmed", kind: "number" },
              { head: "why", kind: "words" },
            ],
            rows: flagged.map(({ vendor, worker, answers, confirmed, flags }) => [
              worker,
              vendor,
              formatCount(answers),
              confirmed === null ? "–" : formatShare(confirmed.rate),
              flags.map((flag) => wordsOfFlag[flag]).join("; "),
            ]),
          })}
        </details>`
  }${
    goldViews.length === 0
      ? undefined
      : html`<details>
          <summary>Gold items each owner has seen</summary>
          ${htmlTable({
            caption: "Gold items, and how often they were shown",
            columns: [
              { head: "owner" },
              { head: "vendors", kind: "words" },
              { head: "items", kind: "number" },
              { head: "views", kind: "number" },
              { head: "of one, at most", kind: "number" },
              { head: "seen by two of its vendors", kind: "number" },
            ],
            rows: goldViews.map((one) => [
              one.owner,
              one.vendors.join(", "),
              formatCount(one.items),
              formatCount(one.views),
              formatCount(one.most),
              formatCount(one.shared),
            ]),
          })}
        </details>`
  }${
    workers.length === 0
      ? undefined
      : html`<details>
          <summary>Workers with known answers</summary>
          ${htmlTable({
            caption: `Share right per worker, with 95 % intervals; at most ${mostWorkers} of each vendor, most answers first`,
            columns: [
              { head: "worker" },
              { head: "vendor" },
              { head: "right", kind: "number" },
              { head: "95 % interval", kind: "number" },
              { head: "of", kind: "number" },
            ],
            rows: workers.map(({ vendor, worker, rate, low, high, seen }) => [
              worker,
              vendor,
              rate === null ? "–" : formatShare(rate),
              low === null || high === null ? "–" : `${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)}`,
              formatCount(seen),
            ]),
          })}
        </details>`
  }`;
};
