import { AdapterError } from "@tranche/sdk";

/** Where a unit's key is kept among a task's fields. Workers see every field that no template hides, so there is always a template. */
export const referenceField = (show: readonly string[]): string => {
  let name = "reference";
  while (show.includes(name)) name += "_";
  return name;
};

/** What a worker sees of a task: the visible fields in their order, and no other. Throws `refused` for a name that would break out of it. */
export const fieldsTemplate = (show: readonly string[]): string =>
  show
    .map((name) => {
      if (/[{}<>&"]/.test(name))
        throw new AdapterError({
          kind: "refused",
          scope: "engagement",
          message: `the field ${JSON.stringify(name)} cannot be shown: its name has {, }, <, >, & or "`,
        });
      return show.length === 1 ? `<div>{{${name}}}</div>` : `<h4>${name}</h4><div>{{${name}}}</div>`;
    })
    .join("\n");

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

/** Markdown instructions as the HTML Surge takes: headings, lists, paragraphs, bold, italics and code. Anything else stays text; no tag gets through. */
export const instructionsHtml = (title: string, markdown: string): string => {
  const separated = markdown
    .replaceAll("\r\n", "\n")
    .replace(/^(#{1,6}\s.*)$/gm, "\n$1\n")
    .replace(/^(?!\s*[-*+\d])(.+)\n(?=\s*([-*+]|\d+[.)])\s)/gm, "$1\n\n");
  const blocks = separated.split(/\n\s*\n/).map((text) => text.trim());
  const headed = /^\s*#\s/.test(markdown) ? [] : [`<h1>${escape(title)}</h1>`];
  return [...headed, ...blocks.filter((text) => text !== "").map(block)].join("\n");
};
