import { isoTime } from "../world/clock.ts";
import type { Candidate, Contract, Deliverable, Invoice, Listing, Offer, Project, TimeEntry, WorkItem } from "./state.ts";
import { weekStart } from "./week.ts";

export const projectView = (project: Project): Record<string, unknown> => ({
  ...project.sent,
  project_id: project.id,
  id: project.id,
  name: project.name,
  external_ref: project.externalRef ?? null,
  state: project.state,
  created_at: isoTime(project.createdAt),
});

/** Places not yet taken by an accepted offer. */
export const remainingSlots = (listing: Listing): number =>
  Math.max(0, listing.slots - listing.offers.filter((offer) => offer.state === "accepted" && offer.contract?.state !== "ended").length);

export const listingView = (listing: Listing): Record<string, unknown> => ({
  ...listing.sent,
  listing_id: listing.id,
  id: listing.id,
  project_id: listing.project.id,
  state: listing.state,
  remaining_slots: remainingSlots(listing),
  created_at: isoTime(listing.createdAt),
});

export const candidateView = (candidate: Candidate): Record<string, unknown> => ({
  candidate_id: candidate.id,
  expert_ref: candidate.expertRef,
  fit: candidate.fit,
  asking_rate_minor: candidate.askingRateMinor,
  currency: candidate.listing.currency,
  availability_hours: candidate.availabilityHours,
  credentials: [],
  status: candidate.status,
});

export const offerView = (offer: Offer): Record<string, unknown> => ({
  offer_id: offer.id,
  listing_id: offer.listing.id,
  candidate_id: offer.candidate.id,
  rate_minor_per_hour: offer.rateMinor,
  weekly_cap_hours: offer.weeklyCapHours,
  state: offer.state,
  sent_at: isoTime(offer.sentAt),
  ...(offer.contract === undefined ? {} : { contract_id: offer.contract.id }),
});

export const contractView = (contract: Contract): Record<string, unknown> => ({
  contract_id: contract.id,
  project_id: contract.project.id,
  listing_id: contract.listing.id,
  expert_ref: contract.expertRef,
  state: contract.state,
  type: "hourly",
  rate_minor_per_hour: contract.rateMinor,
  currency: contract.currency,
  weekly_cap_hours: contract.weeklyCapHours,
  effective_from: isoTime(contract.effectiveFrom),
});

export const deliverableView = (deliverable: Deliverable): Record<string, unknown> => ({
  deliverable_id: deliverable.id,
  work_item_id: deliverable.item.id,
  version: deliverable.version,
  contract_id: deliverable.contract.id,
  expert_ref: deliverable.expertRef,
  submitted_at: isoTime(deliverable.submittedAt),
  content: deliverable.content,
  self_reported_minutes: deliverable.minutes,
  review: deliverable.review ?? null,
});

export const workItemView = (item: WorkItem): Record<string, unknown> => {
  const latest = item.deliverables.at(-1);
  return {
    work_item_id: item.id,
    external_id: item.externalId,
    state: item.state,
    created_at: isoTime(item.createdAt),
    updated_at: isoTime(item.updatedAt),
    contract_id: item.contract?.id ?? null,
    latest_deliverable: latest === undefined ? null : deliverableView(latest),
  };
};

export const timeEntryView = (entry: TimeEntry): Record<string, unknown> => ({
  time_entry_id: entry.id,
  contract_id: entry.contract.id,
  work_item_id: entry.item?.id ?? null,
  started_at: isoTime(entry.startedAt),
  ended_at: isoTime(entry.endedAt),
  seconds: entry.seconds,
  source: entry.source,
  status: entry.status,
  updated_at: isoTime(entry.updatedAt),
});

/** Hours times rate per contract, and the fee on top. No line refers to an item. */
export const invoiceView = (invoice: Invoice, feePercent: number): Record<string, unknown> => {
  const seconds = new Map<Contract, number>();
  for (const entry of invoice.project.entries) {
    if (entry.week === invoice.week && entry.status !== "voided")
      seconds.set(entry.contract, (seconds.get(entry.contract) ?? 0) + entry.seconds);
  }
  const lines = [...seconds].map(([contract, total]) => ({
    contract_id: contract.id,
    hours: Math.round((total / 3600) * 10_000) / 10_000,
    rate_minor: contract.rateMinor,
    amount_minor: Math.round((total * contract.rateMinor) / 3600),
  }));
  const sum = lines.reduce((total, line) => total + line.amount_minor, 0);
  const fee = Math.round((sum * feePercent) / 100);
  return {
    invoice_id: invoice.id,
    project_id: invoice.project.id,
    period_start: isoTime(weekStart(invoice.week)),
    period_end: isoTime(weekStart(invoice.week + 1) - 1000),
    status: invoice.status,
    lines,
    fee_percent: feePercent,
    fee_minor: fee,
    total_minor: sum + fee,
    currency: [...seconds.keys()][0]?.currency ?? "USD",
  };
};
