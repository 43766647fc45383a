import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { incompleteRun, sampleComparison, sampleExposure, samplePlan, sampleRun } from "../__fixtures__/sample-documents.ts";
import { htmlReport, type ReportFacts } from "./html-report.ts";
import { formatHours } from "../duration.ts";
import { formatPoints } from "../number.ts";
import { escapeHtml, html } from "./safe-html.ts";

const facts: ReportFacts = {
  madeAt: "2026-11-03T14:00:00.000Z",
  plan: samplePlan,
  run: incompleteRun,
  comparison: sampleComparison(),
  exposure: sampleExposure,
};

/** Element names in order, closing ones with a slash before it, empty ones with a slash after it. Comments and scripts would show up as themselves. */
const tagsOf = (document: string): readonly string[] =>
  [...document.matchAll(/<(\/?[a-z!][a-z0-9]*)[^>]*?(\/?)>/gi)].map(([, name = "", end = ""]) => `${name.toLowerCase()}${end}`);

/** Without the letters in pictures: how many of them find a place depends on what they say. */
const withoutLetters = (tags: readonly string[]): readonly string[] => tags.filter((tag) => !/^\/?(text|tspan)$/.test(tag));

/** Texts that have become markup somewhere before. */
const nasty = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</style><b>",
  "<!--",
  "]]>",
  "' onfocus='x",
  "&lt;\u0000\ud800\u202e",
  "</title></text></svg>",
  "{a|b}\n{c}",
];

describe("htmlReport", { timeout: 60_000 }, () => {
  let report = "";
  beforeAll(async () => {
    report = await htmlReport(facts);
  });

  it("closes every element it opens", () => {
    const open: string[] = [];
    for (const tag of tagsOf(report)) {
      if (tag === "!doctype" || tag.endsWith("/")) continue;
      if (tag.startsWith("/")) expect(open.pop()).toBe(tag.slice(1));
      else open.push(tag);
    }
    expect(open).toEqual([]);
  });

  it("fetches nothing and runs nothing, and says so to the browser", () => {
    expect(report).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`);
    expect(report).not.toMatch(
      /<(script|link|img|iframe|object|embed|base|form|foreignObject|use|image)|\bon[a-z]+=|url\((?!#)|@import|(src|href)=|https?:/i,
    );
  });

  it("says the state first, then what would place the rest", async () => {
    expect(report).toContain("Ended with 327 of 5,160 items without a label.");
    expect(report).toContain("<li>maxShare 0.464</li>");
    expect(report).toContain("sms-00326");
    expect(
      await htmlReport({ ...facts, run: { ...sampleRun, state: "complete", stranded: [], items: { ...sampleRun.items, done: 5160 } } }),
    ).toContain("Complete: every one of the 5,160 items has a label.");
  });

  it("has the figures of every picture in a table, with a caption and scoped headings", () => {
    const tables = report.match(/<table>[\s\S]*?<\/table>/g) ?? [];
    for (const part of report.split(/<div class="(?:picture|pair)">/).slice(1)) expect(part).toMatch(/<svg[\s\S]*<table>/);
    for (const table of tables) {
      expect(table).toMatch(/<caption>\s*\S/);
      expect(table).not.toMatch(/<th(?![^>]*scope=)[\s>]/);
    }
    const figures = tables.find((table) => table.includes("Figures behind the pictures")) ?? "";
    expect(figures).toContain("turnaround p50");
    expect(figures).toMatch(/\d\.\d h <small>\d\.\d–\d\.\d<\/small>/);
  });

  it("says in words what is to be seen in every picture", () => {
    const pictures = [...report.matchAll(/<svg(?![^>]*aria-hidden)[^>]*aria-labelledby="([^"]+)"[^>]*>/g)];
    expect(pictures.length).toBeGreaterThan(10);
    expect(report.match(/<svg(?![^>]*(aria-hidden|role="img" aria-labelledby))/g)).toBeNull();
    for (const [, ids = ""] of pictures)
      for (const id of ids.split(" ")) expect(report).toMatch(new RegExp(`<(title|desc) id="${id}">[^<]{5,}</`));
    const { turnaroundHours } = sampleComparison().vendors[1] ?? {};
    expect(report).toContain(
      `surge: half after ${formatHours(turnaroundHours?.p50)}, nine tenths after ${formatHours(turnaroundHours?.p90)}`,
    );
  });

  it("tells where the money went, how work ends, and how sure a difference is", () => {
    expect(report).toContain("<h3>Where the money went</h3>");
    expect(report).toContain("what is owed if everything stops now, USD");
    expect(report).toContain("<h3>How work ends</h3>");
    const known = sampleComparison().pairs.flatMap(({ quality: { difference, low } }) =>
      difference === null || low === null ? [] : [{ difference }],
    );
    expect(known.length).toBeGreaterThan(0);
    for (const { difference } of known) expect(report).toContain(`<td class="n">${formatPoints(Math.abs(difference))} <small>`);
    expect(report).toContain("p allows for 3 such questions (Holm)");
  });

  it("folds away what nobody can read: many pairs without a verdict", async () => {
    const comparison = sampleComparison();
    const [pair] = comparison.pairs.filter(({ verdict }) => verdict === "not enough data");
    if (pair === undefined) throw new Error("the sample has such a pair");
    const many = await htmlReport({ madeAt: "", comparison: { ...comparison, pairs: Array.from({ length: 7 }, () => pair) } });
    expect(many).toContain("<summary>7 pairs with not enough data to tell</summary>");
    expect(report).not.toContain("not enough data to tell</summary>");
  });

  it("gives no id twice", () => {
    const ids = [...report.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it("gives a vendor and its owner one colour throughout", () => {
    const colours = new Set([...report.matchAll(/background:([^"]+)"><\/span>(?:mercor)/g)].map(([, colour]) => colour));
    expect([...colours]).toEqual(["var(--v2)"]);
    expect(report).toContain(`background:var(--v0)"></span>scale-ai`);
  });

  it("leaves out what it was not given", async () => {
    const alone = await htmlReport({ madeAt: facts.madeAt, exposure: sampleExposure });
    expect(alone).toContain("<h2>Exposure</h2>");
    expect(alone).not.toContain("<h2>Plan</h2>");
    expect(await htmlReport({ madeAt: facts.madeAt })).toContain("<title>tranche · tranche</title>");
  });

  it("is the same for the same facts", async () => expect(await htmlReport(facts)).toBe(report));

  it.each([...nasty, nasty.join(" ")])("does not let %j become markup", async (text) => {
    const expected = withoutLetters(tagsOf(await htmlReport(named("x"))));
    expect(withoutLetters(tagsOf(await htmlReport(named(text))))).toEqual(expected);
  });
});

/** The sample with one text in every place a text from outside can be. */
const named = (text: string): ReportFacts => {
  const comparison = sampleComparison();
  return {
    madeAt: facts.madeAt,
    plan: {
      ...samplePlan,
      job: text,
      vendors: samplePlan.vendors.map((vendor) => ({ ...vendor, vendor: text, owner: text, why: [{ code: "x", text }] })),
      contingency: samplePlan.contingency.map((one) => ({ ...one, lost: text, needs: { by: "nothing-known", text } })),
      warnings: [{ code: "x", text }],
    },
    run: {
      ...incompleteRun,
      job: text,
      runId: text,
      vendors: incompleteRun.vendors.map((vendor) => ({ ...vendor, vendor: text, note: text })),
      failovers: incompleteRun.failovers.map((failover) => ({ ...failover, from: text, reason: text, to: { [text]: 3 } })),
      stranded: [{ item: text, reasons: [text] }],
      wouldPlace: [{ text, places: 1 }],
      warnings: [text],
    },
    comparison: {
      ...comparison,
      jobs: [text],
      vendors: comparison.vendors.map((vendor) => ({ ...vendor, vendor: text, cost: { ...vendor.cost, currency: text } })),
      pairs: comparison.pairs.map((pair) => ({ ...pair, a: text, b: text })),
      frontier: [text],
    },
    exposure: {
      datasets: sampleExposure.datasets.map((dataset) => ({
        ...dataset,
        dataset: text,
        owners: dataset.owners.map((owner) => ({ ...owner, owner: text, vendors: [text] })),
      })),
    },
  };
};

describe("html", () => {
  it("escapes texts, keeps markup, joins lists, skips what is not there", () => {
    const name = `<a href="x" title='y'>&`;
    expect(html`<p title="${name}">${[html`<b>${1}</b>`, undefined, name]}</p>`.markup).toBe(
      `<p title="&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;"><b>1</b>&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;</p>`,
    );
  });

  it("reads back as the text that went in", () => {
    const back = (escaped: string): string =>
      escaped.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "");
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(back(escapeHtml(text))).toBe(text);
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      }),
    );
  });
});
