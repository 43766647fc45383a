import type { EngagementRequest, JsonObject } from "../contract/adapter.ts";
import type { Money } from "../money/money.ts";

type Awaitable<Value> = Value | Promise<Value>;

/** One unit a vendor holds, told by the vendor itself and not by its API. */
export interface HeldUnit {
  /** The vendor's id for it. */
  readonly ref: string;
  /** Everything its workers see of it, as one text. */
  readonly content: string;
}

/** What a vendor really holds. A unit or an engagement that was created and cancelled again counts as well. */
export interface Recount {
  readonly units: readonly HeldUnit[];
  /** Names of the projects, batches or contracts that exist, one entry each, repeats included. */
  readonly engagements: readonly string[];
}

/** One unit of a case and what a worker who is right answers to it. */
export interface ScriptedUnit {
  readonly id: string;
  readonly content: Readonly<Record<string, string>>;
  /** A label, a side (`a`, `b`), a number or a text, written as a text. */
  readonly answer: string;
}

/** What a case needs of a vendor before it starts. */
export interface Script {
  readonly units: readonly ScriptedUnit[];
}

/** Things only some vendors do. A case whose control is missing is reported as not applicable. */
export interface VendorControls {
  /** Has the vendor send its events to this address too, where `callbackUrl` of the engagement is not the way. */
  readonly subscribe?: (url: string) => Awaitable<void>;
  /** One answer more than was asked for to a unit that is answered (a tie-break), and the job options it takes for that to happen. */
  readonly answerAgain?: { readonly options?: JsonObject; readonly add: (ref: string) => Awaitable<void> };
  /** Takes an answered unit back to work; the next {@link VendorUnderTest.answerAll} answers it again. */
  readonly reopen?: (ref: string) => Awaitable<void>;
  /** Rejects the answer of a unit. */
  readonly reject?: (ref: string) => Awaitable<void>;
  /** Lets everything that still moves in the vendor's books come to rest and says what it charges in all. */
  readonly billed?: () => Awaitable<Money>;
}

/** A vendor that listens on loopback, as a case finds it: fresh, with nothing in it. */
export interface VendorUnderTest {
  /** As in a config. The kit puts its own proxy between adapter and vendor. */
  readonly baseUrl: string;
  readonly credential: string;
  readonly webhookSecret?: string;
  /** `vendors.<v>.options` of the config; small pages make small cases prove more. */
  readonly adapterOptions?: JsonObject;
  /** What the adapter needs of a job to open an engagement here: price, regions, `vendorOptions`. */
  readonly engagement?: Partial<Pick<EngagementRequest, "price" | "regions" | "options">>;
  /** Whether its workers give the answers of the {@link Script}; default false, and then only their form is looked at. */
  readonly knowsAnswers?: boolean;
  /** Whether work begins only once the adapter has looked a few times, because it closes or launches something on the way. Default false. */
  readonly needsPolling?: boolean;
  readonly recount: () => Awaitable<Recount>;
  /** Lets so many milliseconds pass at the vendor: a simulated clock is moved on, a real one is waited for. */
  readonly pass: (ms: number) => Awaitable<void>;
  /** Lets the workers answer every open unit, however long that takes them. */
  readonly answerAll: () => Awaitable<void>;
  readonly controls?: VendorControls;
  readonly close: () => Promise<void>;
}
