import type { AttemptEvent } from "../../src/core/failover/attempt.ts";
import type { EngineOptions, EngineVendor } from "../../src/engine/engine-options.ts";
import type { AttemptChange, AppliedChange, Store } from "../../src/ports/store.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";
import { LEASE_MS } from "./world-process.ts";

/** A mistake somebody might make, made on purpose in one place; everything else is the real thing. */
export interface PlantedBug {
  readonly bug: string;
  /** The promise it breaks. */
  readonly breaks: string;
  /** Made anew for every world: some of them remember. */
  readonly sabotage: () => Sabotage;
  /** Worlds in which it cannot show; they are passed over. */
  readonly where?: (world: World) => boolean;
  /** The planner makes the same mistake: what it forgets, the dispatch has to remember. */
  readonly planner?: (world: World) => World;
}

type Lies = (real: Store, record: SqliteStore) => Partial<Store>;

const lying = (lies: Lies): Sabotage => ({ store: (store, record) => ({ ...store, ...lies(store, record) }) });

/** Another event in the place of some. */
const saying = (change: (event: AttemptEvent, one: AttemptChange) => AttemptEvent): Sabotage =>
  lying((real) => ({
    apply: (request) => real.apply({ ...request, changes: request.changes.map((one) => ({ ...one, event: change(one.event, one) })) }),
  }));

/** Something more is written after the events were applied. */
const afterwards = (more: (applied: AppliedChange, record: SqliteStore, change: AttemptChange | undefined) => void): Sabotage =>
  lying((real, record) => ({
    apply: async (request) => {
      const applied = await real.apply(request);
      for (const one of applied)
        more(one, record, request.changes.length === applied.length ? request.changes[applied.indexOf(one)] : undefined);
      return applied;
    },
  }));

const at = (event: AttemptEvent): number => ("at" in event ? event.at : 0);
const notSent = (event: AttemptEvent): AttemptEvent => ({ event: "submission-not-sent", at: at(event) });

const forgetExposure = ({ attempt }: AppliedChange, { database: db }: SqliteStore): void => {
  db.run(
    `DELETE FROM exposure WHERE (fingerprint, owner) IN
       (SELECT i.fingerprint, a.owner FROM attempts a JOIN items i ON i.job = a.job AND i.seq = a.seq WHERE a.attempt = ?)`,
    attempt,
  );
  db.run(
    "UPDATE exposure_counts SET items = (SELECT count(*) FROM exposure e WHERE e.dataset = exposure_counts.dataset AND e.owner = exposure_counts.owner)",
  );
};

const vendorWith = (change: (vendor: EngineVendor) => Partial<EngineVendor["adapter"]>): Sabotage => ({
  vendor: (vendor) => ({ ...vendor, adapter: { ...vendor.adapter, ...change(vendor) } }),
});

const hasCrash =
  (...how: readonly string[]) =>
  (world: World): boolean =>
    world.crashes.some((crash) => how.includes(crash.how));
/** A process that stands still for so long that another takes the job over. */
const standsStill = (world: World): boolean => world.crashes.some((crash) => crash.how === "frozen" && crash.forMs > LEASE_MS);
/** Somebody ends work that vendors hold. */
const takesBack = ({ commands = [], deadline, hedge }: World): boolean =>
  hedge !== undefined || deadline !== undefined || commands.some((command) => command.do !== "hold");
const someVendor =
  (is: (vendor: World["vendors"][number]) => boolean) =>
  (world: World): boolean =>
    world.vendors.some(is);
const tight = (world: World): boolean => world.maxSharePerMillion < 1_000_000;
const unlimited = (world: World): World => ({ ...world, maxSharePerMillion: 1_000_000 });

export const plantedBugs: readonly PlantedBug[] = [
  {
    bug: "the cap is not checked where the dispatch happens",
    breaks: "capHolds",
    where: tight,
    planner: unlimited,
    sabotage: () => lying((real) => ({ reserve: (request) => real.reserve({ ...request, ownerCap: Number.MAX_SAFE_INTEGER }) })),
  },
  {
    bug: "the cap is skipped on failover",
    breaks: "capHolds",
    where: tight,
    planner: unlimited,
    sabotage: () => {
      let failedOver = false;
      const forgetful = lying((real) => ({
        apply: (request) => {
          failedOver ||= request.changes.some(({ event }) => event.event === "given-up");
          return real.apply(request);
        },
        reserve: (request) => real.reserve({ ...request, ownerCap: failedOver ? Number.MAX_SAFE_INTEGER : request.ownerCap }),
      }));
      return { ...forgetful, planner: () => failedOver };
    },
  },
  {
    bug: "exposure is counted per vendor, not per owner",
    breaks: "capHolds",
    where: (world) => tight(world) && new Set(world.vendors.map(({ owner }) => owner)).size < world.vendors.length,
    planner: (world) => ({ ...world, vendors: world.vendors.map((one) => ({ ...one, owner: one.vendor })) }),
    sabotage: () =>
      lying((real) => ({
        reserve: (request) => real.reserve({ ...request, owner: request.vendor }),
      })),
  },
  {
    bug: "the disclosure is written after the bytes have left",
    breaks: "ledgerFirst",
    sabotage: () =>
      lying((real, { database }) => ({
        reserve: async (request) => {
          const reservation = await real.reserve(request);
          database.run("DELETE FROM exposure");
          return reservation;
        },
      })),
  },
  {
    bug: "exposure is given back for work that was taken back",
    breaks: "ledgerFirst",
    where: someVendor(({ canWithdraw }) => canWithdraw),
    sabotage: () => afterwards((one, record) => void (one.to.at === "withdrawn" && forgetExposure(one, record))),
  },
  {
    bug: "exposure is given back for a refusal",
    breaks: "ledgerFirst",
    // One with tranches goes round in circles with it, for a minute.
    where: (world) => world.release === undefined && someVendor(({ faults }) => faults.refuse !== undefined)(world),
    sabotage: () => afterwards((one, record) => void (one.to.at === "refused" && forgetExposure(one, record))),
  },
  {
    bug: "a doubtful submission is taken for one that was never sent",
    breaks: "ledgerFirst",
    sabotage: () => saying((event) => (event.event === "submission-in-doubt" ? notSent(event) : event)),
  },
  {
    bug: "what a killed process had under way is taken for never sent",
    breaks: "ledgerFirst",
    where: hasCrash("killed", "power-cut", "frozen"),
    sabotage: () => saying((event) => (event.event === "process-restarted" ? notSent(event) : event)),
  },
  {
    bug: "an intent is not on the disk when it is sent",
    breaks: "ledgerFirst",
    where: hasCrash("power-cut"),
    sabotage: () => ({ forgetfulDisk: true }),
  },
  {
    bug: "in doubt is treated as failed and sent again",
    breaks: "neverTwoPayees",
    sabotage: () => saying((event) => (event.event === "submission-in-doubt" ? { event: "submission-throttled", at: event.at } : event)),
  },
  {
    bug: "a paid create is retried",
    breaks: "neverTwoPayees",
    where: someVendor(({ idempotency }) => idempotency === "none"),
    sabotage: () =>
      vendorWith(({ adapter }) => ({
        submit: async (...call) => {
          try {
            return await adapter.submit(...call);
          } catch (error) {
            if ((error as { kind?: string }).kind !== "in-doubt") throw error;
            return adapter.submit(...call);
          }
        },
      })),
  },
  {
    bug: "absence is believed before the vendor has settled",
    breaks: "neverTwoPayees",
    where: someVendor(({ idempotency }) => idempotency === "none"),
    sabotage: () => ({ vendor: (vendor) => ({ ...vendor, settleMs: 0 }) }),
  },
  {
    bug: "the fencing number is not checked",
    breaks: "neverTwoPayees",
    where: standsStill,
    sabotage: () =>
      lying((real, { database }) => {
        const current = (): number => database.get("SELECT fence FROM locks WHERE job = 'job'")?.["fence"] as number;
        return {
          holdsLock: async () => true,
          renewLock: async () => {},
          reserve: (request) => real.reserve({ ...request, fence: current() }),
          apply: (request) => real.apply({ ...request, fence: current() }),
          place: (job, _fence, placements) => real.place(job, current(), placements),
        };
      }),
  },
  {
    bug: "a process that stood still sends what it had leased, without a look at the lock",
    breaks: "neverTwoPayees",
    where: standsStill,
    sabotage: () => lying(() => ({ holdsLock: async () => true })),
  },
  {
    bug: "a vendor's no is taken for a yes when it is asked to give work back",
    breaks: "neverTwoPayees",
    where: (world) => takesBack(world) && someVendor(({ canWithdraw }) => canWithdraw)(world),
    sabotage: () =>
      vendorWith(({ adapter }) => {
        const { withdraw } = adapter;
        return withdraw === undefined
          ? {}
          : {
              withdraw: async (...call) =>
                (await withdraw.call(adapter, ...call)).map(({ ref }) => ({ withdrawal: "withdrawn" as const, ref })),
            };
      }),
  },
  {
    bug: "a slot is given to a second vendor while the first is in doubt",
    breaks: "neverTwoPayees",
    sabotage: () =>
      afterwards(
        (one, { database }) =>
          void (one.to.at === "in-doubt" && database.run("UPDATE slots SET state = 'pending' WHERE slot = ?", one.slot)),
      ),
  },
  {
    bug: "intents of a killed process are forgotten",
    breaks: "nothingLost",
    where: hasCrash("killed", "power-cut"),
    sabotage: () =>
      lying((real) => ({
        liveAttempts: async (job, vendor, state, limit) => (state === "sending" ? [] : real.liveAttempts(job, vendor, state, limit)),
      })),
  },
  {
    bug: "a re-plan leaves a slot out",
    breaks: "nothingLost",
    sabotage: () =>
      lying((real) => ({ missingSlots: async (job, usable, every) => (await real.missingSlots(job, usable, every)).slice(1) })),
  },
  {
    bug: "the cursor is moved before the page is stored",
    breaks: "lateAdds",
    where: (world) => hasCrash("killed", "power-cut")(world) && someVendor(({ listing }) => listing === "feed")(world),
    sabotage: () => {
      let record: Store | undefined;
      return {
        store: (store) => (record = store),
        vendor: (vendor) => ({
          ...vendor,
          adapter: {
            ...vendor.adapter,
            collect: async (...call) => {
              const page = await vendor.adapter.collect(...call);
              await record?.saveCursor("job", vendor.vendor, page.cursor);
              return page;
            },
          },
        }),
      };
    },
  },
  {
    bug: "a key is used again for the next attempt",
    breaks: "comesToRest",
    sabotage: () => ({
      options: (options) => ({
        ...options,
        pseudonyms: {
          ...options.pseudonyms,
          nameFor: (scope, name) => options.pseudonyms.nameFor(scope, name.slice(0, name.lastIndexOf("/"))),
        },
      }),
    }),
  },
  {
    bug: "the budget is forgotten at the vendor actually used",
    breaks: "budgetHolds",
    where: ({ budgetSlots }) => budgetSlots !== undefined,
    planner: (world) => ({ ...world, budgetSlots: undefined }),
    sabotage: () =>
      lying((real) => ({
        reserve: (request) => {
          const { budgetCap: _, ...rest } = request;
          return real.reserve(rest);
        },
      })),
  },
  {
    bug: "work that was given up is taken to cost nothing",
    breaks: "budgetHolds",
    where: ({ budgetSlots }) => budgetSlots !== undefined,
    sabotage: () =>
      afterwards(
        (one, { database }) =>
          void (
            one.to.at === "expired" &&
            one.from.at !== "expired" &&
            database.run("UPDATE commitments SET estimated = estimated - 100000 WHERE vendor = ?", one.vendor)
          ),
      ),
  },
  {
    bug: "vendors are shown our own names for their work",
    breaks: "unlinkable",
    sabotage: () => ({
      options: (options: EngineOptions) => ({
        ...options,
        pseudonyms: { ...options.pseudonyms, nameFor: ({ vendor }, name) => `${vendor}/${name}` },
      }),
    }),
  },
  {
    bug: "a late answer overwrites the one that counts",
    breaks: "lateAdds",
    sabotage: () =>
      afterwards((one, { database: db }) => {
        if (one.to.at !== "late") return;
        db.run("UPDATE judgments SET counted = 0 WHERE slot = ? AND attempt <> ?", one.slot, one.attempt);
        db.run("UPDATE judgments SET counted = 1 WHERE attempt = ? AND valid = 1", one.attempt);
      }),
  },
  {
    bug: "a late answer is thrown away",
    breaks: "lateAdds",
    sabotage: () =>
      lying((real, { database }) => ({
        apply: (request) =>
          real.apply({
            ...request,
            changes: request.changes.filter(({ target, event }) => {
              if (event.event !== "answered" || !("key" in target)) return true;
              const state = database.get("SELECT state FROM attempts WHERE vendor = ? AND key = ?", target.vendor, target.key)?.["state"];
              return state !== "expired" && state !== "withdrawn";
            }),
          }),
      })),
  },
  {
    bug: "an answer that is read twice is kept twice",
    breaks: "lateAdds",
    sabotage: () => {
      let reads = 0;
      return lying((real) => ({
        apply: (request) =>
          real.apply({
            ...request,
            changes: request.changes.map((one) =>
              one.judgment === undefined ? one : { ...one, judgment: { ...one.judgment, id: `${one.judgment.id} ${(reads += 1)}` } },
            ),
          }),
      }));
    },
  },
  {
    bug: "a release of a disclosure deletes its record",
    breaks: "recordVerifies",
    sabotage: () =>
      afterwards((one, { database: db }) => {
        if (one.to.at === "released") db.run("DELETE FROM disclosures WHERE kind = 'disclosed' AND attempt_key = ?", one.key);
      }),
  },
  {
    bug: "independence is forgotten where the dispatch happens",
    breaks: "independenceHolds",
    where: (world) =>
      world.slotsPerItem > 1 && someVendor(({ owner }) => world.vendors.filter((one) => one.owner === owner).length > 1)(world),
    planner: (world) => ({ ...world, independent: "vendor" }),
    sabotage: () => lying((real) => ({ reserve: (request) => real.reserve({ ...request, otherOwners: false, otherVendors: false }) })),
  },
  {
    bug: "a poison item is handed on for ever",
    breaks: "poisonStops",
    where: (world) => world.poison === true && world.slotsPerItem === 1 && world.vendors.length > 2,
    sabotage: () => afterwards((_, { database }) => void database.run("UPDATE item_bars SET reason = 'tries'")),
  },
  {
    bug: "an edited config is never read again",
    breaks: "nothingToTheDenied",
    where: ({ takeover }) => takeover?.how === "edited",
    sabotage: () => ({
      options: (options) => {
        const first = options.owners.now();
        return { ...options, owners: { now: () => first } };
      },
    }),
  },
  {
    bug: "what a person orders is not read while a run goes on",
    breaks: "ordersHold",
    where: (world) => (world.commands ?? []).length > 0,
    sabotage: () => lying(() => ({ ordersAfter: async () => [] })),
  },
];
