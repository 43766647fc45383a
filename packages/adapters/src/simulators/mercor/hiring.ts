import { chance, hashNumbers, hashText } from "../world/seeded-random.ts";
import { hourMs, secondMs } from "../world/clock.ts";
import { listOf, objectOf } from "../server/message.ts";
import { interrupt, wake, wakeAll } from "./expert-work.ts";
import type { MercorState } from "./mercor-state.ts";
import { logTime } from "./paid-time.ts";
import { askingRate, availability, hoursOf } from "./people.ts";
import type { Candidate, Contract, Listing, Offer } from "./state.ts";
import { remainingSlots } from "./views.ts";

const DECLINE = hashText("decline");
const LEAVE = hashText("leave");
const BEGIN = hashText("begins");

/** Requirements nobody in any pool can meet; a listing with one of these finds nobody. */
const impossible = (listing: Listing): boolean => {
  const requirements = objectOf(listing.sent["requirements"]);
  const years = Number(requirements["min_years_experience"] ?? 0);
  return years > 40 || listOf(requirements["domains"]).includes("nobody");
};

/** Candidates for a new listing show up over the next hours, or never. */
export const source = (state: MercorState, listing: Listing): void => {
  const { options, world } = state;
  if (options.sourcing === "nobody" || impossible(listing)) return;
  const people = world.workforce.workers;
  const blocked = Math.round(people.length * options.blockedShare);
  for (let n = 0; n < people.length + blocked; n++) {
    const worker = people[n];
    const at = listing.createdAt + hoursOf(state, `candidate ${listing.slots}`, n, options.candidateHours) * hourMs;
    world.agenda.add(at, () => {
      if (listing.state === "closed") return;
      // Somebody already under contract for this project does not apply again.
      if (worker !== undefined && listing.project.contracts.some((contract) => contract.worker === worker && contract.state !== "ended"))
        return;
      const fit = worker === undefined ? "blocked" : chance(world.seed, hashText("fit"), n) < options.warningShare ? "warning" : "allowed";
      const candidate: Candidate = {
        id: state.nextId("cand"),
        listing,
        worker,
        expertRef: `exp_${hashNumbers(world.seed, hashText("expert"), n).toString(36)}${hashNumbers(world.seed, n, 3).toString(36)}`,
        fit,
        askingRateMinor: askingRate(state, n),
        availabilityHours: availability(state, n),
        status: fit === "blocked" ? "rejected" : "shortlisted",
      };
      listing.candidates.push(candidate);
      state.candidates.set(candidate.id, candidate);
      state.emit("candidate.matched", { listing_id: listing.id, candidate_id: candidate.id });
    });
  }
};

/** The candidate thinks about an offer: accepts a fair one most of the time, declines one below the asking rate. */
export const consider = (state: MercorState, offer: Offer): void => {
  const { world, options } = state;
  const { candidate, listing } = offer;
  const worker = candidate.worker!;
  const answerAt = offer.sentAt + hoursOf(state, "answer", worker.index, options.answerHours) * hourMs;
  world.agenda.add(answerAt, (now) => {
    if (offer.state !== "sent") return;
    const fair = offer.rateMinor >= candidate.askingRateMinor && offer.weeklyCapHours > 0;
    if (!fair || chance(world.seed, DECLINE, worker.index, listing.offers.length) < options.declineShare) {
      offer.state = "declined";
      candidate.status = "rejected";
      return;
    }
    if (remainingSlots(listing) === 0 || listing.state === "closed") {
      offer.state = "cancelled";
      candidate.status = "shortlisted";
      return;
    }
    accept(state, offer, now);
  });
};

const accept = (state: MercorState, offer: Offer, at: number): void => {
  const { world, options } = state;
  const { listing, candidate } = offer;
  const worker = candidate.worker!;
  const contract: Contract = {
    id: state.nextId("con"),
    project: listing.project,
    listing,
    worker,
    expertRef: candidate.expertRef,
    rateMinor: offer.rateMinor,
    currency: listing.currency,
    effectiveFrom: at,
    beginsAtHour: (24 * (worker.index + 0.5 * chance(world.seed, BEGIN, worker.index))) / world.workforce.workers.length,
    pinned: [],
    secondsByWeek: new Map(),
    state: "onboarding",
    weeklyCapHours: offer.weeklyCapHours,
    current: undefined,
    idle: false,
    epoch: 0,
  };
  offer.state = "accepted";
  offer.contract = contract;
  candidate.status = "hired";
  listing.project.contracts.push(contract);
  state.contracts.set(contract.id, contract);
  if (remainingSlots(listing) === 0) listing.state = "filled";
  state.emit("offer.accepted", { offer_id: offer.id, contract_id: contract.id });
  world.agenda.add(at + hoursOf(state, "onboarding", worker.index, options.onboardingHours) * hourMs, (now) => {
    if (contract.state !== "onboarding") return;
    contract.state = "active";
    const { project } = listing;
    if (project.state === "draft" || project.state === "sourcing") project.state = "active";
    else if (project.state === "paused" && project.before !== "active") project.before = "active";
    const seconds = options.introductionMinutes * 60;
    if (seconds > 0) logTime(state, contract, undefined, { from: now - seconds * secondMs, to: now, seconds });
    contract.idle = true;
    wake(state, contract, now);
    leaveSomeday(state, contract, now);
  });
};

/** Attrition: a constant chance a week, drawn once as a moment. */
const leaveSomeday = (state: MercorState, contract: Contract, at: number): void => {
  const weekly = state.options.attritionPerWeek;
  if (weekly <= 0) return;
  const weeks = Math.log(1 - chance(state.world.seed, LEAVE, contract.worker.index)) / Math.log(1 - Math.min(0.999, weekly));
  state.world.agenda.add(at + weeks * 7 * 24 * hourMs, (now) => endContract(state, contract, now, "expert left"));
};

/** Ends a contract: its items go back to the queue with the versions there are, its time stays. */
export const endContract = (state: MercorState, contract: Contract, at: number, reason: string): void => {
  if (contract.state === "ended") return;
  contract.state = "ended";
  interrupt(state, contract, at);
  if (contract.listing.state === "filled" && remainingSlots(contract.listing) > 0) contract.listing.state = "active";
  state.emit("contract.ended", { contract_id: contract.id, reason });
  wakeAll(state, contract.project, at);
};
