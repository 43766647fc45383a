import type { Recount, Script, VendorUnderTest } from "@tranche/sdk/testing";
import type { PoolOptions, Simulator, SimulatorOptions } from "../../simulators/index.ts";

const hourMs = 3_600_000;
const stepMs = 6 * hourMs;
/** Three days for whoever is slow, two weeks without news for whoever never comes. */
const leastSteps = 12;
const mostIdleSteps = 56;

/** People who are always right and know every unit of the script, in a world whose clock moves only when it is pushed. */
export const scriptedWorld = ({ units }: Script): SimulatorOptions & { readonly pool: Partial<PoolOptions> } => ({
  speed: 0,
  startAt: Date.UTC(2026, 2, 2, 9),
  items: units.map(({ id, content }) => ({ id, ...content })),
  truth: units.map(({ id, answer }) => ({ id, label: answer })),
  pool: { accuracy: 1, spamShare: 0 },
});

/** Reads a path below `baseUrl` with the key, past the kit's proxy. */
export const askVendor = async (
  simulator: Pick<Simulator, "baseUrl">,
  authorization: string,
  request: { readonly method?: string; readonly path: string; readonly body?: unknown },
): Promise<unknown> => {
  const response = await fetch(`${simulator.baseUrl}${request.path}`, {
    method: request.method ?? "GET",
    headers: { authorization, "content-type": "application/json" },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
  if (!response.ok) throw new Error(`${request.method ?? "GET"} ${request.path}: ${response.status} ${await response.text()}`);
  return response.json();
};

/** What every simulator has in common under test. `engagements` asks the vendor for all that may exist once. */
export const underTest = (
  simulator: Omit<Simulator, "name">,
  engagements: () => Promise<readonly string[]>,
): Pick<VendorUnderTest, "baseUrl" | "credential" | "knowsAnswers" | "recount" | "pass" | "answerAll" | "close"> => {
  const pass = (ms: number): void => {
    simulator.clock.advance(ms);
    simulator.advance();
  };
  return {
    baseUrl: simulator.baseUrl,
    credential: simulator.key,
    knowsAnswers: true,
    recount: async (): Promise<Recount> => ({
      units: simulator.taken().map(({ created, content }) => ({ ref: created, content })),
      engagements: await engagements(),
    }),
    pass,
    answerAll: () => {
      let idle = 0;
      for (let steps = 0; steps < leastSteps || idle < mostIdleSteps; steps += 1) {
        const { taken, answered } = simulator.counts();
        if (steps >= leastSteps && answered >= taken) return;
        pass(stepMs);
        idle = simulator.counts().answered === answered ? idle + 1 : 0;
      }
    },
    close: () => simulator.close(),
  };
};
