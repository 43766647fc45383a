import { html, type Insert, type SafeHtml } from "./safe-html.ts";

/** One column of a table: its heading, and whether it holds numbers or running text. */
export interface HtmlColumn {
  readonly head: string;
  readonly kind?: "number" | "words";
}

export interface HtmlTable {
  readonly caption: string;
  readonly columns: readonly HtmlColumn[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Insert[])[];
  readonly foot?: readonly Insert[];
}

/** A table that scrolls by itself where it does not fit, with a caption and scoped headings. */
export const htmlTable = ({ caption, columns, rows, foot }: HtmlTable): SafeHtml =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" ${classOf(column)}>${column.head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => line(row, columns))}
      </tbody>
      ${
        foot
          ? html`<tfoot>
              ${line(foot, columns)}
            </tfoot>`
          : undefined
      }
    </table>
  </div> `;

const line = (row: readonly Insert[], columns: readonly HtmlColumn[]): SafeHtml =>
  html`<tr>
    ${columns.map((column, index) =>
      index === 0 ? html`<th scope="row">${row[index]}</th>` : html`<td${classOf(column)}>${row[index]}</td>`,
    )}
  </tr> `;

const classOf = ({ kind }: HtmlColumn): SafeHtml => {
  switch (kind) {
    case "number":
      return html` class="n"`;
    case "words":
      return html` class="wrap"`;
    case undefined:
      return html``;
    default:
      return kind satisfies never;
  }
};

/** A card with a heading, and one sentence that says what is to be seen in it. */
export const card = (
  { title, lead, long }: { readonly title: string; readonly lead?: Insert; readonly long?: boolean },
  ...content: readonly Insert[]
): SafeHtml =>
  html`<section${long ? html` class="long"` : undefined}>
<h2>${title}</h2>
${lead === undefined ? undefined : html`<p class="faint">${lead}</p>`}
${content}
</section>
`;
