import { type ConformanceSuite, conformanceSuite, type Script, type VendorUnderTest } from "@tranche/sdk/testing";
import { startSurgeSimulator } from "../../simulators/index.ts";
import { surgeAdapter } from "../../vendors/surge/definition.ts";
import { askVendor, scriptedWorld, underTest } from "./simulated.ts";

const fewUnits = 100;
const someUnits = 1000;

/** Pages shorter than asked for, replies in any order, workers without a name, and lists that lag behind. */
const start = async (script: Script): Promise<VendorUnderTest> => {
  const few = script.units.length <= fewUnits;
  const simulator = await startSurgeSimulator({
    ...scriptedWorld(script),
    options: { bulkReply: "shuffled", anonymousShare: 0.4, listLagSeconds: 20, projectsPerPage: 3, tasksPerPageMax: few ? 7 : 100 },
  });
  const basic = `Basic ${Buffer.from(`${simulator.key}:`).toString("base64")}`;
  const engagements = async (): Promise<readonly string[]> => {
    const names: string[] = [];
    for (let page = 1; ; page += 1) {
      const projects = (await askVendor(simulator, basic, { path: `/projects?page=${page}` })) as readonly { readonly name: string }[];
      if (projects.length === 0) return names;
      names.push(...projects.map(({ name }) => `project ${name}`));
    }
  };
  return {
    ...underTest(simulator, engagements),
    adapterOptions: few ? { pageSize: 10, batch: 5 } : script.units.length <= someUnits ? { batch: 20 } : {},
    engagement: { options: { paymentPerResponse: 0.1, requireTiebreaker: true } },
    controls: {
      answerAgain: async (ref) => {
        const { responses } = (await askVendor(simulator, basic, { path: `/tasks/${ref}` })) as { readonly responses: readonly { readonly data: Record<string, unknown> }[] };
        const answers = Object.values(responses[0]?.data ?? {});
        await askVendor(simulator, basic, { method: "POST", path: `/tasks/${ref}/create-response`, body: { answers, worker_id: "a-second-worker" } });
      },
    },
  };
};

/** The Surge adapter against the Surge simulator. */
export const surgeConformance: ConformanceSuite = conformanceSuite({ name: "surge", definition: surgeAdapter, start });
