import { html, type SafeHtml } from "../safe-html.ts";
import { type Chart, base, rooms, textPixels } from "./chart.ts";
import { cleanSvg } from "./clean-svg.ts";

/** Draws a chart for a page and for a phone; the style sheet shows one of them. */
export type Painter = (chart: Chart) => SafeHtml;

/**
 * Loads the chart library, and only what the report needs of it. It is loaded when a report is asked for and not before: it is by far the
 * largest thing this package brings along. No screen is needed: the library writes SVG as text.
 */
export const loadPainter = async (): Promise<Painter> => {
  const [core, charts, components, renderers] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  core.use([charts.CustomChart, components.GridComponent, renderers.SVGRenderer]);
  core.setPlatformAPI({
    measureText: (text: string, font = "") => ({ width: textPixels(text, Number.parseFloat(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? "12")) }),
  });
  return (chart) =>
    html`${([chart.half === true ? "half" : "wide", "narrow"] as const).map((size) => {
      const room = rooms[size];
      const { height, option } = chart.draw(room);
      const instance = core.init(null, null, { renderer: "svg", ssr: true, width: room.width, height });
      try {
        instance.setOption({ ...base, ...option });
        const svg = instance.renderToSVGString();
        return cleanSvg(svg, {
          id: `${chart.id}-${size}`,
          title: chart.title,
          description: chart.description,
          className: size === "half" ? "wide half" : size,
        });
      } finally {
        instance.dispose();
      }
    })}`;
};
