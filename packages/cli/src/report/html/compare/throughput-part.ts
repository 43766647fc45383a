import { formatCount } from "../../number.ts";
import { hoursChart } from "../charts/hours-chart.ts";
import { htmlTable } from "../parts.ts";
import { picture } from "../picture.ts";
import { html, type Insert } from "../safe-html.ts";
import type { CompareDrawing } from "./compare-drawing.ts";

/** When over the day answers come in; nothing where no times are known. */
export const throughputPart = ({ comparison: { vendors }, palette, paint }: CompareDrawing): Insert => {
  const known = vendors.flatMap(({ vendor, throughput: { byHourUtc, perDay } }) => {
    const total = byHourUtc.reduce((sum, count) => sum + count, 0);
    const busiest = byHourUtc.indexOf(Math.max(...byHourUtc));
    return total === 0
      ? []
      : [{ vendor, byHour: byHourUtc, perDay, total, busiest: span(busiest), share: (byHourUtc[busiest] ?? 0) / total }];
  });
  if (known.length === 0) return undefined;
  const day = (perDay: number | null): string => (perDay === null ? "" : `${formatCount(perDay)} a day`);
  const chart = hoursChart({
    id: "throughput",
    title: "When answers come in",
    description: known
      .map(({ vendor, busiest, perDay }) => `${vendor}: most from ${busiest} UTC${perDay === null ? "" : `, ${day(perDay)}`}.`)
      .join(" "),
    rows: known.map(({ vendor, byHour, perDay }) => ({ name: vendor, colour: palette(vendor).colour, byHour, text: day(perDay) })),
  });
  return html`<h3>Throughput over the day</h3>
    ${picture({
      caption: "Answers by the hour they came in, UTC; each vendor's columns are as high as its own fullest hour.",
      chart,
      paint,
      table: htmlTable({
        caption: "When answers come in",
        columns: [
          { head: "vendor" },
          { head: "answers", kind: "number" },
          { head: "a day", kind: "number" },
          { head: "fullest hour", kind: "number" },
          { head: "of all", kind: "number" },
        ],
        rows: known.map(({ vendor, total, perDay, busiest, share }) => [
          vendor,
          formatCount(total),
          perDay === null ? "–" : formatCount(perDay),
          busiest,
          `${Math.round(share * 100)} %`,
        ]),
      }),
    })}`;
};

const span = (hour: number): string => `${String(hour).padStart(2, "0")}–${String(hour + 1).padStart(2, "0")} h`;
