import type { Agenda } from "../world/agenda.ts";
import type { Answering, SeenUnit } from "../world/answering.ts";
import type { SimulatedClock } from "../world/clock.ts";
import type { Workforce } from "../world/workforce.ts";
import type { CallbackSender } from "./callbacks.ts";
import type { SimulatedReply } from "./message.ts";
import type { Router } from "./router.ts";

/** What a vendor's model is given to live in. */
export interface ModelWorld {
  readonly vendor: string;
  readonly seed: number;
  /** Differs from start to start unless the clock's start was given, so that ids of two worlds are never mixed up. */
  readonly idSalt: number;
  readonly clock: SimulatedClock;
  readonly agenda: Agenda;
  readonly workforce: Workforce;
  readonly answering: Answering;
  readonly callbacks: CallbackSender;
  /** Where the simulator is reached, without a trailing slash; for links in answers. */
  readonly origin: () => string;
  /** Tells the log and the outage plan that a unit was taken on. */
  readonly tookOn: (unit: { readonly created: string; readonly at: number; readonly seen: SeenUnit }) => void;
  /** Tells the outage plan that a unit was answered. */
  readonly answered: () => void;
}

/** One vendor's API without its transport. */
export interface VendorModel {
  readonly router: Router;
  /** Undefined lets the request in; else the refusal. */
  readonly admit: (headers: import("node:http").IncomingHttpHeaders, path: string) => SimulatedReply | undefined;
  /** An error in the vendor's own form. */
  readonly error: (status: number, message: string) => SimulatedReply;
}
