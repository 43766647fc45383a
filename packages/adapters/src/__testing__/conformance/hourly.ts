import type { Script, VendorUnderTest } from "@tranche/sdk/testing";
import { money, type JsonObject } from "@tranche/sdk";
import { type MercorOptions, startMercorSimulator } from "../../simulators/index.ts";
import { askVendor, scriptedWorld, underTest } from "./simulated.ts";

const fewUnits = 100;
const someUnits = 2000;
const weekMs = 7 * 86_400_000;
const secret = "conformance-webhook-secret";

interface Page<Entry> {
  readonly data: readonly Entry[];
  readonly next_cursor: string | null;
}

/** An hourly vendor of the Mercor-style shape, with what a preset of it sets. */
export const startHourly = async (
  script: Script,
  preset: { readonly adapterOptions?: JsonObject; readonly options?: Partial<MercorOptions> } = {},
): Promise<VendorUnderTest> => {
  const few = script.units.length <= fewUnits;
  const simulator = await startMercorSimulator({ ...scriptedWorld(script), options: { adjustmentShare: 0.5, ...preset.options } });
  const bearer = `Bearer ${simulator.key}`;
  const all = async <Entry>(path: string): Promise<readonly Entry[]> => {
    const entries: Entry[] = [];
    for (let after: string | null = ""; after !== null;) {
      const page = (await askVendor(simulator, bearer, {
        path: `${path}?limit=200${after === "" ? "" : `&after=${after}`}`,
      })) as Page<Entry>;
      entries.push(...page.data);
      after = page.next_cursor;
    }
    return entries;
  };
  const projects = (): Promise<readonly { readonly project_id: string; readonly external_ref: string }[]> => all("/projects");
  /** A project, its listing and an offer to each candidate may each exist once. */
  const engagements = async (): Promise<readonly string[]> => {
    const names: string[] = [];
    for (const { project_id: project, external_ref: ref } of await projects()) {
      names.push(`project ${ref}`);
      for (const { listing_id: listing } of await all<{ readonly listing_id: string }>(`/projects/${project}/listings`)) {
        names.push(`listing of ${ref}`);
        for (const offer of await all<{ readonly candidate_id: string; readonly state: string }>(`/listings/${listing}/offers`))
          names.push(`offer to ${offer.candidate_id} for ${ref}`);
      }
    }
    return names;
  };
  const review = async (ref: string, decision: "reject" | "request_changes"): Promise<void> => {
    const versions = await all<{ readonly deliverable_id: string }>(`/work_items/${ref}/deliverables`);
    await askVendor(simulator, bearer, {
      method: "POST",
      path: `/deliverables/${versions.at(-1)?.deliverable_id ?? ""}/review`,
      body: { decision, feedback: "please look again" },
    });
  };
  const common = underTest(simulator, engagements);
  return {
    ...common,
    webhookSecret: secret,
    adapterOptions: {
      ...(few ? { pageSize: 10, batch: 5 } : script.units.length <= someUnits ? { batch: 10, pageSize: 20 } : {}),
      ...preset.adapterOptions,
    },
    engagement: { price: { perHour: money(90_000_000, "USD"), minutesPerItem: 2 }, options: { weeklyCapHours: 40 } },
    controls: {
      subscribe: async (url) =>
        void (await askVendor(simulator, bearer, { method: "POST", path: "/webhook_endpoints", body: { url, secret } })),
      reopen: (ref) => review(ref, "request_changes"),
      reject: (ref) => review(ref, "reject"),
      billed: async () => {
        // Two weeks on, the weeks with work in them are locked.
        await common.pass(2 * weekMs);
        let minor = 0;
        for (const { project_id: project } of await projects())
          for (const invoice of await all<{ readonly total_minor: number }>(`/projects/${project}/invoices`)) minor += invoice.total_minor;
        return money(minor * 10_000, "USD");
      },
    },
  };
};
