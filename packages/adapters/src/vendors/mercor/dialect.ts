import type { AdapterDefinition, AdapterSettings, Capabilities, JsonObject, VendorAdapter } from "@tranche/sdk";
import { createHttp } from "../../http/index.ts";
import { guarded } from "../guarded.ts";
import { jobOptionsProblem, readAdapterOptions } from "../read-options.ts";
import { check } from "./check.ts";
import { collect } from "./collect.ts";
import type { MercorContext } from "./context.ts";
import { engage } from "./engage.ts";
import { readMercorComplaint } from "./errors.ts";
import { find } from "./find.ts";
import { hint } from "./hint.ts";
import { type MercorAdapterOptions, mercorAdapterOptions, mercorJobOptions } from "./options.ts";
import { submit } from "./submit.ts";
import { withdraw } from "./withdraw.ts";

const capabilitiesOf = (options: MercorAdapterOptions): Capabilities => ({
  submission: { mode: "engagement", maxUnits: options.batch, partialAcceptance: true },
  // Every POST has a key that replays for a day; a unit's own key is refused for good, and the refusal names the unit. The second is what a caller can lean on.
  idempotency: { kind: "key-conflict" },
  cancel: "item",
  lateResults: true,
  mayExceedRedundancy: false,
  webhook: "signed",
  price: { basis: "hour", finalAt: "period-lock" },
  workerIds: "always",
  timeTaken: "reported",
  taskKinds: ["classification", "comparison", "rating", "text"],
  regions: [],
});

/** What tells one hourly vendor of this dialect from another. */
export interface Preset {
  readonly name: string;
  /** Options that hold where the config says nothing. */
  readonly options: JsonObject;
  /** Options the config must give, because nobody knows them for everybody. */
  readonly required?: readonly string[];
}

/** An adapter for a vendor of hired experts who are paid by the hour, in the shape of docs/vendors/mercor-style.md. */
export const hourlyAdapter = (preset: Preset): AdapterDefinition => ({
  contract: "v1",
  name: preset.name,
  capabilities: capabilitiesOf(readAdapterOptions(mercorAdapterOptions, preset.options)),
  create: (settings) => create(preset, settings),
  checkJobOptions: (options) => jobOptionsProblem(mercorJobOptions, options),
});

const create = (preset: Preset, settings: AdapterSettings): VendorAdapter => {
  const missing = preset.required?.find((name) => settings.options?.[name] === undefined);
  if (missing !== undefined) throw new TypeError(`options.${missing}: the ${preset.name} preset needs it`);
  const options = readAdapterOptions(mercorAdapterOptions, { ...preset.options, ...settings.options });
  if (settings.credential === "") throw new TypeError("the key is empty");
  const http = createHttp({
    baseUrl: settings.baseUrl,
    authorization: `Bearer ${settings.credential}`,
    readComplaint: readMercorComplaint,
    ...(settings.timeouts && { timeouts: settings.timeouts }),
    ...(settings.connections !== undefined && { connections: settings.connections }),
  });
  const context: MercorContext = {
    name: preset.name,
    http,
    options,
    contracts: new Map(),
    fees: new Map(),
    ...(settings.webhookSecret !== undefined && { webhookSecret: settings.webhookSecret }),
  };
  return guarded({
    contract: "v1",
    capabilities: capabilitiesOf(options),
    check: (call) => check(context, call),
    engage: (request, previous, call) => engage(context, request, previous, call),
    submit: (engagement, units, call) => submit(context, engagement, units, call),
    find: (engagement, keys, call) => find(context, engagement, keys, call),
    collect: (engagement, cursor, call) => collect(context, engagement, cursor, call),
    withdraw: (_engagement, refs, call) => withdraw(context, refs, call),
    hint: (request) => hint(context.webhookSecret, request),
  });
};
