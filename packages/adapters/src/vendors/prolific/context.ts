import type { Call } from "@tranche/sdk";
import type { Http, Upload } from "../../http/index.ts";
import type { Lot } from "./lot.ts";
import type { LotMemory } from "./lot-memory.ts";
import type { ProlificAdapterOptions } from "./options.ts";
import type { ProlificStudy } from "./wire.ts";

/** What every operation of one configured Prolific adapter works with. */
export interface ProlificContext {
  readonly http: Http;
  readonly upload: Upload;
  readonly options: ProlificAdapterOptions;
  readonly webhookSecret?: string;
  readonly memory: LotMemory;
  /** By project: the sweep under way. */
  readonly sweeps: Map<string, Sweep>;
}

/** The lists of one sweep over an engagement. */
export interface Sweep {
  /** Oldest first. */
  readonly lots: readonly Lot[];
  /** Read when they are first asked for. */
  readonly studies: (call: Call) => Promise<readonly ProlificStudy[]>;
}
