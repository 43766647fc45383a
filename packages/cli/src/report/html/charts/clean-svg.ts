import { escapeHtml, type SafeHtml, trusted } from "../safe-html.ts";
import { fontSize } from "./chart.ts";

/** What a picture may be made of. Everything a chart library writes beyond it stays out of the report. */
const elements = new Set(["svg", "g", "path", "rect", "circle", "polygon", "polyline", "line", "text", "tspan", "defs", "clipPath"]);
/** The library's own bookkeeping, and what the page's style sheet says better. */
const dropped = /^(xmlns(:\w+)?|version|baseProfile|class|style|pointer-events|xml:space|ecmeta_\w+)$/;
const kept =
  /^(width|height|x|y|dx|dy|x1|x2|y1|y2|cx|cy|r|rx|ry|d|points|transform|viewBox|id|clip-path|fill|fill-opacity|fill-rule|stroke|stroke-\w+|opacity|paint-order|text-anchor|dominant-baseline|font-size|font-weight)$/;

export interface PictureFrame {
  /** Unique in the document; the ids inside the picture begin with it. */
  readonly id: string;
  /** What a screen reader says it is. */
  readonly title: string;
  /** What is to be seen in it, for who cannot see it. */
  readonly description: string;
  /** For CSS: when this drawing of the picture is the one to show. */
  readonly className: string;
}

/**
 * The chart library's SVG as a part of the page: only elements and attributes of the lists above, no style sheet, no script, ids that
 * are the same every time, sizes of letters as attributes so that the font is the page's, a title and a description. The library's
 * texts come escaped; a `<` in an attribute, or an element that is not known, is an error, since it could only be markup from outside.
 */
export const cleanSvg = (svg: string, { id, title, description, className }: PictureFrame): SafeHtml => {
  const ids = new Map<string, string>();
  const own = (name: string): string => {
    const known = ids.get(name) ?? `${id}-${ids.size}`;
    ids.set(name, known);
    return known;
  };
  const head = (size: string): string =>
    `<svg class="${className}" font-size="${fontSize}" role="img" aria-labelledby="${id}-title ${id}-text"${size}><title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-text">${escapeHtml(description)}</desc>`;
  const body = svg
    .replace(/<style\b[^>]*><!\[CDATA\[[\s\S]*?\]\]>\s*<\/style>/, "")
    .replace(
      /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<>]*")*)\s*(\/?)>|<[\s\S]{0,40}/g,
      (whole, close = "", name, attributes = "", end = "") => {
        if (typeof name !== "string" || !elements.has(name)) throw new Error(`a picture may not hold ${whole}`);
        if (close !== "") return `</${name}>`;
        const clean = cleanAttributes(attributes, own);
        return name === "svg" ? head(clean) : `<${name}${clean}${end}>`;
      },
    );
  return trusted(body.replace(/>\s*\n\s*</g, "><").trim());
};

const cleanAttributes = (attributes: string, own: (id: string) => string): string =>
  [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)]
    .map(([, name = "", value = ""]) => {
      if (name === "style") return fontOf(value);
      if (dropped.test(name)) return "";
      if (!kept.test(name)) throw new Error(`a picture may not hold the attribute ${name}`);
      if (name === "id") return ` id="${own(value)}"`;
      const reference = /^url\(#([\w-]+)\)$/.exec(value)?.[1];
      if (reference !== undefined) return ` ${name}="url(#${own(reference)})"`;
      if (/url\(|javascript:|&(?!amp;|lt;|gt;|quot;|#39;)/i.test(value)) throw new Error(`a picture may not hold ${name}="${value}"`);
      return ` ${name}="${rounded(value)}"`;
    })
    .join("");

/** Hundredths of a pixel are enough, and the last digits of a float are not the same on every machine. */
const rounded = (value: string): string =>
  value.replace(/-?\d+\.\d{3,}(?![\d%])/g, (number) => String(Math.round(Number(number) * 100) / 100));

const fontOf = (style: string): string => {
  const size = /font-size:(\d+(?:\.\d+)?)px/.exec(style)?.[1];
  const weight = /font-weight:(\w+)/.exec(style)?.[1];
  return `${size === undefined ? "" : ` font-size="${size}"`}${weight === undefined ? "" : ` font-weight="${weight}"`}`;
};
