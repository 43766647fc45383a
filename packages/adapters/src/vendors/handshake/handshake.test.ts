import type { Engagement, Observation } from "@tranche/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { type ScriptedServer, scriptedServer } from "../../__fixtures__/scripted-server.ts";
import { handshakeAdapter } from "./definition.ts";

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const engagement: Engagement = { ref: "proj_1", state: "ready", data: { project: "proj_1", task: { kind: "text" } } };
const entry = (id: string, item: string | null, seconds: number) => ({
  time_entry_id: id,
  contract_id: "con_1",
  work_item_id: item,
  seconds,
  source: "tracker",
  status: "locked",
});

describe("the hourly dialect with a cap per task", () => {
  it("pays a sitting at an item up to the cap, and meetings whole", async () => {
    const server = await scriptedServer(({ path }) => {
      if (path.endsWith("/time_entries"))
        return {
          json: { data: [entry("short", "w-1", 300), entry("long", "w-2", 5000), entry("meeting", null, 3600)], next_cursor: null },
        };
      if (path.endsWith("/contracts"))
        return {
          json: { data: [{ contract_id: "con_1", state: "active", rate_minor_per_hour: 3600, currency: "USD" }], next_cursor: null },
        };
      return { json: { data: [], next_cursor: null } };
    });
    servers.push(server);
    const adapter = handshakeAdapter.create({ baseUrl: server.url, credential: "k", options: { paidMinutesPerItem: 10 } });
    const observations: Observation[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const page = await adapter.collect(engagement, cursor, { signal: new AbortController().signal });
      observations.push(...page.observations);
      ({ cursor, more } = page);
    }
    expect(observations.map((one) => (one.type === "cost" ? [one.id, one.amount.micros] : one))).toEqual([
      ["short", 3_000_000],
      ["long", 6_000_000],
      ["meeting", 36_000_000],
    ]);
  });

  it("will not guess the cap", () => {
    expect(handshakeAdapter.name).toBe("handshake");
    expect(() => handshakeAdapter.create({ baseUrl: "https://x.example", credential: "k" })).toThrow(/paidMinutesPerItem/);
  });
});
