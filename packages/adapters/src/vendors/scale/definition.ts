import type { AdapterDefinition, AdapterSettings, Capabilities, VendorAdapter } from "@tranche/sdk";
import { createHttp } from "../../http/index.ts";
import { guarded } from "../guarded.ts";
import { jobOptionsProblem, readAdapterOptions } from "../read-options.ts";
import { check } from "./check.ts";
import { collect } from "./collect.ts";
import type { ScaleContext } from "./context.ts";
import { engage } from "./engage.ts";
import { readScaleComplaint } from "./errors.ts";
import { find } from "./find.ts";
import { hint } from "./hint.ts";
import { scaleAdapterOptions, scaleJobOptions } from "./options.ts";
import { submit } from "./submit.ts";
import { withdraw } from "./withdraw.ts";

const capabilities: Capabilities = {
  submission: { mode: "item", maxUnits: 1, partialAcceptance: false },
  idempotency: { kind: "key-conflict" },
  cancel: "item",
  lateResults: true,
  mayExceedRedundancy: false,
  webhook: "shared-secret",
  price: { basis: "judgment", finalAt: "result" },
  workerIds: "never",
  timeTaken: "none",
  taskKinds: ["classification", "comparison", "rating", "text", "spans", "boxes"],
  regions: [],
};

const create = (settings: AdapterSettings): VendorAdapter => {
  const options = readAdapterOptions(scaleAdapterOptions, settings.options);
  if (settings.credential === "") throw new TypeError("the Scale key is empty");
  const basic = `Basic ${Buffer.from(`${settings.credential}:`, "utf8").toString("base64")}`;
  const http = createHttp({
    baseUrl: settings.baseUrl,
    authorization: options.auth === "basic" ? basic : `Bearer ${settings.credential}`,
    readComplaint: readScaleComplaint,
    ...(settings.timeouts && { timeouts: settings.timeouts }),
    ...(settings.connections !== undefined && { connections: settings.connections }),
  });
  const context: ScaleContext = {
    http,
    options,
    batches: new Map(),
    testKey: settings.credential.startsWith("test_") || settings.credential.endsWith("|test"),
    ...(settings.webhookSecret !== undefined && { webhookSecret: settings.webhookSecret }),
  };
  return guarded({
    contract: "v1",
    capabilities,
    check: (call) => check(context, call),
    engage: (request, _previous, call) => engage(context, request, call),
    submit: (engagement, units, call) => submit(context, engagement, units, call),
    find: (engagement, keys, call) => find(context, engagement, keys, call),
    collect: (engagement, cursor, call) => collect(context, engagement, cursor, call),
    withdraw: (_engagement, refs, call) => withdraw(context, refs, call),
    hint: (request) => hint(context.webhookSecret, request),
  });
};

/** Scale's v1 labelling API: docs/vendors/scale.md. */
export const scaleAdapter: AdapterDefinition = {
  contract: "v1",
  name: "scale",
  capabilities,
  create,
  checkJobOptions: (options) => jobOptionsProblem(scaleJobOptions, options),
};
