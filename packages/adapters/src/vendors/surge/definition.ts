import type { AdapterDefinition, AdapterSettings, Capabilities, VendorAdapter } from "@tranche/sdk";
import { createHttp } from "../../http/index.ts";
import { guarded } from "../guarded.ts";
import { jobOptionsProblem, readAdapterOptions } from "../read-options.ts";
import { check } from "./check.ts";
import { collect } from "./collect.ts";
import type { SurgeContext } from "./context.ts";
import { engage } from "./engage.ts";
import { readSurgeComplaint } from "./errors.ts";
import { find } from "./find.ts";
import { hint } from "./hint.ts";
import { type SurgeAdapterOptions, surgeAdapterOptions, surgeJobOptions } from "./options.ts";
import { createPageMemory } from "./page-memory.ts";
import { submit } from "./submit.ts";
import { withdraw } from "./withdraw.ts";

const capabilitiesOf = (options: SurgeAdapterOptions): Capabilities => ({
  submission: { mode: "batch", maxUnits: options.batch, partialAcceptance: true },
  idempotency: { kind: "none", settleMs: options.settleMs },
  cancel: "project",
  lateResults: true,
  mayExceedRedundancy: true,
  webhook: "unsigned",
  price: { basis: "judgment", finalAt: "result" },
  workerIds: "sometimes",
  timeTaken: "none",
  taskKinds: ["classification", "comparison", "rating", "text"],
  regions: [],
});

const create = (settings: AdapterSettings): VendorAdapter => {
  const options = readAdapterOptions(surgeAdapterOptions, settings.options);
  if (settings.credential === "") throw new TypeError("the Surge key is empty");
  const http = createHttp({
    baseUrl: settings.baseUrl,
    authorization: `Basic ${Buffer.from(`${settings.credential}:`, "utf8").toString("base64")}`,
    readComplaint: readSurgeComplaint,
    ...(settings.timeouts && { timeouts: settings.timeouts }),
    ...(settings.connections !== undefined && { connections: settings.connections }),
  });
  const context: SurgeContext = { http, options, memory: createPageMemory(), launches: new Map() };
  return guarded({
    contract: "v1",
    capabilities: capabilitiesOf(options),
    check: (call) => check(context, call),
    engage: (request, previous, call) => engage(context, request, previous, call),
    submit: (engagement, units, call) => submit(context, engagement, units, call),
    find: (engagement, keys, call) => find(context, engagement, keys, call),
    collect: (engagement, cursor, call) => collect(context, engagement, cursor, call),
    withdraw: (engagement, refs, call) => withdraw(context, engagement, refs, call),
    hint,
  });
};

/** Surge AI: docs/vendors/surge.md. */
export const surgeAdapter: AdapterDefinition = {
  contract: "v1",
  name: "surge",
  capabilities: capabilitiesOf(readAdapterOptions(surgeAdapterOptions, {})),
  create,
  checkJobOptions: (options) => jobOptionsProblem(surgeJobOptions, options),
};
