import { z } from "zod";

/** `vendors.<v>.options` of the config for the Surge adapter. */
export interface SurgeAdapterOptions {
  /** Units one create carries; default 100. The vendor's own limit is not documented. */
  readonly batch: number;
  /** How long after a doubtful create it may still show up in a listing; default 60,000 ms, inferred: nothing is documented. */
  readonly settleMs: number;
  /** Tasks asked for a page; default 100. The vendor may give fewer on every page, documents disagree. */
  readonly pageSize: number;
  /**
   * The vendor's fee on top of what workers get, in percent. Its API does not tell it; given here, cost is reported as pay and fee, apart. Default:
   * not known, and the config's price is all that cost is made from.
   */
  readonly feePercent?: number;
}

export const surgeAdapterOptions: z.ZodType<SurgeAdapterOptions> = z.strictObject({
  batch: z.int().min(1).max(1000).default(100),
  settleMs: z.int().min(0).default(60_000),
  pageSize: z.int().min(1).max(100).default(100),
  feePercent: z.number().min(0).max(1000).exactOptional(),
});

/** `vendorOptions.surge` of the job. */
export interface SurgeJobOptions {
  /** Ids of the teams that may work on it (`qualifications_required`). */
  readonly teams?: readonly string[];
  /** Ids of the teams that must not (`qualifications_forbidden`). */
  readonly excludeTeams?: readonly string[];
  /** What a worker gets for a response, in USD. Not what you pay: the vendor's fee is not in its API. Default: what the account has. */
  readonly paymentPerResponse?: number;
  /** Your own people work on it; nothing is charged. */
  readonly privateWorkforce?: boolean;
  /** Seen by the vendor, hidden from workers. */
  readonly tags?: readonly string[];
  /** The vendor adds workers where fewer than half agree: more answers than asked for, each of them paid. Default false. */
  readonly requireTiebreaker?: boolean;
  /** Whether tasks go to workers at once; the vendor charges then. False: somebody launches the project by hand. Default true. */
  readonly launch?: boolean;
}

const names = z.array(z.string().min(1));

export const surgeJobOptions: z.ZodType<SurgeJobOptions> = z.strictObject({
  teams: names.exactOptional(),
  excludeTeams: names.exactOptional(),
  paymentPerResponse: z.number().min(0).exactOptional(),
  privateWorkforce: z.boolean().exactOptional(),
  tags: names.exactOptional(),
  requireTiebreaker: z.boolean().exactOptional(),
  launch: z.boolean().exactOptional(),
});
