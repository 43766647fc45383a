import type { SimulatorOptions, VendorSettings } from "../sandbox-options.ts";
import { commonWorld, type Simulator, startSimulator } from "../start-simulator.ts";
import { hashNumbers, hashText } from "../world/seeded-random.ts";
import type { PoolOptions } from "../world/workforce.ts";
import { type ProlificOptions, prolificDefaults } from "./options.ts";
import { createProlificModel } from "./prolific-model.ts";
import type { ProlificState } from "./state.ts";

/** A record Prolific holds, as it was uploaded. */
export interface HeldRecord {
  /** Of the datapoint; the `created` of the unit that was taken on. */
  readonly id: string;
  /** Of the batch it belongs to; absent as long as it has none. */
  readonly batch: string | undefined;
  /** Every field, those nobody sees included. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface ProlificSimulator extends Simulator<"prolific"> {
  /** Id of its workspace. */
  readonly workspace: string;
  readonly records: () => readonly HeldRecord[];
}

const people: PoolOptions = {
  workers: 600,
  accuracy: 0.9,
  spamShare: 0.03,
  secondsPerItem: 20,
  secondsSigma: 0.5,
  pickupHours: { median: 1, sigma: 0.8 },
  capacityPerDay: 15_000,
  price: 0.1,
};

type Settings = SimulatorOptions & Omit<VendorSettings<ProlificOptions>, "faults" | "clockSkewMs">;

/** A Prolific-style vendor alone, and no part of the sandbox; `baseUrl` ends in `/api/v1`. Rejects where the port is taken. */
export const startProlificSimulator = async (settings: Settings = {}): Promise<ProlificSimulator> => {
  const options: ProlificOptions = { ...prolificDefaults, ...settings.options };
  let state: ProlificState | undefined;
  const simulator = await startSimulator({
    name: "prolific",
    options: settings,
    common: commonWorld(settings),
    pool: { ...people, ...settings.pool },
    key: `sandbox-${hashNumbers(settings.seed ?? 1, hashText("prolific"))
      .toString(16)
      .padStart(8, "0")}`,
    basePath: "/api/v1",
    build: (world) => {
      const made = createProlificModel(world, options);
      ({ state } = made);
      return made.model;
    },
  });
  const batchOf = (dataset: string): string | undefined =>
    [...(state?.batches.values() ?? [])].find((batch) => batch.dataset?.id === dataset)?.id;
  return {
    ...simulator,
    workspace: options.workspace,
    records: () =>
      [...(state?.datasets.values() ?? [])].flatMap((dataset) => {
        const batch = batchOf(dataset.id);
        return dataset.datapoints.map(({ id, fields }): HeldRecord => ({ id, batch, fields }));
      }),
  };
};
