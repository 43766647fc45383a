import type { Http } from "../../http/index.ts";
import type { MercorAdapterOptions } from "./options.ts";
import type { MercorContract } from "./wire.ts";

/** What every operation of one configured Mercor-style adapter works with. */
export interface MercorContext {
  /** The adapter's name in the config, for messages. */
  readonly name: string;
  readonly http: Http;
  readonly options: MercorAdapterOptions;
  readonly webhookSecret?: string;
  /** Contracts by id, kept because a contract's rate does not change. */
  readonly contracts: Map<string, MercorContract>;
  /** The fee its invoices tell, by project. */
  readonly fees: Map<string, number>;
}
