import {
  type CaseDraft,
  type ConformanceSuite,
  conformanceSuite,
  createReader,
  openEngagement,
  type Script,
  submitAll,
  type VendorUnderTest,
} from "@tranche/sdk/testing";
import { money } from "@tranche/sdk";
import { startSurgeSimulator } from "../../simulators/index.ts";
import { surgeAdapter } from "../../vendors/surge/definition.ts";
import { askVendor, scriptedWorld, underTest } from "./simulated.ts";

const fewUnits = 100;
const someUnits = 2000;
const payPerResponse = 0.1;
const feePercent = 25;

interface Project {
  readonly name: string;
  readonly num_responses_completed: number;
  readonly payment_per_response: number;
}

/** Pages shorter than asked for, replies in any order, workers without a name, and lists that lag behind. */
export const startSurge = async (script: Script): Promise<VendorUnderTest> => {
  const few = script.units.length <= fewUnits;
  const some = script.units.length <= someUnits;
  const simulator = await startSurgeSimulator({
    ...scriptedWorld(script),
    options: {
      bulkReply: "shuffled",
      anonymousShare: 0.4,
      listLagSeconds: 20,
      projectsPerPage: 3,
      tasksPerPageMax: few ? 7 : some ? 20 : 100,
    },
  });
  const basic = `Basic ${Buffer.from(`${simulator.key}:`).toString("base64")}`;
  const projects = async (): Promise<readonly Project[]> => {
    const found: Project[] = [];
    for (let page = 1; ; page += 1) {
      const some = (await askVendor(simulator, basic, { path: `/projects?page=${page}` })) as readonly Project[];
      if (some.length === 0) return found;
      found.push(...some);
    }
  };
  const engagements = async (): Promise<readonly string[]> => (await projects()).map(({ name }) => `project ${name}`);
  return {
    ...underTest(simulator, engagements),
    adapterOptions: { feePercent, ...(few ? { pageSize: 10, batch: 5 } : some ? { batch: 10, pageSize: 20 } : {}) },
    engagement: { options: { paymentPerResponse: payPerResponse } },
    controls: {
      // Pay is in the API and the fee is not: it is what the contract says, and the adapter is told the same.
      billed: async () => {
        const pay = (await projects()).reduce((sum, project) => sum + project.num_responses_completed * project.payment_per_response, 0);
        return money(Math.round(pay * (1 + feePercent / 100) * 1_000_000), "USD");
      },
      answerAgain: {
        options: { requireTiebreaker: true },
        add: async (ref) => {
          const { responses } = (await askVendor(simulator, basic, { path: `/tasks/${ref}` })) as {
            readonly responses: readonly { readonly data: Record<string, unknown> }[];
          };
          const answers = Object.values(responses[0]?.data ?? {});
          await askVendor(simulator, basic, {
            method: "POST",
            path: `/tasks/${ref}/create-response`,
            body: { answers, worker_id: "a-second-worker" },
          });
        },
      },
    },
  };
};

/** The vendor's SDK sends PUT for every step of a project's life; older documents say POST. */
export const lifeCycleIsPut: CaseDraft = {
  name: "surge/life-cycle-is-put",
  grade: "complete",
  title: "the steps of a project's life are sent as PUT, as the vendor's own client sends them",
  units: 2,
  run: async (world) => {
    const engagement = await openEngagement(world);
    const adapter = world.adapter();
    const { placed } = await submitAll(world, { adapter, engagement, units: world.units });
    await world.vendor.pass(60_000);
    await createReader(world, adapter, engagement).sweep();
    await adapter.withdraw?.(
      engagement,
      [...placed.values()].map(({ ref }) => ref),
      world.call,
    );
    const steps = world.wire.exchanges.filter(({ path }) => /\/projects\/[^/]+\/(launch|pause|resume|cancel)$/.test(path));
    if (steps.length === 0) world.problems.add("withdraw: it took no step of the project's life");
    for (const { method, path } of steps)
      if (method !== "PUT") world.problems.add(`it sent ${method} for ${path.split("/").at(-1)}; the vendor's own client sends PUT`);
  },
};

/** The Surge adapter against the Surge simulator. */
export const surgeConformance: ConformanceSuite = conformanceSuite({
  name: "surge",
  definition: surgeAdapter,
  start: startSurge,
  cases: [lifeCycleIsPut],
});
