import { createHmac } from "node:crypto";
import { hashNumbers } from "../world/seeded-random.ts";
import { dayMs, isoTime } from "../world/clock.ts";
import type { ModelWorld } from "../server/vendor-model.ts";
import type { MercorOptions } from "./options.ts";
import { MercorRefusal } from "./mercor-error.ts";
import type { Candidate, Contract, Deliverable, Invoice, Listing, Offer, Project, TimeEntry, WorkItem } from "./state.ts";

export type WebhookEvent =
  | "candidate.matched"
  | "offer.accepted"
  | "contract.ended"
  | "work_item.assigned"
  | "deliverable.submitted"
  | "deliverable.reviewed"
  | "time.locked"
  | "invoice.issued"
  | "project.budget_threshold";

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** Empty means all. */
  readonly events: readonly string[];
}

/** What the routes of the hourly vendor share. */
export interface MercorState {
  readonly world: ModelWorld;
  readonly options: MercorOptions;
  readonly price: number;
  readonly projects: Map<string, Project>;
  readonly projectOrder: Project[];
  readonly listings: Map<string, Listing>;
  readonly candidates: Map<string, Candidate>;
  readonly offers: Map<string, Offer>;
  readonly contracts: Map<string, Contract>;
  readonly items: Map<string, WorkItem>;
  readonly deliverables: Map<string, Deliverable>;
  readonly entries: Map<string, TimeEntry>;
  readonly invoices: Map<string, Invoice>;
  readonly endpoints: Map<string, WebhookEndpoint>;
  readonly nextId: (prefix: string) => string;
  readonly emit: (event: WebhookEvent, data: Readonly<Record<string, unknown>>) => void;
}

const retryMinutes = [1, 5, 15, 30, 60, 120, 240, 300, 300, 300];

export const createMercorState = (world: ModelWorld, options: MercorOptions, price: number): MercorState => {
  let issued = 0;
  const endpoints = new Map<string, WebhookEndpoint>();
  const nextId = (prefix: string): string => {
    issued++;
    return `${prefix}_${hashNumbers(world.idSalt, issued, 1).toString(36)}${hashNumbers(world.idSalt, issued, 2).toString(36)}${issued.toString(36)}`;
  };
  return {
    world,
    options,
    price,
    projects: new Map(),
    projectOrder: [],
    listings: new Map(),
    candidates: new Map(),
    offers: new Map(),
    contracts: new Map(),
    items: new Map(),
    deliverables: new Map(),
    entries: new Map(),
    invoices: new Map(),
    endpoints,
    nextId,
    emit: (event, data) => {
      if (endpoints.size === 0) return;
      const eventId = nextId("evt");
      const body = JSON.stringify({ event_id: eventId, type: event, created_at: isoTime(world.clock.now()), data });
      for (const endpoint of endpoints.values()) {
        if (endpoint.events.length > 0 && !endpoint.events.includes(event)) continue;
        world.callbacks.send({
          url: endpoint.url,
          body,
          headers: (_attempt, at) => {
            const timestamp = String(Math.floor(at / 1000));
            const signature = createHmac("sha256", endpoint.secret).update(`${timestamp}.${body}`).digest("hex");
            return { "x-event-id": eventId, "x-timestamp": timestamp, "x-signature": `v1=${signature}` };
          },
          retryAfterMs: retryMinutes.map((minutes) => Math.min(dayMs, minutes * 60_000)),
        });
      }
    },
  };
};

/** The thing of that id. Refuses with 404 where there is none. */
export const required = <T>(things: ReadonlyMap<string, T>, id: string, name: string): T => {
  const thing = things.get(id);
  if (thing === undefined) throw new MercorRefusal(404, "not_found", `There is no ${name} ${id}`);
  return thing;
};
