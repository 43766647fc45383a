/** One colour for daylight and one for the dark. */
export interface ThemeColour {
  readonly light: string;
  readonly dark: string;
}

const pair = (light: string, dark: string): ThemeColour => ({ light, dark });

/**
 * Every colour of the report; CSS and pictures name them as `var(--name)`. Letters have a contrast of at least 4.5 on page and card, lines and
 * bars of at least 3 on the card. Vendors have eight (after M. Okabe and K. Ito, darker on white, lighter on black) that keep apart
 * for most people with a colour deficiency, and are named wherever they appear.
 */
export const theme: Readonly<Record<string, ThemeColour>> = {
  page: pair("#f6f7f9", "#14171b"),
  card: pair("#ffffff", "#1c2127"),
  ink: pair("#1b1f24", "#e7eaee"),
  faint: pair("#5b6470", "#a3adb8"),
  line: pair("#d9dee4", "#39414b"),
  track: pair("#e8ebef", "#2d343c"),
  good: pair("#14713f", "#6fcf97"),
  warn: pair("#8a5a00", "#f2c14e"),
  bad: pair("#b3261e", "#ff8a80"),
  v0: pair("#0067a5", "#5ab4f0"),
  v1: pair("#c35100", "#ff9e57"),
  v2: pair("#00785a", "#3fcf9f"),
  v3: pair("#9b3f8f", "#e38fd6"),
  v4: pair("#8a6d00", "#e3c34a"),
  v5: pair("#2b8cbe", "#9ad7f5"),
  v6: pair("#7a4b2a", "#d6a684"),
  v7: pair("#5b6470", "#a3adb8"),
};

/** The colours as custom properties that follow `color-scheme`. */
export const themeProperties: string = Object.entries(theme)
  .map(([name, { light, dark }]) => `--${name}: light-dark(${light}, ${dark});`)
  .join(" ");
