import type { AdapterDefinition, AdapterSettings, Call, Engagement, EngagementRequest, VendorAdapter } from "../../contract/adapter.ts";
import { seededRandom, seedOf } from "../sample/seeded.ts";
import { plainSample, type Sample } from "../sample/shapes.ts";
import { type SampleUnit, sampleUnits } from "../sample/sample-unit.ts";
import type { Script, VendorUnderTest } from "../vendor-under-test.ts";
import { type ConnectionWatch, watchConnections } from "../wire/connections.ts";
import { type Listener, openListener } from "../wire/listener.ts";
import { openWire, type Wire } from "../wire/wire.ts";
import { formsOf, type Secret } from "./leaks.ts";
import { createProblems, failCase, type Problems } from "./problems.ts";
import { watchAdapter } from "./watched-adapter.ts";

/** How an adapter is made other than usual. */
export interface AdapterSetup {
  readonly baseUrl?: string;
  readonly credential?: string;
  /** `undefined` leaves the secret out. */
  readonly webhookSecret?: string | undefined;
  /** Time-out of every request, in real milliseconds; default 10,000. */
  readonly timeoutMs?: number;
}

/** Everything one case works with: a fresh vendor, a proxy before it, a trap beside it, units nobody has sent yet. */
export interface World {
  readonly definition: AdapterDefinition;
  readonly vendor: VendorUnderTest;
  readonly wire: Wire;
  /** Nobody may ever come here. */
  readonly trap: Listener;
  readonly sample: Sample;
  readonly units: readonly SampleUnit[];
  readonly problems: Problems;
  readonly random: () => number;
  /** What is asked of {@link VendorAdapter.engage}; `part` makes another engagement of it. */
  readonly request: (part?: string) => EngagementRequest;
  /** A new instance, as after a restart: it remembers nothing. */
  readonly adapter: (setup?: AdapterSetup) => VendorAdapter;
  /** A call nobody gives up before the case ends. */
  readonly call: Call;
  /** An engagement opened before, for cases that are not about opening one. */
  readonly opened: Map<string, Engagement>;
  /** Every engagement that was opened, by its ref. */
  readonly engagements: Map<string, Engagement>;
  readonly connections: ConnectionWatch;
  /** Ports that may be connected to besides the vendor's and the wire's. */
  readonly allow: (port: number) => void;
  readonly close: () => Promise<void>;
}

export interface WorldSetup {
  readonly name: string;
  readonly definition: AdapterDefinition;
  readonly start: (script: Script) => Promise<VendorUnderTest>;
  /** How many units the case may send. */
  readonly units: number;
  readonly sample?: Sample;
}

const defaultTimeoutMs = 10_000;
const endMs = 3000;

/** An adapter that cannot be made ends the case: nothing else would be told by going on. */
const make = (definition: AdapterDefinition, settings: AdapterSettings): VendorAdapter => {
  try {
    return definition.create(settings);
  } catch (error) {
    return failCase(`the adapter cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Starts a vendor and everything around it. Rejects where the vendor does not start. */
export const openWorld = async ({ name, definition, start, units: count, sample: wanted }: WorldSetup): Promise<World> => {
  const seed = seedOf(name);
  const sample = wanted ?? plainSample(definition.capabilities.taskKinds);
  const units = sampleUnits(sample, seed, count);
  const vendor = await start({ units: units.map(({ scripted }) => scripted) });
  const connections = watchConnections();
  const wire = await openWire(vendor.baseUrl);
  const trap = await openListener();
  const problems = createProblems();
  const running = new Set<Promise<unknown>>();
  const ended = new AbortController();
  const vendorPort = Number(new URL(vendor.baseUrl).port);
  const allowed = [vendorPort, wire.port];
  const secrets: readonly Secret[] = [
    ...formsOf("the credential", vendor.credential),
    ...(vendor.webhookSecret === undefined ? [] : [{ what: "the webhook secret", text: vendor.webhookSecret }]),
    ...units.slice(0, 50).map(({ mark }) => ({ what: "the content of a unit", text: mark })),
  ];
  const adapter: World["adapter"] = (setup = {}) => {
    const timeoutMs = setup.timeoutMs ?? defaultTimeoutMs;
    const webhookSecret = "webhookSecret" in setup ? setup.webhookSecret : vendor.webhookSecret;
    const settings: AdapterSettings = {
      baseUrl: setup.baseUrl ?? wire.baseUrl,
      credential: setup.credential ?? vendor.credential,
      ...(webhookSecret !== undefined && { webhookSecret }),
      ...(vendor.adapterOptions && { options: vendor.adapterOptions }),
      timeouts: { createMs: timeoutMs, readMs: timeoutMs },
    };
    return watchAdapter(make(definition, settings), { wire, problems, secrets, timeoutMs, running });
  };
  return {
    definition,
    vendor,
    wire,
    trap,
    sample,
    units,
    problems,
    random: seededRandom(seed),
    request: (part = "0") => ({
      key: `kit-${(seed >>> 0).toString(36)}-${part}`,
      title: "Sorting messages",
      instructions: "# Sorting\n\nRead the message, then decide.\n\n- take your time\n- *guess* where you must",
      task: sample.task,
      show: sample.show,
      expectedUnits: count,
      options: {},
      ...vendor.engagement,
    }),
    adapter,
    call: { signal: ended.signal },
    opened: new Map(),
    engagements: new Map(),
    connections,
    allow: (port) => void allowed.push(port),
    close: async () => {
      for (const stranger of connections.strangers(allowed)) problems.add(`a connection was opened to ${stranger}, which no config names`);
      if (trap.deliveries.length > 0) {
        const carried = trap.deliveries.some(({ headers }) => headers["authorization"] !== undefined);
        problems.add(`a request went to another host than the config's${carried ? ", and carried the credential there" : ""}`);
      }
      connections.end();
      problems.close();
      // A case that ended early may have left calls behind: they end before the next one begins.
      ended.abort();
      wire.plan = undefined;
      wire.rewrite = undefined;
      await Promise.race([Promise.allSettled(running), new Promise((resolve) => setTimeout(resolve, endMs))]);
      await Promise.all([wire.close(), trap.close(), vendor.close()]);
    },
  };
};
