import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

/** The Chromium of this machine, where there is one; nothing is downloaded. `TRANCHE_CHROMIUM` names another. */
export const chromiumPath: string | undefined = [
  process.env["TRANCHE_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => path !== undefined && existsSync(path));

/** Starts it without a window, and without Chromium's own sandbox, which containers do not allow; it opens nothing but files of ours. */
export const openChromium = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath ?? "", chromiumSandbox: false });

export interface Watched {
  readonly page: Page;
  /** What went to the console, errors of the page, and requests for anything but `url`. */
  readonly noise: readonly string[];
}

/** Opens a page and notes whatever it says or asks for. */
export const watch = async (
  browser: Browser,
  { url, width, scheme }: { readonly url: string; readonly width: number; readonly scheme: "light" | "dark" },
): Promise<Watched> => {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const noise: string[] = [];
  page.on("console", (message) => noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url) noise.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, noise };
};
