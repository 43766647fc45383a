import type { Store } from "../../src/ports/store.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { PlantedBug } from "./planted-bugs.ts";
import type { Sabotage } from "./sabotage.ts";
import type { World } from "./world.ts";

type Lies = (real: Store, record: SqliteStore) => Partial<Store>;

const lying = (lies: Lies): Sabotage => ({ store: (store, record) => ({ ...store, ...lies(store, record) }) });

/** A rule that the reservation forgets as soon as something was given up, and the planner with it. */
const forgottenOnFailover = (forget: (request: Parameters<Store["reserve"]>[0]) => Parameters<Store["reserve"]>[0]): Sabotage => {
  let failedOver = false;
  const forgetful = lying((real) => ({
    apply: (request) => {
      failedOver ||= request.changes.some(({ event }) => event.event === "given-up");
      return real.apply(request);
    },
    reserve: (request) => real.reserve(failedOver ? forget(request) : request),
  }));
  return { ...forgetful, planner: () => failedOver };
};

const withoutGroups = ({ groups: _, ...world }: World): World => world;
const restored = (world: World): boolean => world.crashes.some(({ how }) => how === "restored");

/** Mistakes about hedges, tranches, groups, caps in bytes and groups, and stores that are older than what was sent. */
export const plantedLimits: readonly PlantedBug[] = [
  {
    bug: "a straggler is asked of its own owner again",
    breaks: "hedgesHold",
    where: ({ hedge, vendors }) => hedge !== undefined && new Set(vendors.map(({ owner }) => owner)).size < vendors.length,
    sabotage: () =>
      lying((real, { database }) => ({
        missingSlots: async (...query) =>
          (await real.missingSlots(...query)).map((slot) => (slot.purpose === "hedge" ? { ...slot, takenBy: [] } : slot)),
        reserve: (request) => {
          const hedges = JSON.stringify(
            database.all("SELECT slot FROM slots WHERE purpose = 'hedge' AND vendor = ?", request.vendor).map(({ slot }) => slot),
          );
          database.run("UPDATE slots SET purpose = 'real' WHERE slot IN (SELECT value FROM json_each(?))", hedges);
          const reservation = real.reserve({ ...request, otherOwners: false, otherVendors: false });
          database.run("UPDATE slots SET purpose = 'hedge' WHERE slot IN (SELECT value FROM json_each(?))", hedges);
          return reservation;
        },
      })),
  },
  {
    bug: "hedges that were made before are forgotten",
    breaks: "hedgesHold",
    where: ({ hedge }) => hedge !== undefined,
    sabotage: () => lying((real) => ({ hedges: async (job) => ({ ...(await real.hedges(job)), made: 0 }) })),
  },
  {
    bug: "what waits for its gate is sent",
    breaks: "gatesHold",
    where: ({ release }) => release !== undefined,
    sabotage: () =>
      lying((real, { database }) => ({
        reserve: (request) => {
          database.run("UPDATE slots SET state = 'pending' WHERE state = 'waiting' AND vendor = ?", request.vendor);
          return real.reserve(request);
        },
      })),
  },
  {
    bug: "a gate opens on work that is only sent",
    breaks: "gatesHold",
    where: ({ release }) => release !== undefined,
    sabotage: () =>
      lying((real) => ({
        releaseFacts: async (job) => (await real.releaseFacts(job)).map((facts) => ({ ...facts, answered: facts.released })),
      })),
  },
  {
    bug: "gold of another vendor is counted at a gate",
    breaks: "gatesHold",
    where: ({ release }) => release?.gate.goldAccuracyPerMillion !== undefined,
    sabotage: () =>
      lying((real) => ({
        releaseFacts: async (job) => {
          const facts = await real.releaseFacts(job);
          return facts.map((one, index) => ({ ...one, gold: facts[(index + 1) % facts.length]?.gold ?? one.gold }));
        },
      })),
  },
  {
    bug: "work that is placed anew is placed past the gate of whoever gets it",
    breaks: "gatesHold",
    where: ({ release }) => release !== undefined,
    sabotage: () =>
      lying((real, { database }) => ({
        place: async (job, fence, placements) => {
          await real.place(job, fence, placements);
          database.run(
            "UPDATE slots SET state = 'pending' WHERE state = 'waiting' AND slot IN (SELECT value FROM json_each(?))",
            JSON.stringify(placements.map(({ slot }) => slot)),
          );
        },
      })),
  },
  {
    bug: "the cap in bytes is forgotten on failover",
    breaks: "sharesHold",
    where: ({ shares, maxSharePerMillion }) => (shares?.bytesPerMillion ?? 1_000_000) < maxSharePerMillion,
    planner: ({ shares: _, ...world }) => world,
    sabotage: () => forgottenOnFailover(({ shares: _, ...request }) => request),
  },
  {
    bug: "the cap in groups is forgotten where the dispatch happens",
    breaks: "sharesHold",
    where: ({ shares }) => shares?.groupsPerMillion !== undefined,
    planner: ({ shares: _, ...world }) => world,
    sabotage: () => lying((real) => ({ reserve: ({ shares: _, ...request }) => real.reserve(request) })),
  },
  {
    bug: "a group that stays together is split on failover",
    breaks: "groupsHold",
    where: ({ groups }) => groups?.rule.keep === "together",
    planner: withoutGroups,
    sabotage: () => forgottenOnFailover(({ groups: _, ...request }) => request),
  },
  {
    bug: "an owner gets more of a group that is kept apart than its part",
    breaks: "groupsHold",
    where: ({ groups }) => groups?.rule.keep === "apart",
    planner: withoutGroups,
    sabotage: () => lying((real) => ({ reserve: ({ groups: _, ...request }) => real.reserve(request) })),
  },
  {
    bug: "what a vendor holds and the store has lost is taken for somebody else's",
    breaks: "neverTwoPayees",
    where: restored,
    sabotage: () => lying(() => ({ slotEpochs: async () => [] })),
  },
  {
    bug: "lost work is written down without its disclosures",
    breaks: "ledgerFirst",
    where: restored,
    sabotage: () =>
      lying((real, { database }) => ({
        adopt: async (request) => {
          const seen = JSON.stringify(
            database.all("SELECT hex(fingerprint) AS name FROM exposure WHERE owner = ?", request.owner).map(({ name }) => name),
          );
          const adopted = await real.adopt(request);
          database.run(
            "DELETE FROM exposure WHERE owner = ? AND hex(fingerprint) NOT IN (SELECT value FROM json_each(?))",
            request.owner,
            seen,
          );
          return adopted;
        },
      })),
  },
];
