import type { AdapterDefinition, AdapterSettings, Call, Capabilities, VendorAdapter } from "@tranche/sdk";
import { type NaiveAnswer, naiveHttp, type NaiveRequest } from "./naive-http.ts";
import type { TinyUnit } from "./tiny-vendor.ts";

export type Ask = (call: Call, request: NaiveRequest) => Promise<NaiveAnswer>;

const common: Capabilities = {
  submission: { mode: "batch", maxUnits: 10, partialAcceptance: true },
  idempotency: { kind: "none", settleMs: 60_000 },
  cancel: "none",
  lateResults: false,
  mayExceedRedundancy: false,
  webhook: "none",
  price: { basis: "judgment", finalAt: "result" },
  workerIds: "never",
  timeTaken: "none",
  taskKinds: ["classification"],
  regions: [],
};

/** An adapter for a scripted vendor; a client with a mistake brings its own way of doing one thing. */
export const tinyAdapter = (
  own: Partial<Capabilities>,
  methods: (ask: Ask, settings: AdapterSettings) => Pick<VendorAdapter, "submit"> & Partial<VendorAdapter>,
): AdapterDefinition => {
  const capabilities: Capabilities = { ...common, ...own };
  return {
    contract: "v1",
    name: "tiny",
    capabilities,
    create: (settings) => {
      const ask: Ask = naiveHttp(settings, `Bearer ${settings.credential}`);
      return { ...base(ask, capabilities), ...methods(ask, settings) };
    },
  };
};

const unitsAfter = async (ask: Ask, after: string, call: Call): Promise<{ units: readonly TinyUnit[]; next: number; more: boolean }> =>
  (await ask(call, { path: `/units?after=${after}` })).body as { units: readonly TinyUnit[]; next: number; more: boolean };

const base = (ask: Ask, capabilities: Capabilities): Omit<VendorAdapter, "submit"> => ({
  contract: "v1",
  capabilities,
  check: async (call) => {
    await ask(call, { path: "/me" });
    return { ok: true };
  },
  engage: async (request, _previous, call) => {
    const body = request.callbackUrl === undefined ? {} : { callback_url: request.callbackUrl };
    await ask(call, { method: "PUT", path: `/batches/${request.key}`, body });
    return { ref: request.key, state: "ready", data: {} };
  },
  find: async (_engagement, keys, call) => {
    const refs = new Map<string, string>();
    for (let after = "0", more = true; more;) {
      const page = await unitsAfter(ask, after, call);
      for (const { key, ref } of page.units) refs.set(key, ref);
      ({ more } = page);
      after = String(page.next);
    }
    return keys.map((key) => (refs.has(key) ? { found: "present", key, ref: refs.get(key)! } : { found: "absent", key }));
  },
  collect: async (_engagement, cursor, call) => {
    const { units, next, more } = await unitsAfter(ask, cursor ?? "0", call);
    return {
      observations: units.map(({ ref, key, answer }) => ({
        type: "unit",
        ref,
        key,
        status: answer === undefined ? "open" : "answered",
        raw: answer === undefined ? "open" : "done",
        judgments: answer === undefined ? [] : [{ id: `${ref}:1`, answer }],
      })),
      cursor: more ? String(next) : "0",
      more,
    };
  },
});
