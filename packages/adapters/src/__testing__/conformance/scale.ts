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

const startScale = async (script: Script, projectKind: "enterprise" | "rapid" = "enterprise"): Promise<VendorUnderTest> => {
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
    ...(projectKind === "rapid" && { engagement: { options: { projectKind } }, needsPolling: true }),
    controls: {
      reopen: async (ref) => void (await askVendor(simulator, basic, { method: "POST", path: `/task/${ref}/recall` })),
    },
  };
};

/** The Scale adapter against the Scale simulator. */
export const scaleConformance: ConformanceSuite = conformanceSuite({
  name: "scale",
  definition: scaleAdapter,
  start: (script) => startScale(script),
});

/** The same in projects that take tasks in batches only: batches are opened, filled and finalized, and answers come in the other format. */
export const scaleRapidConformance: ConformanceSuite = conformanceSuite({
  name: "scale-rapid",
  definition: scaleAdapter,
  start: (script) => startScale(script, "rapid"),
});
