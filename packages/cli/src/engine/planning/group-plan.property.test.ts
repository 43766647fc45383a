import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type Plan, type PlanInputs, planMissing, sealPlan } from "../../core/plan/index.ts";
import { vendorFacts } from "../../core/plan/__fixtures__/plan-inputs-of.ts";
import type { ImportItem } from "../../ports/store.ts";
import { openSqliteStore, type SqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { loadHighs } from "../solve/highs.ts";
import { itemsByPlan, type ReadItem } from "./import-items.ts";
import { locateItem } from "./locate-item.ts";
import { makePlan } from "./make-plan.ts";

const solve = await loadHighs();
const numRuns = Number(process.env["TRANCHE_GROUP_WORLDS"] ?? 150);

/** Items as their content and their group; a repeated content repeats the item. */
interface Line {
  readonly content: number;
  readonly group: number;
}

/** An item is in the same group in every job. */
const inItsGroup = <Item extends { readonly content: number }>(item: Item): Item & Line => ({ ...item, group: (item.content * 7) % 9 });

/** A job with groups, and an earlier one of the same dataset that showed some of its items to somebody. */
const worlds = fc.record({
  earlier: fc.array(fc.record({ content: fc.nat(40), owners: fc.nat(15) }).map(inItsGroup), { maxLength: 15 }),
  lines: fc.array(fc.record({ content: fc.nat(60) }).map(inItsGroup), { minLength: 1, maxLength: 40 }),
  keep: fc.constantFrom("together" as const, "apart" as const),
  atMost: fc.integer({ min: 200_000, max: 900_000 }),
  slotsPerItem: fc.constantFrom(1, 1, 2),
  maxShare: fc.integer({ min: 300_000, max: 900_000 }),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const fingerprint = (content: number): Uint8Array => createHash("sha256").update(String(content)).digest();

const readItems = (lines: readonly Line[]): readonly ReadItem[] =>
  lines.map(({ content, group }, seq) => {
    const first = lines.findIndex((line) => line.content === content);
    return {
      seq,
      id: `i${seq}`,
      content: `${content}`,
      fingerprint: fingerprint(content),
      // Some items are of no group.
      ...(group === 8 ? {} : { group: `g${group}` }),
      ...(first === seq ? {} : { duplicateOf: first }),
    };
  });

async function* batches<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let from = 0; from < items.length; from += 7) yield items.slice(from, from + 7);
}

const owners = ["o0", "o1", "o2", "o3"];
const stores: SqliteStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

const storeOf = async ({ earlier }: World): Promise<SqliteStore> => {
  const store = openSqliteStore(":memory:");
  stores.push(store);
  const items = readItems(earlier);
  const record = { contentHash: "c", itemsHash: "i", planJson: "{}", planHash: "p", currency: "USD", slotsPerItem: 1, createdAt: 0 };
  await store.importJob(
    { ...record, job: "earlier", dataset: "set", jobJson: JSON.stringify({ groups: { by: "customer" } }) },
    batches(
      items.map((item): ImportItem => ({
        ...item,
        item: item.id,
        ...(item.duplicateOf === undefined && item.group !== undefined ? { unit: item.group } : {}),
        slots: [],
      })),
    ),
  );
  const counts = new Map<string, number>();
  for (const item of items)
    if (item.duplicateOf === undefined)
      for (const [bit, owner] of owners.entries())
        if ((((earlier[item.seq]?.owners ?? 0) >> bit) & 1) === 1) {
          store.database.run("INSERT INTO exposure VALUES ('set', ?, ?, 1, 1)", item.fingerprint, owner);
          counts.set(owner, (counts.get(owner) ?? 0) + 1);
        }
  for (const [owner, seen] of counts) store.database.run("INSERT INTO exposure_counts VALUES ('set', ?, ?, ?)", owner, seen, seen);
  return store;
};

interface Planned {
  readonly plan: Plan;
  readonly inputs: PlanInputs;
  readonly imported: readonly ImportItem[];
  readonly located: ReadonlyMap<string, string>;
  readonly store: SqliteStore;
}

const planned = async (world: World): Promise<Planned> => {
  const store = await storeOf(world);
  const items = readItems(world.lines);
  const made = await makePlan({
    job: {
      name: "job",
      dataset: "set",
      taskKind: "classification",
      slotsPerItem: world.slotsPerItem,
      independent: "owner",
      maxSharePerMillion: world.maxShare,
      route: { by: "objective", objective: "cost" },
      deny: [],
      regions: [],
      groups: world.keep === "together" ? { keep: world.keep } : { keep: world.keep, atMostPerMillion: world.atMost },
    },
    vendors: owners.map((owner, index) => vendorFacts(`v${index}`, { owner, price: { basis: "judgment", micros: 10_000 * (index + 1) } })),
    currency: "USD",
    hashes: { job: "j", vendors: "v" },
    now: 0,
    solve,
    store,
    groupBy: "customer",
    items: batches(items),
  });
  // Also where not everything has a place: what is placed must keep the rules.
  const plan = made.plan.infeasible === undefined ? made.plan : sealPlan(planMissing(made.inputs, solve), () => "");
  const imported: ImportItem[] = [];
  const { survey, inputs } = made;
  const seenBy = (print: Uint8Array): readonly string[] => store.seenBy("set", print);
  const locate = survey.locate === undefined || survey.unitOf === undefined ? {} : { locate: survey.locate, unitOf: survey.unitOf };
  for await (const batch of itemsByPlan(batches(items), { plan, slotsPerItem: world.slotsPerItem, seenBy, placeFor: () => 0, ...locate }))
    imported.push(...batch);
  const located = new Map<string, string>();
  for (const { id } of items) {
    const place = await locateItem(batches(items), { id, seenBy, ...locate });
    located.set(id, place === undefined ? "nowhere" : `${place.classId}#${place.index}`);
  }
  return { plan, inputs, imported, located, store };
};

/** What is wrong with where the items went, told from the items themselves. */
const wrong = (world: World, { imported, store }: Planned): readonly string[] => {
  const found: string[] = [];
  const sent = imported.filter(({ duplicateOf }) => duplicateOf === undefined);
  const vendorsOf = (item: ImportItem): readonly string[] => item.slots.flatMap(({ vendor }) => (vendor === undefined ? [] : [vendor]));
  const seen = new Map(owners.map((owner) => [owner, new Set<string>()]));
  for (const row of store.database.all("SELECT owner, fingerprint FROM exposure"))
    seen.get(row["owner"] as string)?.add(Buffer.from(row["fingerprint"] as Uint8Array).toString("hex"));
  for (const item of sent)
    for (const vendor of vendorsOf(item)) seen.get(vendor.replace("v", "o"))?.add(Buffer.from(item.fingerprint).toString("hex"));
  const whole = new Map<string, Set<string>>();
  for (const item of [...readItems(world.earlier), ...readItems(world.lines)]) {
    if (item.duplicateOf !== undefined) continue;
    const group = whole.get(item.group ?? "") ?? new Set();
    whole.set(item.group ?? "", group.add(Buffer.from(item.fingerprint).toString("hex")));
  }
  for (const [group, members] of Map.groupBy(sent, (item) => item.unit ?? "none")) {
    if (group === "none") continue;
    if (world.keep === "together") {
      const ways = new Set(members.map((item) => vendorsOf(item).toSorted().join("+")));
      if (ways.size > 1) found.push(`${group} is broken: ${[...ways].join(", ")}`);
      continue;
    }
    const all = whole.get(group) ?? new Set();
    const most = Math.max(1, Math.floor((all.size * world.atMost) / 1_000_000));
    for (const owner of owners) {
      const held = [...all].filter((print) => seen.get(owner)?.has(print)).length;
      const gets = members.some(
        (item) => vendorsOf(item).includes(owner.replace("o", "v")) && !store.seenBy("set", item.fingerprint).includes(owner),
      );
      if (gets && held > most) found.push(`${owner} holds ${held} of the ${all.size} of ${group}, and may hold ${most}`);
    }
  }
  const distinct = new Set([...whole.values()].flatMap((group) => [...group])).size;
  for (const [owner, prints] of seen) {
    const before = store.database.get("SELECT items FROM exposure_counts WHERE owner = ?", owner)?.["items"] as number | undefined;
    if (prints.size > Math.max(before ?? 0, Math.floor((distinct * world.maxShare) / 1_000_000)))
      found.push(`${owner} sees ${prints.size} of ${distinct}`);
  }
  return found;
};

describe("a plan with groups, from the items file into the store", () => {
  it("never breaks a group, never gives an owner more of one than its part, earlier jobs counted, and keeps the cap", async () => {
    let placed = 0;
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const result = await planned(world);
        expect(wrong(world, result)).toEqual([]);
        const slots = result.imported.reduce((sum, item) => sum + item.slots.filter(({ vendor }) => vendor !== undefined).length, 0);
        expect(slots).toBe(result.plan.vendors.reduce((sum, line) => sum + line.slots, 0));
        placed += slots;
        const places = [...result.located].filter(([id]) => result.imported.find(({ item }) => item === id)?.duplicateOf === undefined);
        expect(new Set(places.map(([, place]) => place)).size).toBe(places.length);
      }),
      { numRuns },
    );
    expect(placed).toBeGreaterThan(numRuns);
  });

  it("would be caught if earlier jobs were not counted, or items went where the file has them", async () => {
    const forgetful = await fc.check(
      fc.asyncProperty(worlds, async (world) => {
        const result = await planned({ ...world, keep: "apart", earlier: [] });
        const real = await storeOf(world);
        expect(wrong({ ...world, keep: "apart" }, { ...result, store: real })).toEqual([]);
      }),
      { numRuns: 300, endOnFailure: true },
    );
    expect(forgetful.failed).toBe(true);
    const shuffled = await fc.check(
      fc.asyncProperty(worlds, async (world) => {
        const result = await planned({ ...world, keep: "together" });
        const slots = result.imported.map((item) => item.slots);
        const moved = result.imported.map((item, at) => ({ ...item, slots: slots[(at + 1) % slots.length] ?? [] }));
        expect(wrong({ ...world, keep: "together" }, { ...result, imported: moved })).toEqual([]);
      }),
      { numRuns: 300, endOnFailure: true },
    );
    expect(shuffled.failed).toBe(true);
  });
});
