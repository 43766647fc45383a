import type { SimulatedClock } from "./world/clock.ts";
import type { FaultDials, PlannedFault } from "./server/faults.ts";
import { type OutageKind, parseOutage } from "./server/outage.ts";
import type { SandboxOptions, SimulatedVendorName, SimulatorOptions } from "./sandbox-options.ts";
import { commonWorld, type Simulator, type TakenUnit } from "./start-simulator.ts";
import { startMercorSimulator, startScaleSimulator, startSurgeSimulator } from "./start-vendors.ts";

/** Several vendors in one simulated world. */
export interface Sandbox {
  readonly vendors: readonly Simulator[];
  readonly clock: SimulatedClock;
  readonly vendor: (name: SimulatedVendorName) => Simulator;
  readonly setOutage: (name: SimulatedVendorName, outage: boolean | OutageKind) => Promise<void>;
  /** For one vendor, or for all. */
  readonly setFaults: (name: SimulatedVendorName | "all", dials: FaultDials | undefined) => void;
  readonly failNext: (name: SimulatedVendorName, fault: PlannedFault) => void;
  readonly taken: (name: SimulatedVendorName) => readonly TakenUnit[];
  readonly close: () => Promise<void>;
}

/** All vendors of the sandbox, in the order of their ports. */
export const simulatedVendors: readonly SimulatedVendorName[] = ["scale", "surge", "mercor"];

/**
 * Starts the vendors on `port` and the next ones (0: ports the system chooses). Throws an `Error` that says what is wrong with
 * an outage, a file or a port; nothing is left running then.
 */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const names = options.vendors ?? simulatedVendors;
  for (const { vendor } of (options.outages ?? []).map(parseOutage)) {
    if (!names.some((name) => name === vendor))
      throw new Error(`an outage names "${vendor}", which does not run here; the vendors are ${names.join(", ")}`);
  }
  const common = commonWorld(options);
  const vendors: Simulator[] = [];
  const start = (name: SimulatedVendorName, port: number): Promise<Simulator> => {
    const own = options[name];
    const faults = own?.faults ?? options.faults;
    const shared: SimulatorOptions = {
      ...options,
      port,
      ...(faults === undefined ? {} : { faults }),
      ...(own?.clockSkewMs === undefined ? {} : { clockSkewMs: own.clockSkewMs }),
    };
    const pool = own?.pool === undefined ? {} : { pool: own.pool };
    switch (name) {
      case "scale":
        return startScaleSimulator(
          { ...shared, ...pool, ...(options.scale?.options === undefined ? {} : { options: options.scale.options }) },
          common,
        );
      case "surge":
        return startSurgeSimulator(
          { ...shared, ...pool, ...(options.surge?.options === undefined ? {} : { options: options.surge.options }) },
          common,
        );
      case "mercor":
        return startMercorSimulator(
          { ...shared, ...pool, ...(options.mercor?.options === undefined ? {} : { options: options.mercor.options }) },
          common,
        );
      default:
        return name satisfies never;
    }
  };
  const close = async (): Promise<void> => {
    await Promise.all(vendors.map((vendor) => vendor.close()));
  };
  try {
    for (const [place, name] of names.entries()) {
      const port = options.port === undefined || options.port === 0 ? 0 : options.port + place;
      vendors.push(await start(name, port));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const vendor = (name: SimulatedVendorName): Simulator => {
    const found = vendors.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${name} does not run in this sandbox`);
    return found;
  };
  return {
    vendors,
    clock: common.clock,
    vendor,
    setOutage: (name, outage) => vendor(name).setOutage(outage),
    setFaults: (name, dials) => {
      for (const each of vendors) if (name === "all" || each.name === name) each.setFaults(dials);
    },
    failNext: (name, fault) => vendor(name).failNext(fault),
    taken: (name) => vendor(name).taken(),
    close,
  };
};
