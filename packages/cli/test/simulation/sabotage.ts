import type { EngineOptions, EngineVendor } from "../../src/engine/engine-options.ts";
import type { ImportRelease } from "../../src/ports/release-store.ts";
import type { ImportItem, Store } from "../../src/ports/store.ts";
import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

/** Ways to break the engine on purpose, so that the promises can be seen to fail. */
export interface Sabotage {
  readonly store?: (store: Store, real: SqliteStore) => Store;
  readonly options?: (options: EngineOptions) => EngineOptions;
  readonly vendor?: (vendor: EngineVendor) => EngineVendor;
  /** Whether the planner makes the same mistake at this moment; without it always, where there is one to make. */
  readonly planner?: () => boolean;
  /** What the job begins with, where it is not what its world says: a beginning, no mistake. */
  readonly begin?: { readonly item: (item: ImportItem) => ImportItem; readonly release: ImportRelease };
  /** Nothing is on the disk when it is said to be. */
  readonly forgetfulDisk?: true;
}
