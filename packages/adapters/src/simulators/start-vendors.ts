import { hashNumbers, hashText } from "./world/seeded-random.ts";
import type { PoolOptions } from "./world/workforce.ts";
import { createMercorModel } from "./mercor/mercor-model.ts";
import { type MercorOptions, mercorDefaults } from "./mercor/options.ts";
import { type ScaleOptions, scaleDefaults } from "./scale/options.ts";
import { createScaleModel } from "./scale/scale-model.ts";
import { type SurgeOptions, surgeDefaults } from "./surge/options.ts";
import { createSurgeModel } from "./surge/surge-model.ts";
import type { SimulatedVendorName, SimulatorOptions, VendorSettings } from "./sandbox-options.ts";
import { type CommonWorld, commonWorld, type Simulator, startSimulator } from "./start-simulator.ts";

/** The people of each vendor as they are unless told otherwise. */
export const defaultPools: Readonly<Record<SimulatedVendorName, PoolOptions>> = {
  scale: {
    workers: 400,
    accuracy: 0.85,
    spamShare: 0.04,
    secondsPerItem: 25,
    secondsSigma: 0.6,
    pickupHours: { median: 6, sigma: 0.6 },
    capacityPerDay: 20_000,
    price: 0.08,
  },
  surge: {
    workers: 150,
    accuracy: 0.96,
    spamShare: 0.01,
    secondsPerItem: 35,
    secondsSigma: 0.5,
    pickupHours: { median: 9, sigma: 0.35 },
    capacityPerDay: 12_000,
    price: 0.1,
  },
  mercor: {
    workers: 14,
    accuracy: 0.975,
    spamShare: 0,
    secondsPerItem: 60,
    secondsSigma: 0.4,
    pickupHours: { median: 0, sigma: 0 },
    capacityPerDay: 6_000,
    price: 60,
  },
};

const hex32 = (seed: number, name: string): string =>
  [1, 2, 3, 4].map((n) => hashNumbers(seed, hashText(name), n).toString(16).padStart(8, "0")).join("");

/** A key the vendor lets in: made from the seed, so that a config written for one start fits the next. */
export const sandboxKey = (name: SimulatedVendorName, seed = 1): string =>
  name === "scale" ? `live_${hex32(seed, name)}` : `sandbox-${hex32(seed, name).slice(0, 24)}`;

type Settings<Options> = SimulatorOptions & Omit<VendorSettings<Options>, "faults" | "clockSkewMs">;

/** A Scale-style vendor alone; `baseUrl` ends in `/v1`. Rejects where the port is taken. */
export const startScaleSimulator = (options: Settings<ScaleOptions> = {}, common: CommonWorld = commonWorld(options)): Promise<Simulator> =>
  startSimulator({
    name: "scale",
    options,
    common,
    pool: { ...defaultPools.scale, ...options.pool },
    key: sandboxKey("scale", options.seed),
    basePath: "/v1",
    build: (world) => createScaleModel(world, { ...scaleDefaults, ...options.options }),
  });

/** A Surge-style vendor alone; `baseUrl` ends in `/api`. Rejects where the port is taken. */
export const startSurgeSimulator = (options: Settings<SurgeOptions> = {}, common: CommonWorld = commonWorld(options)): Promise<Simulator> =>
  startSimulator({
    name: "surge",
    options,
    common,
    pool: { ...defaultPools.surge, ...options.pool },
    key: sandboxKey("surge", options.seed),
    basePath: "/api",
    build: (world) => createSurgeModel(world, { ...surgeDefaults, ...options.options }),
  });

/** An hourly, Mercor-style vendor alone; `baseUrl` ends in `/v1`. Rejects where the port is taken. */
export const startMercorSimulator = (
  options: Settings<MercorOptions> = {},
  common: CommonWorld = commonWorld(options),
): Promise<Simulator> => {
  const pool = { ...defaultPools.mercor, ...options.pool };
  return startSimulator({
    name: "mercor",
    options,
    common,
    pool,
    key: sandboxKey("mercor", options.seed),
    basePath: "/v1",
    build: (world) => createMercorModel(world, { ...mercorDefaults, ...options.options }, pool.price),
  });
};
