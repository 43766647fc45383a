/** Markup that was written here, or made of texts that were escaped. Only {@link html} makes one. */
export interface SafeHtml {
  readonly markup: string;
}

/** What may be put into a template: texts and numbers are escaped, markup is kept, lists are joined, undefined is nothing. */
export type Insert = string | number | SafeHtml | undefined | readonly Insert[];

/**
 * A template for markup: `html\`<td>${text}</td>\``. Everything inserted is escaped for elements and for quoted
 * attributes unless it is markup itself; control characters that no HTML may hold become `�`.
 */
export const html = (strings: TemplateStringsArray, ...inserts: readonly Insert[]): SafeHtml => ({
  markup: strings.reduce((text, string, index) => text + string + (index < inserts.length ? render(inserts[index]) : ""), ""),
});

/** For the style sheet of this folder, which holds nothing from outside. */
export const trusted = (markup: string): SafeHtml => ({ markup });

const render = (insert: Insert): string => {
  if (insert === undefined) return "";
  if (typeof insert === "number") return String(insert);
  if (typeof insert === "string") return escapeHtml(insert);
  return isList(insert) ? insert.map(render).join("") : insert.markup;
};

/** `Array.isArray` does not narrow readonly arrays. */
const isList = (insert: SafeHtml | readonly Insert[]): insert is readonly Insert[] => Array.isArray(insert);

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Escapes a text for element content and for quoted attribute values. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/[&<>"']/g, (letter) => entities[letter] ?? "")
    .replace(/(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, "�");
