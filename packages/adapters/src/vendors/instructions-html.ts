const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const inline = (text: string): string =>
  escape(text)
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|\W)[*_]([^*_\s][^*_]*)[*_](?=\W|$)/g, "$1<em>$2</em>");

const block = (text: string): string => {
  const lines = text.split("\n");
  const heading = lines.length === 1 ? /^(#{1,6})\s+(.*)$/.exec(text) : null;
  if (heading) return `<h${heading[1]?.length}>${inline(heading[2] ?? "")}</h${heading[1]?.length}>`;
  const listed = (mark: RegExp): boolean => lines.every((line) => mark.test(line));
  const list = (tag: string, mark: RegExp): string =>
    `<${tag}>${lines.map((line) => `<li>${inline(line.replace(mark, ""))}</li>`).join("")}</${tag}>`;
  if (listed(/^\s*[-*+]\s+/)) return list("ul", /^\s*[-*+]\s+/);
  if (listed(/^\s*\d+[.)]\s+/)) return list("ol", /^\s*\d+[.)]\s+/);
  return `<p>${lines.map(inline).join("<br>")}</p>`;
};

/** Markdown instructions as simple HTML: headings, lists, paragraphs, bold, italics and code. Anything else stays text; no tag gets through. */
export const instructionsHtml = (title: string, markdown: string): string => {
  const separated = markdown
    .replaceAll("\r\n", "\n")
    .replace(/^(#{1,6}\s.*)$/gm, "\n$1\n")
    .replace(/^(?!\s*[-*+\d])(.+)\n(?=\s*([-*+]|\d+[.)])\s)/gm, "$1\n\n");
  const blocks = separated.split(/\n\s*\n/).map((text) => text.trim());
  const headed = /^\s*#\s/.test(markdown) ? [] : [`<h1>${escape(title)}</h1>`];
  return [...headed, ...blocks.filter((text) => text !== "").map(block)].join("\n");
};
