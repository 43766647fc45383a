import { money } from "@tranche/sdk";
import { type ConformanceSuite, conformanceSuite, type Script, type VendorUnderTest } from "@tranche/sdk/testing";
import { type ProlificSimulator, startProlificSimulator } from "../../simulators/index.ts";
import { prolificAdapter } from "../../vendors/prolific/definition.ts";
import { markOf, readRef, refOf } from "../../vendors/prolific/marks.ts";
import { scriptedWorld, underTest } from "./simulated.ts";

const fewUnits = 100;
const feePercent = 42.8;

const ask = async (
  simulator: ProlificSimulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ json: any; headers: Headers }> => {
  const response = await fetch(`${simulator.baseUrl}${path}`, {
    method,
    signal: AbortSignal.timeout(5000),
    headers: { authorization: `Token ${simulator.key}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return { json: await response.json(), headers: response.headers };
};

/** Pages of three, and people who return one place in five. Files and set-ups take no time here and lists do not lag: what waits is tested beside the adapter. */
const start = async (script: Script): Promise<VendorUnderTest> => {
  const few = script.units.length <= fewUnits;
  const simulator = await startProlificSimulator({
    ...scriptedWorld(script),
    options: { importSeconds: 0, setupSeconds: 0, publishSeconds: 0, returnShare: 0.2, feePercent },
  });
  const { workspace } = simulator;
  const secret = (await ask(simulator, "POST", "/hooks/secrets/", { workspace_id: workspace })).json.value as string;
  const engagements = async (): Promise<readonly string[]> =>
    (await ask(simulator, "GET", `/workspaces/${workspace}/projects/?limit=1000`)).json.results.map(
      ({ title }: { title: string }) => `project ${title}`,
    );
  const submissions = async (): Promise<readonly { readonly id: string; readonly status: string; readonly reward: number }[]> => {
    const studies = (await ask(simulator, "GET", "/studies/?limit=1000")).json.results as readonly { readonly id: string }[];
    const lists = await Promise.all(
      studies.map(async ({ id }) => (await ask(simulator, "GET", `/studies/${id}/submissions/?limit=1000`)).json.results),
    );
    return lists.flat();
  };
  const common = underTest(simulator, engagements);
  return {
    ...common,
    webhookSecret: secret,
    adapterOptions: { workspace, feePercent, settleMs: 0, ...(few && { unitsPerStudy: 4, studiesPerPage: 2, pageSize: 3 }) },
    engagement: { options: { rewardPerTask: "0.20 USD", tasksPerGroup: few ? 2 : 5 } },
    // A unit has no id at Prolific; what stands for it is its batch and a mark made of the key that lies in its record.
    recount: async () => {
      const content = new Map(simulator.taken().map((unit) => [unit.created, unit.content]));
      return {
        units: simulator
          .records()
          .map(({ id, batch = "none", fields }) => ({ ref: refOf(batch, markOf(fields["unit"] ?? "")), content: content.get(id) ?? "" })),
        engagements: await engagements(),
      };
    },
    controls: {
      billed: async () => {
        const paid = (await submissions()).filter(({ status }) => status === "APPROVED").reduce((sum, { reward }) => sum + reward, 0);
        return money(Math.round(paid * (1 + feePercent / 100) * 10_000), "USD");
      },
      reject: async (ref) => {
        const { batch, mark } = readRef(ref) ?? { batch: "", mark: "" };
        const { results } = (await ask(simulator, "GET", `/data-collection/batches/${batch}/responses`)).json;
        const response = results.find((one: any) => markOf(one.metadata.unit) === mark);
        const body = {
          action: "REJECT",
          message: "The answers have nothing to do with what was asked. ".repeat(3),
          rejection_category: "LOW_EFFORT",
        };
        await ask(simulator, "POST", `/submissions/${response.submission_id}/transition/`, body);
      },
      subscribe: async (url) => {
        const subscribed = await ask(simulator, "POST", "/hooks/subscriptions/", {
          workspace_id: workspace,
          event_type: "submission.status.change",
          target_url: url,
        });
        await ask(simulator, "POST", `/hooks/subscriptions/${subscribed.json.id}/`, { secret: subscribed.headers.get("x-hook-secret") });
      },
    },
  };
};

/** The Prolific adapter against its simulator. */
export const prolificConformance: ConformanceSuite = conformanceSuite({
  name: "prolific",
  definition: prolificAdapter,
  start,
  gaps: {
    "hint/genuine": "events name studies and submissions, never a unit: a genuine one says to look, at nothing in particular",
    "job/huge-ids":
      "a unit has no id at Prolific before it is answered; its ref is made of its batch's id and a mark of its key, and never comes over the wire",
  },
});
