import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { incompleteRun, sampleComparison, sampleExposure, samplePlan, sampleRun } from "../__fixtures__/sample-documents.ts";
import { htmlReport, type ReportFacts } from "./html-report.ts";
import { escapeHtml, html } from "./safe-html.ts";

const facts: ReportFacts = {
  madeAt: "2026-11-03T14:00:00.000Z",
  plan: samplePlan,
  run: incompleteRun,
  comparison: sampleComparison(),
  exposure: sampleExposure,
};

/** Element names in order, closing ones with a slash. Comments and scripts would show up as themselves. */
const tagsOf = (document: string): readonly string[] =>
  [...document.matchAll(/<(\/?[a-z!][a-z0-9]*)/gi)].map(([, name = ""]) => name.toLowerCase());

const empty = new Set(["!doctype", "meta", "path", "rect"]);

describe("htmlReport", () => {
  const report = htmlReport(facts);

  it("closes every element it opens", () => {
    const open: string[] = [];
    for (const tag of tagsOf(report)) {
      if (empty.has(tag)) continue;
      if (tag.startsWith("/")) expect(open.pop()).toBe(tag.slice(1));
      else open.push(tag);
    }
    expect(open).toEqual([]);
  });

  it("fetches nothing and runs nothing, and says so to the browser", () => {
    expect(report).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(report).not.toMatch(/<(script|link|img|iframe|object|embed|base|form)|\bon[a-z]+=|url\(|@import|(src|href)=|https?:/i);
  });

  it("says the state first, then what would place the rest", () => {
    expect(report).toContain("Ended with 327 of 5,160 items without a label.");
    expect(report).toContain("<li>maxShare 0.464</li>");
    expect(report).toContain("sms-00326");
    expect(
      htmlReport({ ...facts, run: { ...sampleRun, state: "complete", stranded: [], items: { ...sampleRun.items, done: 5160 } } }),
    ).toContain("Complete: every one of the 5,160 items has a label.");
  });

  it("has the figures of every picture in a table, with a caption and scoped headings", () => {
    const tables = report.match(/<table>[\s\S]*?<\/table>/g) ?? [];
    expect(tables).toHaveLength(6);
    for (const table of tables) {
      expect(table).toMatch(/<caption>\s*\S/);
      expect(table).not.toMatch(/<th(?![^>]*scope=)[\s>]/);
    }
    const figures = tables.find((table) => table.includes("Figures behind the pictures")) ?? "";
    expect(figures).toContain("turnaround p50");
    expect(figures).toContain("6.7–7.1");
    expect(report.match(/<svg(?![^>]*(aria-hidden|aria-label))/g)).toBeNull();
  });

  it("gives a vendor and its owner one colour throughout", () => {
    const colours = new Set([...report.matchAll(/background:([^"]+)"><\/span>(?:mercor)/g)].map(([, colour]) => colour));
    expect([...colours]).toEqual(["var(--v2)"]);
    expect(report).toContain(`background:var(--v0)"></span>scale-ai`);
  });

  it("leaves out what it was not given", () => {
    const alone = htmlReport({ madeAt: facts.madeAt, exposure: sampleExposure });
    expect(alone).toContain("<h2>Exposure</h2>");
    expect(alone).not.toContain("<h2>Plan</h2>");
    expect(htmlReport({ madeAt: facts.madeAt })).toContain("<title>tranche · tranche</title>");
  });

  it("is the same for the same facts", () => expect(htmlReport(facts)).toBe(report));

  it("does not let any text become markup", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</style><b>",
        "<!--",
        "]]>",
        "' onfocus='x",
        "&lt;",
        "</title>",
      ),
    );
    const expected = tagsOf(htmlReport(named("x")));
    fc.assert(
      fc.property(nasty, (text) => {
        expect(tagsOf(htmlReport(named(text)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
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
