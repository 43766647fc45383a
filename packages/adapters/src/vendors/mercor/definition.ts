import type { AdapterDefinition, AdapterSettings, Capabilities, VendorAdapter } from "@tranche/sdk";
import { createHttp } from "../../http/index.ts";
import { guarded } from "../guarded.ts";
import { readAdapterOptions } from "../read-options.ts";
import { check } from "./check.ts";
import { collect } from "./collect.ts";
import type { MercorContext } from "./context.ts";
import { engage } from "./engage.ts";
import { readMercorComplaint } from "./errors.ts";
import { find } from "./find.ts";
import { hint } from "./hint.ts";
import { type MercorAdapterOptions, mercorAdapterOptions } from "./options.ts";
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

const create = (settings: AdapterSettings): VendorAdapter => {
  const options = readAdapterOptions(mercorAdapterOptions, settings.options);
  if (settings.credential === "") throw new TypeError("the key is empty");
  const http = createHttp({
    baseUrl: settings.baseUrl,
    authorization: `Bearer ${settings.credential}`,
    readComplaint: readMercorComplaint,
    ...(settings.timeouts && { timeouts: settings.timeouts }),
    ...(settings.connections !== undefined && { connections: settings.connections }),
  });
  const context: MercorContext = {
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

/** The Mercor-style shape, designed here and not Mercor's own API: docs/vendors/mercor-style.md. */
export const mercorAdapter: AdapterDefinition = {
  contract: "v1",
  name: "mercor",
  capabilities: capabilitiesOf(readAdapterOptions(mercorAdapterOptions, {})),
  create,
};
