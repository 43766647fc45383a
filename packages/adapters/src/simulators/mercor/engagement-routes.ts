import { numberOf, objectOf, type SimulatedRequest, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { wake, wakeAll } from "./expert-work.ts";
import { consider, endContract, source } from "./hiring.ts";
import { invalid, MercorRefusal, ok } from "./mercor-error.ts";
import { type MercorState, required } from "./mercor-state.ts";
import { pageOf } from "./paging.ts";
import type { Contract, Listing, Offer, Project } from "./state.ts";
import { createUpdateLog } from "./update-log.ts";
import { candidateView, contractView, listingView, offerView, projectView, remainingSlots } from "./views.ts";

const wholeNumber = (value: unknown, name: string, min: number): number => {
  const number = numberOf(value);
  if (number === undefined || !Number.isInteger(number) || number < min) throw invalid(`${name} must be a whole number of at least ${min}`);
  return number;
};

const hours = (value: unknown, name: string): number => {
  const number = numberOf(value);
  if (number === undefined || number <= 0 || number > 168) throw invalid(`${name} must be a number of hours from 0 to 168`);
  return number;
};

const formats = new Set(["classification", "comparison", "rating", "text"]);

const createProject = (state: MercorState, request: SimulatedRequest): Project => {
  const body = objectOf(request.body);
  const name = textOf(body["name"]);
  if (name === undefined) throw invalid("name is required");
  const responseFormat = objectOf(body["response_format"]);
  if (!formats.has(String(responseFormat["kind"]))) throw invalid(`response_format.kind must be one of ${[...formats].join(", ")}`);
  if (responseFormat["kind"] === "classification" && !(Array.isArray(responseFormat["options"]) && responseFormat["options"].length > 0)) {
    throw invalid("response_format.options must be a list of texts");
  }
  const budget = objectOf(body["budget"]);
  const maxTotalMinor = numberOf(budget["max_total_minor"]);
  const project: Project = {
    id: state.nextId("proj"),
    createdAt: state.world.clock.now(),
    sent: body,
    name,
    externalRef: textOf(body["external_ref"]),
    responseFormat,
    budget: maxTotalMinor === undefined ? undefined : { currency: textOf(budget["currency"]) ?? "USD", maxTotalMinor },
    listings: [],
    contracts: [],
    items: new Map(),
    byExternalId: new Map(),
    itemUpdates: createUpdateLog(),
    entries: [],
    entryUpdates: createUpdateLog(),
    invoices: new Map(),
    queue: { items: [], head: 0 },
    state: "draft",
    before: "draft",
    budgetWarned: false,
    spentMinor: 0,
  };
  state.projects.set(project.id, project);
  state.projectOrder.push(project);
  return project;
};

const createListing = (state: MercorState, project: Project, request: SimulatedRequest): Listing => {
  const body = objectOf(request.body);
  if (project.state === "closing" || project.state === "closed")
    throw new MercorRefusal(409, "project_closed", "The project takes no listings any more");
  if (textOf(body["role_title"]) === undefined) throw invalid("role_title is required");
  const rate = objectOf(body["rate"]);
  if (textOf(rate["frequency"]) !== "hourly") throw invalid('rate.frequency must be "hourly"');
  const min = wholeNumber(rate["min_minor_per_hour"], "rate.min_minor_per_hour", 0);
  const max = wholeNumber(rate["max_minor_per_hour"], "rate.max_minor_per_hour", 1);
  if (min > max) throw invalid("rate.min_minor_per_hour is above rate.max_minor_per_hour");
  const currency = textOf(rate["currency"]);
  if (currency === undefined) throw invalid("rate.currency is required");
  const listing: Listing = {
    id: state.nextId("list"),
    project,
    createdAt: state.world.clock.now(),
    sent: body,
    currency,
    minRateMinor: min,
    maxRateMinor: max,
    weeklyCapHours: hours(body["weekly_cap_hours"], "weekly_cap_hours"),
    slots: wholeNumber(body["slots"], "slots", 1),
    candidates: [],
    offers: [],
    state: "active",
  };
  project.listings.push(listing);
  state.listings.set(listing.id, listing);
  if (project.state === "draft") project.state = "sourcing";
  source(state, listing);
  return listing;
};

const createOffer = (state: MercorState, listing: Listing, request: SimulatedRequest): Offer => {
  const body = objectOf(request.body);
  const candidate = state.candidates.get(textOf(body["candidate_id"]) ?? "");
  if (candidate === undefined || candidate.listing !== listing)
    throw new MercorRefusal(404, "not_found", "There is no such candidate in this listing");
  if (candidate.worker === undefined || candidate.fit === "blocked")
    throw new MercorRefusal(422, "candidate_blocked", "This candidate may not be hired for this listing");
  if (listing.offers.some((offer) => offer.candidate === candidate && (offer.state === "sent" || offer.state === "accepted"))) {
    throw new MercorRefusal(409, "offer_exists", "This candidate already has an offer");
  }
  if (listing.state === "closed") throw new MercorRefusal(409, "listing_closed", "The listing is closed");
  if (remainingSlots(listing) === 0) throw new MercorRefusal(409, "no_slots", "All places of this listing are taken");
  const rate = wholeNumber(body["rate_minor_per_hour"], "rate_minor_per_hour", 1);
  if (rate < listing.minRateMinor || rate > listing.maxRateMinor)
    throw new MercorRefusal(422, "rate_out_of_range", "The rate is outside the listing's range");
  const offer: Offer = {
    id: state.nextId("offer"),
    listing,
    candidate,
    rateMinor: rate,
    weeklyCapHours: hours(body["weekly_cap_hours"], "weekly_cap_hours"),
    sentAt: state.world.clock.now(),
    state: "sent",
    contract: undefined,
  };
  listing.offers.push(offer);
  state.offers.set(offer.id, offer);
  candidate.status = "offered";
  consider(state, offer);
  return offer;
};

const projectStep = (state: MercorState, project: Project, verb: "pause" | "resume" | "close"): void => {
  const at = state.world.clock.now();
  switch (verb) {
    case "pause":
      if (project.state === "closing" || project.state === "closed")
        throw new MercorRefusal(409, "project_closed", "The project is closed");
      if (project.state === "paused") return;
      project.before = project.state;
      project.state = "paused";
      return;
    case "resume":
      if (project.state !== "paused") return;
      project.state = project.before;
      wakeAll(state, project, at);
      return;
    case "close":
      if (project.state === "closed") return;
      project.state = "closing";
      for (const listing of project.listings) listing.state = "closed";
      for (const item of project.items.values()) {
        if (item.state !== "queued" && item.state !== "assigned" && item.state !== "changes_requested") continue;
        item.state = "withdrawn";
        project.itemUpdates.touch(item, at);
      }
      settleClosing(state, project, at);
      return;
    default:
      verb satisfies never;
  }
};

/** A closing project is closed once nobody is at work any more; contracts end with it. */
const settleClosing = (state: MercorState, project: Project, at: number): void => {
  if (project.state !== "closing") return;
  if ([...project.items.values()].some((item) => item.state === "in_progress")) {
    state.world.agenda.add(at + 600_000, (now) => settleClosing(state, project, now));
    return;
  }
  for (const contract of project.contracts) endContract(state, contract, at, "project closed");
  project.state = "closed";
};

const contractStep = (state: MercorState, contract: Contract, verb: "pause" | "resume" | "end"): void => {
  const at = state.world.clock.now();
  switch (verb) {
    case "pause":
      if (contract.state !== "active") throw new MercorRefusal(409, "contract_not_active", `The contract is ${contract.state}`);
      contract.state = "paused";
      return;
    case "resume":
      if (contract.state !== "paused") throw new MercorRefusal(409, "contract_not_paused", `The contract is ${contract.state}`);
      contract.state = "active";
      wake(state, contract, at);
      return;
    case "end":
      endContract(state, contract, at, "ended by the client");
      return;
    default:
      verb satisfies never;
  }
};

export const engagementRoutes = (state: MercorState): readonly Route[] => [
  { operation: "GET /v1/workspace", answer: () => ok({ workspace_id: "ws_sandbox", name: "Sandbox" }) },
  { operation: "POST /v1/projects", answer: (request) => ok(projectView(createProject(state, request)), 201) },
  {
    operation: "GET /v1/projects",
    answer: (request) => {
      const ref = textOf(request.query.get("external_ref"));
      return pageOf(
        request,
        ref === undefined ? state.projectOrder : state.projectOrder.filter((project) => project.externalRef === ref),
        projectView,
      );
    },
  },
  { operation: "GET /v1/projects/{id}", answer: (_request, { id = "" }) => ok(projectView(required(state.projects, id, "project"))) },
  ...(["pause", "resume", "close"] as const).map((verb): Route => ({
    operation: `POST /v1/projects/{id}/${verb}`,
    answer: (_request, { id = "" }) => {
      const project = required(state.projects, id, "project");
      projectStep(state, project, verb);
      return ok(projectView(project));
    },
  })),
  {
    operation: "POST /v1/projects/{id}/listings",
    answer: (request, { id = "" }) => ok(listingView(createListing(state, required(state.projects, id, "project"), request)), 201),
  },
  {
    operation: "GET /v1/projects/{id}/listings",
    answer: (request, { id = "" }) => pageOf(request, required(state.projects, id, "project").listings, listingView),
  },
  { operation: "GET /v1/listings/{id}", answer: (_request, { id = "" }) => ok(listingView(required(state.listings, id, "listing"))) },
  {
    operation: "GET /v1/listings/{id}/candidates",
    answer: (request, { id = "" }) => pageOf(request, required(state.listings, id, "listing").candidates, candidateView),
  },
  {
    operation: "POST /v1/listings/{id}/offers",
    answer: (request, { id = "" }) => ok(offerView(createOffer(state, required(state.listings, id, "listing"), request)), 201),
  },
  {
    operation: "GET /v1/listings/{id}/offers",
    answer: (request, { id = "" }) => pageOf(request, required(state.listings, id, "listing").offers, offerView),
  },
  {
    operation: "GET /v1/projects/{id}/contracts",
    answer: (request, { id = "" }) => pageOf(request, required(state.projects, id, "project").contracts, contractView),
  },
  { operation: "GET /v1/contracts/{id}", answer: (_request, { id = "" }) => ok(contractView(required(state.contracts, id, "contract"))) },
  {
    operation: "PATCH /v1/contracts/{id}",
    answer: (request, { id = "" }) => {
      const contract = required(state.contracts, id, "contract");
      contract.weeklyCapHours = hours(objectOf(request.body)["weekly_cap_hours"], "weekly_cap_hours");
      return ok(contractView(contract));
    },
  },
  ...(["pause", "resume", "end"] as const).map((verb): Route => ({
    operation: `POST /v1/contracts/{id}/${verb}`,
    answer: (_request, { id = "" }) => {
      const contract = required(state.contracts, id, "contract");
      contractStep(state, contract, verb);
      return ok(contractView(contract));
    },
  })),
];
