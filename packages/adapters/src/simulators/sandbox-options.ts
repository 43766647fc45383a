import type { FaultDials } from "./server/faults.ts";
import type { Rows } from "./world/truth.ts";
import type { PoolOptions } from "./world/workforce.ts";
import type { MercorOptions } from "./mercor/options.ts";
import type { ScaleOptions } from "./scale/options.ts";
import type { SurgeOptions } from "./surge/options.ts";

/** The three vendors a sandbox can be. */
export type SimulatedVendorName = "scale" | "surge" | "mercor";

/** Every vendor there is a simulator of, those a sandbox does not start included. */
export type SimulatorName = SimulatedVendorName | "prolific";

/** Settings every simulator has, alone or in a sandbox. */
export interface SimulatorOptions {
  /** 0 lets the system choose (default). */
  readonly port?: number;
  /** Simulated seconds a real second. Default 3600; 0 stands still unless the clock is advanced. */
  readonly speed?: number;
  /** Epoch ms the simulation begins at. Default: the real time. Given, ids repeat from start to start. */
  readonly startAt?: number;
  /** Decides everything left to chance. Default 1. */
  readonly seed?: number;
  /** Items the workers will recognise by any of their texts: a path (.jsonl, .json, .csv) or rows with `id`. */
  readonly items?: Rows;
  /** What is right: rows or a file with `id` and `label`. */
  readonly truth?: Rows;
  /** Answers to give back instead of the pool's: `id`, `vendor` (may be empty), `worker`, `label`, `seconds` (from taking on to answering). */
  readonly answers?: Rows;
  /** Outages, as `surge@860`; see `parseOutage`. */
  readonly outages?: readonly string[];
  readonly faults?: FaultDials;
  /** Directory of the request logs; default none. */
  readonly logDir?: string;
  /** How far the vendor's own clock is off, in simulated ms. */
  readonly clockSkewMs?: number;
}

/** One vendor of a sandbox. */
export interface VendorSettings<Options> {
  readonly pool?: Partial<PoolOptions>;
  readonly faults?: FaultDials;
  readonly clockSkewMs?: number;
  readonly options?: Partial<Options>;
}

export interface SandboxOptions extends Omit<SimulatorOptions, "clockSkewMs"> {
  /** Which vendors run, on consecutive ports in this order; default all three. */
  readonly vendors?: readonly SimulatedVendorName[];
  readonly scale?: VendorSettings<ScaleOptions>;
  readonly surge?: VendorSettings<SurgeOptions>;
  readonly mercor?: VendorSettings<MercorOptions>;
}
