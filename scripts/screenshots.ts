/*
 * The pictures of the README, made anew: `pnpm screenshots`. Tells the story of `tranche demo` on a terminal of its own and takes the screens out of
 * it, then opens the report that the demo left in Chromium. Times and counts differ a little from run to run, as they do on the sandbox.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { main } from "../packages/cli/src/main.ts";
import { chromiumPath, openChromium } from "../test/report/chromium.ts";
import { type Cell, Terminal, textOf } from "./screenshots/terminal.ts";
import { terminalSvg } from "./screenshots/terminal-svg.ts";

const pictures = join(import.meta.dirname, "../docs/pictures");
const columns = 100;
mkdirSync(pictures, { recursive: true });
const place = mkdtempSync(join(tmpdir(), "tranche-pictures-"));

type Rows = readonly (readonly Cell[])[];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The rows after the one that begins with `from`, up to the one that begins with `to`, without blank ones at the ends. */
const between = (rows: Rows, from: string, to: string): Rows => {
  const start = rows.findIndex((row) => textOf(row).startsWith(from)) + 1;
  const length = rows.slice(start).findIndex((row) => textOf(row).startsWith(to));
  const part = rows.slice(start, length === -1 ? undefined : start + length);
  while (part[0] !== undefined && textOf(part[0]) === "") part.shift();
  while (part.length > 0 && textOf(part.at(-1) ?? []) === "") part.pop();
  return part;
};

/** The command that a heading of the story names: what stands after its last colon. */
const commandOf = (rows: Rows, heading: string): string => {
  const line = rows.map(textOf).find((text) => text.startsWith(heading)) ?? "";
  return line.slice(line.lastIndexOf(": ") + 2);
};

const picture = (name: string, command: string, rows: Rows): void => {
  if (rows.length === 0 || command === "") throw new Error(`nothing to see of ${name}`);
  const prompt = "$ ".split("").map((text): Cell => ({ text, bold: false, dim: true }));
  const typed = command.split("").map((text): Cell => ({ text, bold: true, dim: false }));
  const svg = terminalSvg({ title: command, rows: [[...prompt, ...typed], [], ...rows], columns });
  writeFileSync(join(pictures, `${name}.svg`), svg);
  say(`docs/pictures/${name}.svg  ${(svg.length / 1000).toFixed(0)} kB`);
};

interface Story {
  readonly rows: Rows;
  /** The panel in the middle of the run. */
  readonly running: Rows;
}

/** Tells the demo's story into an empty folder and keeps what stood on the screen. */
const tell = async (cwd: string): Promise<Story> => {
  const terminal = new Terminal();
  let running: Rows = [];
  const write = (text: string): void => {
    terminal.write(text);
    const panel = between(terminal.rows(), "2. The run", "3. The vendors");
    const words = panel.map(textOf).join("\n");
    // The moment to show: a vendor is lost, its work is placed again, and some of it is done.
    if (running.length === 0 && / lost \(/.test(words) && /mercor +█{6,16}░/.test(words)) running = panel;
  };
  const code = await main(["demo", "--out", "."], {
    cwd,
    env: {},
    stdout: write,
    stderr: write,
    stdin: Readable.from([]),
    terminal: { stdout: true, stderr: true, stdin: false, columns },
    signal: new AbortController().signal,
    version: "0.0.0",
  });
  if (code !== 0) throw new Error(`the demo ended with ${code}:\n${terminal.rows().map(textOf).join("\n")}`);
  return { rows: terminal.rows(), running };
};

/** On a busy machine the vendor may be lost before it answered anything, or the moment be missed: then the story is told again. */
const tellWell = async (): Promise<Story & { readonly folder: string }> => {
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    const folder = mkdtempSync(join(place, "demo-"));
    const story = await tell(folder);
    const answered = Number(/^ +surge +out +(\d+)/m.exec(story.rows.map(textOf).join("\n"))?.[1] ?? 0);
    if (story.running.length > 0 && answered >= 200) return { ...story, folder };
    say(
      `told ${attempt} times: ${answered} answers before the outage, ${story.running.length === 0 ? "the moment was missed" : "which is few"}`,
    );
  }
  throw new Error("this machine is too busy for pictures");
};

try {
  const { rows, running, folder } = await tellWell();
  picture("plan", commandOf(rows, "1. The plan"), between(rows, "1. The plan", "2. The run"));
  picture("run", commandOf(rows, "2. The run"), running);
  picture("compare", commandOf(rows, "3. The vendors"), between(rows, "3. The vendors", "4. Who has seen"));
  picture("exposure", commandOf(rows, "4. Who has seen"), between(rows, "4. Who has seen", "What the vendors' own logs"));

  if (chromiumPath === undefined) say("no Chromium on this machine: the pictures of the report stay as they are");
  else {
    const browser = await openChromium();
    const url = pathToFileURL(join(folder, "report.html")).href;
    for (const { name, width, height, colorScheme } of [
      { name: "report-light", width: 1240, height: 1180, colorScheme: "light" },
      { name: "report-dark", width: 1240, height: 1180, colorScheme: "dark" },
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, deviceScaleFactor: 1.25 });
      await page.goto(url);
      const png = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height } });
      writeFileSync(join(pictures, `${name}.png`), png);
      say(`docs/pictures/${name}.png  ${(png.length / 1000).toFixed(0)} kB`);
      await page.close();
    }
    await browser.close();
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
