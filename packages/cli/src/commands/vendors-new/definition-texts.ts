/* What puts the adapter together. Templates for `tranche vendors new`: every acme in here becomes the name that was given. */

export const indexText = `export { adapter } from "./definition.ts";
`;

export const definitionText = `import type { AdapterDefinition, AdapterSettings, Capabilities, VendorAdapter } from "@tranche/sdk";
import { createHttp, guarded, jobOptionsProblem, readAdapterOptions } from "@tranche/adapters/authoring";
import { check } from "./check.ts";
import { collect } from "./collect.ts";
import type { AcmeContext } from "./context.ts";
import { engage } from "./engage.ts";
import { readAcmeComplaint } from "./errors.ts";
import { find } from "./find.ts";
import { hint } from "./hint.ts";
import { type AcmeAdapterOptions, acmeAdapterOptions, acmeJobOptions } from "./options.ts";
import { submit } from "./submit.ts";
import { withdraw } from "./withdraw.ts";

/** What the vendor's API can do. The planner and the engine believe every word of it: say less where its documents are silent. */
const capabilitiesOf = (options: AcmeAdapterOptions): Capabilities => ({
  submission: { mode: "batch", maxUnits: options.batch, partialAcceptance: true },
  // \`none\` until its documents say how a repeated create is recognised. settleMs: how long a doubtful one may take to appear in a list.
  idempotency: { kind: "none", settleMs: 60_000 },
  // "none" goes with no method withdraw.
  cancel: "item",
  lateResults: true,
  mayExceedRedundancy: false,
  // "none" goes with no method hint.
  webhook: "signed",
  price: { basis: "judgment", finalAt: "result" },
  workerIds: "sometimes",
  timeTaken: "none",
  taskKinds: ["classification"],
  regions: [],
});

const create = (settings: AdapterSettings): VendorAdapter => {
  const options = readAdapterOptions(acmeAdapterOptions, settings.options);
  if (settings.credential === "") throw new TypeError("the acme key is empty");
  const http = createHttp({
    baseUrl: settings.baseUrl,
    authorization: \`Bearer \${settings.credential}\`,
    readComplaint: readAcmeComplaint,
    ...(settings.timeouts && { timeouts: settings.timeouts }),
    ...(settings.connections !== undefined && { connections: settings.connections }),
  });
  const context: AcmeContext = {
    http,
    options,
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

/** What tranche loads: \`adapter: tranche-adapter-acme\` in a config. */
export const adapter: AdapterDefinition = {
  contract: "v1",
  name: "acme",
  capabilities: capabilitiesOf(readAdapterOptions(acmeAdapterOptions, {})),
  create,
  checkJobOptions: (options) => jobOptionsProblem(acmeJobOptions, options),
};
`;

export const contextText = `import type { Http } from "@tranche/adapters/authoring";
import type { AcmeAdapterOptions } from "./options.ts";

/** What every operation of one configured adapter works with. */
export interface AcmeContext {
  readonly http: Http;
  readonly options: AcmeAdapterOptions;
  readonly webhookSecret?: string;
}
`;

export const optionsText = `import { z } from "zod";

/** \`vendors.<v>.options\` of a config. What the vendor's documents leave open is an option here, with its default stated. */
export interface AcmeAdapterOptions {
  /** Units one create carries; default 100. */
  readonly batch: number;
}

export const acmeAdapterOptions: z.ZodType<AcmeAdapterOptions> = z.strictObject({
  batch: z.int().min(1).max(1000).default(100),
});

/** \`vendorOptions.<vendor>\` of a job: what only this vendor has, and nothing that the job says in its own words. */
export interface AcmeJobOptions {
  /** An example: which of the vendor's teams may work on it. */
  readonly team?: string;
}

export const acmeJobOptions: z.ZodType<AcmeJobOptions> = z.strictObject({
  team: z.string().min(1).exactOptional(),
});
`;

export const notWrittenText = `import { AdapterError } from "@tranche/sdk";

/** What a method throws until it is written. The conformance tests fail with this sentence. Delete the file with its last use. */
export const notWritten = (method: string): AdapterError =>
  new AdapterError({
    kind: "refused",
    scope: "account",
    code: "not_written",
    message: \`\${method} is not written yet (src/\${method}.ts); nothing was sent\`,
  });
`;
