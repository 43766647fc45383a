import { createAgenda } from "./world/agenda.ts";
import { createAnswering } from "./world/answering.ts";
import { isoTime, type SimulatedClock, skewed, startClock } from "./world/clock.ts";
import { hashNumbers, hashText } from "./world/seeded-random.ts";
import { indexRecordedAnswers, indexTruth, type RecordedAnswers, type TruthIndex } from "./world/truth.ts";
import { createWorkforce, type PoolOptions } from "./world/workforce.ts";
import { createCallbackSender } from "./server/callbacks.ts";
import { createFaultDraw, type FaultDials, type PlannedFault } from "./server/faults.ts";
import { type OutageKind, type OutagePlan, parseOutage } from "./server/outage.ts";
import { noRequestLog, openRequestLog } from "./server/request-log.ts";
import { startSimulatorServer } from "./server/simulator-server.ts";
import type { ModelWorld, VendorModel } from "./server/vendor-model.ts";
import type { SimulatedVendorName, SimulatorName, SimulatorOptions } from "./sandbox-options.ts";

/** One unit of work a vendor took on. */
export interface TakenUnit {
  /** Epoch ms, simulated. */
  readonly at: number;
  /** The vendor's id for it. */
  readonly created: string;
  /** What its workers see. */
  readonly content: string;
}

/** A vendor on loopback, with the handles a test needs. */
export interface Simulator<Name extends SimulatorName = SimulatedVendorName> {
  readonly name: Name;
  readonly port: number;
  /** As a config's `baseUrl`. */
  readonly baseUrl: string;
  /** A key it lets in. */
  readonly key: string;
  readonly clock: SimulatedClock;
  readonly counts: () => { readonly taken: number; readonly answered: number };
  /** Every unit taken on, in order. */
  readonly taken: () => readonly TakenUnit[];
  /** `true` is `refuse`. Resolves when the port is closed or open again. */
  readonly setOutage: (outage: boolean | OutageKind) => Promise<void>;
  readonly outage: () => OutageKind | "none";
  readonly setFaults: (dials: FaultDials | undefined) => void;
  /** The next matching requests suffer this fault for certain. */
  readonly failNext: (fault: PlannedFault) => void;
  /** Lets everything happen that is due by the clock. Requests do so by themselves. */
  readonly advance: () => void;
  readonly close: () => Promise<void>;
}

/** What several simulators of one sandbox have in common. */
export interface CommonWorld {
  readonly clock: SimulatedClock;
  readonly truth: TruthIndex;
  readonly recorded: RecordedAnswers;
}

export const commonWorld = (options: SimulatorOptions): CommonWorld => ({
  clock: startClock({ speed: options.speed ?? 3600, ...(options.startAt === undefined ? {} : { startAt: options.startAt }) }),
  truth: indexTruth(options),
  recorded: indexRecordedAnswers(options.answers),
});

interface StartParts<Name extends SimulatorName> {
  readonly name: Name;
  readonly options: SimulatorOptions;
  readonly common: CommonWorld;
  readonly pool: PoolOptions;
  readonly key: string;
  readonly basePath: string;
  readonly build: (world: ModelWorld) => VendorModel;
}

/** Starts one vendor. Rejects where the port is taken or an outage names a share without an items file. */
export const startSimulator = async <Name extends SimulatorName>(parts: StartParts<Name>): Promise<Simulator<Name>> => {
  const { name, options, common, pool } = parts;
  const seed = hashNumbers(options.seed ?? 1);
  const clock = skewed(common.clock, options.clockSkewMs ?? 0);
  const agenda = createAgenda(clock.now());
  const log = options.logDir === undefined ? noRequestLog : openRequestLog(options.logDir, name);
  const faults = createFaultDraw(hashNumbers(seed, hashText(name)), options.faults);
  const callbacks = createCallbackSender({ clock: { ...clock, now: agenda.now }, agenda });
  const plans = (options.outages ?? []).map(parseOutage).filter((plan) => plan.vendor === name);
  for (const plan of plans) {
    if (plan.from.at === "answered-share" && common.truth.items === 0)
      throw new Error(`outage "${name}@…%" needs an items file to know what the share is of`);
  }
  const taken: TakenUnit[] = [];
  let answered = 0;
  let origin = "";

  const model = parts.build({
    vendor: name,
    seed,
    idSalt: hashNumbers(seed, hashText(name), common.clock.startedAt >>> 0, Math.floor(common.clock.startedAt / 2 ** 32)),
    clock: { ...clock, now: agenda.now },
    agenda,
    workforce: createWorkforce(pool, hashNumbers(seed, hashText(name), 17)),
    answering: createAnswering({ seed, vendor: name, truth: common.truth, recorded: common.recorded }),
    callbacks,
    origin: () => origin,
    tookOn: ({ created, at, seen }) => {
      const content = seen.pieces.join("\n\n");
      taken.push({ at, created, content });
      log.unit({ at: isoTime(at), created, content });
    },
    answered: () => {
      answered++;
    },
  });

  const due = (plan: OutagePlan): boolean => {
    switch (plan.from.at) {
      case "answered":
        return answered >= plan.from.units;
      case "taken":
        return taken.length >= plan.from.units;
      case "answered-share":
        return answered >= Math.max(1, Math.round(plan.from.share * common.truth.items));
      case "hours":
        return agenda.now() >= clock.startedAt + plan.from.hours * 3_600_000;
      default:
        return plan.from satisfies never;
    }
  };
  const server = await startSimulatorServer({
    port: options.port ?? 0,
    model,
    clock,
    agenda,
    faults,
    log,
    outageDue: () => {
      if (plans.length === 0) return undefined;
      const place = plans.findIndex(due);
      // Each planned outage begins once; it ends only by hand.
      return place < 0 ? undefined : plans.splice(place, 1)[0]!.kind;
    },
  }).catch((error: unknown) => {
    log.close();
    throw error;
  });
  origin = `http://127.0.0.1:${server.port}`;

  return {
    name,
    port: server.port,
    baseUrl: `${origin}${parts.basePath}`,
    key: parts.key,
    clock: common.clock,
    counts: () => ({ taken: taken.length, answered }),
    taken: () => taken,
    setOutage: (outage) => server.setOutage(outage === true ? "refuse" : outage === false ? "none" : outage),
    outage: server.outage,
    setFaults: faults.set,
    failNext: faults.plan,
    advance: server.advance,
    close: async () => {
      callbacks.close();
      await server.close();
      log.close();
    },
  };
};
