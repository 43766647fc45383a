import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ImportItem, ReserveRequest } from "../../ports/store.ts";
import type { ShareLimits } from "../../ports/share-limits.ts";
import { exposureFacts } from "./facts/exposure-facts.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite-store.ts";

const vendors = ["a", "b", "c"];

interface Item {
  /** What it says, and so what it is. */
  readonly id: number;
  readonly bytes: number;
  readonly group: number | null;
}

const contentOf = ({ bytes }: Item): string => JSON.stringify({ text: "é".repeat(bytes) });
const bytesOf = (item: Item): number => Buffer.byteLength(contentOf(item));

const importItems = async (
  store: SqliteStore,
  job: string,
  items: readonly Item[],
  { breaksOff = false, grouped = true }: { readonly breaksOff?: boolean; readonly grouped?: boolean } = {},
): Promise<void> => {
  const rows = items.map((item, seq): ImportItem => ({
    seq,
    item: `i${item.id}`,
    fingerprint: createHash("sha256").update(String(item.id)).digest(),
    content: contentOf(item),
    ...(item.group === null || !grouped ? {} : { unit: `g${item.group}` }),
    slots: vendors.slice(seq % 2).map((vendor) => ({ vendor, position: seq })),
  }));
  await store.importJob(
    {
      job,
      dataset: "d",
      contentHash: "",
      itemsHash: "",
      jobJson: grouped ? '{"groups":{"by":"customer"}}' : "{}",
      planJson: "{}",
      planHash: "",
      currency: "USD",
      slotsPerItem: 2,
      createdAt: 1,
    },
    (async function* () {
      yield rows;
      if (breaksOff) throw new Error("broken off");
    })(),
  );
};

const requestOf = (vendor: number, over: Partial<ReserveRequest> & { readonly fence: number; readonly job: string }): ReserveRequest => ({
  dataset: "d",
  vendor: vendors[vendor] ?? "",
  owner: `o${vendors[vendor]}`,
  limit: 3,
  now: 2,
  ownerCap: 1_000,
  otherOwners: false,
  otherVendors: false,
  denied: undefined,
  price: 1,
  keyFor: ({ seq, k, epoch }) => `${over.job}/${vendor}/${seq}/${k}/${epoch}`,
  ...over,
});

const world = fc.record({
  items: fc.array(fc.record({ bytes: fc.nat(40), group: fc.option(fc.nat(5), { freq: 5 }) }), { minLength: 6, maxLength: 16 }),
  /** Which of them the second job has too. */
  again: fc.nat(15),
  more: fc.array(fc.record({ bytes: fc.nat(40), group: fc.option(fc.nat(7), { freq: 5 }) }), { maxLength: 5 }),
  breaksOff: fc.boolean(),
  /** Whether the first job has groups: else what was sent of it counts once another has. */
  grouped: fc.boolean(),
  bytesPerMillion: fc.option(fc.integer({ min: 50_000, max: 1_000_000 }), { freq: 4 }),
  groupsPerMillion: fc.option(fc.integer({ min: 50_000, max: 1_000_000 }), { freq: 4 }),
  steps: fc.array(fc.record({ vendor: fc.nat(2), second: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }), undo: fc.boolean() }), {
    minLength: 4,
    maxLength: 16,
  }),
});

type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

interface Seen {
  readonly bytes: number;
  readonly groups: number;
}

/** Plays a world and answers, after every step, what each owner has seen by a recount and by the store; and what it may see. */
const play = async (
  drawn: World,
  { plant, heldBack = true }: { readonly plant?: (store: SqliteStore) => void; readonly heldBack?: boolean } = {},
): Promise<{ readonly broken: readonly string[]; readonly blocked: number }> => {
  const store = openSqliteStore(":memory:");
  const first = drawn.items.map((item, id): Item => ({ id, ...item }));
  const second = [...first.slice(0, drawn.again), ...drawn.more.map((item, at): Item => ({ id: 100 + at, ...item }))];
  const limits: ShareLimits = {
    ...(drawn.bytesPerMillion === null ? {} : { bytesPerMillion: drawn.bytesPerMillion }),
    ...(drawn.groupsPerMillion === null ? {} : { groups: { perMillion: drawn.groupsPerMillion, by: "customer" } }),
  };
  const broken: string[] = [];
  let blockedBy = 0;
  const seen = new Map<string, Map<number, Item>>(vendors.map((vendor) => [`o${vendor}`, new Map()]));
  await importItems(store, "j1", first, { grouped: drawn.grouped });
  plant?.(store);
  const known = new Map(first.map((item) => [item.id, item]));
  const groupOf = new Map(drawn.grouped ? first.map(({ id, group }) => [id, group]) : []);
  const lockOf = async (job: string): Promise<number> => {
    const lock = await store.lockJob({ job, holder: "test", now: 1, isAlive: () => false });
    return lock.locked ? lock.fence : 0;
  };
  const fences = { j1: await lockOf("j1"), j2: 0 };
  for (const [at, { vendor, second: inSecond, limit, undo }] of drawn.steps.entries()) {
    if (at === 3) {
      // Left by an import that broke off, with the groups otherwise; what it knew of the dataset stays, as it does for items.
      if (drawn.breaksOff)
        await importItems(
          store,
          "j2",
          second.map((item) => ({ ...item, group: 9 })),
          { breaksOff: true },
        ).catch(() => {});
      await importItems(store, "j2", second);
      for (const item of second) {
        known.set(item.id, item);
        groupOf.set(item.id, item.group);
      }
      fences.j2 = await lockOf("j2");
    }
    const job = at >= 3 && inSecond ? "j2" : "j1";
    const items = job === "j1" ? first : second;
    const { reserved, blocked } = await store.reserve(
      requestOf(vendor, { job, fence: fences[job], limit, ...(heldBack ? { shares: limits } : {}) }),
    );
    blockedBy += blocked.filter(({ rule }) => rule === "byte-cap" || rule === "group-cap").length;
    const own = seen.get(`o${vendors[vendor]}`);
    const fresh = reserved.filter(({ seq }) => !own?.has(items[seq]?.id ?? -1));
    for (const { seq } of reserved) if (items[seq] !== undefined) own?.set(items[seq].id, items[seq]);
    const [undone] = fresh;
    if (undo && undone !== undefined && fresh.filter(({ seq }) => seq === undone.seq).length === 1) {
      await store.apply({
        job,
        fence: fences[job],
        now: 3,
        triesPerVendor: 9,
        changes: [{ target: { attempt: undone.attempt }, event: { event: "submission-not-sent", at: 3 } }],
      });
      own?.delete(items[undone.seq]?.id ?? -1);
    }
    const groupsIn = (all: Iterable<Item>): number =>
      new Set([...all].map(({ id }) => groupOf.get(id) ?? null).filter((group) => group !== null)).size;
    const all = [...known.values()];
    const byteCap = Math.floor((all.reduce((sum, item) => sum + bytesOf(item), 0) * (drawn.bytesPerMillion ?? 1_000_000)) / 1_000_000);
    const groupCap = Math.floor((groupsIn(all) * (drawn.groupsPerMillion ?? 1_000_000)) / 1_000_000);
    const told = exposureFacts(store.database, { vendors: [], capOf: () => 1 }).datasets[0]?.owners ?? [];
    for (const [owner, itsOwn] of seen) {
      const has: Seen = {
        bytes: [...itsOwn.values()].reduce((sum, item) => sum + bytesOf(item), 0),
        groups: groupsIn(itsOwn.values()),
      };
      if (has.bytes > byteCap) broken.push(`${owner} has ${has.bytes} bytes of ${byteCap}`);
      if (drawn.grouped && has.groups > groupCap) broken.push(`${owner} has ${has.groups} groups of ${groupCap}`);
      const counted = told.find((one) => one.owner === owner);
      if ((counted?.bytes ?? 0) !== has.bytes) broken.push(`${owner} has ${has.bytes} bytes, counted ${counted?.bytes}`);
      if ((counted?.groups ?? 0) !== has.groups) broken.push(`${owner} has ${has.groups} groups, counted ${counted?.groups}`);
    }
  }
  await store.close();
  return { broken, blocked: blockedBy };
};

/** The first of some worlds in which a promise breaks, in its words. */
const breaks = async (options: Parameters<typeof play>[1]): Promise<string | undefined> => {
  for (const drawn of fc.sample(world, { seed: 7, numRuns: 60 })) {
    const { broken } = await play(drawn, options);
    if (broken.length > 0) return broken[0];
  }
  return undefined;
};

describe("caps in bytes and in groups", () => {
  it("are held in the lease, over all jobs of the dataset, and counted as a recount does", async () => {
    let blocked = 0;
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const played = await play(drawn);
        blocked += played.blocked;
        expect(played.broken).toEqual([]);
      }),
      { numRuns: 80 },
    );
    expect(blocked).toBeGreaterThan(40);
  });

  it("would be seen to break if the lease did not ask", async () => {
    expect(await breaks({ heldBack: false })).toMatch(/ of /);
  });

  for (const trigger of ["group_touched", "group_untouched", "item_grouped", "item_ungrouped"])
    it(`would be seen to break without the trigger ${trigger}`, async () => {
      expect(await breaks({ plant: ({ database }) => database.run(`DROP TRIGGER ${trigger}`) })).toMatch(/ groups\b/);
    });

  it("would be seen to break if the dataset were taken for larger than it is", async () => {
    const doubled = ({ database }: SqliteStore): void =>
      void database.run("UPDATE dataset_counts SET bytes = 2 * bytes WHERE dataset = 'd'");
    expect(await breaks({ plant: doubled })).toMatch(/ bytes of /);
  });

  it("never offers a vendor again what would break them", async () => {
    const store = openSqliteStore(":memory:");
    await importItems(store, "j1", [{ id: 1, bytes: 30, group: 1 }]);
    const lock = await store.lockJob({ job: "j1", holder: "test", now: 1, isAlive: () => false });
    const fence = lock.locked ? lock.fence : 0;
    const { blocked } = await store.reserve(requestOf(0, { job: "j1", fence, shares: { bytesPerMillion: 500_000 } }));
    expect(blocked.map(({ rule }) => rule)).toEqual(["byte-cap"]);
    expect((await store.missingSlots("j1", new Set(vendors), false)).map(({ barredVendors }) => barredVendors)).toEqual([["a"]]);
    await store.close();
  });
});
