import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { htmlReport } from "../../packages/cli/src/report/html/html-report.ts";
import { chromiumPath, openChromium, watch } from "./chromium.ts";
import { reportWorlds } from "./report-worlds.ts";

const inspect = readFileSync(new URL("inspect-page.mjs", import.meta.url), "utf8");
interface Inspection {
  readonly found: readonly string[];
  readonly letters: number;
  readonly pictures: number;
}

const title = "the report in a browser";
describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? `${title} (skipped: no chromium)` : title, () => {
  let browser: Browser;
  let folder: string;
  const urls = new Map<string, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tranche-report-"));
    browser = await openChromium();
    for (const [index, [name, facts]] of Object.entries(reportWorlds).entries()) {
      const file = join(folder, `${index}.html`);
      writeFileSync(file, await htmlReport(facts));
      urls.set(name, pathToFileURL(file).href);
    }
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = (world: string, width: number, scheme: "light" | "dark"): ReturnType<typeof watch> =>
    watch(browser, { url: urls.get(world) ?? "", width, scheme });

  it.each(Object.keys(reportWorlds))(
    "of %s is readable at 400 and 1400 px in both themes, asks for nothing and complains of nothing",
    async (world) => {
      const { page, noise } = await open(world, 400, "light");
      for (const width of [400, 1400])
        for (const colorScheme of ["light", "dark"] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          const { found, letters } = await page.evaluate<Inspection>(inspect);
          expect(found, `${width} px, ${colorScheme}`).toEqual([]);
          expect(letters).toBeGreaterThan(10);
        }
      expect(noise).toEqual([]);
      await page.close();
    },
  );

  it("shows each picture once at every width, the tablet's included", async () => {
    const counts = [];
    for (const width of [400, 800, 1400]) {
      const { page } = await open("a whole run", width, "light");
      const { pictures, found } = await page.evaluate<Inspection>(inspect);
      expect(found).toEqual([]);
      counts.push(pictures);
      await page.close();
    }
    expect(counts[0]).toBeGreaterThan(8);
    expect(new Set(counts).size).toBe(1);
  });

  it("follows the system's theme, and the reader's choice over it, by keyboard alone", async () => {
    const { page } = await open("a whole run", 1400, "dark");
    const background = (): Promise<string> => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await background();
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    const light = await background();
    expect(light).not.toBe(dark);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await background()).toBe(light);
    await page.keyboard.press("ArrowRight");
    expect(await background()).toBe(dark);
    await page.close();
  });

  it("prints on white paper, without its buttons, with what was folded away", async () => {
    const { page } = await open("a whole run", 1400, "dark");
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(2);
    expect(pages).toBeLessThan(12);
    // A4 without its margins.
    await page.setViewportSize({ width: 688, height: 1000 });
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate<string>("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect(await page.evaluate<boolean>("document.querySelector('.theme').checkVisibility()")).toBe(false);
    expect(await page.evaluate<boolean>("document.querySelector('details .ids').getBoundingClientRect().height > 0")).toBe(true);
    expect((await page.evaluate<Inspection>(inspect)).found).toEqual([]);
    await page.close();
  });

  it("would say so: a picture that is too wide, letters on letters, faint letters, a request, a script", async () => {
    const { page, noise } = await open("one vendor", 400, "light");
    await page.evaluate(`
      document.querySelector("footer").style.cssText = "width: 900px; color: #ccc";
      const text = [...document.querySelectorAll("svg.narrow text")].find((one) => one.textContent !== "");
      text.after(text.cloneNode(true));
      document.body.append(Object.assign(new Image(), { src: "https://example.org/x.png" }));
      document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'changed'" }));
    `);
    const { found } = await page.evaluate<Inspection>(inspect);
    expect(found.join("\n")).toMatch(/wider than the window[\s\S]*lie on each other[\s\S]*has a contrast of 1\./);
    expect(noise.join("\n")).toMatch(/img-src|default-src/);
    expect(noise.join("\n")).toMatch(/script/);
    expect(await page.title()).not.toBe("changed");
    await page.close();
  });
});
