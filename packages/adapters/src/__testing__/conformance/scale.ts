import { type ConformanceSuite, conformanceSuite, type Script, type VendorUnderTest } from "@tranche/sdk/testing";
import { startScaleSimulator } from "../../simulators/index.ts";
import { callbackAuthKey } from "../../simulators/scale/scale-callbacks.ts";
import type { ScaleState } from "../../simulators/scale/scale-state.ts";
import { hashNumbers } from "../../simulators/world/seeded-random.ts";
import { scaleAdapter } from "../../vendors/scale/definition.ts";
import { askVendor, scriptedWorld, underTest } from "./simulated.ts";

const fewUnits = 100;

/** The secret a customer reads on the vendor's dashboard; it follows from the seed, which is the default one here. */
const webhookSecret = callbackAuthKey({ world: { seed: hashNumbers(1) } } as ScaleState, "live");

const start = async (script: Script): Promise<VendorUnderTest> => {
  const simulator = await startScaleSimulator(scriptedWorld(script));
  const basic = `Basic ${Buffer.from(`${simulator.key}:`).toString("base64")}`;
  const engagements = async (): Promise<readonly string[]> =>
    ((await askVendor(simulator, basic, { path: "/projects" })) as readonly { readonly name: string }[]).map(
      ({ name }) => `project ${name}`,
    );
  return {
    ...underTest(simulator, engagements),
    webhookSecret,
    adapterOptions: script.units.length <= fewUnits ? { pageSize: 10 } : {},
    controls: {
      reopen: async (ref) => void (await askVendor(simulator, basic, { method: "POST", path: `/task/${ref}/recall` })),
    },
  };
};

/** The Scale adapter against the Scale simulator. */
export const scaleConformance: ConformanceSuite = conformanceSuite({ name: "scale", definition: scaleAdapter, start });
