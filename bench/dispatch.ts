import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { scaleAdapter } from "@tranche/adapters";
import axios from "axios";
import PQueue from "p-queue";
import type { EngineVendor } from "../packages/cli/src/engine/engine-options.ts";
import { runEngine } from "../packages/cli/src/engine/run-engine.ts";
import { systemClock } from "../packages/cli/src/engine/system-clock.ts";
import type { ImportItem } from "../packages/cli/src/ports/store.ts";
import { openSqliteStore } from "../packages/cli/src/store/sqlite/sqlite-store.ts";
import { fixedPseudonyms } from "../packages/cli/src/trust/pseudonyms.ts";

const LABELS = ["billing", "technical", "other"];
const CONCURRENCY = 64;

interface Server {
  readonly baseUrl: string;
  readonly key: string;
  readonly child: ChildProcess;
}

const startServer = async (): Promise<Server> => {
  const child = spawn(process.execPath, ["--conditions=source", new URL("./scale-server.ts", import.meta.url).pathname], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
  return { ...(JSON.parse(line) as { baseUrl: string; key: string }), child };
};

const textOf = (seq: number): string => `message ${seq}: my invoice of last month is wrong, please have a look`;

/** What somebody would write without any of this: a queue, a client, a loop. The same requests, no record of anything. */
const bareLoop = async (server: Server, items: number): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const client = axios.create({
    baseURL: server.baseUrl,
    httpAgent: agent,
    maxRedirects: 0,
    proxy: false,
    auth: { username: server.key, password: "" },
    timeout: 30_000,
  });
  const queue = new PQueue({ concurrency: CONCURRENCY });
  await client.post("/projects", { type: "textcollection", name: "bare" });
  const began = performance.now();
  for (let seq = 0; seq < items; seq += 1) {
    await queue.onSizeLessThan(CONCURRENCY * 2);
    void queue.add(() =>
      client.post("/task/textcollection", {
        project: "bare",
        unique_id: `bare-${seq}`,
        attachments: [{ type: "text", content: textOf(seq) }],
        fields: [
          {
            type: "category",
            field_id: "answer",
            title: "Answer",
            required: true,
            choices: LABELS.map((label) => ({ label, value: label })),
          },
        ],
      }),
    );
  }
  await queue.onIdle();
  const took = performance.now() - began;
  agent.destroy();
  return took;
};

async function* importItems(items: number): AsyncGenerator<readonly ImportItem[]> {
  for (let from = 0; from < items; from += 1_000)
    yield Array.from({ length: Math.min(1_000, items - from) }, (_, at) => {
      const seq = from + at;
      const content = JSON.stringify({ text: textOf(seq) });
      return {
        seq,
        item: `i${seq}`,
        fingerprint: Buffer.from(String(seq).padStart(32, "0")),
        content,
        slots: [{ vendor: "scale", position: (seq * 7_919) % items }],
      };
    });
}

/** The real engine, adapter and store on a file: intents, disclosures, chain, caps, budget and lock included. */
const throughTheEngine = async (server: Server, items: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "tranche-bench-"));
  const store = openSqliteStore(join(folder, "tranche.db"));
  await store.importJob(
    {
      job: "bench",
      dataset: "bench",
      contentHash: "",
      itemsHash: "",
      jobJson: "{}",
      planJson: "{}",
      planHash: "",
      currency: "USD",
      slotsPerItem: 1,
      createdAt: Date.now(),
    },
    importItems(items),
  );
  const lock = await store.lockJob({ job: "bench", holder: "bench", now: Date.now(), isAlive: () => false });
  if (!lock.locked) throw new Error("the lock is held");
  const vendor: EngineVendor = {
    vendor: "scale",
    owner: "scale-ai",
    adapter: scaleAdapter.create({ baseUrl: server.baseUrl, credential: server.key, connections: CONCURRENCY }),
    facts: {
      vendor: "scale",
      owner: "scale-ai",
      controlledBy: [],
      taskKinds: ["classification"],
      regions: [],
      price: { basis: "judgment", micros: 80_000 },
      available: { is: "yes" },
    },
    price: 80_000,
    engagement: {
      key: `t-bench-${items}`,
      title: "Labelling task",
      instructions: "Pick one.",
      task: { kind: "classification", options: LABELS },
      show: ["text"],
      expectedUnits: items,
      options: {},
    },
    limits: { concurrency: CONCURRENCY },
    settleMs: 1_000,
    pollMs: 60_000,
    silentAfterMs: 3_600_000,
  };
  const began = performance.now();
  const end = await runEngine({
    job: {
      job: "bench",
      dataset: "bench",
      shape: { kind: "classification", options: LABELS },
      slotsPerItem: 1,
      mostPerItem: 1,
      independent: "owner",
      currency: "USD",
      budgetMicros: items * 80_000,
      ownerCap: (all) => all,
      deny: [],
    },
    vendors: [vendor],
    store,
    owners: { now: async () => ({ is: "known", rules: { stakes: {}, conflictPerMillion: 200_000 } }) },
    clock: systemClock,
    pseudonyms: fixedPseudonyms("bench"),
    replan: () => ({ placements: [], to: {}, stranded: 0 }),
    predictLoss: async () => 0,
    rules: {
      health: { cooldownMs: 300_000, longestCooldownMs: 3_600_000, lostAfterMs: 7_200_000 },
      triesPerVendor: 3,
      firstBackoffMs: 1_000,
      longestBackoffMs: 60_000,
      stopGraceMs: 5_000,
      lateWindowMs: 3_600_000,
      groupMs: 50,
    },
    fence: lock.fence,
    seed: 1,
    signal: new AbortController().signal,
    until: "dispatched",
    timeScale: 1,
    onNote: () => {},
  });
  const took = performance.now() - began;
  const { slots } = await store.progress("bench");
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  if (end.end !== "dispatched" || slots.live !== items) throw new Error(`${slots.live} of ${items} were accepted (${end.end})`);
  return took;
};

export interface DispatchFigure {
  readonly items: number;
  readonly bareMs: number;
  readonly engineMs: number;
}

const onFreshServer = async <T>(work: (server: Server) => Promise<T>): Promise<T> => {
  const server = await startServer();
  try {
    return await work(server);
  } finally {
    server.child.kill();
  }
};

/** Both ways in turn, each on a fresh server, and each after as many units as a warm-up, so that neither pays for compiling. */
export const measureDispatch = async (items: number): Promise<DispatchFigure> => {
  const warmUp = Math.min(500, items);
  await onFreshServer((server) => bareLoop(server, warmUp));
  await onFreshServer((server) => throughTheEngine(server, warmUp));
  const engineMs = await onFreshServer((server) => throughTheEngine(server, items));
  const bareMs = await onFreshServer((server) => bareLoop(server, items));
  return { items, engineMs, bareMs };
};
