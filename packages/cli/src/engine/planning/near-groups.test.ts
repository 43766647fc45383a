import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type PlanInputs, planJob, sealPlan } from "../../core/plan/index.ts";
import { planInputsOf, vendorFacts } from "../../core/plan/__fixtures__/plan-inputs-of.ts";
import { createNearItems } from "../../core/split/near-items.ts";
import { jaccardPerMillion, shinglesOf } from "../../core/split/shingles.ts";
import { loadHighs } from "../solve/highs.ts";
import { itemsByPlan, type ReadItem } from "./import-items.ts";
import { type Survey, surveyItems } from "./survey.ts";

const solve = await loadHighs();

interface Line {
  readonly text: string;
  readonly group?: string;
}

const readItems = (lines: readonly Line[]): readonly ReadItem[] =>
  lines.map(({ text, group }, seq) => ({
    seq,
    id: `i${seq}`,
    content: text,
    fields: { text },
    fingerprint: createHash("sha256").update(text).digest(),
    ...(group === undefined ? {} : { group }),
  }));

async function* batches<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let from = 0; from < items.length; from += 100) yield items.slice(from, from + 100);
}

interface Given {
  readonly survey: Survey;
  /** By item: its vendor, and the key of its group. */
  readonly vendors: readonly (string | undefined)[];
  readonly units: readonly (string | undefined)[];
}

const given = async (lines: readonly Line[], groups: PlanInputs["job"]["groups"], near: boolean): Promise<Given> => {
  const items = readItems(lines);
  const survey = await surveyItems(batches(items), {
    slotsPerItem: 1,
    ...(groups === undefined
      ? {}
      : { groups: { rule: groups, ...(near ? { near: { thresholdPerMillion: 800_000, fields: ["text"] } } : {}) } }),
  });
  const inputs: PlanInputs = planInputsOf({
    vendors: ["a", "b", "c"].map((vendor, at) => vendorFacts(vendor, { price: { basis: "judgment", micros: 10_000 * (at + 1) } })),
    classes: survey.classes,
    ...(survey.groups === undefined ? {} : { groups: survey.groups }),
    job: { maxSharePerMillion: 400_000, slotsPerItem: 1, ...(groups === undefined ? {} : { groups }) },
  });
  const plan = sealPlan(planJob(inputs, solve), () => "");
  expect(plan.infeasible).toBeUndefined();
  const imported: Given["vendors"][number][] = [];
  const units: Given["units"][number][] = [];
  const { locate, unitOf } = survey;
  for await (const batch of itemsByPlan(batches(items), {
    plan,
    slotsPerItem: 1,
    placeFor: () => 0,
    ...(locate === undefined || unitOf === undefined ? {} : { locate, unitOf }),
  }))
    for (const { slots, unit } of batch) {
      imported.push(slots[0]?.vendor);
      units.push(unit);
    }
  return { survey, vendors: imported, units };
};

const long = (about: string): string =>
  `Hello, I was charged twice for ${about} and would like to have one of the two payments back as soon as you can, thank you very much`;

describe("groups of what is almost the same", () => {
  it("go to one vendor as a whole, by likeness alone and joined with a field, and go by their first item", async () => {
    const lines: Line[] = [];
    for (let about = 0; about < 40; about += 1) {
      const text = long(`order ${about * 977} of the ${about * 31} th`);
      lines.push({ text, group: `c${about}` }, { text: `${text}!`, group: `c${about}` }, { text: `${text} bye`, group: `d${about}` });
      lines.push({ text: `something else altogether ${about * 13} ${about}`, group: `d${about}` });
    }
    const alone = await given(
      lines.map(({ text }) => ({ text })),
      { keep: "together" },
      true,
    );
    for (let about = 0; about < 40; about += 1) {
      const at = about * 4;
      expect(new Set(alone.vendors.slice(at, at + 3)).size).toBe(1);
      expect(new Set(alone.units.slice(at, at + 3)).size).toBe(1);
      expect(alone.units[at + 3]).not.toBe(alone.units[at]);
      expect(alone.units[at]).toMatch(/^near:[0-9a-f]{32}$/);
    }
    // The two customers are one group, since their messages are alike; the first one names it.
    const joined = await given(lines, { keep: "together" }, true);
    expect(joined.survey.groups?.map(({ groups, names }) => ({ groups, named: names.length > 0 }))).toEqual([{ groups: 40, named: true }]);
    for (let about = 0; about < 40; about += 1) {
      expect(new Set(joined.vendors.slice(about * 4, about * 4 + 4)).size).toBe(1);
      expect(joined.units.slice(about * 4, about * 4 + 4)).toEqual(Array.from({ length: 4 }, () => `c${about}`));
    }
    // Without likeness they are two.
    const apart = await given(lines, { keep: "together" }, false);
    expect(apart.survey.groups?.reduce((sum, { groups }) => sum + groups, 0)).toBe(80);
  });
});

describe("what one owner could put together", () => {
  it("is most groups without a rule, its own ones when they stay together, and no whole group when they are kept apart", async () => {
    const lines: Line[] = Array.from({ length: 1_200 }, (_, item) => ({ text: `message ${item}`, group: `c${item % 200}` }));
    const named = async (groups: PlanInputs["job"]["groups"]): Promise<{ readonly most: number; readonly whole: number }> => {
      const { vendors } = await given(lines, groups, false);
      const owners = ["a", "b", "c"].map((owner) => {
        const held = Array.from(
          { length: 200 },
          (_, group) => lines.filter((line, item) => line.group === `c${group}` && vendors[item] === owner).length,
        );
        return { some: held.filter((count) => count > 0).length / 200, whole: held.filter((count) => count === 6).length };
      });
      return { most: Math.max(...owners.map(({ some }) => some)), whole: Math.max(...owners.map(({ whole }) => whole)) };
    };
    const none = await named(undefined);
    const together = await named({ keep: "together" });
    const apart = await named({ keep: "apart", atMostPerMillion: 500_000 });
    expect(none.most).toBeGreaterThan(0.9);
    expect(together).toEqual({ most: 0.4, whole: 80 });
    expect(apart.whole).toBe(0);
  });
});

const messages = fileURLToPath(new URL("../../../../../../shared/data/sms-spam/items.jsonl", import.meta.url));

describe.skipIf(!existsSync(messages))("the 5,160 real messages (skipped where ../shared/data is not there)", () => {
  it("has the near-duplicates that comparing every pair finds, but for a few", () => {
    const texts = readFileSync(messages, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { text: string }).text);
    const near = createNearItems(800_000);
    for (const text of texts) near.add(text);
    const shingles = texts.map(shinglesOf);
    // Two sets can only be alike to four fifths where one is at least four fifths as large as the other.
    const bySize = shingles.map((set, item) => ({ set, item })).toSorted((a, b) => a.set.length - b.set.length);
    let [pairs, found] = [0, 0];
    for (const [at, { set, item }] of bySize.entries())
      for (let next = at + 1; next < bySize.length && set.length >= (bySize[next]?.set.length ?? 0) * 0.8; next += 1) {
        const other = bySize[next];
        if (other === undefined || jaccardPerMillion(set, other.set) < 800_000) continue;
        pairs += 1;
        if (near.firstOf(item) === near.firstOf(other.item)) found += 1;
      }
    expect(pairs).toBeGreaterThan(100);
    expect(found / pairs).toBeGreaterThan(0.995);
  });
});
