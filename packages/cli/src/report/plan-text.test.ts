import { beforeAll, describe, expect, it } from "vitest";
import { planJob, planMissing, type PlanInputs, sealPlan, type SolveLinearProgram } from "../core/plan/index.ts";
import { itemClass, planInputsOf, vendorFacts, workedExample } from "../core/plan/__fixtures__/plan-inputs-of.ts";
import { loadHighs } from "../engine/solve/highs.ts";
import { type PlanTextOptions, planText } from "./plan-text.ts";
import { textWidth } from "./text-width.ts";

let solve: SolveLinearProgram;
beforeAll(async () => {
  solve = await loadHighs();
});

const shown = (inputs: PlanInputs, options: Partial<PlanTextOptions> = {}): string =>
  planText(
    sealPlan(planJob(inputs, solve), () => "7f3a91c2d4e5"),
    { color: false, ...options },
  );

describe("planText", () => {
  it("says who gets what, why, and what an outage would do", () => {
    expect(shown(workedExample(), { savedAs: "plan.json", jobFile: "job.yaml" })).toMatchInlineSnapshot(`
      "support-intent · 5,160 items · 5,160 judgments · dataset support-2026 (0 items disclosed so far)

        vendor   owner      items    share    cap   cost USD         ready in p50 / p90   why
        scale    scale-ai   2,064   40.0 %   40 %   165.12           7.2 h / 26 h         cheapest; at its cap
        surge    surge      2,064   40.0 %   40 %   206.40           9 h / 20 h           next cheapest; at its cap
        mercor   mercor     1,032   20.0 %   40 %   1,192 to 1,490   1.9 d / 3.9 d        third cheapest; takes the rest; hourly, about 1.1 min an item
        total               5,160                   1,563 to 1,861   3.9 d at p90         lowest possible under these limits: 1,563

      If one vendor is lost before it answers anything
        scale     1,032 items have nowhere to go    a cap of 50 % would place them all, at + USD 1,674
        surge     1,032 items have nowhere to go    a cap of 50 % would place them all, at + USD 1,623
        mercor    1,032 items have nowhere to go    a cap of 50 % would place them all, at − USD 1,099

      Nothing has been sent. Plan 7f3a91c2 → plan.json      next: tranche run job.yaml --plan plan.json
      "
    `);
  });

  it("says what a loss leaves without a place once all is sent, where that is more", () => {
    const note = "once all is sent, which cannot be taken back and stays paid for, more items would have nowhere to go: ";
    const under = (total: number): string =>
      shown(workedExample({ maxSharePerMillion: 500_000 }, { budget: { totalMicros: total * 1_000_000, committedMicros: 0 } }));
    // All of surge's 2,580, at the 1.44375 of mercor's high price, beside the 464.40 that are spent by then.
    expect(under(4189)).toContain(`${note}scale 1, surge 1\n`);
    expect(under(4190)).not.toContain(note);
    expect(shown(workedExample({ maxSharePerMillion: 500_000 }))).not.toContain(note);
  });

  it("says of a job that has begun what has nowhere to go and why, and that nothing is missing", () => {
    const missing = (inputs: PlanInputs): string =>
      planText(
        sealPlan(planMissing(inputs, solve), () => "7f3a91c2d4e5"),
        { color: false, began: true, jobFile: "job.yaml" },
      );
    const text = missing(workedExample({ maxSharePerMillion: 300_000 }));
    expect(text).toContain("\n  516 judgments have nowhere to go: scale: ");
    expect(text).toContain("Planning sends nothing. Plan 7f3a91c2");
    const none = missing(planInputsOf({ classes: [itemClass("new", 10, { slotsEach: 0 })], vendors: [vendorFacts("scale")] }));
    expect(none.split("\n")[1]).toBe("Nothing of it is missing: what is not answered is at work or has ended");
    expect(none).not.toContain("nowhere to go");
  });

  it("says what cannot be done, and what would do it", () => {
    expect(shown(workedExample({ maxSharePerMillion: 300_000 }))).toMatchInlineSnapshot(`
      "No plan meets these limits: 5,160 items need 5,160 places, three owners at 30 % give 4,644.
        any one of these would do, each checked:
          policy.maxShare: 0.334
          one more vendor with room for 516 items
          items: at most 4,644 now
      Nothing has been sent.
      "
    `);
  });

  it("names every limit that stands in the way", () => {
    expect(
      shown(
        workedExample(
          { maxSharePerMillion: 500_000, deadlineMs: 26 * 3_600_000 },
          { budget: { totalMicros: 300_000_000, committedMicros: 0 } },
        ),
      ),
    ).toMatchInlineSnapshot(`
      "No plan meets these limits: 5,160 items need 5,160 places, 3,333 can be had.
        scale takes 1,666 at most before the deadline
        300 USD are left to commit
        mercor: needs 84 h at p90, the deadline is in 26 h
        this would do, and was checked:
          items: at most 3,333 now
      Nothing has been sent.
      "
    `);
  });

  it("counts judgments beside items where an item has several", () => {
    const inputs = planInputsOf({
      vendors: [
        vendorFacts("a"),
        vendorFacts("b"),
        vendorFacts("c", { available: { is: "no", reason: "held", why: "held by hand since Monday" } }),
      ],
      classes: [itemClass("new", 100, { slotsEach: 2 })],
      dataset: { items: 250, owners: [{ owner: "a", items: 30 }] },
    });
    expect(shown(inputs)).toMatchInlineSnapshot(`
      "support-intent · 100 items · 200 judgments · dataset support-2026 (disclosed so far: a 30 of 250)

        vendor   owner   items   judgments    share    cap   cost USD   ready in p50 / p90   why
        a        a         100         100   40.0 %   none   10         –                    cheapest
        b        b         100         100   40.0 %   none   10         –                    cheapest
        c        c           0           0        –   none   –          –                    held by hand since Monday
        total              100         200                   20         –                    lowest possible under these limits: 20

        ! no policy.maxShare below 1: one owner may see everything

      If one vendor is lost before it answers anything
        a    100 judgments have nowhere to go    one more vendor with room for 100 would take them
        b    100 judgments have nowhere to go    one more vendor with room for 100 would take them

      Independent judgments of an item: what each choice costs
        owner    USD 20   200 disclosures, largest share 52.0 %   now
        vendor   USD 20   200 disclosures, largest share 52.0 %
        worker   USD 20   100 disclosures, largest share 52.0 %

      Nothing has been sent. Plan 7f3a91c2
      "
    `);
  });

  it("keeps to the width of the terminal", () => {
    for (const columns of [60, 80, 100, 120])
      for (const inputs of [workedExample(), workedExample({ maxSharePerMillion: 300_000 })]) {
        const table = 88;
        for (const line of shown(inputs, { columns, savedAs: "plan.json", jobFile: "job.yaml" }).split("\n"))
          expect(textWidth(line)).toBeLessThanOrEqual(Math.max(columns, table));
      }
    expect(shown(workedExample(), { columns: 90 })).toContain("\n      cheapest; at its cap\n");
  });

  it("does not let a name move the cursor", () => {
    const text = shown(
      planInputsOf({ vendors: [vendorFacts("a\u001b[2Jb")], classes: [itemClass("new", 3)], job: { name: "x\u001b]0;y" } }),
    );
    expect(text).not.toContain("\u001b");
  });

  it("uses colour only where asked", () => {
    expect(shown(workedExample(), { color: true })).toContain("\u001b[");
    expect(shown(workedExample({ maxSharePerMillion: 300_000 }), { color: true })).toContain("\u001b[31mNo plan meets");
  });
});
