import type { Http } from "../../http/index.ts";
import type { ScaleAdapterOptions } from "./options.ts";

/** What every operation of one configured Scale adapter works with. */
export interface ScaleContext {
  readonly http: Http;
  readonly options: ScaleAdapterOptions;
  readonly webhookSecret?: string;
  /** By project: the batch that takes tasks now. */
  readonly batches: Map<string, Promise<string>>;
  /** Whether the key is one of the test environment, where nobody works and nothing is charged. */
  readonly testKey: boolean;
}
