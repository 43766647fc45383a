import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workedExample } from "../core/plan/__fixtures__/plan-inputs-of.ts";
import { frontierOf } from "../core/plan/index.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { frontierText } from "./frontier-text.ts";
import { htmlReport } from "./html/html-report.ts";

const frontier = frontierOf(workedExample(), await loadHighs());

describe("frontierText", () => {
  const lines = frontierText(frontier).split("\n");

  it("says first what the tightest cap costs, then a line a cap, the present one marked", () => {
    // 1,723 at 0.08, 1,723 at 0.10 and 1,714 at 1.155 are 2,289.81; all at 0.08 are 412.80.
    expect(lines[0]).toBe("The price of privacy. The tightest cap with a plan is 33.4 %, at USD 1,877 more than having none.");
    expect(lines[1]).toMatch(/^ +cap +largest share +cost USD +ready at p90 +no place if one is lost$/);
    expect(lines.filter((line) => line.endsWith("now"))).toHaveLength(1);
    expect(lines.find((line) => line.endsWith("now"))).toMatch(/^ +40 % +40\.0 % +1,563 to .* d +1,032 +now$/);
    expect(lines.at(-2)).toMatch(/^ +none +100\.0 % +412\.80 /);
    expect(lines).toHaveLength(frontier.length + 3);
  });

  it("has words for a job that no cap helps, and for one that every cap suits", () => {
    expect(frontierText([])).toBe("Under no cap at all is there a plan: the limits in the way are others.\n");
    expect(frontierText(frontier.slice(-1))).toContain("no cap is the only one there is a plan for");
    const free = frontier.map((point) => ({ ...point, cost: { ...point.cost, low: 5, high: 5 } }));
    expect(frontierText(free)).toMatch(/^The price of privacy: nothing\./);
  });

  it("counts what has no place where a running job leaves some", () => {
    const stranding = frontier.map((point, index) => ({ ...point, nowhere: 9 - Math.min(index, 9) }));
    expect(frontierText(stranding)).toMatch(
      /^The price of privacy: under 33\.4 % 9 judgments have no place, without a cap 0\.\n.*no place +no place if one is lost/,
    );
  });
});

it("stands in docs/planning.md as it comes out", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../../../docs/planning.md"), "utf8");
  expect(docs).toContain(`$ tranche plan job.yaml --frontier\n${frontierText(frontier)}`);
});

describe("the frontier in the report", { timeout: 60_000 }, () => {
  const report = htmlReport({ madeAt: "2026-11-03T14:00:00.000Z", frontier });

  it("draws every plan as a dot of two pictures, wide and narrow, and has its figures in a table", async () => {
    expect(await report).toContain("<h2>The price of privacy</h2>");
    expect((await report).match(/<circle /g)).toHaveLength(2 * 2 * frontier.length);
    const [table = ""] = (await report).match(/<table>[\s\S]*?<\/table>/) ?? [];
    expect(table.match(/<th scope="row">/g)).toHaveLength(frontier.length);
    expect(table).toContain("40 % <small>now</small>");
  });

  it("stays within its picture, and leaves the picture out where nothing is known", async () => {
    for (const [svg, width = ""] of (await report).matchAll(/<svg class="(?:wide|narrow)[^>]* width="(\d+)"[\s\S]*?<\/svg>/g)) {
      const places = [...svg.matchAll(/ c([xy])="([^"]+)"/g)].map(([, axis, value]) => [axis, Number(value)] as const);
      expect(places).toHaveLength(2 * frontier.length);
      for (const [axis, value] of places) {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(axis === "x" ? Number(width) : 300);
      }
    }
    const timeless = await htmlReport({ madeAt: "", frontier: frontier.map((point) => ({ ...point, p90Hours: null })) });
    expect(timeless.match(/<figure>/g)).toHaveLength(1);
    expect(await htmlReport({ madeAt: "", frontier: frontier.slice(0, 1) })).not.toContain("The price of privacy");
  });
});
