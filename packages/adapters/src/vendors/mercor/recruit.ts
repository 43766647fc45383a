import type { Call } from "@tranche/sdk";
import { segment } from "../../http/index.ts";
import type { MercorContext } from "./context.ts";
import { listAll } from "./lists.ts";
import { post } from "./post.ts";
import type { Terms } from "./terms.ts";
import { type MercorContract, type MercorOffer, mercorCandidate, mercorOffer } from "./wire.ts";

/** What hiring needs to know; kept with the engagement. */
export interface Hiring {
  /** The engagement's key: offers are derived from it. */
  readonly key: string;
  readonly listing: string;
  readonly terms: Terms;
  /** How many people are wanted. */
  readonly wanted: number;
}

/** Sends offers for the places that are free, to allowed candidates who had none yet. Says in plain words what is being waited for. */
export const recruit = async (
  context: MercorContext,
  { key, listing, terms, wanted }: Hiring,
  contracts: readonly MercorContract[],
  call: Call,
): Promise<string> => {
  const path = `/listings/${segment(listing)}`;
  const held = contracts.filter((contract) => contract.state !== "ended");
  if (held.length >= wanted) return `${held.length} under contract, none active yet`;
  const offers = await listAll(context, { path: `${path}/offers`, entry: mercorOffer }, call);
  const contracted = new Set(contracts.map((contract) => contract.contract_id));
  const pending = offers.filter(
    (offer) => offer.state === "sent" || (offer.state === "accepted" && !contracted.has(offer.contract_id ?? "")),
  );
  const free = wanted - held.length - pending.length;
  if (free <= 0) return `${count(pending.length, "offer")} sent, not accepted yet`;
  const candidates = await listAll(context, { path: `${path}/candidates`, entry: mercorCandidate }, call);
  const asked = new Set(offers.map((offer) => offer.candidate_id));
  const next = candidates.filter((candidate) => candidate.fit === "allowed" && !asked.has(candidate.candidate_id)).slice(0, free);
  for (const candidate of next) await offer(context, { key, path, terms, candidate }, call);
  const sent = pending.length + next.length;
  if (sent > 0) return `${count(sent, "offer")} sent, not accepted yet`;
  if (held.length > 0) return `${held.length} under contract, none active yet`;
  return candidates.length === 0
    ? "no candidate yet"
    : `none of ${count(candidates.length, "candidate")} is left who may be offered the work`;
};

interface Offering {
  readonly key: string;
  readonly path: string;
  readonly terms: Terms;
  readonly candidate: { readonly candidate_id: string; readonly asking_rate_minor?: number | null | undefined };
}

const offer = (context: MercorContext, { key, path, terms, candidate }: Offering, call: Call): Promise<MercorOffer> =>
  post(
    context,
    {
      path: `${path}/offers`,
      about: ["offer", key, candidate.candidate_id],
      body: {
        candidate_id: candidate.candidate_id,
        // What they ask, within what we may pay; who asks for more is offered the most and may decline.
        rate_minor_per_hour: Math.min(terms.maxMinor, Math.max(terms.minMinor, candidate.asking_rate_minor ?? terms.maxMinor)),
        weekly_cap_hours: terms.weeklyCapHours,
      },
      answer: mercorOffer,
      what: "offer",
    },
    call,
  );

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? "" : "s"}`;
