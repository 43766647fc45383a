/* What proves it. Templates for `tranche vendors new`: every acme in here becomes the name that was given. */

export const conformanceText = `import { conformanceSuite, describeConformance } from "@tranche/sdk/testing";
import { describe, it } from "vitest";
import { adapter } from "./definition.ts";
import { startSimulator } from "./simulator/start-simulator.ts";

/*
 * Red at first: each case says what is missing. Write the simulator from the vendor's documents, then the adapter from the same documents, until all
 * of it is green. What this vendor cannot do at all is named in \`gaps\`, with its reason; the report prints it.
 */
describeConformance(
  { describe, it },
  conformanceSuite({
    name: "acme",
    definition: adapter,
    start: startSimulator,
    gaps: {},
  }),
);
`;

export const simulatorText = `import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { HeldUnit, Script, VendorUnderTest } from "@tranche/sdk/testing";

/*
 * The vendor as its documents describe it, over real HTTP. It may not import the adapter: two readings of one set of documents, or one misreading
 * passes every test. Only the account is here yet; every other route answers 501 with what is missing.
 */

const key = "simulated-acme-key";

interface Reply {
  readonly status: number;
  readonly json: unknown;
}

interface Vendor {
  readonly script: Script;
  /** Every unit it took on, cancelled ones included: the kit recounts from here, never through the API. */
  readonly held: HeldUnit[];
  /** Names of everything that may exist once (projects, batches), repeats included. */
  readonly engagements: string[];
  /** Epoch ms; moves only when it is pushed. */
  now: number;
}

/** Starts a fresh vendor on loopback; the kit does so once a case. */
export const startSimulator = async (script: Script): Promise<VendorUnderTest> => {
  const vendor: Vendor = { script, held: [], engagements: [], now: Date.UTC(2026, 0, 5, 9) };
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const { status, json } = answer(vendor, request, body);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: \`http://127.0.0.1:\${port}/v1\`,
    credential: key,
    recount: () => ({ units: vendor.held, engagements: vendor.engagements }),
    pass: (ms) => {
      vendor.now += ms;
    },
    answerAll: () => {
      // Let the simulated workers answer every open unit: \`vendor.script\` has what a worker who is right says to each.
    },
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

const read = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
};

const answer = (_vendor: Vendor, { method, url, headers }: IncomingMessage, _body: string): Reply => {
  if (headers.authorization !== \`Bearer \${key}\`) return { status: 401, json: { error: "unknown key" } };
  const path = new URL(url ?? "/", "http://vendor").pathname;
  if (method === "GET" && path === "/v1/account") return { status: 200, json: { id: "account-1" } };
  return { status: 501, json: { error: \`\${method} \${path} is not simulated yet (src/simulator/start-simulator.ts)\` } };
};
`;
