import { html, type SafeHtml } from "./safe-html.ts";

/** How one vendor is drawn throughout a report. */
export interface Ink {
  /** A CSS variable, so that both themes have their own. */
  readonly colour: string;
  /** Of its lines; undefined is solid. */
  readonly dash?: readonly number[];
}

/** Gives every vendor one ink for the whole report; an owner has that of its first vendor. */
export type Palette = (vendor: string | undefined) => Ink;

const colours = 8;
const dashes: readonly (readonly number[] | undefined)[] = [undefined, [8, 3], [3, 2], [10, 3, 2, 3]];

/** Inks in the order of `vendors`: colours over again after eight, with other dashes then. Whoever is not among them has the last colour. */
export const paletteOf = (vendors: readonly string[]): Palette => {
  const inks = new Map(
    vendors.map((vendor, index): readonly [string, Ink] => {
      const dash = dashes[(index + Math.floor(index / colours)) % dashes.length];
      return [vendor, { colour: `var(--v${index % colours})`, ...(dash === undefined ? {} : { dash }) }];
    }),
  );
  return (vendor) => (vendor === undefined ? undefined : inks.get(vendor)) ?? { colour: `var(--v${colours - 1})` };
};

/** A name with its colour before it. */
export const named = (name: string, { colour }: Ink): SafeHtml =>
  html`<span class="name"><span class="dot" style="background:${colour}"></span>${name}</span>`;

/** A name with a piece of its line before it. */
export const lined = (name: string, { colour, dash }: Ink): SafeHtml =>
  html`<span class="name"
    ><svg class="piece" viewBox="0 0 26 8" aria-hidden="true">
      <path
        d="M0 4H26"
        stroke="${colour}"
        stroke-width="3"
        ${dash === undefined ? undefined : html` stroke-dasharray="${dash.join(" ")}"`}
      /></svg
    >${name}</span
  >`;
