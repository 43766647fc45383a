import type { Http } from "../../http/index.ts";
import type { PageMemory } from "./page-memory.ts";
import type { SurgeAdapterOptions } from "./options.ts";

/** What every operation of one configured Surge adapter works with. */
export interface SurgeContext {
  readonly http: Http;
  readonly options: SurgeAdapterOptions;
  readonly memory: PageMemory;
  /** By project: how often it was still seen unlaunched after a launch whose outcome is not known. */
  readonly launches: Map<string, number>;
}
