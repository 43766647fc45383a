import type { AdapterDefinition, AdapterSettings, Capabilities, VendorAdapter } from "@tranche/sdk";
import { createHttp, createUpload } from "../../http/index.ts";
import { guarded } from "../guarded.ts";
import { jobOptionsProblem, readAdapterOptions } from "../read-options.ts";
import { check } from "./check.ts";
import { collect } from "./collect.ts";
import type { ProlificContext } from "./context.ts";
import { engage } from "./engage.ts";
import { readProlificComplaint } from "./errors.ts";
import { find } from "./find.ts";
import { hint } from "./hint.ts";
import { createLotMemory } from "./lot-memory.ts";
import { type ProlificAdapterOptions, prolificAdapterOptions, prolificJobOptions } from "./options.ts";
import { submit } from "./submit.ts";
import { withdraw } from "./withdraw.ts";

const capabilitiesOf = (options: ProlificAdapterOptions): Capabilities => ({
  submission: { mode: "batch", maxUnits: options.unitsPerStudy, partialAcceptance: true },
  idempotency: { kind: "none", settleMs: options.settleMs },
  cancel: "batch",
  lateResults: true,
  mayExceedRedundancy: false,
  webhook: "signed",
  price: { basis: "submission", finalAt: "result" },
  workerIds: "always",
  timeTaken: "derived",
  taskKinds: ["classification", "comparison", "rating", "text"],
  regions: [],
});

const create = (settings: AdapterSettings): VendorAdapter => {
  const options = readAdapterOptions(prolificAdapterOptions, settings.options);
  if (settings.credential === "") throw new TypeError("the Prolific token is empty");
  const { timeouts } = settings;
  const http = createHttp({
    baseUrl: settings.baseUrl,
    authorization: `Token ${settings.credential}`,
    readComplaint: readProlificComplaint,
    ...(timeouts && { timeouts }),
    ...(settings.connections !== undefined && { connections: settings.connections }),
  });
  const upload = createUpload({
    hosts: [new URL(settings.baseUrl).host, ...options.uploadHosts],
    ...(timeouts?.createMs !== undefined && { timeoutMs: timeouts.createMs }),
  });
  const context: ProlificContext = {
    http,
    upload,
    options,
    memory: createLotMemory(),
    sweeps: new Map(),
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
    withdraw: (engagement, refs, call) => withdraw(context, engagement, refs, call),
    hint: (request) => hint(context.webhookSecret, request),
  });
};

/** Prolific, by its Task Builder: docs/vendors/prolific.md. */
export const prolificAdapter: AdapterDefinition = {
  contract: "v1",
  name: "prolific",
  capabilities: capabilitiesOf(readAdapterOptions(prolificAdapterOptions, { workspace: "any" })),
  create,
  checkJobOptions: (options) => jobOptionsProblem(prolificJobOptions, options),
};
